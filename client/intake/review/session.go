// Package review shows a draft to a person: question by question on a terminal, and as a page with the document beside it.
package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
)

// Person is who answers.
type Person interface {
	// Key waits for one of the keys, where a prompt names them; io.EOF where nobody answers any more.
	Key(ctx context.Context, prompt string, keys string) (rune, error)
	// Line waits for a line of text.
	Line(ctx context.Context, prompt string) (string, error)
}

// Session walks through drafts and asks about what is flagged.
type Session struct {
	Out io.Writer
	// Asked is who answers.
	Asked Person
	// Skipped asks again about what was skipped before.
	Skipped bool
	// Wrong takes what is wrong with a file; the others go on.
	Wrong func(error)
}

// Summary is how far the drafts are.
type Summary struct {
	// Drafts is how many there are, and Reviewed how many of them are done.
	Drafts, Reviewed int
	// Open is how many flags are skipped, and Left how many keys it takes to answer the rest.
	Open, Left int
	// Keys is how many keys were pressed.
	Keys int
	// Broken is how many files could not be read or written.
	Broken int
}

// opened is a draft file under review.
type opened struct {
	path    string
	content []byte // of the file, as it was when it was last read or written
	*draft.Draft
}

// errQuit ends the walk.
var errQuit = errors.New("quit")

// walk is a session under way.
type walk struct {
	*Session
	list    []*opened
	summary Summary
}

// Run asks about every draft that is not done. Whoever quits, or presses Ctrl-C, has lost nothing: each answer is saved at once.
func (s *Session) Run(ctx context.Context, files []string) (Summary, error) {
	w := &walk{Session: s}
	for _, path := range files {
		made, err := open(path)
		if err != nil {
			s.Wrong(err)
			w.summary.Broken++
			continue
		}
		w.list = append(w.list, made)
	}
	var err error
	for i, each := range w.list {
		if err = w.one(ctx, i, each); err != nil {
			break
		}
	}
	if errors.Is(err, errQuit) || errors.Is(err, io.EOF) {
		err = nil
	}
	return w.tell(), err
}

func open(path string) (*opened, error) {
	made, err := draft.Read(path)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	content, err := os.ReadFile(path) //nolint:gosec // just read
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &opened{path: path, content: content, Draft: made}, nil
}

// save writes the draft, unless somebody else has.
func (o *opened) save() error {
	now, err := os.ReadFile(o.path)
	if err != nil {
		return fmt.Errorf("%s: cannot be read any more: %w", o.path, err)
	}
	if !bytes.Equal(now, o.content) {
		return fmt.Errorf("%s: was changed meanwhile by somebody else, and nothing is written over: start again", o.path)
	}
	o.Untouched = false
	o.Mark()
	if err := draft.Write(o.path, o.Draft); err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	o.content = o.Encode()
	return nil
}

// asks reports whether a flag is to be asked about.
func (w *walk) asks(flag draft.Flag) bool {
	return flag.Answer == "" || w.Skipped && flag.Answer == draft.Skipped
}

// left is how many keys a draft still takes: one a flag, and one where nothing is flagged and nobody has looked.
func (w *walk) left(of *opened) int {
	count := 0
	for _, flag := range of.Flags {
		if flag.Answer == "" {
			count++
		}
	}
	if count == 0 && !of.Reviewed {
		return 1
	}
	return count
}

// one walks through a draft.
func (w *walk) one(ctx context.Context, number int, of *opened) error {
	if of.Reviewed && (!w.Skipped || !slices.ContainsFunc(of.Flags, w.asks)) {
		return nil
	}
	remarks := of.Source.Remarks
	for i := range of.Flags {
		if !w.asks(of.Flags[i]) {
			continue
		}
		w.head(number, of)
		for _, remark := range remarks {
			w.line("Of the document: %s", render.Clean(remark))
		}
		remarks = nil // once
		if err := w.flag(ctx, of, i); err != nil {
			return err
		}
	}
	if of.Reviewed {
		return nil
	}
	if len(of.Flags) == 0 {
		w.head(number, of)
		if done, err := w.whole(ctx, of); err != nil || !done {
			return err
		}
	}
	of.Reviewed = true
	if err := of.save(); err != nil {
		return err
	}
	w.line("%s is reviewed.", render.Clean(of.Profile.GetCandidateId()))
	return nil
}

