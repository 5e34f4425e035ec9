package read

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/silence"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var (
	listLabel  = pattern(`^((?:[\p{L}&/'’-]+\s*){1,5})\s*[:：]\s*(.*)$`)
	yearsAlone = pattern(`(?i)^(\d{1,2})\+?\s*(?:years?|yrs?)\.?$`)
	languageOf = pattern(`(?i)\blanguages?\b`)
	// measureForm is a skill with what was measured of it: Typing (70 wpm).
	measureForm = pattern(`^(\p{L}[\p{L} ]*\p{L})[\s:(,–-]+(\d{1,5})\s*([\p{L}/ ]{2,30}\p{L})\)?$`)
	levelBack   = pattern(`^(.+?)\s*(?:[:：–—]|\s-\s|\()\s*([\p{L} ]{4,30})\)?$`)
	// headless are words of a table's heads.
	headless = pattern(`(?i)^(?:skills?|levels?|proficiency|years?(?: of experience)?|subject|results?|software|program|name|rating|experience|last used|category|tool)$`)
)

// item is a piece of a list and where it stands.
type item struct {
	text string
	at   []where
}

// items parts the lines of a list: at bullets, pieces, commas and semicolons that stand in no brackets.
func items(lines []*line) []item {
	var out []item
	widest := 0.0
	for _, here := range lines {
		widest = max(widest, here.Right)
	}
	var open *passage
	var before *line
	flush := func() {
		if open == nil {
			return
		}
		for _, at := range parts(open.text) {
			out = append(out, item{strings.TrimSpace(open.text[at[0]:at[1]]), open.places(at[0], at[1])})
		}
		open = nil
	}
	for _, here := range lines {
		if open != nil && !listGoesOn(before, here, widest) && !wrapsBullet(before, here) {
			flush()
		}
		if open == nil {
			open = &passage{}
		}
		open.add(here, here.text)
		before = here
	}
	flush()
	return out
}

// wrapsBullet says whether a line goes on with the bullet on the line before.
func wrapsBullet(before, here *line) bool {
	return before != nil && before.Bullet && !here.Bullet && len(here.pieces) == 1 && here.page == before.page && !here.Bold && here.Heading == 0 && (here.Left == 0 || here.Left >= before.Left-2)
}

// listGoesOn says whether a line goes on with the list of the line before.
func listGoesOn(before, here *line, widest float64) bool {
	if here.Bullet || before.page != here.page && !startsLower(here.text) || len(here.pieces) > 1 || listLabel().MatchString(here.text) {
		return false
	}
	if startsLower(here.text) && len(strings.Fields(before.text)) > 2 || strings.HasSuffix(before.text, ",") {
		return true
	}
	return here.Right > here.Left && before.Right >= 0.85*widest && strings.ContainsAny(before.text, ",;") && !sentence().MatchString(before.text)
}

// parts are the stretches of a list's text.
func parts(text string) [][2]int {
	var out [][2]int
	depth, start := 0, 0
	flush := func(end int) {
		from, to := start, end
		for from < to && strings.IndexByte(" ,;|.•·", text[from]) >= 0 {
			from++
		}
		for to > from && strings.IndexByte(" ,;|", text[to-1]) >= 0 {
			to--
		}
		if from < to {
			out = append(out, [2]int{from, to})
		}
	}
	for i, letter := range text {
		switch letter {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(0, depth-1)
		case ',', ';', '|', '•', '·', '▪', '●', '■':
			if depth > 0 && strings.ContainsRune(text[i:], ')') || letter == ',' && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9' && i > 0 && text[i-1] >= '0' && text[i-1] <= '9' {
				continue
			}
			flush(i)
			start = i + len(string(letter))
		}
	}
	flush(len(text))
	return out
}

