package wording

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/tokens"
)

// OtherJob reports whether the words directly beside a name make it another job or thing: "aspiring", "recruiter". The name is
// at the bytes start to end of the text read last; nothing but spaces and hyphens may stand between.
func (w *Words) OtherJob(r *Reader, start, end int32) bool {
	first, last := -1, -1
	for i, word := range r.text.Words {
		if word.Start >= start && first < 0 {
			first = i
		}
		if word.End <= end {
			last = i
		}
	}
	if first < 0 || last < first {
		return false
	}
	const apart = tokens.Apart | tokens.Slash
	for size := 1; size <= w.longest && first-size >= 0 && r.text.Words[first-size+1].Before&apart == 0; size++ {
		if w.before[string(r.text.Span(first-size, first))] {
			return true
		}
	}
	for size := 1; size <= w.longest && last+size < len(r.text.Words) && r.text.Words[last+size].Before&apart == 0; size++ {
		if w.after[string(r.text.Span(last+1, last+1+size))] {
			return true
		}
	}
	return false
}

// IsOtherJob reports whether a name, in words of normal form, is made another job or thing everywhere it stands in the text read
// last. It is not where the name does not stand there.
func (w *Words) IsOtherJob(r *Reader, name []byte) bool {
	found := false
	for i := range r.text.Words {
		for j := i + 1; j <= len(r.text.Words) && len(r.text.Span(i, j)) <= len(name); j++ {
			if string(r.text.Span(i, j)) != string(name) {
				continue
			}
			if found = true; !w.OtherJob(r, r.text.Words[i].Start, r.text.Words[j-1].End) {
				return false
			}
		}
	}
	return found
}

// Open returns a job title with its abbreviations opened, or the title itself where it has none.
func (w *Words) Open(r *Reader, title string) string {
	r.text.Set(title)
	var out strings.Builder
	done, opened := 0, -1
	for i, word := range r.text.Words {
		short, ok := w.short[string(r.text.Word(i))]
		if !ok || len(short.beside) > 0 && !w.isOpened(r, title, i, opened, short) {
			continue
		}
		end := int(word.End)
		if end < len(title) && title[end] == '.' {
			end++
		}
		out.WriteString(title[done:word.Start])
		out.WriteString(short.long)
		done, opened = end, i
	}
	if done == 0 {
		return title
	}
	out.WriteString(title[done:])
	return out.String()
}

// isOpened reports whether a short form that is a word of its own too stands for the long one: with a point behind it, alone,
// or directly beside a word that says so, itself short or not. The short form opened last stands at the word opened.
func (w *Words) isOpened(r *Reader, title string, i, opened int, short abbreviation) bool {
	end := int(r.text.Words[i].End)
	if len(r.text.Words) == 1 || end < len(title) && title[end] == '.' {
		return true
	}
	says := func(j int) bool {
		other, ok := w.short[string(r.text.Word(j))]
		return short.beside[string(r.text.Word(j))] || ok && (len(other.beside) == 0 || opened == j) && short.beside[other.long]
	}
	apart := tokens.Apart
	if i > 0 && opened == i-1 {
		apart &^= tokens.Stop // its point ends no sentence
	}
	return i > 0 && r.text.Words[i].Before&apart == 0 && says(i-1) ||
		i+1 < len(r.text.Words) && r.text.Words[i+1].Before&tokens.Apart == 0 && says(i+1)
}