func (w *walk) line(format string, args ...any) {
	_, _ = fmt.Fprintf(w.Out, format+"\n", args...) // where nobody looks nobody answers either
}

// head says who is looked at, and how much is left.
func (w *walk) head(number int, of *opened) {
	all := 0
	for _, each := range w.list {
		all += w.left(each)
	}
	w.line("")
	w.line("%s · %d of %s · about %s left in all", w.who(of), number+1, prose.Count(len(w.list), "draft"), prose.Count(all, "key"))
}

func (w *walk) who(of *opened) string {
	id, name := render.Clean(of.Profile.GetCandidateId()), render.Clean(of.Profile.GetDisplayName())
	if name == "" {
		return id
	}
	return name + " (" + id + ")"
}

// neighbours is how many lines stand above and below the one that is asked about.
const neighbours = 2

// source shows the line of a value with its neighbours.
func (w *walk) source(of *opened, page, line int) {
	if of.Line(page, line) == nil {
		return
	}
	w.line("    %s, page %d", render.Clean(of.Source.File), page)
	for number := line - neighbours; number <= line+neighbours; number++ {
		shown := of.Line(page, number)
		if shown == nil {
			continue
		}
		mark := " "
		if number == line {
			mark = ">"
		}
		w.line("  %s %4d  %s", mark, number, render.Clean(shown.Text))
	}
}

// flag asks about one flag, until it has an answer, and saves it.
func (w *walk) flag(ctx context.Context, of *opened, i int) error {
	flag := &of.Flags[i]
	value := of.Value(flag.Path)
	switch {
	case flag.Path == "":
		w.line("%s: %s", capital(render.FlagWord(flag.Kind)), quoted(flag.Text))
	case value == "":
		w.line("%s: nothing was read · %s", capital(render.PathWords(flag.Path)), render.FlagWord(flag.Kind))
	default:
		w.line("%s: %s · %s", capital(render.PathWords(flag.Path)), render.Clean(value), render.FlagWord(flag.Kind))
	}
	if flag.Says != "" {
		w.line("    %s", render.Clean(flag.Says))
	}
	w.source(of, flag.Page, flag.Line)
	others := flag.Others[:min(len(flag.Others), 9)]
	for n, other := range others {
		w.line("    %d: %s", n+1, render.Clean(other))
	}
	keys, prompt := "kedsq", "k keep · e edit · d drop · s skip · q quit"
	if flag.Path == "" {
		keys, prompt, others = "kesq", "k no entry needed · e add an entry · s skip · q quit", nil
	}
	if len(others) > 0 {
		keys += "123456789"[:len(others)]
		prompt = strings.Replace(prompt, "d drop", "1 to "+strconv.Itoa(len(others))+" take that · d drop", 1)
		prompt = strings.Replace(prompt, "1 to 1 ", "1 ", 1)
	}
	for {
		key, err := w.Asked.Key(ctx, prompt, keys)
		if err != nil {
			return err //nolint:wrapcheck // of the terminal
		}
		w.summary.Keys++
		var answer draft.Answer
		switch key {
		case 'q':
			return errQuit
		case 'k':
			answer = draft.Kept
		case 's':
			answer = draft.Skipped
		case 'd':
			path := flag.Path
			flag.Answer, answer = draft.Dropped, draft.Dropped
			w.alike(of, path, answer)
			of.Drop(path)
		case 'e':
			if answer, err = w.edit(ctx, of, flag); err != nil {
				return err
			}
		default:
			if err := of.Set(flag.Path, others[key-'1']); err != nil {
				w.line("    %v", err)
				continue
			}
			answer = draft.Edited
		}
		if answer == "" {
			continue
		}
		flag.Answer = answer
		if answer != draft.Skipped {
			w.alike(of, flag.Path, answer)
		}
		return of.save()
	}
}

