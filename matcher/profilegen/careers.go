package profilegen

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

const (
	highSchool  = lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL
	certificate = lexfitv1.EducationLevel_EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE
	associate   = lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE
	bachelor    = lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR
	master      = lexfitv1.EducationLevel_EDUCATION_LEVEL_MASTER
	lawDegree   = lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR

	lawFirm        = lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM
	corporateLegal = lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE_LEGAL
	government     = lexfitv1.EmployerType_EMPLOYER_TYPE_GOVERNMENT
	court          = lexfitv1.EmployerType_EMPLOYER_TYPE_COURT
	corporate      = lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE
	other          = lexfitv1.EmployerType_EMPLOYER_TYPE_OTHER
)

// career is what people in one line of work write. Every list holds something.
type career struct {
	titles    []string
	employers []lexfitv1.EmployerType
	levels    []lexfitv1.EducationLevel
	fields    []string
	skills    []string
	duties    []string
}

var careers = []career{
	{
		titles: []string{
			"Legal Secretary", "Litigation Secretary", "Legal Administrative Assistant", "Legal Receptionist",
			"Legal Practice Assistant", "Law Office Assistant", "Legal Executive Assistant", "Corporate Legal Secretary",
			"Trial Secretary", "Floating Legal Secretary",
		},
		employers: []lexfitv1.EmployerType{lawFirm, lawFirm, lawFirm, corporateLegal, government},
		levels:    []lexfitv1.EducationLevel{highSchool, highSchool, certificate, associate, bachelor},
		fields:    []string{"Legal Administration", "Office Administration", "Legal Secretarial Studies", "Business", "Secretarial Science"},
		skills: []string{
			"Typing", "Legal document formatting", "Calendaring", "Docketing", "Dictation", "Legal transcription",
			"Proofreading", "Microsoft Word", "iManage", "Worldox", "E-filing", "Client billing", "Time entry", "Reception",
			"Legal terminology", "Confidentiality", "Attention to detail", "Multitasking", "Tables of authorities",
			"Travel arrangements", "Outlook", "Filing", "Correspondence",
		},
		duties: []string{
			"Keep the calendars of two partners and enter every filing deadline.",
			"Format briefs, build tables of authorities and file them electronically.",
			"Transcribe dictated letters and memoranda.",
			"Open new matters, run conflict checks and keep paper and electronic files.",
			"Prepare monthly client bills from the attorneys' time entries.",
			"Proofread correspondence and send it to clients and opposing counsel.",
		},
	},
	{
		titles: []string{
			"Paralegal", "Litigation Paralegal", "Corporate Paralegal", "Family Law Paralegal", "Immigration Paralegal",
			"Personal Injury Paralegal", "Real Estate Paralegal", "Probate Paralegal", "Paralegal Specialist", "Case Manager",
			"Legal Analyst", "Trademark Paralegal", "Certified Paralegal",
		},
		employers: []lexfitv1.EmployerType{lawFirm, lawFirm, corporateLegal, government},
		levels:    []lexfitv1.EducationLevel{certificate, certificate, associate, bachelor, bachelor},
		fields:    []string{"Paralegal Studies", "Legal Studies", "Paralegal Certificate (ABA approved)", "Political Science", "Paralegal Technology"},
		skills: []string{
			"Legal research", "Legal writing", "Westlaw", "LexisNexis", "Drafting pleadings", "Discovery", "Document review",
			"Trial preparation", "Exhibits", "Deposition summaries", "Case management", "Client intake", "Cite-checking",
			"E-discovery", "Relativity", "PACER", "CM/ECF", "Interrogatories", "Medical records review", "Due diligence",
			"Corporate governance", "Analytical thinking", "Legal ethics", "Litigation procedures", "Witness coordination",
		},
		duties: []string{
			"Draft complaints, motions and written discovery for an attorney's review.",
			"Research case law and statutes and write memoranda.",
			"Summarise depositions and medical records, and keep chronologies.",
			"Prepare exhibits and witness binders and help at trial.",
			"Interview clients at intake and keep them informed.",
			"Review documents for privilege and responsiveness in Relativity.",
			"Prepare closing binders and corporate minutes.",
		},
	},
	{
		titles: []string{
			"Legal Assistant", "Legal Assistant/Paralegal", "Legal Secretary / Legal Assistant", "Lawyer's Assistant",
			"Legal Aide", "Litigation Legal Assistant", "Legal Assistant II",
		},
		employers: []lexfitv1.EmployerType{lawFirm, lawFirm, corporateLegal, other},
		levels:    []lexfitv1.EducationLevel{highSchool, certificate, associate, bachelor},
		fields:    []string{"Legal Assistant", "Paralegal", "Criminal Justice", "General Studies", "Legal Office Technology"},
		skills: []string{
			"Legal terminology", "Drafting", "Correspondence", "Client communication", "Clio", "MyCase", "Scheduling",
			"Discovery", "Calendaring", "Notary", "Microsoft Office", "Client intake", "Court rules", "Case files",
		},
		duties: []string{
			"Assist two attorneys with everything from calendars to pleadings.",
			"Speak with clients and keep matters moving.",
			"Draft letters and simple motions, and file them with the court.",
			"Order medical records and track requests.",
		},
	},
	{
		titles: []string{
			"Court Clerk", "Deputy Clerk of Court", "Judicial Assistant", "Courtroom Deputy", "Docket Clerk",
			"Courtroom Clerk", "Minute Clerk", "Court Operations Clerk",
		},
		employers: []lexfitv1.EmployerType{court, court, court, government},
		levels:    []lexfitv1.EducationLevel{highSchool, highSchool, associate, bachelor},
		fields:    []string{"Criminal Justice", "Public Administration", "Court Reporting", "Political Science"},
		skills: []string{
			"Court procedures", "Docket management", "Data entry", "Local rules", "E-filing", "Odyssey", "Cash handling",
			"Customer service", "Records management", "Accuracy", "Minute taking",
		},
		duties: []string{
			"Review filings for compliance with local rules and accept or reject them.",
			"Set hearings and keep the docket of two judges.",
			"Mark exhibits and take minutes in the courtroom.",
			"Explain court procedures to people without a lawyer.",
		},
	},
	{
		titles: []string{
			"Administrative Assistant", "Executive Assistant", "Secretary", "Receptionist", "Office Manager",
			"Executive Secretary", "Office Coordinator", "Medical Secretary", "Secretary to the General Counsel",
			"Data Entry Clerk", "School Secretary",
		},
		employers: []lexfitv1.EmployerType{corporate, corporate, other, government, lawFirm},
		levels:    []lexfitv1.EducationLevel{highSchool, highSchool, certificate, associate, bachelor},
		fields:    []string{"Business Administration", "Office Management", "Communications", "Medical Office Administration"},
		skills: []string{
			"Typing", "Scheduling", "Microsoft Excel", "PowerPoint", "Phones", "Travel arrangements", "Expense reports",
			"Event planning", "Bookkeeping", "Accounts payable", "Organization", "Multitasking", "Data entry",
			"Medical terminology", "Supply ordering", "Customer service",
		},
		duties: []string{
			"Schedule meetings and travel for four directors.",
			"Answer a multi-line telephone and greet visitors.",
			"Enter invoices and reconcile petty cash.",
			"Take minutes and send them out the same day.",
		},
	},
	{
		titles: []string{
			"Attorney", "Associate Attorney", "Staff Attorney", "Document Review Attorney", "Public Defender", "Lawyer",
			"Assistant General Counsel", "Solicitor",
		},
		employers: []lexfitv1.EmployerType{lawFirm, lawFirm, corporateLegal, government},
		levels:    []lexfitv1.EducationLevel{lawDegree, lawDegree, lawDegree, bachelor, master},
		fields:    []string{"Law", "Juris Doctor", "LL.B.", "LL.M.", "Political Science"},
		skills: []string{
			"Legal research", "Brief writing", "Motion practice", "Statutory interpretation", "Depositions", "Negotiation",
			"Contract drafting", "Legal ethics", "Westlaw", "Trial advocacy", "Document review",
		},
		duties: []string{
			"Drafted and argued motions, and took depositions.",
			"Advised managers on employment law.",
			"Reviewed documents for privilege on three class actions.",
		},
	},
	{
		titles:    []string{"Law Clerk", "Judicial Law Clerk", "Legal Intern", "Summer Associate", "Legal Extern"},
		employers: []lexfitv1.EmployerType{lawFirm, court, government, other},
		levels:    []lexfitv1.EducationLevel{bachelor, lawDegree, lawDegree},
		fields:    []string{"Law", "Juris Doctor", "History", "Philosophy"},
		skills: []string{
			"Legal research", "Case briefing", "Bluebook", "Legal memos", "Lexis+", "Legal writing", "Analytical skills",
		},
		duties: []string{
			"Wrote bench memoranda and checked citations.",
			"Researched questions of state law and briefed cases.",
		},
	},
	{
		titles: []string{
			"E-Discovery Specialist", "Litigation Support Specialist", "Law Librarian", "Title Examiner", "Closing Coordinator",
			"Claims Adjuster", "Compliance Analyst", "Contract Administrator", "Legal Operations Specialist",
		},
		employers: []lexfitv1.EmployerType{lawFirm, corporateLegal, corporate, other},
		levels:    []lexfitv1.EducationLevel{associate, bachelor, bachelor, master},
		fields:    []string{"Information Systems", "Library Science", "Finance", "English"},
		skills: []string{
			"RelativityOne", "E-discovery", "Concordance", "Title examination", "Real estate closings", "Claims adjusting",
			"Regulatory compliance", "Contract administration", "Legal operations", "SharePoint", "Data privacy",
		},
		duties: []string{
			"Loaded productions into Relativity and ran searches.",
			"Searched county records and examined title.",
			"Kept the contract database and chased signatures.",
		},
	},
	{
		titles: []string{
			"Barista", "Retail Associate", "Registered Nurse", "Teacher", "Software Engineer", "Warehouse Lead", "Nurse Aide",
			"Bartender", "Owner", "Volunteer", "Machine Operator", "Kellner", "Професор",
		},
		employers: []lexfitv1.EmployerType{corporate, corporate, other},
		levels:    []lexfitv1.EducationLevel{highSchool, highSchool, associate, bachelor, master},
		fields:    []string{"Biology", "Nursing", "Computer Science", "Education", "Fine Art", "Music"},
		skills: []string{
			"Customer service", "Cash handling", "Teamwork", "Python", "Patient care", "Lesson planning", "Forklift",
			"Inventory", "Spanish", "Market research", "Social media",
		},
		duties: []string{
			"Served customers and balanced the till.",
			"Trained new staff and wrote the weekly rota.",
			"Kept patient charts and spoke with families.",
		},
	},
}
