package rulebook

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// cleanRulebook breaks no rule. Every case below makes one edit to it, so that each is also the proof that the text
// before the edit is right.
const cleanRulebook = `title: Clean
questions:
  - {id: hours, title_words: [part time], text: "You list {evidence}: how many hours a week?"}
tables:
  proficiency: {novice: 2000, basic: 4000, working: 6500, advanced: 9000, expert: 10000}
  skill_years: [[0, 4000], [60, 10000]]
  proficiency_parts: 2
  years_parts: 1
  implied: [[0, 0], [72, 9000]]
  recency: [{after_months: 60, factor: 800}, {after_months: 120, factor: 600}]
  language_levels: {basic: 3000, conversational: 6000, professional: 9000, native: 10000}
names:
  qualifiers_before: [proficient in]
  qualifiers_after: [skills]
  beside:
    denials: [never used]
    levels: [{proficiency: EXPERT, words: [master]}]
    expired: [lapsed]
  abbreviations: [{short: secy, long: secretary}]
  ordinary: [records management]
skills:
  - {id: typing, title: Typing, group: Office, measure: {units: [wpm], curve: [[30, 0], [75, 10000]]}}
  - {id: filing, title: Filing, group: Office, aliases: [records management, =files], related: {typing: 500}}
credentials:
  - {id: cp, title: Certified Paralegal, issuer: NALA, abbreviations: [CP], advisable: true, effort_weeks: 8, cost_usd: 90,
     renewal_weeks: 2, renewal_cost_usd: 40, states: [FL], checked_on: 2026-11-26,
     follows: [frp], beyond: {education: {min_level: JURIS_DOCTOR}}, requires: {certification: {credentials: {irp: 1000}, active_only: true}}}
  - {id: frp, title: Florida Registered Paralegal, issuer: Florida Bar, names_with_issuer: [RP]}
  - {id: irp, title: Indiana Registered Paralegal, requires: {any_of: [{certification: {credentials: {frp: 1000}}}, {title: by degree, education: {levels: [BACHELOR]}}]},
     checks: [{text: an oath, routes: [by degree]}], issuer: Indiana Bar, names_with_issuer: [RP]}
fields:
  - {id: law, title: Law studies, counts_towards: [business]}
  - {id: business, title: Business}
topics:
  - {id: ethics, title: Ethics}
languages:
  - {id: es, title: Spanish}
titles:
  - {id: clerk, title: Clerk, aliases: [office clerk], implies: {filing: 900}}
  - {id: aide, title: Aide, aliases: [office aide], implies_as: [clerk], implied_share: 700}
  - {id: other, title: Clerk, aliases: [town crier], aliases_only: true}
roles:
  - name: roles/clerk
    title: Clerk
    criteria:
      - id: typing
        title: Typing
        category: SKILL
        weight: 600
        requirement: REQUIRED
        threshold: 50
        condition:
          any_of:
            - {worth: 600, skill: [typing, filing]}
            - at_least: {n: 1, of: [{education: {min_level: ASSOCIATE, fields: [law]}}, {coursework: {topics: [ethics], wanted: 1}}]}
        rationale: Letters are typed.
        question: Do you type?
        question_with: "You list {evidence}: how fast?"
      - id: experience
        title: Experience
        category: EXPERIENCE
        weight: 400
        requirement: PREFERRED
        condition:
          average_of:
            - {weight: 2, condition: {experience: {families: {clerk: 1000}, curve: [[0, 0], [36, 10000]]}}}
            - condition: {certification: {credentials: {cp: 1000}}}
            - condition: {language: [es]}
            - condition: {preference: [{interest: ORGANIZING}]}
    bands: {strong: 690, good: 600, possible: 300}
    salaries:
      - {label: median, low_usd: 40000, high_usd: 50000, year: 2024, source: a survey, band: true}
    outlook:
      - {text: Stable., year: 2024, source: a survey}
    pathways:
      - {id: aide, title: Aide, skills: [filing], credentials: [cp], role: roles/clerk}
    flags:
      - {flag: BUSY, reason: Busy., condition: {education: {levels: [DOCTORATE]}}}
advice:
  course_beyond: {education: {min_level: MASTER}}
  taught:
    - by: {education: {min_level: DOCTORATE}}
      skills:
        - typing
  programs:
    - id: evening-school
      title: Evening school
      level: ASSOCIATE
      field: business
      topics:
        - ethics
      country: US
      requires: {education: {min_level: HIGH_SCHOOL}}
      effort: {weeks: 100, cost_usd: 5000}
  learning:
    - {proficiency: NOVICE, skill: {weeks: 2, cost_usd: 50}, software: {weeks: 1, cost_usd: 30}}
    - {proficiency: BASIC, skill: {weeks: 6, cost_usd: 100}, software: {weeks: 3, cost_usd: 60}}
    - {proficiency: WORKING, skill: {weeks: 18, cost_usd: 250}, software: {weeks: 5, cost_usd: 110}}
compliance:
  - {id: law, title: Law, states: [NJ], applies: {certification: {credentials: [{credential: frp}], statuses: [REVOKED]}},
     roles: [roles/clerk], sentence: Not so, question: "How?", effect: BLOCK, source: a rule, checked_on: "2026-11-26"}
  - {id: other-law, title: Other, sentence: So, question: "How?", effect: NOTE, source: a rule, checked_on: "2026-11-26"}
duties:
  verbs:
    - {id: keep, verbs: [keep, file], nouns: [upkeep]}
    - {id: write, verbs: [type]}
  objects:
    - {id: folders, phrases: [folder, =file]}
    - {id: letters, phrases: [letter]}
  rows:
    - {verbs: [keep], objects: [folders], skills: [filing, typing]}
    - {verbs: [keep, write], objects: [letters], skills: [typing], law_only: true}
  noun_first: [file]
  other_verbs: [sing]
  denials: [never]
`

