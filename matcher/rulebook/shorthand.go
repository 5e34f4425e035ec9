package rulebook

import "google.golang.org/protobuf/reflect/protoreflect"

// The shorthands of the notation. A message has at most one, and the reader accepts the long form beside it.
//
//  1. A message that holds nothing but one list is written as that list:
//     `curve: [[0, 0], [12, 4500]]` for `curve: {points: [[0, 0], [12, 4500]]}`.
//  2. A list of pairs is written as a mapping: `related: {westlaw: 700}` for
//     `related: [{skill: westlaw, similarity: 700}]`. A pair with a second number takes a list of both.
//  3. A point of a curve is written `[x, value]`.
var (
	// listShorthand names the only list of a message that may be written as that list.
	listShorthand = map[protoreflect.FullName]protoreflect.Name{
		"lexfit.v1.Curve":               "points",
		"lexfit.v1.AnyOf":               "of",
		"lexfit.v1.AllOf":               "of",
		"lexfit.v1.AverageOf":           "of",
		"lexfit.v1.SkillCondition":      "best_of",
		"lexfit.v1.LanguageCondition":   "best_of",
		"lexfit.v1.PreferenceCondition": "interests",
	}

	// entryShorthand names the key and the numbers of a message of which a list may be written as a mapping.
	entryShorthand = map[protoreflect.FullName]entryFields{
		"lexfit.v1.RelatedSkill":    {key: "skill", numbers: []protoreflect.Name{"similarity"}},
		"lexfit.v1.ImpliedSkill":    {key: "skill", numbers: []protoreflect.Name{"figure"}},
		"lexfit.v1.CredentialWorth": {key: "credential", numbers: []protoreflect.Name{"worth"}},
		"lexfit.v1.InterestWorth":   {key: "interest", numbers: []protoreflect.Name{"worth"}},
		"lexfit.v1.FamilyFactor":    {key: "family", numbers: []protoreflect.Name{"factor", "factor_elsewhere"}},
	}

	// tupleShorthand names the numbers of a message that may be written as the list of them, all of them in order.
	tupleShorthand = map[protoreflect.FullName][]protoreflect.Name{
		"lexfit.v1.CurvePoint": {"x", "value"},
	}
)

// entryFields says which field of a pair is the key of the mapping and which are its value.
type entryFields struct {
	key     protoreflect.Name
	numbers []protoreflect.Name
}
