package duties

import (
	"maps"
	"slices"
	"strings"
)

// Forms returns the forms of an English verb given by its base: base, third person, past, past participle and -ing form,
// in British and American spelling, each once, the base first. A verb of several words is inflected at its last where
// hyphens join them ("cite-check": cite checked), at its first where spaces do ("follow up": followed up); the words of the
// forms stand one space apart.
func Forms(base string) []string {
	base = strings.ToLower(strings.TrimSpace(base))
	var forms []string
	add := func(form string) {
		if form = strings.ReplaceAll(form, "-", " "); !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	before, after := "", ""
	if i := strings.LastIndexByte(base, '-'); i >= 0 {
		before, base = base[:i+1], base[i+1:]
	} else if i := strings.IndexByte(base, ' '); i >= 0 {
		base, after = base[:i], base[i:]
	}
	for _, spelt := range spellings(base) {
		for _, form := range inflect(spelt) {
			add(before + form + after)
		}
	}
	return forms
}

// pasts returns the past forms of a verb of one word that are not its base as well.
func pasts(base string) []string {
	var forms []string
	for _, spelt := range spellings(strings.ToLower(strings.TrimSpace(base))) {
		past := strings.Fields(irregular[spelt])
		if len(past) == 0 {
			past = endings(spelt, "ed")
		}
		forms = append(forms, slices.DeleteFunc(past, func(form string) bool { return form == spelt })...)
	}
	return forms
}

// spellings returns a verb's base in every spelling, as given first.
func spellings(base string) []string {
	found := []string{base}
	for _, pair := range spelledTwoWays {
		if i := slices.Index(pair[:], base); i >= 0 {
			return append(found, pair[1-i])
		}
	}
	if stem, ok := strings.CutSuffix(base, "ize"); ok && !onlyIze[base] && vowelGroups(stem) > 0 {
		return append(found, stem+"ise")
	}
	if stem, ok := strings.CutSuffix(base, "ise"); ok && !slices.Contains(onlyIse, base) && vowelGroups(stem) > 0 {
		return append(found, stem+"ize")
	}
	if stem, ok := strings.CutSuffix(base, "lyze"); ok {
		return append(found, stem+"lyse")
	}
	if stem, ok := strings.CutSuffix(base, "lyse"); ok {
		return append(found, stem+"lyze")
	}
	return found
}

// inflect returns the forms of one spelling of a verb of one word.
func inflect(base string) []string {
	forms := []string{base, thirdPerson(base)}
	if past, ok := irregular[base]; ok {
		forms = append(forms, strings.Fields(past)...)
	} else {
		forms = append(forms, endings(base, "ed")...)
	}
	return append(forms, endings(base, "ing")...)
}

func thirdPerson(base string) string {
	switch {
	case base == "have":
		return "has"
	case base == "quiz":
		return "quizzes"
	case hasAnySuffix(base, "s", "x", "z", "ch", "sh"), hasAnySuffix(base, "go", "do", "eto", "cho"):
		return base + "es"
	case endsInConsonantY(base):
		return base[:len(base)-1] + "ies"
	}
	return base + "s"
}

// endings puts -ed or -ing to a base; two forms where British English doubles an l and American does not.
func endings(base, ending string) []string {
	last := base[len(base)-1]
	switch {
	case ending == "ing" && strings.HasSuffix(base, "ie"): // tie, tying
		return []string{base[:len(base)-2] + "ying"}
	case last == 'e':
		if ending == "ing" && hasAnySuffix(base, "ee", "oe", "ye", "nge") && base != "arrange" && !slices.Contains(dropsE, base) {
			return []string{base + ending} // oversee, dye, singe
		}
		return []string{base[:len(base)-1] + ending}
	case endsInConsonantY(base) && ending == "ed":
		return []string{base[:len(base)-1] + "ied"}
	case strings.HasSuffix(base, "ic"): // mimic, mimicked
		return []string{base + "k" + ending}
	}
	doubled := base + string(last) + ending
	switch {
	case slices.Contains(eitherWay, base):
		return []string{base + ending, doubled}
	case slices.Contains(stressedAtEnd, base) || vowelGroups(base) == 1 && endsInOneConsonant(base):
		return []string{doubled}
	case last == 'l' && endsInOneConsonant(base):
		return []string{base + ending, doubled} // labeled, labelled
	}
	return []string{base + ending}
}

func hasAnySuffix(word string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(ending string) bool { return strings.HasSuffix(word, ending) })
}

