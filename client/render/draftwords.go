package render

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// DraftNote is what every output says of a profile that a machine read and nobody has looked at.
const DraftNote = "draft, not reviewed"

// FlagWord says in a few words why a value is to be looked at.
func FlagWord(kind lexfitv1.ReviewFlagKind) string {
	switch kind {
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_TITLE:
		return "a job without a title"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS:
		return "may be another value"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_ONE_DATE:
		return "one date only"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_END_BEFORE_START:
		return "ends before it starts"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE:
		return "a year without a month"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_OVERLAP:
		return "more than two jobs at once"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_FIELD:
		return "a degree without a field of study"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_LEVEL:
		return "a degree whose level was not read"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNKNOWN_SECTION:
		return "text in no known section"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_LITTLE_TEXT:
		return "a page with little text, maybe a picture"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_HIDDEN_TEXT:
		return "text that nobody sees on the page"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL:
		return "legal work or a credential in no entry"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNSPECIFIED:
	}
	return "read with doubt"
}

var (
	pathStep  = regexp.MustCompile(`^([a-z_]+)(?:\[(\d+)\])?$`)
	pathWords = map[string]string{
		"experience": "job", "education": "degree", "certifications": "certification", "skills": "skill", "languages": "language", "preferences": "wishes",
		"started_on": "start", "ended_on": "end", "completed_on": "finished", "display_name": "name", "issued_on": "since", "expires_on": "until",
		"duties": "duty", "coursework": "course", "practice_areas": "practice area", "work_state": "state", "salary_min_usd": "pay",
	}
)

// PathWords is a field path as people say it: job 1, start. Empty for an empty path.
func PathWords(path string) string {
	var parts []string
	for text := range strings.SplitSeq(path, ".") {
		match := pathStep.FindStringSubmatch(text)
		if match == nil {
			return Clean(path)
		}
		word := pathWords[match[1]]
		if word == "" {
			word = strings.ReplaceAll(match[1], "_", " ")
		}
		if match[2] != "" {
			number, _ := strconv.Atoi(match[2]) // digits
			word = fmt.Sprintf("%s %d", word, number+1)
		}
		parts = append(parts, word)
	}
	return strings.Join(parts, ", ")
}

// ReviewFlags are the flags of a review in a few words each, the same once: "job 1, start: a year without a month".
func ReviewFlags(review *lexfitv1.Review) []string {
	var list []string
	for _, flag := range review.GetFlags() {
		text := strings.TrimPrefix(PathWords(flag.GetPath())+": "+FlagWord(flag.GetKind()), ": ")
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// withReview puts what is to be said of a review before the flags.
func withReview(review *lexfitv1.Review, flags []string) []string {
	if note := ReviewNote(review); note != "" {
		return append([]string{note}, flags...)
	}
	return flags
}

// ReviewTitle is ReviewNote without the names of the values.
func ReviewTitle(review *lexfitv1.Review) string {
	flags := len(ReviewFlags(review))
	switch {
	case review.GetDraft() && flags == 0:
		return DraftNote
	case review.GetDraft():
		return DraftNote + ": " + prose.Count(flags, "value") + " to look at"
	case flags > 0:
		return "reviewed, " + prose.Count(flags, "value") + " left open"
	}
	return ""
}

// ReviewNote says in a sentence that a profile is a draft, or that values of a reviewed one are still open, and names the first of
// them; empty where there is nothing to say.
func ReviewNote(review *lexfitv1.Review) string {
	note, flags := ReviewTitle(review), ReviewFlags(review)
	if len(flags) == 0 {
		return note
	}
	const named = 3
	more := ""
	if len(flags) > named {
		more = fmt.Sprintf("; and %d more", len(flags)-named)
		flags = flags[:named]
	}
	return note + " (" + strings.Join(flags, "; ") + more + ")"
}
