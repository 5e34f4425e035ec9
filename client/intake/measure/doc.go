// Package measure says how much of a résumé a reader reads, and how much of what it reads is right: drafts are compared with what is
// known of their documents.
//
// # Truth
//
// What is known stands in a file of JSON a document, NAME.json for the document NAME:
//
//	{"document": "amara-okafor.pdf", "layout": "classic", "held": true,
//	 "profile": {"experience": [{"title": "Paralegal", "started_on": "2014-08", "ended_on": "2019-02"}]},
//	 "contacts": [{"kind": "email", "value": "amara.okafor@example.com"}]}
//
// The profile is a CandidateProfile of the contract. Titles, fields and names are as the document has them; dates have the precision
// that is written; a job without an end is still held. A list that is left out is not compared, so that a truth written by hand may
// be of jobs and degrees alone; an empty list says that the document has none. Documents that are held are for measuring only: what is
// misread in them is counted and never listed, so that nobody tunes on them.
//
// The corpus of this tree is made by tools/resumes. Truth of documents that are not ours to keep may lie anywhere.
//
// # What is compared
//
// Jobs of truth and draft are put in pairs first, and degrees likewise, by what they share (the best pair first); what has no pair is
// missing, or made up. Within pairs, and in lists:
//
//   - job dates: start and end, both exactly as written; a job still held has no end, and one whose end is unclear none that counts
//   - titles, employers: the same words; a placeholder for a title ("Unknown") is none
//   - jobs whole: title and dates both
//   - duties: a sentence is found where all its words stand, in their order, in the duties of its own job
//   - degree levels: the same; fields: the same words; studies: whether they are completed, not saying so being the same
//   - skills: the same words, apart from how well ("Relativity (advanced)", "Typing (82 wpm)"); skill levels: of these skills the level
//     or the measured value, in its field or beside the name, as the engine reads both
//   - certifications: all words of the name but those in brackets, and no others than the credential's own: its name, its issuer, its
//     dates, where it stands; standings: of these whether it is active, not saying so being the same
//   - languages: the same words, apart from how well; language levels: of these the level, in its field or beside the name
//   - contacts: the same kind, letters and digits; an address may say more or less than the truth, but nothing else
//
// Words are compared without regard to case, accents and signs; "&" is "and". Of a thing compared, recall is found of stated (what the
// truth has), precision right of read (what the draft has), and unflagged precision the same of values that no flag of the draft leads
// to, be it to the value itself, its entry or its list. Flags that lead nowhere (text that reached no entry) do not count.
package measure
