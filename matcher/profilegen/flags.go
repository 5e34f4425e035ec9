package profilegen

import (
	"fmt"
	"math/rand/v2"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Flag returns a copy of a profile that is a draft, as a rule, with one flag to so many, now and then with none: of values, of whole entries, of what is not set, and now and
// then of what is not there at all.
func Flag(random *rand.Rand, profile *lexfitv1.CandidateProfile, most int) *lexfitv1.CandidateProfile {
	made, flagged := dice{random}, proto.CloneOf(profile)
	flagged.Review = &lexfitv1.Review{Draft: made.chance(80)}
	if made.chance(5) {
		return flagged
	}
	paths := append(Paths(profile), "", "experience[900].title", "skills[0].colour", "nothing", "experience[0", "skills[-1].name")
	for range made.between(1, most) {
		flagged.Review.Flags = append(flagged.Review.Flags, &lexfitv1.ReviewFlag{
			Path: pick(made, paths), Kind: lexfitv1.ReviewFlagKind(made.between(0, int(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL))),
		})
	}
	return flagged
}

// Paths are the field paths of what can be flagged in a profile: each entry, each of its fields, set or not, and each part of a list.
func Paths(profile *lexfitv1.CandidateProfile) []string {
	var paths []string
	message := profile.ProtoReflect()
	for _, list := range []string{"education", "skills", "certifications", "experience", "languages"} {
		entries := message.Get(message.Descriptor().Fields().ByName(protoreflect.Name(list))).List()
		for i := range entries.Len() {
			at := fmt.Sprintf("%s[%d]", list, i)
			paths = append(append(paths, at), fieldPaths(at, entries.Get(i).Message())...)
		}
	}
	if wants := profile.GetPreferences(); wants != nil {
		paths = append(append(paths, "preferences"), fieldPaths("preferences", wants.ProtoReflect())...)
	}
	return append(paths, "total_experience_months", "work_state")
}

func fieldPaths(at string, entry protoreflect.Message) []string {
	var paths []string
	fields := entry.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		path := at + "." + string(field.Name())
		paths = append(paths, path)
		switch {
		case field.IsList():
			for j := range entry.Get(field).List().Len() {
				paths = append(paths, fmt.Sprintf("%s[%d]", path, j))
			}
		case field.Message() != nil && entry.Has(field):
			paths = append(paths, fieldPaths(path, entry.Get(field).Message())...)
		}
	}
	return paths
}
