package opening

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func ids(names []*lexfitv1.NameMatch) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = name.GetId()
	}
	return list
}

func titles(names []*lexfitv1.NameMatch) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = name.GetTitle()
	}
	return prose.And(list)
}

func bestOf(skills []*lexfitv1.NameMatch) *lexfitv1.Condition_Skill {
	return &lexfitv1.Condition_Skill{Skill: &lexfitv1.SkillCondition{BestOf: ids(skills)}}
}

func anyOf(parts ...*lexfitv1.Condition) *lexfitv1.Condition {
	return &lexfitv1.Condition{Node: &lexfitv1.Condition_AnyOf{AnyOf: &lexfitv1.AnyOf{Of: parts}}}
}

// allOf asks for each of several names; for the one, where there is one.
func allOf(names []*lexfitv1.NameMatch, each func(id string) *lexfitv1.Condition) *lexfitv1.Condition {
	var parts []*lexfitv1.Condition
	for _, name := range names {
		parts = append(parts, each(name.GetId()))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return &lexfitv1.Condition{Node: &lexfitv1.Condition_AllOf{AllOf: &lexfitv1.AllOf{Of: parts}}}
}

// workAs asks for months of work in title families.
func workAs(families []string, months int) *lexfitv1.Condition {
	asked := &lexfitv1.ExperienceCondition{StepMonths: int32(months)}
	for _, id := range families {
		asked.Families = append(asked.Families, &lexfitv1.FamilyFactor{Family: id, Factor: 1000})
	}
	return &lexfitv1.Condition{Node: &lexfitv1.Condition_Experience{Experience: asked}}
}

// degree is a level of education, perhaps in a field.
type degree struct {
	level    lexfitv1.EducationLevel
	field    string
	approved bool
}

// levels are how clients write a level, the longest words first where one begins with another.
var levels = []struct {
	words *regexp.Regexp
	level lexfitv1.EducationLevel
}{
	{regexp.MustCompile(`^(?:high[- ]school(?: diploma)?|ged|diploma)\b`), lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL},
	{regexp.MustCompile(`^(?:j\.?d\.?|juris doctor(?:ate)?|law degree)(?:$|[ ,])`), lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR},
	{regexp.MustCompile(`^master(?:['’]?s)?(?: degree)?\b`), lexfitv1.EducationLevel_EDUCATION_LEVEL_MASTER},
	{regexp.MustCompile(`^(?:bachelor(?:['’]?s)?(?: degree)?|b\.?[as]\.?(?:$| degree| in)|(?:college|four[- ]year|4[- ]year|university) degree|degree$|degree in)`), lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR},
	{regexp.MustCompile(`^(?:associate(?:['’]?s)?(?: degree)?|two[- ]year degree|2[- ]year degree|a\.?a\.?s?\.?(?:$| degree| in))`), lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE},
	{regexp.MustCompile(`^(?:paralegal (?:studies )?certificate|certificate in)\b`), lexfitv1.EducationLevel_EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE},
}

var abaApproved = regexp.MustCompile(`(?i)[ ,(]*\baba[- ](?:approved|accredited)\b[ )]*`)

// degreeOf reads a wish for a level of education; false where it is none. With a field, the words behind it are the field.
func degreeOf(written string) (degree, bool) {
	text := strings.TrimSpace(abaApproved.ReplaceAllString(strings.ToLower(written), " "))
	for _, known := range levels {
		found := known.words.FindString(text)
		if found == "" {
			continue
		}
		rest := strings.Trim(strings.TrimPrefix(text, found), " ,")
		if strings.HasSuffix(found, " in") {
			rest = "in " + rest
		}
		made := degree{level: known.level, approved: abaApproved.MatchString(written)}
		if field, ok := strings.CutPrefix(rest, "in "); ok {
			made.field = strings.TrimSpace(field)
		} else if rest != "" && rest != "preferred" && rest != "required" && rest != "or higher" && rest != "or equivalent" {
			return degree{}, false // words of another thing: "Associate General Counsel"
		}
		if strings.HasPrefix(found, "paralegal") {
			made.field = "paralegal studies"
		}
		return made, true
	}
	return degree{}, false
}

// degree asks for a level or a higher one. A certificate in a field is matched by any degree in it too.
func (d *draft) degree(asked degree) (read, error) {
	condition := &lexfitv1.EducationCondition{MinLevel: asked.level, Approved: asked.approved}
	made := read{category: lexfitv1.Category_CATEGORY_EDUCATION, title: prose.Level(asked.level)}
	if asked.field != "" {
		found := slices.DeleteFunc(slices.Clone(d.resolved[asked.field].GetNames()), func(name *lexfitv1.NameMatch) bool {
			return name.GetKind() != lexfitv1.NameKind_NAME_KIND_FIELD || name.GetMatch() == lexfitv1.MatchKind_MATCH_KIND_FUZZY
		})
		if len(found) == 0 {
			var known []string
			for _, field := range d.rules.GetFields() {
				known = append(known, field.GetTitle())
			}
			return read{}, unreadError("asks for a degree in " + strconv.Quote(asked.field) + ", which is no field of study that the rules know; they know " + prose.Or(known))
		}
		condition.Fields = ids(found)
		made.title += " in " + titles(found)
	}
	if asked.approved {
		made.title += ", ABA-approved"
	}
	made.id = slug(made.title)
	made.title = strings.ToUpper(made.title[:1]) + made.title[1:]
	made.condition = &lexfitv1.Condition{Node: &lexfitv1.Condition_Education{Education: condition}}
	return made, nil
}
