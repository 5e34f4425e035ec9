package profilegen

import (
	"math/rand/v2"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/degree"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// doing is what people do at work: any of the verbs, done to any of the objects.
type doing struct {
	verbs, objects []string
}

var doings = []doing{
	{[]string{"Drafted", "Drafting", "Draft", "Prepared", "Wrote"}, []string{"complaints", "motions", "subpoenas", "affidavits", "pleadings", "stipulations"}},
	{[]string{"Drafted", "Prepared", "Answered"}, []string{"interrogatories", "discovery requests", "requests for production", "privilege logs"}},
	{[]string{"Researched", "Researching", "Analyzed"}, []string{"case law", "statutes", "legal issues", "court decisions"}},
	{[]string{"Reviewed", "Redacted", "Coded"}, []string{"documents", "document productions", "medical records", "contracts", "leases"}},
	{[]string{"Summarized", "Indexed"}, []string{"depositions", "deposition transcripts", "medical records"}},
	{[]string{"Prepared", "Assembled", "Organized"}, []string{"exhibits", "trial notebooks", "witness binders", "closing binders"}},
	{[]string{"Interviewed", "Contacted", "Prepared"}, []string{"clients", "witnesses", "experts"}},
	{[]string{"Kept", "Maintained", "Managed", "Manages"}, []string{"calendars", "attorney calendars", "court dates", "filing deadlines", "dockets"}},
	{[]string{"Scheduled", "Arranged"}, []string{"hearings", "depositions", "meetings", "travel", "conference calls"}},
	{[]string{"Filed", "E-filed", "Electronically filed"}, []string{"pleadings", "motions", "briefs", "documents in state and federal court"}},
	{[]string{"Typed", "Formatted", "Proofread", "Revised"}, []string{"letters", "correspondence", "briefs", "legal documents", "tables of authorities"}},
	{[]string{"Transcribed"}, []string{"dictation", "dictated letters"}},
	{[]string{"Entered", "Tracked"}, []string{"attorney time", "time entries", "billable hours", "data"}},
	{[]string{"Prepared", "Processed"}, []string{"invoices", "client bills", "expense reports", "payments"}},
	{[]string{"Answered", "Greeted", "Screened"}, []string{"telephone calls", "visitors", "clients"}},
	{[]string{"Opened", "Maintained", "Closed"}, []string{"case files", "client files", "new matters", "filing systems"}},
	{[]string{"Drafted", "Prepared"}, []string{"wills", "deeds", "closing statements", "visa petitions", "trust agreements"}},
}

var (
	besideDuties = []string{
		"", "", "", "", " for three attorneys", " under an attorney's supervision", ", including but not limited to motions", " in order to meet deadlines",
		"; ordered supplies", " who had complaints", " – and more", " in Roe v. Wade", " (No. 5)",
	}
	deniedDuties = []string{
		"Did not draft pleadings.", "I never filed motions.", "No experience with discovery.", "Outsourced legal research to vendors.",
		"Not responsible for billing.", "Was assisted by paralegals in drafting complaints.",
	}
	// habits are work habits and ordinary words, named without a level.
	habits = []string{"Research", "Filing", "Problem solving", "Organization", "Multitasking", "Attention to detail", "Time management", "Teamwork", "Confidentiality", "Reliability", "Leadership"}
	// placeholders stand for nothing.
	placeholders = []string{"n/a", "N/A", "none", "None", "-", "--", "null", "unknown", "see résumé", "TBD"}
	// unread are titles at law offices that no family reads, and of which some are near the law.
	unread = []string{"Floater", "Team Member", "Specialist II", "Coordinator", "Escrow Liaison", "Claims Examiner", "Notary Signing Agent", "Aide de camp"}
	office = []string{"Receptionist", "Legal Receptionist", "File Clerk", "Records Clerk", "Front Desk", "Mail Clerk", "Office Services Clerk"}
)

// Doing returns a sentence that tells of something done. It denies nothing.
func Doing(random *rand.Rand) string {
	made := dice{random}
	done := pick(made, doings)
	sentence := pick(made, done.verbs) + " " + pick(made, done.objects)
	switch roll := made.IntN(10); {
	case roll < 3:
		sentence += " and " + pick(made, done.objects)
	case roll < 5:
		next := pick(made, doings)
		sentence += ", " + strings.ToLower(pick(made, next.verbs)) + " " + pick(made, next.objects)
	}
	return sentence + pick(made, besideDuties) + "."
}

// tell adds what people say halfway, at length or again: behind what the profile holds, which stays as it is.
func (d dice) tell(profile *lexfitv1.CandidateProfile) {
	for _, job := range profile.GetExperience() {
		if d.chance(30) {
			for range min(d.between(1, 4), maxDuties-len(job.GetDuties())) {
				job.Duties = append(job.Duties, d.told())
			}
		}
	}
	if d.chance(30) && len(profile.GetExperience()) < maxEntries {
		profile.Experience = append(profile.Experience, d.oddJob(profile.GetExperience()))
	}
	if d.chance(15) {
		for _, habit := range some(d, habits, min(d.between(1, 3), maxEntries-len(profile.GetSkills()))) {
			profile.Skills = append(profile.Skills, &lexfitv1.Skill{Name: habit})
		}
	}
	if d.chance(8) && len(profile.GetSkills()) < maxEntries {
		profile.Skills = append(profile.Skills, &lexfitv1.Skill{Name: pick(d, goodSkills), Proficiency: lexfitv1.Proficiency_PROFICIENCY_NONE})
	}
	if d.chance(18) && len(profile.GetEducation()) < maxEntries {
		profile.Education = append(profile.Education, d.halfStudied())
	}
	if d.chance(5) && len(profile.GetCertifications()) < maxEntries {
		known := pick(d, goodCredentials)
		profile.Certifications = append(profile.Certifications, &lexfitv1.Certification{
			Name: pick(d, known.names), Issuer: pick(d, known.issuers), Status: named[lexfitv1.CertificationStatus]("CERTIFICATION_STATUS_UNCLEAR"),
		})
	}
	if d.chance(8) {
		d.placehold(profile)
	}
}

// told is a sentence about a job, now and then of what was not done.
func (d dice) told() string {
	if d.chance(8) {
		return pick(d, deniedDuties)
	}
	return Doing(d.Rand)
}

// oddJob is a job that is easily counted wrong: the same as another, without dates, long ago, or under a title that no
// family reads.
func (d dice) oddJob(jobs []*lexfitv1.Experience) *lexfitv1.Experience {
	job := &lexfitv1.Experience{Title: pick(d, goodTitles), EmployerType: pick(d, []lexfitv1.EmployerType{lawFirm, lawFirm, corporateLegal, court, government, corporate, 0})}
	length := int32(d.between(0, 90))
	switch roll := d.IntN(100); {
	case roll < 30 && len(jobs) > 0: // One with another: undated, as long or longer, with other duties.
		like := pick(d, jobs)
		job.Title, job.EmployerType = like.GetTitle(), like.GetEmployerType()
		if like.Months != nil && d.chance(50) {
			length = like.GetMonths()
		}
		if d.chance(60) {
			job.Months = &length
		}
	case roll < 40 && len(jobs) > 0: // The same again in every field.
		return proto.CloneOf(pick(d, jobs))
	case roll < 55: // Long ago.
		start := month(d.between(1985, 2012), d.between(1, 12))
		job.StartedOn, job.EndedOn = isoMonth(start), isoMonth(start+months(d.between(3, 90)))
	case roll < 65:
		job.Months = &length
	case roll < 85:
		job.Title = pick(d, unread)
		if d.chance(50) {
			job.Months = &length
		}
	case roll < 92: // When it ended was not read.
		job.StartedOn = isoMonth(month(d.between(2005, 2025), d.between(1, 12)))
		mark(job, "end_unclear")
	default:
		job.Title = pick(d, office)
		start := month(d.between(2010, 2024), d.between(1, 12))
		job.StartedOn, job.EndedOn = isoMonth(start), isoMonth(start+months(d.between(6, 60)))
	}
	for range d.between(0, 4) {
		job.Duties = append(job.Duties, d.told())
	}
	return job
}

// halfStudied is an entry of education that leaves out what would settle it: its level, its field, or how it stands.
func (d dice) halfStudied() *lexfitv1.Education {
	study := &lexfitv1.Education{Institution: pick(d, places) + " " + pick(d, schools)}
	switch d.IntN(7) {
	case 0: // A school alone.
	case 1:
		study.Field = pick(d, fields)
	case 2:
		study.Level = enum[lexfitv1.EducationLevel](d, 7, 0)
	case 3:
		study.Level, study.Status = enum[lexfitv1.EducationLevel](d, 7, 0), enum[lexfitv1.EducationStatus](d, 3, 0)
	case 4:
		study.Level, study.Field = enum[lexfitv1.EducationLevel](d, 7, 0), pick(d, goodFields)
		study.Status = named[lexfitv1.EducationStatus]("EDUCATION_STATUS_UNCLEAR")
	case 5:
		study.Level, study.Field = enum[lexfitv1.EducationLevel](d, 7, 0), pick(d, placeholders)
	default:
		study.Level = named[lexfitv1.EducationLevel]("EDUCATION_LEVEL_NONE")
	}
	return study
}

// placehold adds an entry that stands for nothing.
func (d dice) placehold(profile *lexfitv1.CandidateProfile) {
	word := pick(d, placeholders)
	switch roll := d.IntN(5); {
	case roll == 0 && len(profile.GetExperience()) < maxEntries:
		profile.Experience = append(profile.Experience, &lexfitv1.Experience{Title: word})
	case roll == 1 && len(profile.GetCertifications()) < maxEntries:
		profile.Certifications = append(profile.Certifications, &lexfitv1.Certification{Name: word})
	case roll == 2 && len(profile.GetEducation()) < maxEntries:
		profile.Education = append(profile.Education, &lexfitv1.Education{Field: word})
	case roll == 3 && len(profile.GetLanguages()) < maxEntries:
		profile.Languages = append(profile.Languages, &lexfitv1.Language{Name: word})
	case len(profile.GetSkills()) < maxEntries:
		profile.Skills = append(profile.Skills, &lexfitv1.Skill{Name: word})
	}
}

// HalfSaid returns a copy with one entry more that says less than would settle whether the default rulebook's musts are met,
// and what it is. Whoever was not INELIGIBLE without it is not INELIGIBLE with it: leaving out, or writing what nobody reads, is
// no fact. Where a list is full to the contract's limit, the text is empty.
func HalfSaid(random *rand.Rand, profile *lexfitv1.CandidateProfile) (candidate *lexfitv1.CandidateProfile, desc string) {
	candidate, made := proto.CloneOf(profile), dice{random}
	if len(candidate.GetEducation()) >= maxEntries || len(candidate.GetExperience()) >= maxEntries {
		return candidate, ""
	}
	school := pick(made, places) + " " + pick(made, schools)
	level := pick(made, []lexfitv1.EducationLevel{associate, bachelor, master, lawDegree})
	study := &lexfitv1.Education{Institution: school, Level: level}
	switch made.IntN(9) {
	case 0:
		study.Level, desc = 0, "a school of no level"
	case 1:
		study.Level, study.Field, desc = 0, pick(made, fields), "a field of no level"
		for degree.Read(study.GetField()).Certain() { // an MBA says its level
			study.Field = pick(made, fields)
		}
	case 2:
		desc = "a degree of no field and no status"
	case 3:
		study.Status, desc = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, "a completed degree of no field"
	case 4:
		study.Status, desc = lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS, "a degree of no field in progress"
	case 5:
		study.Status, study.Field, desc = named[lexfitv1.EducationStatus]("EDUCATION_STATUS_UNCLEAR"), "Paralegal Studies", "studies whose status was not read"
	case 6:
		study.Field, desc = pick(made, placeholders), "a degree whose field stands for nothing"
	case 7:
		study.Level, study.Status = certificate, lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
		desc = "a certificate of no field"
	default:
		job := &lexfitv1.Experience{Title: pick(made, unread[:4]), EmployerType: pick(made, []lexfitv1.EmployerType{lawFirm, corporateLegal, court})}
		candidate.Experience = insert(made, candidate.GetExperience(), job)
		return candidate, "a job at a law office under a title that no family reads, of unknown length: " + job.GetTitle()
	}
	candidate.Education = insert(made, candidate.GetEducation(), study)
	return candidate, desc + ": " + study.GetLevel().String()
}

// NothingSaid returns a copy with one entry more that stands for nothing, and where. No score may know the difference.
func NothingSaid(random *rand.Rand, profile *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	candidate := proto.CloneOf(profile)
	dice{random}.placehold(candidate)
	return candidate
}

// named is an enum's value of that name, or the unset one where the contract has none.
func named[E interface {
	~int32
	protoreflect.Enum
}](name protoreflect.Name) E {
	var unset E
	if value := unset.Descriptor().Values().ByName(name); value != nil {
		return E(value.Number())
	}
	return unset
}

// mark sets a flag of a message, where the contract has it.
func mark(message proto.Message, name protoreflect.Name) {
	reflected := message.ProtoReflect()
	if field := reflected.Descriptor().Fields().ByName(name); field != nil {
		reflected.Set(field, protoreflect.ValueOfBool(true))
	}
}