func TestLintFindsEachFault(t *testing.T) {
	t.Parallel()
	warning := lexfitv1.Severity_SEVERITY_WARNING
	tests := []struct {
		name string
		rule string
		// old is replaced by bad, and the finding must point at what mark, the end of bad, begins with.
		old, bad, mark string
		path           string
		severity       lexfitv1.Severity
	}{
		{name: "a question without the place of the words", rule: "question-evidence", old: "question_with: \"You list {evidence}: how fast?\"", bad: "question_with: How fast?", mark: "How fast?", path: "roles[0].criteria[0].question_with"},
		{name: "a plain question with it", rule: "question-evidence", old: "question: Do you type?", bad: "question: \"You list {evidence}?\"", mark: "\"You list {evidence}?\"", path: "roles[0].criteria[0].question"},
		{name: "a question of two grounds", rule: "question-ground", old: "{id: hours, title_words: [part time],", bad: "{id: hours, studying: true, title_words: [part time],", mark: "{id: hours, studying: true, title_words: [part time],", path: "questions[0]"},
		{name: "skill in a leaf", rule: "unknown-id", old: "[typing, filing]", bad: "[typing, filling]", mark: "filling]", path: "roles[0].criteria[0].condition.any_of.of[0].skill.best_of[1]"},
		{name: "skill related", rule: "unknown-id", old: "related: {typing: 500}", bad: "related: {typin: 500}", mark: "typin: 500", path: "skills[1].related[0].skill"},
		{name: "skill implied", rule: "unknown-id", old: "implies: {filing: 900}", bad: "implies: {filling: 900}", mark: "filling: 900", path: "titles[0].implies[0].skill"},
		{name: "credential in a leaf", rule: "unknown-id", old: "{cp: 1000}", bad: "{cpp: 1000}", mark: "cpp: 1000", path: "roles[0].criteria[1].condition.average_of.of[1].condition.certification.credentials[0].credential"},
		{name: "field in a leaf", rule: "unknown-id", old: "fields: [law]", bad: "fields: [lav]", mark: "lav]", path: "roles[0].criteria[0].condition.any_of.of[1].at_least.of[0].education.fields[0]"},
		{name: "field counted towards", rule: "unknown-id", old: "counts_towards: [business]", bad: "counts_towards: [busyness]", mark: "busyness]", path: "fields[0].counts_towards[0]"},
		{name: "topic in a leaf", rule: "unknown-id", old: "topics: [ethics]", bad: "topics: [ethic]", mark: "ethic]", path: "roles[0].criteria[0].condition.any_of.of[1].at_least.of[1].coursework.topics[0]"},
		{name: "family in a leaf", rule: "unknown-id", old: "families: {clerk: 1000}", bad: "families: {clark: 1000}", mark: "clark: 1000", path: "roles[0].criteria[1].condition.average_of.of[0].condition.experience.families[0].family"},
		{name: "family implied as", rule: "unknown-id", old: "implies_as: [clerk]", bad: "implies_as: [clark]", mark: "clark]", path: "titles[1].implies_as[0]"},
		{name: "language in a leaf", rule: "unknown-id", old: "language: [es]", bad: "language: [ex]", mark: "ex]", path: "roles[0].criteria[1].condition.average_of.of[2].condition.language.best_of[0]"},
		{name: "role of a pathway", rule: "unknown-id", old: "role: roles/clerk}", bad: "role: roles/clark}", mark: "roles/clark}", path: "roles[0].pathways[0].role"},
		{name: "skill of a pathway", rule: "unknown-id", old: "skills: [filing]", bad: "skills: [filling]", mark: "filling]", path: "roles[0].pathways[0].skills[0]"},
		{name: "credential of a pathway", rule: "unknown-id", old: "credentials: [cp]", bad: "credentials: [cpp]", mark: "cpp]", path: "roles[0].pathways[0].credentials[0]"},
		{name: "skill defined twice", rule: "duplicate-id", old: "related: {typing: 500}}", bad: "related: {typing: 500}}\n  - {id: typing, title: Keying, group: Office}", mark: "typing, title: Keying", path: "skills[2].id"},
		{name: "criterion defined twice", rule: "duplicate-id", old: "id: experience", bad: "id: typing", mark: "typing\n        title: Experience", path: "roles[0].criteria[1].id"},
		{name: "pathway defined twice", rule: "duplicate-id", old: "role: roles/clerk}", bad: "role: roles/clerk}\n      - {id: aide, title: Helper}", mark: "aide, title: Helper", path: "roles[0].pathways[1].id"},
		{name: "alias on two skills", rule: "alias-conflict", old: "=files]", bad: "=files, TYPING]", mark: "TYPING]", path: "skills[1].aliases[2]"},
		{name: "abbreviation on two credentials", rule: "alias-conflict", old: "names_with_issuer: [RP]}\n  - {id: irp", bad: "names_with_issuer: [RP], abbreviations: [C.P.]}\n  - {id: irp", mark: "C.P.]", path: "credentials[1].abbreviations[0]"},
		{name: "alias on two topics", rule: "alias-conflict", old: "title: Ethics}", bad: "title: Ethics}\n  - {id: morals, title: ETHICS}", mark: "ETHICS}", path: "topics[1].title"},
		{name: "alias on two fields", rule: "alias-conflict", old: "title: Business}", bad: "title: Business, aliases: [law studies]}", mark: "law studies]", path: "fields[1].aliases[0]"},
		{name: "alias on two languages", rule: "alias-conflict", old: "title: Spanish}", bad: "title: Spanish}\n  - {id: ca, title: Catalan, aliases: [spanish]}", mark: "spanish]", path: "languages[1].aliases[0]"},
		{name: "title on two families", rule: "alias-conflict", old: "aliases: [office aide]", bad: "aliases: [office aide], aliases_in_law: [office clerk]", mark: "office clerk], implies_as", path: "titles[1].aliases_in_law[0]"},
		{name: "name of two credentials of one issuer", rule: "alias-conflict", old: "issuer: Indiana Bar", bad: "issuer: FLORIDA BAR", mark: "RP]}\nfields", path: "credentials[2].names_with_issuer[0]"},
		{name: "name of two issuers", rule: "alias-conflict", old: "issuer: Indiana Bar", bad: "issuer: Indiana Bar, issuer_aliases: [florida bar]", mark: "florida bar]", path: "credentials[2].issuer_aliases[0]"},
		{name: "alias of signs alone", rule: "name-empty", old: "=files]", bad: "=files, \"!?\"]", mark: "\"!?\"]", path: "skills[1].aliases[2]"},
		{name: "alias of a lone mark", rule: "name-empty", old: "=files]", bad: "=files, \"=\"]", mark: "\"=\"]", path: "skills[1].aliases[2]"},
		{name: "qualifier of signs alone", rule: "name-empty", old: "[skills]", bad: "[skills, \"--\"]", mark: "\"--\"]", path: "names.qualifiers_after[1]"},
		{name: "name that needs an issuer", rule: "issuer-missing", old: "issuer: Indiana Bar, ", bad: "", mark: "names_with_issuer: [RP]}\nfields", path: "credentials[2].names_with_issuer"},
		{name: "fields in a circle", rule: "cycle", old: "title: Business}", bad: "title: Business, counts_towards: [law]}", mark: "law]}\ntopics", path: "fields[1].counts_towards[0]"},
		{name: "families in a circle", rule: "cycle", old: "implies: {filing: 900}", bad: "implies_as: [aide]", mark: "clerk], implied_share", path: "titles[1].implies_as[0]"},
		{name: "family within one that is within another", rule: "family-within", old: "implies: {filing: 900}", bad: "implies: {filing: 900}, within: clerk", mark: "clerk}", path: "titles[0].within"},
		{name: "family within one that is not there", rule: "unknown-id", old: "implies: {filing: 900}", bad: "implies: {filing: 900}, within: nobody", mark: "nobody}", path: "titles[0].within"},
		{name: "field that counts towards itself", rule: "cycle", old: "title: Business}", bad: "title: Business, counts_towards: [business]}", mark: "business]}\ntopics", path: "fields[1].counts_towards[0]"},
		{name: "curve out of order", rule: "curve-order", old: "[36, 10000]", bad: "[0, 10000]", mark: "0, 10000]]}}}", path: "roles[0].criteria[1].condition.average_of.of[0].condition.experience.curve.points[1].x"},
		{name: "experience curve falls", rule: "curve-falls", old: "[36, 10000]", bad: "[36, 10000], [240, 9000]", mark: "9000]]}}}", path: "roles[0].criteria[1].condition.average_of.of[0].condition.experience.curve.points[2].value"},
		{name: "skill years curve falls", rule: "curve-falls", old: "[60, 10000]]", bad: "[60, 10000], [120, 9999]]", mark: "9999]]", path: "tables.skill_years.points[2].value"},
		{name: "implied curve falls", rule: "curve-falls", old: "[72, 9000]]", bad: "[72, 9000], [73, 1]]", mark: "1]]", path: "tables.implied.points[2].value"},
		{name: "measure curve falls", rule: "curve-falls", old: "[75, 10000]]", bad: "[75, 10000], [76, 1]]", mark: "1]]", path: "skills[0].measure.curve.points[2].value"},
		{name: "curve in a flag falls", rule: "curve-falls", old: "{education: {levels: [DOCTORATE]}}", bad: "{experience: {law_office: 1000, curve: [[0, 9], [1, 8]]}}", mark: "8]]", path: "roles[0].flags[0].condition.experience.curve.points[1].value"},
		{name: "proficiency falls", rule: "table-falls", old: "working: 6500", bad: "working: 3500", mark: "3500", path: "tables.proficiency.working"},
		{name: "language level falls", rule: "table-falls", old: "native: 10000", bad: "native: 8000", mark: "8000", path: "tables.language_levels.native"},
		{name: "recency out of order", rule: "recency-order", old: "after_months: 120", bad: "after_months: 60", mark: "60, factor: 600", path: "tables.recency[1].after_months"},
		{name: "recency rises", rule: "recency-rises", old: "factor: 600", bad: "factor: 900", mark: "900}", path: "tables.recency[1].factor"},
		{name: "worth of a node", rule: "out-of-range", old: "worth: 600", bad: "worth: 1001", mark: "1001", path: "roles[0].criteria[0].condition.any_of.of[0].worth"},
		{name: "similarity", rule: "out-of-range", old: "related: {typing: 500}", bad: "related: {typing: 0}", mark: "0}}\ncred", path: "skills[1].related[0].similarity"},
		{name: "weight of a part", rule: "out-of-range", old: "{weight: 2,", bad: "{weight: -2,", mark: "-2,", path: "roles[0].criteria[1].condition.average_of.of[0].weight"},
		{name: "value of a curve", rule: "out-of-range", old: "[36, 10000]", bad: "[36, 10001]", mark: "10001", path: "roles[0].criteria[1].condition.average_of.of[0].condition.experience.curve.points[1].value"},
		{name: "share implied", rule: "out-of-range", old: "implied_share: 700", bad: "implied_share: 7000", mark: "7000", path: "titles[1].implied_share"},
		{name: "weights short of 1000", rule: "weights-sum", old: "weight: 400", bad: "weight: 390", mark: "criteria:", path: "roles[0].criteria"},
		{name: "criterion without points", rule: "weight-zero", old: "    bands:", bad: "      - {id: idle, title: Idle, category: SKILL, requirement: PREFERRED, condition: {skill: [filing]}}\n    bands:", mark: "{id: idle", path: "roles[0].criteria[2].weight"},
		{name: "bands out of order", rule: "band-order", old: "strong: 690", bad: "strong: 600", mark: "600, good", path: "roles[0].bands.strong"},
		{name: "band above what can be reached", rule: "band-unreachable", old: "{weight: 2, condition: {experience: {families: {clerk: 1000}, curve: [[0, 0], [36, 10000]]", bad: "{weight: 1000, condition: {experience: {families: {clerk: 1000}, curve: [[0, 0], [36, 0]]", mark: "690, good", path: "roles[0].bands.strong"},
		{name: "gate above what can be reached", rule: "gate-unreachable", old: "threshold: 50\n        condition:\n          any_of:\n            - {worth: 600", bad: "threshold: 50\n        condition:\n          all_of:\n            - {worth: 499", mark: "condition:\n          all_of", path: "roles[0].criteria[0].condition"},
		{name: "gate without a reason", rule: "rationale-missing", old: "Letters are typed.", bad: "\"...\"", mark: "\"...\"", path: "roles[0].criteria[0].rationale"},
		{name: "node without children", rule: "condition-empty", old: "{language: [es]}", bad: "{any_of: []}", mark: "any_of: []", path: "roles[0].criteria[1].condition.average_of.of[2].condition.any_of"},
		{name: "node that asks for nothing", rule: "condition-empty", old: "{language: [es]}", bad: "{title: nothing}", mark: "condition: {title: nothing}", path: "roles[0].criteria[1].condition.average_of.of[2].condition"},
		{name: "leaf that asks for nothing", rule: "condition-empty", old: "{language: [es]}", bad: "{language: []}", mark: "language: []", path: "roles[0].criteria[1].condition.average_of.of[2].condition.language"},
		{name: "day that is no date", rule: "date-whole", old: "{language: [es]}", bad: "{availability: {by: 2027-01}}", mark: "2027-01}", path: "roles[0].criteria[1].condition.average_of.of[2].condition.availability.by"},
		{name: "condition too deep", rule: "condition-depth", old: "{language: [es]}", bad: nested("{language: [es]}", 19), mark: "{language: [es]}", path: "roles[0].criteria[1].condition.average_of.of[2].condition" + strings.Repeat(".any_of.of[0]", 19)},
		{name: "more children than there are", rule: "at-least-count", old: "at_least: {n: 1", bad: "at_least: {n: 3", mark: "3, of", path: "roles[0].criteria[0].condition.any_of.of[1].at_least.n"},
		{name: "pay without its year", rule: "source-missing", old: "high_usd: 50000, year: 2024, source: a survey", bad: "high_usd: 50000, source: a survey", mark: "{label: median", path: "roles[0].salaries[0]"},
		{name: "outlook without its source", rule: "source-missing", old: "year: 2024, source: a survey}\n    path", bad: "year: 2024}\n    path", mark: "{text: Stable", path: "roles[0].outlook[0]"},
		{name: "pay of a pathway without its year", rule: "source-missing", old: "role: roles/clerk}", bad: "role: roles/clerk, pay: {label: median, source: a survey}}", mark: "pay: {label", path: "roles[0].pathways[0].pay"},
		{name: "pay upside down", rule: "salary-range", old: "low_usd: 40000", bad: "low_usd: 60000", mark: "60000", path: "roles[0].salaries[0].low_usd"},
		{name: "credential asked for", rule: "unknown-id", old: "{frp: 1000}", bad: "{fpr: 1000}", mark: "fpr: 1000", path: "credentials[2].requires.any_of.of[0].certification.credentials[0].credential"},
		{name: "field of a program", rule: "unknown-id", old: "field: business", bad: "field: busyness", mark: "busyness\n", path: "advice.programs[0].field"},
		{name: "topic of a program", rule: "unknown-id", old: "- ethics", bad: "- ethic", mark: "ethic\n", path: "advice.programs[0].topics[0]"},
		{name: "field asked for by a program", rule: "unknown-id", old: "{min_level: HIGH_SCHOOL}", bad: "{fields: [lore]}", mark: "lore]", path: "advice.programs[0].requires.education.fields[0]"},
		{name: "program defined twice", rule: "duplicate-id", old: "  learning:", bad: "    - {id: evening-school, title: Twice, level: BACHELOR}\n  learning:", mark: "evening-school, title: Twice", path: "advice.programs[1].id"},
		{name: "credential that asks for itself", rule: "cycle", old: "{irp: 1000}", bad: "{cp: 1000}", mark: "requires: {certification: {credentials: {cp", path: "credentials[0].requires"},
		{name: "credential asked for in part", rule: "entry-unreachable", old: "{irp: 1000}", bad: "{irp: 999}", mark: "requires: {certification: {credentials: {irp", path: "credentials[0].requires"},
		{name: "credential that asks for nothing", rule: "condition-empty", old: "{credentials: {irp: 1000}, active_only: true}", bad: "{active_only: true}", mark: "certification: {active_only", path: "credentials[0].requires.certification"},
		{name: "program that nobody may begin", rule: "entry-unreachable", old: "{education: {min_level: HIGH_SCHOOL}}", bad: "{certification: {credentials: {frp: 500}}}", mark: "requires: {certification: {credentials: {frp: 500", path: "advice.programs[0].requires"},
		{name: "state that is none", rule: "unknown-state", old: "states: [FL]", bad: "states: [FL, XX]", mark: "XX]", path: "credentials[0].states[1]"},
		{name: "credential of no state", rule: "unknown-state", old: "{credentials: {irp: 1000}, active_only: true}", bad: "{credentials: {irp: 1000}, active_only: true, state: XX}", mark: "XX}", path: "credentials[0].requires.certification.state"},
		{name: "law of no state", rule: "unknown-state", old: "states: [NJ]", bad: "states: [NJ, XX]", mark: "XX]", path: "compliance[0].states[1]"},
		{name: "law for no role", rule: "unknown-id", old: "roles: [roles/clerk], sentence", bad: "roles: [roles/clerkk], sentence", mark: "roles/clerkk]", path: "compliance[0].roles[0]"},
		{name: "law that blocks everybody", rule: "block-everybody", old: "states: [NJ], ", bad: "", mark: "BLOCK", path: "compliance[0].effect"},
		{name: "law that asks for nothing", rule: "unknown-id", old: "[{credential: frp}]", bad: "[{credential: frpp}]", mark: "frpp", path: "compliance[0].applies.certification.credentials[0].credential"},
		{name: "law twice", rule: "duplicate-id", old: "id: other-law", bad: "id: law", mark: "law, title: Other", path: "compliance[1].id"},
		{name: "country in small letters", rule: "country-code", old: "country: US", bad: "country: us", mark: "us\n", path: "advice.programs[0].country"},
		{name: "advisable in no time", rule: "effort-missing", old: "effort_weeks: 8", bad: "effort_weeks: 0", mark: "0, cost_usd: 90", path: "credentials[0].effort_weeks"},
		{name: "advisable for nothing", rule: "effort-missing", old: ", cost_usd: 90", bad: "", mark: "{id: cp", path: "credentials[0].cost_usd"},
		{name: "renewal in no time", rule: "effort-missing", old: "renewal_weeks: 2", bad: "renewal_weeks: 0", mark: "0, renewal_cost_usd", path: "credentials[0].renewal_weeks"},
		{name: "renewal for nothing", rule: "effort-missing", old: "renewal_cost_usd: 40", bad: "renewal_cost_usd: 0", mark: "0, states", path: "credentials[0].renewal_cost_usd"},
		{name: "advisable and unread", rule: "advisable-unread", old: " checked_on: 2026-11-26,", bad: "", mark: "true, effort_weeks: 8", path: "credentials[0].advisable", severity: warning},
		{name: "advisable and uncounted", rule: "advisable-uncounted", old: "issuer: Florida Bar,", bad: "issuer: Florida Bar, advisable: true, effort_weeks: 3, cost_usd: 1, checked_on: 2026-11-26,", mark: "true, effort_weeks: 3", path: "credentials[1].advisable", severity: warning},
		{name: "day of reading that is no date", rule: "date-whole", old: "checked_on: 2026-11-26", bad: "checked_on: 2026-02-30", mark: "2026-02-30", path: "credentials[0].checked_on"},
		{name: "check on a route that is none", rule: "route-unknown", old: "routes: [by degree]", bad: "routes: [by itself]", mark: "by itself]", path: "credentials[2].checks[0].routes[0]"},
		{name: "credential built on nothing", rule: "unknown-id", old: "follows: [frp]", bad: "follows: [fpr]", mark: "fpr]", path: "credentials[0].follows[0]"},
		{name: "end of a credential that asks for nothing", rule: "condition-empty", old: "beyond: {education: {min_level: JURIS_DOCTOR}}", bad: "beyond: {any_of: []}", mark: "any_of: []", path: "credentials[0].beyond.any_of"},
		{name: "end of courses that asks for nothing", rule: "condition-empty", old: "course_beyond: {education: {min_level: MASTER}}", bad: "course_beyond: {any_of: []}", mark: "any_of: []", path: "advice.course_beyond.any_of"},
		{name: "skill taught that is none", rule: "unknown-id", old: "        - typing\n", bad: "        - typping\n", mark: "typping\n", path: "advice.taught[0].skills[0]"},
		{name: "level of learning twice", rule: "learning-order", old: "proficiency: WORKING", bad: "proficiency: BASIC", mark: "BASIC, skill: {weeks: 18", path: "advice.learning[2].proficiency"},
		{name: "levels of learning that fall", rule: "learning-order", old: "proficiency: WORKING", bad: "proficiency: NOVICE", mark: "NOVICE, skill: {weeks: 18", path: "advice.learning[2].proficiency"},
		{name: "learning nothing", rule: "learning-order", old: "proficiency: WORKING", bad: "proficiency: NONE", mark: "NONE, skill", path: "advice.learning[2].proficiency"},
		{name: "level of learning left out", rule: "learning-gap", old: "proficiency: WORKING", bad: "proficiency: ADVANCED", mark: "ADVANCED, skill", path: "advice.learning[2].proficiency", severity: warning},

		{name: "word beside a name that says two things", rule: "beside-conflict", old: "words: [master]", bad: "words: [master, LAPSED]", mark: "LAPSED]", path: "names.beside.levels[0].words[1]"},
		{name: "word beside a name of signs alone", rule: "name-empty", old: "[lapsed]", bad: "[lapsed, \"?\"]", mark: "\"?\"]", path: "names.beside.expired[1]"},
		{name: "word beside a name twice", rule: "alias-repeats", old: "[never used]", bad: "[never used, never-used]", mark: "never-used]", path: "names.beside.denials[1]", severity: warning},
		{name: "abbreviation of two words", rule: "abbreviation-word", old: "short: secy,", bad: "short: sec y,", mark: "sec y,", path: "names.abbreviations[0].short"},
		{name: "ordinary word that is no skill", rule: "ordinary-unknown", old: "ordinary: [records management]", bad: "ordinary: [records management, gardening]", mark: "gardening]", path: "names.ordinary[1]"},
		{name: "ordinary word that is a title", rule: "ordinary-title", old: "ordinary: [records management]", bad: "ordinary: [records management, typing]", mark: "typing]\nskills", path: "names.ordinary[1]", severity: warning},
		{name: "ordinary word twice", rule: "alias-repeats", old: "ordinary: [records management]", bad: "ordinary: [records management, Records-Management]", mark: "Records-Management]", path: "names.ordinary[1]", severity: warning},
		{name: "class of verbs of a row", rule: "unknown-id", old: "[keep, write]", bad: "[keep, writ, write]", mark: "writ, write]", path: "duties.rows[1].verbs[1]"},
		{name: "class of objects of a row", rule: "unknown-id", old: "objects: [letters]", bad: "objects: [letters, lettres]", mark: "lettres]", path: "duties.rows[1].objects[1]"},
		{name: "skill of a row", rule: "unknown-id", old: "skills: [typing], law_only", bad: "skills: [typing, tipping], law_only", mark: "tipping]", path: "duties.rows[1].skills[1]"},
		{name: "class of verbs defined twice", rule: "duplicate-id", old: "{id: write, verbs: [type]}", bad: "{id: write, verbs: [type]}\n    - {id: keep, verbs: [hold]}", mark: "keep, verbs: [hold]", path: "duties.verbs[2].id"},
		{name: "class of verbs without verbs", rule: "duty-class-empty", old: "{id: write, verbs: [type]}", bad: "{id: write}", mark: "{id: write}", path: "duties.verbs[1].verbs"},
		{name: "class of objects without phrases", rule: "duty-class-empty", old: "{id: letters, phrases: [letter]}", bad: "{id: letters, phrases: []}", mark: "phrases: []", path: "duties.objects[1].phrases"},
		{name: "phrase in two classes", rule: "duty-phrase-twice", old: "phrases: [letter]", bad: "phrases: [letter, FOLDERS]", mark: "FOLDERS]", path: "duties.objects[1].phrases[1]"},
		{name: "phrase of signs alone", rule: "name-empty", old: "phrases: [letter]", bad: "phrases: [letter, \"?\"]", mark: "\"?\"]", path: "duties.objects[1].phrases[1]"},
		{name: "denial of signs alone", rule: "name-empty", old: "denials: [never]", bad: "denials: [never, \"!\"]", mark: "\"!\"]", path: "duties.denials[1]"},
		{name: "row twice", rule: "duty-row-twice", old: "skills: [typing], law_only: true}", bad: "skills: [typing], law_only: true}\n    - {verbs: [write, keep], objects: [folders], skills: [typing, filing]}", mark: "{verbs: [write, keep]", path: "duties.rows[2]"},
		{name: "class of verbs without a row", rule: "duty-class-unused", old: "[keep, write]", bad: "[keep]", mark: "{id: write, verbs", path: "duties.verbs[1]", severity: warning},
		{name: "class of objects without a row", rule: "duty-class-unused", old: "{id: letters, phrases: [letter]}", bad: "{id: letters, phrases: [letter]}\n    - {id: cards, phrases: [card]}", mark: "{id: cards", path: "duties.objects[2]", severity: warning},
		{name: "object that is a verb first", rule: "duty-noun-unread", old: "phrases: [letter]", bad: "phrases: [letter, song, types]", mark: "types]", path: "duties.objects[1].phrases[2]", severity: warning},
		{name: "noun that no verb is written like", rule: "duty-word-idle", old: "noun_first: [file]", bad: "noun_first: [file, folder]", mark: "folder]", path: "duties.noun_first[1]", severity: warning},

		{name: "name of two but for plural and spacing", rule: "alias-close", old: "=files]", bad: "=files, Typings]", mark: "Typings]", path: "skills[1].aliases[2]", severity: warning},
		{name: "alias like the title", rule: "alias-own-title", old: "=files]", bad: "=files, FILING]", mark: "FILING]", path: "skills[1].aliases[2]", severity: warning},
		{name: "whole name beside its plural", rule: "whole-undone", old: "=files]", bad: "=files, =record management]", mark: "=record management]", path: "skills[1].aliases[2]", severity: warning},
		{name: "alias listed twice", rule: "alias-repeats", old: "=files]", bad: "=files, Files]", mark: "Files]", path: "skills[1].aliases[2]", severity: warning},
		{name: "qualifier listed twice", rule: "alias-repeats", old: "[skills]", bad: "[skills, SKILLS]", mark: "SKILLS]", path: "names.qualifiers_after[1]", severity: warning},
		{name: "qualifier that is a skill", rule: "qualifier-swallows", old: "[skills]", bad: "[skills, files]", mark: "files]\n  beside", path: "names.qualifiers_after[1]", severity: warning},
		{name: "family without aliases", rule: "title-without-alias", old: "title: Aide, aliases: [office aide], ", bad: "title: Aide, ", mark: "{id: aide, title: Aide, implies_as", path: "titles[1].aliases", severity: warning},
		{name: "leaf lists a skill twice", rule: "leaf-repeats", old: "[typing, filing]", bad: "[typing, typing]", mark: "typing]}", path: "roles[0].criteria[0].condition.any_of.of[0].skill.best_of[1]", severity: warning},
		{name: "leaf lists a level twice", rule: "leaf-repeats", old: "[DOCTORATE]", bad: "[DOCTORATE, DOCTORATE]", mark: "DOCTORATE]", path: "roles[0].flags[0].condition.education.levels[1]", severity: warning},
		{name: "category of no leaf", rule: "category-mismatch", old: "category: SKILL", bad: "category: LANGUAGE", mark: "LANGUAGE", path: "roles[0].criteria[0].category", severity: warning},
		{name: "more topics wanted than listed", rule: "coursework-wanted", old: "wanted: 1", bad: "wanted: 2", mark: "2}}]", path: "roles[0].criteria[0].condition.any_of.of[1].at_least.of[1].coursework.wanted", severity: warning},
		{name: "rationale that names an age", rule: "unasked", old: "Letters are typed.", bad: "Letters are typed by the young.", mark: "Letters are typed by the young.", path: "roles[0].criteria[0].rationale", severity: warning},
		{name: "question of a protected fact", rule: "unasked", old: "weight: 400\n", bad: "weight: 400\n        question: \"Were you ever convicted?\"\n", mark: "\"Were you", path: "roles[0].criteria[1].question", severity: warning},
		{name: "question that invites a breach", rule: "unasked", old: "weight: 400\n", bad: "weight: 400\n        question: Tell of a case that you won.\n", mark: "Tell of", path: "roles[0].criteria[1].question", severity: warning},
		{name: "percentiles that fall", rule: "salary-range", old: "    outlook:\n", bad: "    pay_ranges:\n      - {p10_usd: 300, median_usd: 200, year: 2024, source: a survey}\n    outlook:\n", mark: "200, year", path: "roles[0].pay_ranges[0].median_usd"},
		{name: "percentiles without a source", rule: "source-missing", old: "    outlook:\n", bad: "    pay_ranges:\n      - {median_usd: 200, year: 2024}\n    outlook:\n", mark: "{median_usd", path: "roles[0].pay_ranges[0]"},
		{name: "two pay bands", rule: "salary-bands", old: "band: true}", bad: "band: true}\n      - {label: entry, low_usd: 1, year: 2024, source: a survey, band: true}", mark: "true}\n    outlook", path: "roles[0].salaries[1].band", severity: warning},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(cleanRulebook, tt.old) != 1 {
				t.Fatalf("%q stands %d times in the clean rulebook, want once", tt.old, strings.Count(cleanRulebook, tt.old))
			}
			text := strings.Replace(cleanRulebook, tt.old, tt.bad, 1)
			doc, findings := Parse("bad.yaml", []byte(text))
			if len(findings) > 0 {
				t.Fatalf("does not parse: %v", findings)
			}
			findings = Lint(doc.Rulebook)
			doc.Locate(findings)
			if len(findings) != 1 {
				t.Fatalf("got %d findings, want one: %v", len(findings), findings)
			}
			got := findings[0]
			severity := tt.severity
			if severity == 0 {
				severity = lexfitv1.Severity_SEVERITY_ERROR
			}
			if got.GetRule() != tt.rule || got.GetPath() != tt.path || got.GetSeverity() != severity || got.GetFile() != "bad.yaml" {
				t.Errorf("got %v, want %v %s at %s", got, severity, tt.rule, tt.path)
			}
			at := strings.Index(text, tt.mark)
			if at < 0 {
				t.Fatalf("%q is not in the text", tt.mark)
			}
			if line, column := lineAndColumn([]byte(text), at); int(got.GetLine()) != line || int(got.GetColumn()) != column {
				t.Errorf("got line %d, column %d, want %d, %d: %v", got.GetLine(), got.GetColumn(), line, column, got)
			}
			if len(got.GetMessage()) < 20 {
				t.Errorf("message %q does not say what to do", got.GetMessage())
			}
		})
	}
	covered := map[string]bool{}
	for _, tt := range tests {
		covered[tt.rule] = true
	}
	for _, rule := range documentedRules(t) {
		if !covered[rule] {
			t.Errorf("no case breaks the rule %s", rule)
		}
		delete(covered, rule)
	}
	for rule := range covered {
		t.Errorf("the rule %s is not in Lint's comment", rule)
	}
}