// abilities reads a section of skills.
func (b listReader) abilities(one *section) {
	var lists []*line
	flush := func() {
		for _, each := range items(lists) {
			b.ability(each)
		}
		lists = nil
	}
	for i, here := range one.lines {
		label := listLabel().FindStringSubmatch(here.text)
		switch {
		case isGroup(one.lines, i):
			flush()
			here.read = true
		case label != nil && languageOf().MatchString(label[1]) && label[2] != "" && b.isSpoken(label[2]):
			flush()
			for _, at := range parts(label[2]) {
				text := label[2][at[0]:at[1]]
				b.tongue(item{text, []where{{here, text}}}, true)
			}
		case len(here.pieces) > 1:
			flush()
			if b.row(here) {
				continue
			}
			for _, piece := range here.pieces {
				for _, at := range parts(piece) {
					b.ability(item{piece[at[0]:at[1]], []where{{here, piece[at[0]:at[1]]}}})
				}
			}
		default:
			lists = append(lists, here)
		}
	}
	flush()
}

// isGroup says whether a line heads a group of skills: it stands out, says little, and the next does not.
func isGroup(lines []*line, i int) bool {
	here := lines[i]
	if i+1 >= len(lines) || here.Bullet || len(here.pieces) > 1 || len(strings.Fields(here.text)) > 4 || strings.ContainsAny(here.text, ",;|•") {
		return false
	}
	next := lines[i+1]
	return here.Bold && !next.Bold || here.Heading > 0 && next.Heading == 0 || strings.HasSuffix(here.text, ":")
}

// row reads a table's row of a skill and how well it is known, or for how long.
func (b listReader) row(here *line) bool {
	last := here.pieces[len(here.pieces)-1]
	name := here.pieces[len(here.pieces)-2]
	level := b.levelOf(last)
	years := yearsAlone().FindStringSubmatch(last)
	if level == 0 && years == nil {
		heads := 0
		for _, piece := range here.pieces {
			if headless().MatchString(piece) {
				heads++
			}
		}
		return heads == len(here.pieces)
	}
	if strings.ContainsAny(name, ",;") || b.full("skills", len(b.profile.GetSkills())) {
		return false
	}
	path := index("skills", len(b.profile.GetSkills()))
	made := &lexfitv1.Skill{Name: clipped(name), Proficiency: level}
	b.says(path+".name", where{here, made.GetName()})
	if level != 0 {
		b.says(path+".proficiency", where{here, last})
	} else {
		number, _ := strconv.ParseFloat(years[1], 64) // one or two digits
		made.Years = &number
		b.says(path+".years", where{here, last})
	}
	b.profile.Skills = append(b.profile.Skills, made)
	return true
}

// ability reads one skill.
func (b listReader) ability(one item) {
	if label := listLabel().FindStringSubmatch(one.text); label != nil && label[2] != "" {
		if b.levelOf(label[2]) == 0 {
			one = item{label[2], tailOf(one.at, label[1])}
		}
	}
	text := strings.Trim(one.text, " .:")
	if list := findDates(text); len(list) > 0 && trim(strings.Join(without(text, list), "")) == "" {
		return
	}
	if mailForm().MatchString(text) || linkForm().MatchString(text) || phoneForm().FindString(text) != "" && len(findDates(text)) == 0 && !strings.ContainsFunc(text, unicode.IsLetter) {
		return
	}
	if text == "" || silence.Of(text) != silence.Spoken || b.full("skills", len(b.profile.GetSkills())) || strings.HasSuffix(text, ":") || len(text) < 2 && !strings.ContainsAny(text, "CR") {
		return
	}
	if b.isTongue(text) {
		b.tongue(one, false)
		return
	}
	if len(one.at) == 0 {
		return
	}
	if hits := b.credentialsIn(text); len(hits) > 0 && b.isHeld(hits, text) {
		certificateReader(b).certificate(one)
		return
	}
	for len([]rune(text)) > mostText { // a sentence: in pieces that a name can hold
		piece := clipped(text)
		if at := strings.LastIndexByte(piece, ' '); at > 0 {
			piece = piece[:at]
		}
		b.skill(piece, one.at)
		text = strings.TrimSpace(strings.TrimPrefix(text, piece))
	}
	b.skill(text, one.at)
}