func isVowel(letter byte) bool { return strings.IndexByte("aeiou", letter) >= 0 }

func endsInConsonantY(word string) bool {
	return len(word) > 1 && word[len(word)-1] == 'y' && !isVowel(word[len(word)-2])
}

// endsInOneConsonant reports whether a word ends in one vowel and one consonant that can be doubled.
func endsInOneConsonant(word string) bool {
	n := len(word)
	if n < 3 || isVowel(word[n-1]) || strings.IndexByte("wxy", word[n-1]) >= 0 || !isVowel(word[n-2]) {
		return false
	}
	return !isVowel(word[n-3]) || word[n-3] == 'u' && n > 3 && word[n-4] == 'q'
}

// vowelGroups counts the runs of vowels of a word, which for the bases of verbs is near enough to its syllables.
func vowelGroups(word string) int {
	groups, open := 0, false
	for i := range len(word) {
		vowel := isVowel(word[i]) || word[i] == 'y' && i > 0
		if vowel && !open {
			groups++
		}
		open = vowel
	}
	return groups
}

var (
	// stressedAtEnd are verbs of more than one syllable that double their last letter.
	stressedAtEnd = strings.Fields(`abet abhor acquit admit allot annul commit compel concur confer control defer deter emit enrol
		equip format expel fulfil handicap incur infer instal instil occur omit outfit patrol permit prefer propel rebut recap recur refer
		regret remit repel submit transfer transmit unplug`)
	// eitherWay are verbs that are written with one letter and with two.
	eitherWay = strings.Fields(`benefit bias bus focus kidnap program worship`)
	// dropsE are verbs in -nge that lose the e before -ing, as most do.
	dropsE = strings.Fields(`arrange change exchange rearrange interchange challenge range infringe impinge hinge plunge lounge
		avenge revenge scavenge derange estrange`)
	// onlyIze are verbs in -ize that are written no other way.
	onlyIze = map[string]bool{"size": true, "resize": true, "seize": true, "prize": true, "capsize": true}

	// onlyIse are verbs in -ise that are written no other way: the ending is a part of their stem.
	onlyIse = strings.Fields(`advertise advise apprise arise braise bruise chastise circumcise compromise comprise cruise demise
		despise devise disguise enfranchise excise exercise franchise guise improvise incise liaise merchandise noise poise praise
		premise promise raise revise rise supervise surmise surprise televise upraise`)

	// spelledTwoWays are bases that differ by country beyond -ize and -yze.
	spelledTwoWays = [][2]string{
		{"catalog", "catalogue"},
		{"dialog", "dialogue"},
		{"favor", "favour"},
		{"honor", "honour"},
		{"labor", "labour"},
		{"color", "colour"},
		{"endeavor", "endeavour"},
		{"harbor", "harbour"},
		{"center", "centre"},
		{"license", "licence"},
		{"practice", "practise"},
		{"program", "programme"},
		{"fulfil", "fulfill"},
		{"enrol", "enroll"},
		{"instal", "install"},
		{"instil", "instill"},
		{"distil", "distill"},
		{"inquire", "enquire"},
	}

	// irregular gives past and past participle of verbs that do not take -ed.
	irregular = map[string]string{
		"be": "was were been", "bear": "bore borne", "beat": "beat beaten", "become": "became become", "begin": "began begun",
		"bid": "bid", "bind": "bound", "break": "broke broken", "bring": "brought", "broadcast": "broadcast", "build": "built",
		"buy": "bought", "cast": "cast", "catch": "caught", "choose": "chose chosen", "come": "came come", "cost": "cost",
		"cut": "cut", "deal": "dealt", "do": "did done", "draw": "drew drawn", "drive": "drove driven", "fall": "fell fallen",
		"feed": "fed", "feel": "felt", "fight": "fought", "find": "found", "fly": "flew flown", "forecast": "forecast forecasted",
		"foresee": "foresaw foreseen", "forget": "forgot forgotten", "get": "got gotten", "give": "gave given", "go": "went gone",
		"grow": "grew grown", "have": "had", "hear": "heard", "hold": "held", "input": "input inputted", "keep": "kept",
		"know": "knew known", "lay": "laid", "lead": "led", "learn": "learned learnt", "leave": "left", "lend": "lent", "let": "let",
		"light": "lit lighted", "lose": "lost", "make": "made", "mean": "meant", "meet": "met", "offset": "offset",
		"outsell": "outsold", "overcome": "overcame overcome", "override": "overrode overridden", "oversee": "oversaw overseen",
		"overwrite": "overwrote overwritten", "pay": "paid", "plead": "pleaded pled", "prepay": "prepaid", "proofread": "proofread",
		"prove": "proved proven", "put": "put", "quit": "quit", "read": "read", "rebuild": "rebuilt", "repay": "repaid",
		"reread": "reread", "rerun": "reran rerun", "resell": "resold", "reset": "reset", "resend": "resent", "retake": "retook retaken",
		"rethink": "rethought", "rewrite": "rewrote rewritten", "ride": "rode ridden", "ring": "rang rung", "rise": "rose risen",
		"run": "ran run", "say": "said", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent", "set": "set",
		"shake": "shook shaken", "show": "showed shown", "shut": "shut", "sit": "sat", "speak": "spoke spoken", "spell": "spelled spelt",
		"spend": "spent", "split": "split", "spread": "spread", "stand": "stood", "stick": "stuck", "strike": "struck",
		"string": "strung", "swear": "swore sworn", "take": "took taken", "teach": "taught", "tell": "told", "think": "thought",
		"throw": "threw thrown", "typeset": "typeset", "undergo": "underwent undergone", "understand": "understood",
		"undertake": "undertook undertaken", "undo": "undid undone", "uphold": "upheld", "wear": "wore worn", "win": "won",
		"withdraw": "withdrew withdrawn", "withhold": "withheld", "write": "wrote written",
	}
)