func TestLintIsSilentOnACleanRulebook(t *testing.T) {
	t.Parallel()
	doc, findings := Parse("clean.yaml", []byte(cleanRulebook))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if findings := Lint(doc.Rulebook); len(findings) > 0 {
		t.Errorf("got %v, want nothing", findings)
	}
}

func TestLintSaysWhatWeightsAreOff(t *testing.T) {
	t.Parallel()
	for edit, want := range map[string]string{
		"weight: 390": "the weights sum to 990, expected 1000: add 10",
		"weight: 431": "the weights sum to 1031, expected 1000: take 31 away",
	} {
		doc, _ := Parse("bad.yaml", []byte(strings.Replace(cleanRulebook, "weight: 400", edit, 1)))
		if got := Lint(doc.Rulebook); len(got) != 1 || got[0].GetMessage() != want {
			t.Errorf("got %v, want %q", got, want)
		}
	}
}

func TestLintSuggestsTheIdMeant(t *testing.T) {
	t.Parallel()
	doc, _ := Parse("bad.yaml", []byte(strings.Replace(cleanRulebook, "[typing, filing]", "[typing, flling]", 1)))
	got := Lint(doc.Rulebook)
	if len(got) != 1 || !strings.Contains(got[0].GetMessage(), `did you mean "filing"?`) {
		t.Errorf("got %v, want a hint at filing", got)
	}
}