// levelOf is how well a skill is known by a word that says it and nothing else.
func (b listReader) levelOf(text string) lexfitv1.Proficiency {
	if level := b.names.levels[lexicon.NormalizeName(text)]; level != 0 {
		return level
	}
	number, ok := input.ReadWord(text, lexfitv1.Proficiency(0).Descriptor())
	if !ok || lexfitv1.Proficiency(number) == lexfitv1.Proficiency_PROFICIENCY_NONE {
		return 0
	}
	return lexfitv1.Proficiency(number)
}

func (b listReader) skill(text string, at []where) {
	if text == "" || b.full("skills", len(b.profile.GetSkills())) {
		return
	}
	path := index("skills", len(b.profile.GetSkills()))
	made := &lexfitv1.Skill{Name: text}
	if list := levelBack().FindStringSubmatch(text); list != nil {
		if level := b.levelOf(list[2]); level != 0 {
			made.Name, made.Proficiency = strings.TrimSpace(list[1]), level
			b.says(path+".proficiency", at...)
		}
	}
	if list := measureForm().FindStringSubmatch(text); list != nil && b.names.units[lexicon.NormalizeName(list[3])] {
		value, _ := strconv.ParseFloat(list[2], 64) // digits
		made.Name, made.Measured = strings.TrimSpace(list[1]), &lexfitv1.Measurement{Value: &value, Unit: list[3]}
		b.says(path+".measured", at...)
	}
	b.says(path+".name", at...)
	b.profile.Skills = append(b.profile.Skills, made)
}

// tailOf are the places of a value without the label before it.
func tailOf(at []where, label string) []where {
	out := append([]where(nil), at...)
	if len(out) > 0 {
		if i := strings.Index(out[0].text, label); i >= 0 {
			if rest := strings.TrimLeft(out[0].text[i+len(label):], " :："); rest != "" {
				out[0].text = rest
			} else {
				out = out[1:]
			}
		}
	}
	return out
}

// within are the places of a part of a text: the one that holds it, or all of them where it goes on over lines.
func within(at []where, text string) []where {
	for _, one := range at {
		if strings.Contains(one.text, text) {
			return []where{{one.line, text}}
		}
	}
	return at
}

// isHeld says whether a text is a credential's name and hardly more.
func (b listReader) isHeld(hits []lexicon.Hit, text string) bool {
	covered := 0
	for _, hit := range hits {
		if !b.names.held[hit.ID].GetLegal() {
			return false
		}
		covered += int(hit.End - hit.Start)
	}
	return 2*covered >= len(strings.Fields(text))
}

// isTongue says whether a text is a language and how well it is spoken, and nothing else.
func (b listReader) isTongue(text string) bool {
	hits := b.languagesIn(text)
	if len(hits) == 0 || len(strings.Fields(text)) > 8 {
		return false
	}
	for i := range b.lookup.Len() {
		named := false
		for _, hit := range hits {
			named = named || int32(i) >= hit.Start && int32(i) < hit.End
		}
		if _, spoken := wording.SpeechOf(b.lookup.Word(i)); !named && !spoken {
			return false
		}
	}
	return true
}

// isSpoken reports whether texts name languages that people speak: one that is known, or one with how well it is spoken. Of one or two
// names alone nobody can say; three and more that are none are those of computers (Go, Java, SQL).
func (b listReader) isSpoken(texts ...string) bool {
	count := 0
	for _, text := range texts {
		if level, _ := b.spoken(text); level != 0 || len(b.languagesIn(text)) > 0 {
			return true
		}
		count += len(parts(text))
	}
	return count < 3
}

// tongues reads a section of languages.
func (b listReader) tongues(one *section) {
	var texts []string
	for _, here := range one.lines {
		texts = append(texts, here.text)
	}
	if !b.isSpoken(texts...) {
		b.abilities(one)
		return
	}
	var plain []*line
	flush := func() {
		list := items(plain)
		known := slices.ContainsFunc(list, func(one item) bool { return len(b.languagesIn(one.text)) > 0 })
		for _, each := range list {
			b.tongue(each, known || len(list) <= 3)
		}
		plain = nil
	}
	for _, here := range one.lines {
		if len(here.pieces) < 2 {
			plain = append(plain, here)
			continue
		}
		flush()
		b.tongueRow(here)
	}
	flush()
}

