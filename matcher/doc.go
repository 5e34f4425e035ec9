// Package matcher scores candidates for roles. It is pure: no input or output, no clock, no randomness; a rulebook goes in
// and a Program comes out, a profile goes in and a fit comes out.
//
// The same profile, rulebook, as-of date and EngineVersion give the same bytes on any machine. Whatever is written in a
// profile either counts, or comes back under unrecognized or assumptions; the points of the criteria add up to the score
// exactly; and nothing is read from names, schools, employers or dates of degrees.
//
// The way through the package:
//
//	Compile   rulebook → Program: vocabulary, tables, proposals, targets      program.go, vocabulary.go, compile.go
//	read      profile → candidate: words become ids, dates months             the kinds, jobs.go, abilities.go
//	judge     target × candidate → values of every node of every condition    condition.go, target.go
//	explain   values → criteria with routes, evidence and reasons             explanation.go, fit.go
//	rank      fits → an order: roles for a candidate, candidates for a role   recommendation.go, ranking.go, pool
//	advise    candidate → actions, each valued by judging; plans, questions   action.go, whatif.go, advice.go, plan.go
//
// A kind of criterion is a file (skill.go, education.go, …) with all that depends on it.
//
// All arithmetic is in integers: values are 0 to 10 000, factors per mille, lengths whole months; every division rounds
// half up where it stands. docs/scoring.md holds the rules, numbered; tests name the rule they hold.
package matcher

// EngineVersion is the version of the scoring rules in this package. Raise it with every change after which any profile
// could score differently or a reply to FULL hold other bytes, and add a set to testdata/corpus: a fit is only reproducible
// under the version it names.
//
//   - 1: scores, bands, explanations.
//   - 2: the same scores; replies hold advice, plans, questions, strengths, pathways and pay beside them.
//   - 3: evidence, silence and words count as a recruiter reads them.
//   - 4: years in a gate of education count in steps; credentials, advice, questions and ranks as a staffing desk has them.
//   - 5: values that a machine read with doubt are flagged, count as assumed and settle nothing; plans that finish studies or go on
//     under a title held before promise what comes.
const EngineVersion = 5