func TestLintPutsErrorsFirst(t *testing.T) {
	t.Parallel()
	text := strings.Replace(cleanRulebook, "=files]", "=files, FILING]", 1)
	doc, _ := Parse("bad.yaml", []byte(strings.Replace(text, "weight: 400", "weight: 401", 1)))
	got := Lint(doc.Rulebook)
	if len(got) != 2 || got[0].GetRule() != "weights-sum" || got[1].GetRule() != "alias-own-title" {
		t.Errorf("got %v, want the error before the warning", got)
	}
}

func TestLintStopsAtAThousandFindings(t *testing.T) {
	t.Parallel()
	rb := &lexfitv1.Rulebook{}
	for range 3 * finding.Most {
		rb.Skills = append(rb.Skills, &lexfitv1.SkillDefinition{Id: "same", Title: "Same"})
	}
	got := Lint(rb)
	if len(got) != finding.Most || got[finding.Most-1].GetRule() != "too-many-findings" {
		t.Errorf("got %d findings, the last %v", len(got), got[len(got)-1])
	}
}

// nested puts a condition into so many any_of of one child.
func nested(condition string, depth int) string {
	return strings.Repeat("{any_of: [", depth) + condition + strings.Repeat("]}", depth)
}

// Each word of the list is found in a question, in any form of letters and as its whole word alone; those of confidence not where no
// name is asked for.
func TestUnaskedWords(t *testing.T) {
	t.Parallel()
	kinds := map[string]int{}
	for _, line := range unaskedWords() {
		kinds[line.kind]++
		words := strings.ReplaceAll(strings.Join(line.words, " "), "*", "ed")
		question := "Please say, " + strings.ToUpper(words) + ": what of it?"
		if _, kind := Unasked(question); kind == "" {
			t.Errorf("%q is not found", question)
		}
		if line.kind == confidence {
			if word, _ := Unasked("Without naming clients or facts: " + words + "?"); word != "" {
				t.Errorf("%q, without naming: %s", words, word)
			}
		}
	}
	for _, kind := range []string{"age", "health", "family", "religion", "nationality", "conviction", "gender", "confidence"} {
		if kinds[kind] < 4 {
			t.Errorf("%s: %d words", kind, kinds[kind])
		}
	}
	for _, text := range []string{
		"How many matters have you managed, and at which stage?", "Which languages do you speak, and at which level?", "What did you bill, and which packages do you use?",
		"In which practice areas: family law, criminal law, immigration, health law?", "Are you authorized to work as a notary of this state?",
	} {
		if word, kind := Unasked(text); word != "" {
			t.Errorf("%s: %s, a word of %s", text, word, kind)
		}
	}
}