// tongueRow reads a table's row: a language and words for how well it is spoken.
func (b listReader) tongueRow(here *line) {
	if hits := b.languagesIn(here.pieces[0]); len(hits) != 1 && !b.rated(here.pieces[1:]) || len(hits) == 1 && !b.isTongue(here.pieces[0]) {
		for _, piece := range here.pieces {
			for _, at := range parts(piece) {
				b.tongue(item{piece[at[0]:at[1]], []where{{here, piece[at[0]:at[1]]}}}, true)
			}
		}
		return
	}
	for _, piece := range here.pieces[1:] {
		if len(b.languagesIn(piece)) > 0 {
			for _, piece := range here.pieces {
				b.tongue(item{piece, []where{{here, piece}}}, true)
			}
			return
		}
	}
	level, sure := b.spoken(strings.Join(here.pieces[1:], " "))
	b.language(item{here.pieces[0], []where{{here, here.pieces[0]}}}, level, where{here, strings.Join(here.pieces[1:], " ")}, sure)
}

// rated says whether all pieces are words for how well a language is spoken.
func (b listReader) rated(pieces []string) bool {
	for _, piece := range pieces {
		for _, word := range bare(piece) {
			if _, known := wording.SpeechOf([]byte(word)); !known && !ratings[word] {
				return false
			}
		}
	}
	return true
}

// spoken is the least level that words beside a language say; sure where each is known.
func (b listReader) spoken(text string) (least lexfitv1.LanguageLevel, sure bool) {
	sure = true
	for _, word := range bare(text) {
		level, known := wording.SpeechOf([]byte(word))
		sure = sure && (known || ratings[word])
		if level != 0 && (least == 0 || level < least) {
			least = level
		}
	}
	return least, sure
}

// tongue reads one language; named says that it stands where languages do.
func (b listReader) tongue(one item, named bool) {
	if len(one.at) == 0 || silence.Of(one.text) != silence.Spoken {
		return
	}
	text := one.text
	if len(b.languagesIn(text)) == 0 {
		level, sure := b.spoken(text)
		if level != 0 && !sure && named && len(strings.Fields(spokenName(text))) <= 2 && !startsLower(text) { // Twi (native)
			b.language(one, level, one.at[0], true)
			return
		}
		if named && !sure && len(strings.Fields(text)) <= 2 && !startsLower(text) && !ratings[strings.ToLower(text)] {
			b.language(one, 0, one.at[0], false)
		}
		return
	}
	level, _ := b.spoken(text)
	b.language(one, level, one.at[0], true)
}

// spokenName is the language of a text without the words about it that say how well it is spoken.
func spokenName(text string) string {
	about := func(word string) bool {
		list := bare(word)
		if len(list) == 0 {
			return true
		}
		for _, one := range list {
			if _, known := wording.SpeechOf([]byte(one)); !known && !ratings[one] {
				return false
			}
		}
		return true
	}
	text = strings.Trim(text, " .,;:")
	whole := text
	for {
		first, rest, more := strings.Cut(text, " ")
		if !more || !about(first) {
			break
		}
		text = strings.TrimSpace(rest)
	}
	for {
		at := strings.LastIndexAny(text, " (/")
		if at <= 0 || !about(text[at+1:]) {
			break
		}
		text = strings.TrimRight(text[:at], " (:-–—,/")
	}
	if text = strings.Trim(text, " :-–—("); text == "" || about(text) {
		return whole
	}
	return text
}

// ratings are words for how well somebody does a thing.
var ratings = wordSet("fair good excellent poor average moderate strong competent proficient level yes no spoken written both")

func (b listReader) language(one item, level lexfitv1.LanguageLevel, at where, sure bool) {
	if b.full("languages", len(b.profile.GetLanguages())) {
		return
	}
	path := index("languages", len(b.profile.GetLanguages()))
	made := &lexfitv1.Language{Name: clipped(spokenName(one.text)), Level: level}
	b.profile.Languages = append(b.profile.Languages, made)
	b.says(path+".name", one.at...)
	if level != 0 {
		b.says(path+".level", at)
	}
	if !sure {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".level", at, nil, "%q says how well the language is spoken, and not all of it was read", at.text)
	}
}