// singular returns the singular of an English noun, or what is no plural as it stands.
func singular(word string) string {
	if form, ok := irregularPlurals[word]; ok {
		return form
	}
	n := len(word)
	switch {
	case n < 4 || word[n-1] != 's' || hasAnySuffix(word, "ss", "us", "is") || unchanging[word]:
		return word
	case strings.HasSuffix(word, "ies") && n > 4:
		return word[:n-3] + "y"
	case hasAnySuffix(word, "sses", "shes", "ches", "xes", "zzes"):
		return word[:n-2]
	}
	return word[:n-1]
}

// plurals returns the plurals of a singular noun; none of a word too short to have one.
func plurals(word string) []string {
	const shortest = 3
	forms := slices.Clone(pluralsOf[word])
	if len(word) < shortest || unchanging[word] || particle[word] {
		return forms
	}
	last := word[len(word)-1]
	switch {
	case last >= '0' && last <= '9':
		return forms
	case strings.HasSuffix(word, "is"): // analysis
		return forms
	case hasAnySuffix(word, "s", "x", "z", "ch", "sh"):
		return append(forms, word+"es")
	case endsInConsonantY(word):
		return append(forms, word[:len(word)-1]+"ies")
	}
	return append(forms, word+"s")
}

var (
	irregularPlurals = map[string]string{
		"memoranda": "memorandum", "summonses": "summons", "people": "person", "children": "child", "men": "man", "women": "woman",
		"analyses": "analysis", "bases": "basis", "appendices": "appendix", "indices": "index", "criteria": "criterion",
		"addenda": "addendum", "curricula": "curriculum", "minutiae": "minutia", "wives": "wife", "lives": "life",
		"statuses": "status", "bonuses": "bonus", "censuses": "census", "movies": "movie",
	}
	// pluralsOf are the irregular plurals of each noun that has any.
	pluralsOf = func() map[string][]string {
		found := map[string][]string{}
		for _, plural := range slices.Sorted(maps.Keys(irregularPlurals)) {
			found[irregularPlurals[plural]] = append(found[irregularPlurals[plural]], plural)
		}
		return found
	}()
	// unchanging are nouns that end in s as singulars.
	unchanging = map[string]bool{"summons": true, "news": true, "series": true, "species": true, "always": true, "lexis": true}
	// particle are words that have no plural.
	particle = map[string]bool{
		"and": true, "for": true, "the": true, "with": true, "from": true, "into": true, "that": true, "this": true, "not": true,
		"per": true, "via": true, "all": true, "any": true, "to": true,
	}
)
