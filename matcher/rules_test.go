package matcher_test

import (
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The conditions of the tables below, in protojson.
const (
	typing      = `{"skill":{"best_of":["typing"]}}`
	research    = `{"skill":{"best_of":["legal-research"]}}`
	westlaw     = `{"skill":{"best_of":["westlaw"]}}`
	word        = `{"skill":{"best_of":["ms-word"]}}`
	billing     = `{"skill":{"best_of":["billing"]}}`
	anyDegree   = `{"education":{"min_level":"EDUCATION_LEVEL_ASSOCIATE"}}`
	diploma     = `{"education":{"min_level":"EDUCATION_LEVEL_HIGH_SCHOOL"}}`
	bachelor    = `{"education":{"min_level":"EDUCATION_LEVEL_BACHELOR"}}`
	certificate = `{"education":{"levels":["EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE"],"fields":["paralegal-studies"],"approved":true}}`
	// A month is worth 100: values read as months.
	paralegalMonths = `{"experience":{"families":[{"family":"paralegal","factor":1000}],"curve":{"points":[{"x":0,"value":0},{"x":100,"value":10000}]}}}`
	secretaryMonths = `{"experience":{"families":[{"family":"secretary","factor":900,"factor_elsewhere":500}],"curve":{"points":[{"x":0,"value":0},{"x":100,"value":10000}]}}}`
	mixedMonths     = `{"experience":{"families":[{"family":"paralegal","factor":1000},{"family":"legal-secretary","factor":400}],"curve":{"points":[{"x":0,"value":0},{"x":12,"value":4000},{"x":36,"value":7500},{"x":96,"value":10000}]}}}`
	cp              = `{"certification":{"credentials":[{"credential":"nala-cp","worth":1000},{"credential":"notary-public","worth":150}]}}`
	courses         = `{"coursework":{"topics":["legal-research-writing","civil-litigation","ethics"],"wanted":3}}`
	interests       = `{"preference":{"interests":[{"interest":"INTEREST_LITIGATION","worth":1000},{"interest":"INTEREST_CLIENT_CONTACT","worth":500}]}}`
	spanish         = `{"language":{"best_of":["es"]}}`
)

// worked lifts the cap on words without work and says nothing else that a rule reads.
const worked = `"experience":[{"title":"Beekeeper","employer_type":"OTHER","started_on":"2010-01","ended_on":"2020-12"}]`

// practised is work at a law office under a title that no family reads: it lifts that cap too, and is law behind what is claimed.
const practised = `"experience":[{"title":"Beekeeper","employer_type":"LAW_FIRM","started_on":"2010-01","ended_on":"2020-12"}]`

// Values are worked out by hand from docs/scoring.md; the comment beside a row shows the sum.
func TestValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, condition, profile string
		want                     int32
	}{
		{"rule 7: months are inclusive", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2024-01","ended_on":"2024-12"}]}`, 1200},
		{"rule 7: a year alone as the start means July", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2023","ended_on":"2024-12"}]}`, 1800},
		{"rule 7: a year alone as the end means June", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2023-01","ended_on":"2024"}]}`, 1800},
		{"rule 7: one year alone is lengthened to six months", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2023","ended_on":"2023"}]}`, 600},
		{"rule 7: a vague start is lengthened to six months", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2023","ended_on":"2023-08"}]}`, 600},
		{"rule 7: exact dates are never lengthened", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2023-07","ended_on":"2023-08"}]}`, 200},
		{"rule 7: a start and a length", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2023-07","months":9}]}`, 900},
		{"rule 7: a start alone lasts to the as-of date", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2026-01"}]}`, 1100},
		{"rule 7: an end and a length", paralegalMonths, `{"experience":[{"title":"Paralegal","ended_on":"2025-07","months":9}]}`, 900},
		{"rule 7: an end alone is twelve months", paralegalMonths, `{"experience":[{"title":"Paralegal","ended_on":"2025-07"}]}`, 1200},
		{"rule 7: a length alone", paralegalMonths, `{"experience":[{"title":"Paralegal","months":7}]}`, 700},
		{"rule 7: neither dates nor length is twelve months", paralegalMonths, `{"experience":[{"title":"Paralegal"}]}`, 1200},
		{"rule 7: an end in the future is clipped at the as-of date", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2026-06","ended_on":"2027-05"}]}`, 600},
		{"rule 7: a start with a length says its own", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2026-06","months":12}]}`, 1200},
		{"rule 7: a job that has not begun", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2027-02"}]}`, 0},

		{"rule 8: expired whatever the status says", cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","expires_on":"2026-11-23"}]}`, 4000},
		{"rule 8: in force on its last day", cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","expires_on":"2026-11-24"}]}`, 10000},
		{"rule 8: a partial date ends with its period", cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","expires_on":"2026-11"}]}`, 10000},
		{"rule 8: a year ends in December", cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","expires_on":"2026"}]}`, 10000},
		{"rule 8: last month is over", cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","expires_on":"2026-10"}]}`, 4000},

		{"rule 9: ended five years ago to the month counts in full", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2020-12","ended_on":"2021-11"}]}`, 1200},
		{"rule 9: ended more than five years ago counts 80 %", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2020-11","ended_on":"2021-10"}]}`, 960},
		{"rule 9: ended more than ten years ago counts 60 %", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2015-11","ended_on":"2016-10"}]}`, 720},
		{"rule 9: recency never touches a route", `{"any_of":{"of":[` + paralegalMonths + `,` + spanish + `]}}`, `{"experience":[{"title":"Paralegal","started_on":"2015-11","ended_on":"2016-10"}]}`, 1200},
		{"rule 9: what an old job implies fades", research, `{"experience":[{"title":"Paralegal","started_on":"2010-01","ended_on":"2015-12"}]}`, 3360},                                                      // 72 months: 7000 × .8 × .6
		{"rule 9: a tool unused for over five years counts one level lower", westlaw, `{"skills":[{"name":"Westlaw","proficiency":"ADVANCED","years":5,"last_used_on":"2021-10"}],` + practised + `}`, 7667}, // (2×6500 + 10000)/3
		{"rule 9: a tool used five years ago counts as it is", westlaw, `{"skills":[{"name":"Westlaw","proficiency":"ADVANCED","years":5,"last_used_on":"2021-11"}],` + practised + `}`, 9333},               // (2×9000 + 10000)/3
		{"rule 9: a novice in an old tool stays one", westlaw, `{"skills":[{"name":"Westlaw","proficiency":"NOVICE","last_used_on":"2001"}],` + practised + `}`, 2667},                                       // (2×2000 + 4000)/3
		{"rule 9: craft does not age", research, `{"skills":[{"name":"legal research","proficiency":"ADVANCED","years":5,"last_used_on":"2001"}],` + practised + `}`, 9333},

		{"rule 10: equal undated jobs count once", paralegalMonths, `{"experience":[{"title":"Paralegal","months":7,"employer":"A"},{"title":"paralegal","months":7,"employer":"B"}]}`, 700},
		{"rule 10: undated jobs that are one are as long as the longest", paralegalMonths, `{"experience":[{"title":"Paralegal","months":7},{"title":"Paralegal","months":8}]}`, 800},
		{"rule 10: undated jobs under two titles add up", paralegalMonths, `{"experience":[{"title":"Paralegal","months":7},{"title":"Litigation Paralegal","months":8}]}`, 1500},

		{"rule 11: the best of several entries", research, `{"skills":[{"name":"legal research","proficiency":"BASIC"},{"name":"Legal Research","proficiency":"EXPERT","years":5}],` + practised + `}`, 10000},
		{"rule 11: a phrase gives each of its skills its value", word, `{"skills":[{"name":"Westlaw and Word","proficiency":"EXPERT","years":5}],` + practised + `}`, 10000},
		{"rule 11: a duty shows what it names", research, `{"experience":[{"title":"Beekeeper","started_on":"2010-01","ended_on":"2020-12","duties":["Did the legal research for the trade association"]}]}`, 2720}, // 132 months: 8500 × .4 × .8,
		{"rule 11: overlapping months count once", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2024-01","ended_on":"2024-12"},{"title":"Litigation Paralegal","started_on":"2024-07","ended_on":"2025-06"}]}`, 1800},
		{"rule 11: a title of two families is the better of them", mixedMonths, `{"experience":[{"title":"Legal Secretary/Paralegal","months":12}]}`, 4000},

		{"rule 12: CP without an issuer is NALA's", cp, `{"certifications":[{"name":"CP","status":"ACTIVE"}]}`, 10000},
		{"rule 12: a state's issuer makes CP the state's", cp, `{"certifications":[{"name":"Certified Paralegal","issuer":"North Carolina State Bar","status":"ACTIVE"}]}`, 0},
		{"rule 12: RP without an issuer is NFPA's", `{"certification":{"credentials":[{"credential":"nfpa-rp"}]}}`, `{"certifications":[{"name":"Registered Paralegal","status":"ACTIVE"}]}`, 10000},
		{"rule 12: RP of the Florida Bar is Florida's", `{"certification":{"credentials":[{"credential":"florida-frp"}]}}`, `{"certifications":[{"name":"RP","issuer":"The Florida Bar","status":"ACTIVE"}]}`, 10000},

		{"rule 13: two thirds proficiency, one third years", research, `{"skills":[{"name":"legal research","proficiency":"ADVANCED","years":3}],` + practised + `}`, 8667}, // (2×9000 + 8000)/3
		{"rule 13: a bare name", research, `{"skills":[{"name":"legal research"}],` + practised + `}`, 5667},                                                                // (2×6500 + 4000)/3
		{"rule 13: years between the points of the curve", research, `{"skills":[{"name":"legal research","proficiency":"WORKING","years":2}],` + practised + `}`, 6583},    // 24 months: 6750
		{"rule 13: asked, and absent", research, `{"skills":[{"name":"legal research","proficiency":"NONE"}],` + practised + `}`, 0},
		{"rule 13: a measure replaces the claim", typing, `{"skills":[{"name":"typing","proficiency":"EXPERT","years":20,"measured":{"value":45,"unit":"wpm"}}],` + practised + `}`, 4250},
		{"rule 13: a measure inside the name", typing, `{"skills":[{"name":"types 70 wpm"}],` + practised + `}`, 9500},
		{"rule 13: of a range the lower end", typing, `{"skills":[{"name":"60-75 wpm"}],` + practised + `}`, 8500},
		{"rule 13: a slow typist", typing, `{"skills":[{"name":"Typing","measured":{"value":30,"unit":"words per minute"}}],` + practised + `}`, 0},
		{"rule 13: a related skill counts at its similarity", research, `{"skills":[{"name":"Westlaw","proficiency":"EXPERT","years":5}],` + practised + `}`, 7000},
		{"rule 13: and back, from the row that lists it", westlaw, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":5}],` + practised + `}`, 7000},
		{"rule 13: the years in a job imply a skill", research, `{"experience":[{"title":"Paralegal","started_on":"2025-12"}]}`, 4045}, // 12 months: 5056 × .8
		{"rule 13: NONE outweighs what the job implies", research, `{"experience":[{"title":"Paralegal","started_on":"2025-12"}],"skills":[{"name":"legal research","proficiency":"NONE"}]}`, 0},
		{"rule 13: a measure outweighs what the job implies", typing, `{"experience":[{"title":"Legal Secretary","started_on":"2010-12"}],"skills":[{"name":"40 wpm"}]}`, 2833},
		{"rule 13: but not what the job gives to others", `{"skill":{"best_of":["dictation"]}}`, `{"experience":[{"title":"Legal Secretary","started_on":"2010-12"}],"skills":[{"name":"40 wpm"}]}`, 4520}, // I 7000 × .9 × .6 = 3780, C 2833 × .6 = 1700: 3780 + 6220 × (1700 × .7 = 1190)

		{"rule 14: what each stretch adds counts at its factor", mixedMonths, `{"experience":[{"title":"Paralegal","started_on":"2025-12"},{"title":"Legal Secretary","started_on":"2023-12","ended_on":"2025-11"}]}`, 5400}, // 4000 + 3500 × .4
		{"rule 14: twenty years at 40 % are worth 40 %", mixedMonths, `{"experience":[{"title":"Legal Secretary","started_on":"2006-12"}]}`, 4000},
		{"rule 14: a non-legal title in a law firm", secretaryMonths, `{"experience":[{"title":"Secretary","employer_type":"LAW_FIRM","months":10}]}`, 900},
		{"rule 14: and elsewhere", secretaryMonths, `{"experience":[{"title":"Secretary","employer_type":"CORPORATE","months":10}]}`, 500},
		{"rule 14: in government with a practice area", secretaryMonths, `{"experience":[{"title":"Secretary","employer_type":"GOVERNMENT","practice_areas":["criminal law"],"months":10}]}`, 900},
		{"rule 14: in government without one", secretaryMonths, `{"experience":[{"title":"Secretary","employer_type":"GOVERNMENT","months":10}]}`, 500},
		{"rule 14: a step is reached", `{"experience":{"families":[{"family":"paralegal","factor":1000}],"step_months":12}}`, `{"experience":[{"title":"Paralegal","months":12}]}`, 10000},
		{"rule 14: or not", `{"experience":{"families":[{"family":"paralegal","factor":1000}],"step_months":12}}`, `{"experience":[{"title":"Paralegal","months":11}]}`, 0},
		{"rule 14: a secretary to a lawyer is no lawyer", `{"experience":{"families":[{"family":"attorney","factor":1000}],"step_months":1}}`, `{"experience":[{"title":"Secretary to the General Counsel","months":12}]}`, 0},

		{"rule 15: words without work", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}]}`, 6000},
		{"rule 15: the cap stands before similarity", westlaw, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}]}`, 4200},
		{"rule 15: a known course lifts it", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"education":[{"level":"ASSOCIATE","coursework":["Civil Litigation"]}]}`, 10000},
		{"rule 15: an active credential lifts it", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"certifications":[{"name":"CP","status":"ACTIVE"}]}`, 10000},
		{"rule 15: an expired one does not", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"certifications":[{"name":"CP","status":"EXPIRED"}]}`, 6000},
		{"rule 15: a notary's commission does not", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"certifications":[{"name":"Notary Public","status":"ACTIVE"}]}`, 6000},
		{"rule 15: an approved program is no credential", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"certifications":[{"name":"ABA approved program","status":"ACTIVE"}]}`, 6000},
		{"rule 15: eleven months of work do not", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"experience":[{"title":"Beekeeper","months":11}]}`, 6000},
		{"rule 15: nor does a total of eleven months", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"total_experience_months":11,` + speaks + `}`, 6000},
		{"rule 15: a stated total of a year does", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"total_experience_months":12,` + speaks + `}`, 8000},
		{"rule 15: a year of any work does", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"experience":[{"title":"Beekeeper","months":12}]}`, 8000},

		{"rule 16: completed", anyDegree, `{"education":[{"level":"ASSOCIATE","status":"COMPLETED"}]}`, 10000},
		{"rule 16: in progress is half", anyDegree, `{"education":[{"level":"ASSOCIATE","status":"IN_PROGRESS"}]}`, 5000},
		{"rule 16: incomplete is nothing for its own level", anyDegree, `{"education":[{"level":"ASSOCIATE","status":"INCOMPLETE"}]}`, 0},
		{"rule 16: but proves the diploma", diploma, `{"education":[{"level":"ASSOCIATE","status":"INCOMPLETE"}]}`, 10000},
		{"rule 16: an unfinished diploma proves nothing", diploma, `{"education":[{"level":"HIGH_SCHOOL","status":"INCOMPLETE"}]}`, 0},
		{"rule 16: a law degree begun proves a bachelor's", bachelor, `{"education":[{"level":"JURIS_DOCTOR","status":"INCOMPLETE"}]}`, 10000},
		{"rule 16: in a field unknown", `{"education":{"levels":["EDUCATION_LEVEL_BACHELOR"],"fields":["law"]}}`, `{"education":[{"level":"MASTER","field":"Law","status":"COMPLETED"}]}`, 0},
		{"rule 16: an unset status is completed", anyDegree, `{"education":[{"level":"ASSOCIATE"}]}`, 10000},
		{"rule 16: unstated approval is none", certificate, `{"education":[{"level":"POSTSECONDARY_CERTIFICATE","field":"Paralegal Studies"}]}`, 0},
		{"rule 16: unless the field says so", certificate, `{"education":[{"level":"POSTSECONDARY_CERTIFICATE","field":"Paralegal Studies (ABA approved)"}]}`, 10000},
		{"rule 16: another body's approval is one", certificate, `{"education":[{"level":"POSTSECONDARY_CERTIFICATE","field":"Paralegal","program_approval":"OTHER_APPROVED"}]}`, 10000},

		{"rule 17: expired counts 40 %", cp, `{"certifications":[{"name":"CP","status":"EXPIRED"}]}`, 4000},
		{"rule 17: in progress counts 30 %", cp, `{"certifications":[{"name":"CP","status":"IN_PROGRESS"}]}`, 3000},
		{"rule 17: of the fraction that the criterion gives", cp, `{"certifications":[{"name":"Notary Public","status":"EXPIRED"}]}`, 600},
		{"rule 17: an unset status is active", cp, `{"certifications":[{"name":"CP"}]}`, 10000},

		{"rule 18: topics over the number wanted", courses, `{"education":[{"level":"ASSOCIATE","coursework":["Legal Ethics","Civil Litigation","Pottery"]}]}`, 6667},
		{"rule 18: at most in full", `{"coursework":{"topics":["legal-research-writing","civil-litigation","ethics"],"wanted":2}}`, `{"education":[{"level":"ASSOCIATE","coursework":["Legal Ethics","Civil Litigation","Legal Research and Writing"]}]}`, 10000},
		{"rule 18: any wanted interest is full", interests, `{"preferences":{"interests":["ORGANIZING","LITIGATION"]}}`, 10000},
		{"rule 18: a secondary one is half", interests, `{"preferences":{"interests":["CLIENT_CONTACT"]}}`, 5000},
		{"rule 18: a language by its level", spanish, `{"languages":[{"name":"español","level":"CONVERSATIONAL"}]}`, 6000},

		{"rule 19: any_of is the best", `{"any_of":{"of":[` + research + `,` + billing + `]}}`, `{"skills":[{"name":"billing","proficiency":"EXPERT","years":5}],` + practised + `}`, 10000},
		{"rule 19: all_of is the worst", `{"all_of":{"of":[` + research + `,` + billing + `]}}`, `{"skills":[{"name":"billing","proficiency":"EXPERT","years":5},{"name":"legal research"}],` + practised + `}`, 5667},
		{"rule 19: average_of is the weighted mean", `{"average_of":{"of":[{"weight":800,"condition":` + research + `},{"weight":200,"condition":` + billing + `}]}}`, `{"skills":[{"name":"billing","proficiency":"EXPERT","years":5},{"name":"legal research"}],` + practised + `}`, 6534}, // (800×5667 + 200×10000)/1000 = 6533.6
		{"rule 19: at_least is the mean of the best", `{"at_least":{"n":2,"of":[` + research + `,` + billing + `,` + spanish + `]}}`, `{"skills":[{"name":"billing","proficiency":"EXPERT","years":5},{"name":"legal research"}],` + practised + `}`, 7834},                                  // 7833.5
		{"rule 19: worth multiplies", `{"worth":850,"skill":{"best_of":["legal-research"]}}`, `{"skills":[{"name":"legal research"}],` + practised + `}`, 4817},                                                                                                                              // 4816.95
		{"rule 6: a half is rounded up where it stands", `{"worth":500,"skill":{"best_of":["legal-research"]}}`, `{"skills":[{"name":"legal research"}],` + practised + `}`, 2834},                                                                                                           // 2833.5
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := judge(t, tt.condition, tt.profile)
			if got.GetSatisfaction() != tt.want {
				t.Errorf("satisfaction %d, want %d\n%v", got.GetSatisfaction(), tt.want, got)
			}
		})
	}
}

func TestStatusBasisAndInterval(t *testing.T) {
	t.Parallel()
	const (
		met, partial, notMet, notStated = lexfitv1.Status_STATUS_MET, lexfitv1.Status_STATUS_PARTIAL, lexfitv1.Status_STATUS_NOT_MET, lexfitv1.Status_STATUS_NOT_STATED
		none, stated, implied, assumed  = lexfitv1.Basis_BASIS_UNSPECIFIED, lexfitv1.Basis_BASIS_STATED, lexfitv1.Basis_BASIS_IMPLIED, lexfitv1.Basis_BASIS_ASSUMED
		either                          = `{"skill":{"best_of":["legal-research","billing"]}}`
	)
	tests := []struct {
		name, condition, profile string
		status                   lexfitv1.Status
		basis                    lexfitv1.Basis
		low, high                int32 // points of 1000
	}{
		{"rule 19: met without a threshold is 100 %", anyDegree, `{"education":[{"level":"ASSOCIATE","status":"COMPLETED"}]}`, met, stated, 1000, 1000},
		{"rule 19: partial", anyDegree, `{"education":[{"level":"ASSOCIATE","status":"IN_PROGRESS"}]}`, partial, stated, 500, 500},
		{"rule 19: not met: a leaf speaks", anyDegree, `{"education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}]}`, notMet, none, 0, 0},
		{"rule 19: not stated: every leaf is silent", anyDegree, `{}`, notStated, none, 0, 1000},
		{"rule 20: a skill is silent where neither it nor a related one is named", research, `{` + worked + `}`, notStated, none, 0, 1000},
		{"rule 20: a related skill speaks", research, `{"skills":[{"name":"Westlaw","proficiency":"NONE"}],` + practised + `}`, notMet, none, 0, 0},
		{"rule 20: coursework is silent where none is listed", courses, `{"education":[{"level":"ASSOCIATE"}]}`, notStated, none, 0, 1000},
		{"rule 20: coursework speaks where other courses are listed", courses, `{"education":[{"level":"ASSOCIATE","coursework":["Pottery"]}]}`, notMet, none, 0, 0},
		{"rule 20: experience is silent where the list is empty", paralegalMonths, `{"skills":[{"name":"Westlaw"}]}`, notStated, none, 0, 1000},
		{"rule 20: experience speaks where other jobs are listed", paralegalMonths, `{` + worked + `}`, notMet, none, 0, 0},
		{"rule 20: preferences are silent where none is stated", interests, `{` + worked + `}`, notStated, none, 0, 1000},
		{"rule 20: nobody leaves certifications out", cp, `{` + worked + `}`, notMet, none, 0, 0},
		{"rule 20: unless the whole profile says nothing", cp, `{}`, notStated, none, 0, 1000},
		{"rule 20: languages likewise", spanish, `{` + worked + `}`, notMet, none, 0, 0},
		{"rule 21: what is implied counts nothing below and all above", research, `{"experience":[{"title":"Paralegal","started_on":"2025-12"}]}`, partial, implied, 0, 1000},
		{"rule 21: a stated skill keeps its value below", research, `{"experience":[{"title":"Paralegal","started_on":"2010-12"}],"skills":[{"name":"legal research"}]}`, partial, stated, 567, 737},
		{"rule 21: a name alone is stated", research, `{"skills":[{"name":"legal research"}],` + practised + `}`, partial, stated, 567, 567},
		{"rule 21: a job still held is stated", paralegalMonths, `{"experience":[{"title":"Paralegal","started_on":"2026-01"}]}`, partial, stated, 110, 110},
		{"rule 21: an unset education status reads as incomplete below", anyDegree, `{"education":[{"level":"ASSOCIATE"}]}`, met, assumed, 0, 1000},
		{"rule 21: an unset certificate status reads as none below", cp, `{"certifications":[{"name":"CP"}]}`, met, assumed, 0, 1000},
		{"rule 21: an assumed length reads as 0 below", paralegalMonths, `{"experience":[{"title":"Paralegal"}]}`, partial, assumed, 0, 1000},
		{"rule 21: naming one of several ways answers the question", either, `{"skills":[{"name":"legal research"}],` + practised + `}`, partial, stated, 567, 567},
		{"rule 21: where none is named each may be at its best", either, `{` + worked + `}`, notStated, none, 0, 1000},
		{"rule 21: a silent alternative of another kind stays open", `{"any_of":{"of":[` + research + `,` + interests + `]}}`, `{"skills":[{"name":"legal research"}],` + practised + `}`, partial, stated, 567, 1000},
		{"rule 13: asked, and absent closes the question", research, `{"experience":[{"title":"Paralegal","started_on":"2010-12"}],"skills":[{"name":"legal research","proficiency":"NONE"}]}`, notMet, none, 0, 0},
		{"rule 16: the diploma that another entry proves is stated", diploma, `{"education":[{"level":"ASSOCIATE"}]}`, met, stated, 1000, 1000},
		{"rule 15: a cap lifted by an assumption", research, `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":10}],"certifications":[{"name":"CP"}]}`, met, assumed, 600, 1000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := judge(t, tt.condition, tt.profile)
			if got.GetStatus() != tt.status || got.GetBasis() != tt.basis || got.GetPointsLow() != tt.low || got.GetPointsHigh() != tt.high {
				t.Errorf("got %v %v [%d, %d], want %v %v [%d, %d]", got.GetStatus(), got.GetBasis(), got.GetPointsLow(), got.GetPointsHigh(),
					tt.status, tt.basis, tt.low, tt.high)
			}
		})
	}
}

func TestEligibility(t *testing.T) {
	t.Parallel()
	const (
		practice = `{"any_of":{"of":[{"education":{"min_level":"EDUCATION_LEVEL_ASSOCIATE","fields":["paralegal-studies"]}},{"experience":{"families":[{"family":"paralegal","factor":1000}],"step_months":12}}]}}`
	)
	tests := []struct {
		name, condition, profile string
		want                     lexfitv1.Eligibility
	}{
		{"rule 22: met", diploma, `{"education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}]}`, yes},
		{"rule 22: an empty education is asked about", diploma, `{"skills":[{"name":"Westlaw"}],` + practised + `}`, ask},
		{"rule 22: an education that is not enough is a no", diploma, `{"education":[{"level":"HIGH_SCHOOL","status":"INCOMPLETE"}]}`, no},
		{"rule 22: skills are asked about where neither skills nor jobs are stated", research, `{"education":[{"level":"HIGH_SCHOOL"}]}`, ask},
		{"rule 22: a silent skill beside jobs is a no", research, `{` + speaks + `,` + worked + `}`, no},
		{"rule 22: an alternative that is empty keeps the question open", practice, `{` + speaks + `,` + worked + `}`, ask},
		{"rule 22: both alternatives speak", practice, `{"education":[{"level":"HIGH_SCHOOL"}],` + worked + `}`, no},
		{"rule 22: nothing is known of who says next to nothing", cp, `{` + speaks + `}`, ask},
		{"rule 22: nobody leaves a certification out", cp, `{` + speaks + `,` + worked + `}`, no},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := criterionOf(t, tt.condition)
			k.Requirement, k.Threshold, k.Rationale = lexfitv1.Requirement_REQUIREMENT_REQUIRED, 40, "asked by the client"
			f := score(t, planOf(t, k), profile(t, tt.profile)).GetFits()[0]
			if f.GetEligibility() != tt.want {
				t.Errorf("eligibility %v, want %v: %v", f.GetEligibility(), tt.want, f)
			}
			if blocked := len(f.GetBlockers()) == 1; blocked != (tt.want == no) {
				t.Errorf("blockers %v", f.GetBlockers())
			}
			if open := len(f.GetUnconfirmed()) == 1; open != (tt.want == ask) {
				t.Errorf("unconfirmed %v", f.GetUnconfirmed())
			}
			if ineligible := f.GetBand() == lexfitv1.Band_BAND_INELIGIBLE; ineligible != (tt.want == no) {
				t.Errorf("band %v", f.GetBand())
			}
		})
	}
}
