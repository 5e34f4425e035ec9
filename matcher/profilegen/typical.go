package profilegen

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

// Typical returns the profile that benchmarks use: a paralegal of nine years as an applicant system would export her, about
// 2.5 KB on the wire. It is a new one each time. Changing it makes measurements before and after incomparable.
func Typical() *lexfitv1.CandidateProfile {
	years := func(count float64) *float64 { return &count }
	skill := func(name string, proficiency lexfitv1.Proficiency, use float64, last string) *lexfitv1.Skill {
		return &lexfitv1.Skill{Name: name, Proficiency: proficiency, Years: years(use), LastUsedOn: last}
	}
	const (
		working  = lexfitv1.Proficiency_PROFICIENCY_WORKING
		advanced = lexfitv1.Proficiency_PROFICIENCY_ADVANCED
		expert   = lexfitv1.Proficiency_PROFICIENCY_EXPERT

		completed = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
	)
	salary := int32(68000)
	return &lexfitv1.CandidateProfile{
		CandidateId: "typical",
		DisplayName: "Ottoline Greywater",
		Education: []*lexfitv1.Education{
			{
				Level: bachelor, Field: "Political Science", Institution: "Tarn Valley State University", Country: "US",
				Status: completed, CompletedOn: "2015-05",
			},
			{
				Level: certificate, Field: "Paralegal Studies", Institution: "Larkspur College of Professional Studies",
				Country: "US", Status: completed, CompletedOn: "2017-08",
				ProgramApproval: lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED,
				Coursework: []string{
					"Legal Research and Writing", "Civil Litigation", "Contract Law", "Legal Ethics", "Law Office Technology",
				},
			},
		},
		Skills: []*lexfitv1.Skill{
			skill("Legal research", advanced, 8, "2026-10"),
			skill("Westlaw Edge", advanced, 8, "2026-10"),
			skill("Lexis+", working, 4, "2024"),
			skill("Drafting pleadings", advanced, 8, ""),
			skill("Interrogatories and requests for production", advanced, 7, ""),
			skill("Document review", expert, 6, ""),
			skill("RelativityOne", advanced, 5, "2026-09"),
			skill("Trial preparation", working, 5, ""),
			skill("Deposition summaries", advanced, 6, ""),
			skill("CM/ECF and PACER", expert, 8, "2026-11"),
			skill("Cite-checking", working, 3, ""),
			{Name: "Client intake"},
			{Name: "Strong analytical and organizational skills"},
			{Name: "proficient in Microsoft Word, Excel and Outlook"},
			{Name: "Calender managment"}, //nolint:misspell // People write it so.
			{Name: "Photography"},
			{Name: "Attention to detail"},
			skill("Clio Manage", working, 2, "2022-03"),
			{Name: "Typing 68 wpm"},
		},
		Certifications: []*lexfitv1.Certification{
			{
				Name: "Certified Paralegal (CP)", Issuer: "NALA, The Paralegal Association", IssuedOn: "2019-10",
				ExpiresOn: "2029-10-31", Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE,
			},
			{Name: "Notary Public", Issuer: "Commonwealth of Pennsylvania", ExpiresOn: "2027-06"},
		},
		Experience: []*lexfitv1.Experience{
			{
				Title: "Senior Litigation Paralegal", Employer: "Pemberley Oakes LLP", EmployerType: lawFirm,
				PracticeAreas: []string{"Commercial litigation", "Employment law"}, StartedOn: "2021-04",
				Duties: []string{
					"Draft and answer written discovery, and keep the privilege log in cases with up to two million documents.",
					"Prepare exhibits, witness binders and trial notebooks, and sit at counsel's table to present them.",
					"Research state and federal law on Westlaw and summarise it in memoranda for three attorneys.",
					"Train new paralegals in e-filing and in the firm's document management system.",
					"Coordinate experts and court reporters, schedule depositions and summarise the transcripts within two days.",
					"File in state and federal court, and keep the calendar of deadlines with the docketing department.",
				},
			},
			{
				Title: "Paralegal", Employer: "Law Offices of Ambrose Tindall", EmployerType: lawFirm,
				PracticeAreas: []string{"Personal injury"}, StartedOn: "2017-09", EndedOn: "2021-03",
				Duties: []string{
					"Interviewed clients at intake and kept them informed until settlement.",
					"Ordered medical records and wrote chronologies and demand letters.",
					"Drafted complaints, motions in limine and settlement statements for the attorney's review.",
				},
			},
			{
				Title: "Administrative Assistant", Employer: "Tarn Valley School District", EmployerType: government,
				StartedOn: "2015", EndedOn: "2017",
				Duties: []string{
					"Kept the superintendent's calendar, took minutes and answered the public's calls.",
					"Prepared the agenda and the papers of the school board and published its minutes.",
				},
			},
		},
		Languages: []*lexfitv1.Language{{Name: "Spanish", Level: lexfitv1.LanguageLevel_LANGUAGE_LEVEL_CONVERSATIONAL}},
		Preferences: &lexfitv1.Preferences{
			Interests: []lexfitv1.Interest{
				lexfitv1.Interest_INTEREST_LITIGATION, lexfitv1.Interest_INTEREST_CASE_PREPARATION,
			},
			Goals: []string{"senior-paralegal"}, SalaryMinUsd: &salary,
		},
		WorkState: "PA",
		Labels:    map[string]string{"source": "ats"},
	}
}