// alike answers what else was asked about the same value.
func (w *walk) alike(of *opened, path string, answer draft.Answer) {
	for i := range of.Flags {
		if path != "" && of.Flags[i].Path == path && of.Flags[i].Open() {
			of.Flags[i].Answer = answer
		}
	}
}

// edit asks for a value, or for the entry that a text becomes; no answer where the person thinks better of it.
func (w *walk) edit(ctx context.Context, of *opened, flag *draft.Flag) (draft.Answer, error) {
	prompt := "new value, empty to leave it"
	if flag.Path == "" {
		prompt = strings.Join(draft.Kinds(), ", ") + ", and its name, such as certification Certified Paralegal; empty to leave it"
	}
	for {
		text, err := w.Asked.Line(ctx, prompt)
		if err != nil {
			return "", err //nolint:wrapcheck // of the terminal
		}
		w.summary.Keys += len([]rune(text)) + 1
		if text = strings.TrimSpace(text); text == "" {
			return "", nil
		}
		if flag.Path != "" {
			err = of.Set(flag.Path, text)
		} else {
			kind, name, _ := strings.Cut(text, " ")
			var path string
			if path, err = of.Add(kind, strings.TrimSpace(name)); err == nil {
				flag.Path = path
				of.Spans = append(of.Spans, draft.Span{Path: path, Page: flag.Page, Line: flag.Line, Text: flag.Text})
			}
		}
		if err == nil {
			return draft.Edited, nil
		}
		w.line("    %v", err)
	}
}

// whole asks about a draft of which nothing is flagged; false where it stays a draft.
func (w *walk) whole(ctx context.Context, of *opened) (bool, error) {
	for _, remark := range of.Source.Remarks {
		w.line("Of the document: %s", render.Clean(remark))
	}
	w.line("Nothing is flagged. This was read:")
	for _, fact := range render.Facts(of.Profile, "") {
		w.line("    %s: %s", fact.Label, fact.Text)
	}
	key, err := w.Asked.Key(ctx, "k that is right · s skip · q quit", "ksq")
	if err != nil {
		return false, err //nolint:wrapcheck // of the terminal
	}
	w.summary.Keys++
	if key == 'q' {
		return false, errQuit
	}
	return key == 'k', nil
}

// tell says how far the drafts are.
func (w *walk) tell() Summary {
	sum := &w.summary
	w.line("")
	for _, each := range w.list {
		open := 0
		for _, flag := range each.Flags {
			if flag.Answer == draft.Skipped {
				open++
			}
		}
		sum.Drafts++
		sum.Open += open
		left := w.left(each)
		if each.Reviewed {
			sum.Reviewed++
			continue
		}
		sum.Left += left
		w.line("%s: %s left", render.Clean(each.Profile.GetCandidateId()), prose.Count(left, "key"))
	}
	text := fmt.Sprintf("%d of %s reviewed", sum.Reviewed, prose.Count(sum.Drafts, "draft"))
	if sum.Open > 0 {
		text += fmt.Sprintf(", %s left open (--skipped asks again)", prose.Count(sum.Open, "value"))
	}
	if sum.Left > 0 {
		text += fmt.Sprintf("; about %s to go", prose.Count(sum.Left, "key"))
	}
	w.line("%s", text)
	return *sum
}

func quoted(text string) string { return "“" + render.Clean(text) + "”" }

func capital(text string) string {
	letters := []rune(text)
	if len(letters) == 0 {
		return ""
	}
	return strings.ToUpper(string(letters[0])) + string(letters[1:])
}
