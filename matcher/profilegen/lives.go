package profilegen

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

// life is one line of work as people go through it: what they study for it, the jobs one after another, and what they know and do at
// each of them.
type life struct {
	share   int // of 100 people
	studies []studies
	steps   []step
	skills  []string // of every step
	// credentials are what some of them earn, from so many years on.
	credentials []earned
	interests   []lexfitv1.Interest
}

type studies struct {
	level  lexfitv1.EducationLevel
	field  string
	years  int
	course []string
}

// step is a rung: titles grow from one to the next.
type step struct {
	titles    []string
	employers []lexfitv1.EmployerType
	duties    []string
	skills    []string
	salary    int // thousands of dollars a year when it begins
}

type earned struct {
	name, issuer string
	state        string // where it is that state's own; empty for anywhere
	afterYears   int
	percent      int
	renewYears   int
}

// {area} in a title or a duty stands for the practice of the person.
type practice struct {
	name   string
	skills []string
	duties []string
}

var practices = []practice{
	{"Litigation", []string{"Litigation procedures", "Discovery", "CM/ECF", "Relativity", "Trial preparation", "Drafting pleadings"}, []string{
		"Draft complaints, motions and written discovery for an attorney's review.", "Prepare exhibits and witness binders and help at trial.",
		"Summarize depositions and keep chronologies.",
	}},
	{"Family Law", []string{"Family law", "Client intake", "Drafting pleadings", "E-filing"}, []string{
		"Draft petitions, financial affidavits and parenting plans.", "Interview clients at intake and keep them informed.",
	}},
	{"Immigration", []string{"Immigration law", "Immigration forms", "INSZoom", "Client interviewing"}, []string{
		"Prepare immigration petitions and supporting evidence.", "Track visa deadlines and answer requests for evidence.",
	}},
	{"Corporate", []string{"Corporate governance", "Due diligence", "Closing binders", "Contract review"}, []string{
		"Prepare closing binders and corporate minutes.", "File formation documents and keep minute books.",
	}},
	{"Real Estate", []string{"Real estate law", "Real estate closings", "Title examination"}, []string{
		"Review title commitments and prepare closing documents.", "Coordinate closings with lenders and title companies.",
	}},
	{"Personal Injury", []string{"Personal injury", "Medical records review", "Demand letters", "Client intake"}, []string{
		"Order and review medical records.", "Draft demand letters and settlement documents.",
	}},
	{"Bankruptcy", []string{"Bankruptcy law", "CM/ECF", "Client interviewing"}, []string{
		"Prepare bankruptcy petitions and schedules.", "File proofs of claim and attend to trustees' requests.",
	}},
}

var lives = []life{
	{
		share: 34,
		studies: []studies{
			{associate, "Paralegal Studies", 2, []string{"Legal Research and Writing", "Civil Litigation", "Legal Ethics"}},
			{bachelor, "Paralegal Studies", 4, []string{"Legal Research and Writing", "Civil Litigation", "Contracts", "Legal Ethics"}},
			{bachelor, "Political Science", 4, nil},
			{certificate, "Paralegal Studies (ABA approved)", 1, []string{"Legal Research", "Civil Procedure", "Ethics"}},
		},
		steps: []step{
			{titles: []string{"Legal Assistant", "Paralegal Assistant", "File Clerk"}, employers: []lexfitv1.EmployerType{lawFirm}, salary: 38, duties: []string{
				"Open files, scan mail and keep the case management system current.", "Draft letters to clients and courts.",
			}, skills: []string{"File maintenance", "Correspondence", "Clio"}},
			{titles: []string{"Paralegal", "{area} Paralegal"}, employers: []lexfitv1.EmployerType{lawFirm, lawFirm, corporateLegal, government}, salary: 52, duties: []string{
				"Research case law and statutes and write memoranda.", "Keep the calendar of deadlines for the team.",
			}, skills: []string{"Legal research", "Legal writing", "Westlaw", "Case management"}},
			{titles: []string{"Senior Paralegal", "Senior {area} Paralegal"}, employers: []lexfitv1.EmployerType{lawFirm, corporateLegal}, salary: 70, duties: []string{
				"Supervise two paralegals and review their drafts.", "Manage the document production of large matters.",
			}, skills: []string{"E-discovery", "Legal project management", "Leadership"}},
			{titles: []string{"Paralegal Manager"}, employers: []lexfitv1.EmployerType{lawFirm, corporateLegal}, salary: 92, duties: []string{
				"Hire, train and assign a team of paralegals.", "Plan budgets of matters with the partners.",
			}, skills: []string{"Budgeting", "Vendor management"}},
		},
		skills: []string{"Microsoft Word", "Attention to detail", "Confidentiality"},
		credentials: []earned{
			{"Certified Paralegal", "NALA", "", 2, 30, 5},
			{"Florida Registered Paralegal", "The Florida Bar", "FL", 2, 50, 1},
			{"Board Certified Paralegal", "Texas Board of Legal Specialization", "TX", 6, 40, 5},
			{"North Carolina Certified Paralegal", "North Carolina State Bar", "NC", 2, 60, 1},
		},
		interests: []lexfitv1.Interest{lexfitv1.Interest_INTEREST_LEGAL_RESEARCH, lexfitv1.Interest_INTEREST_LITIGATION, lexfitv1.Interest_INTEREST_ANALYTICAL_THINKING},
	},
	{
		share: 32,
		studies: []studies{
			{highSchool, "", 0, nil},
			{certificate, "Legal Secretarial Studies", 1, []string{"Legal Office Procedures", "Legal Terminology"}},
			{associate, "Office Administration", 2, []string{"Document Formatting", "Computer Applications"}},
			{associate, "Legal Administration", 2, []string{"Legal Office Procedures", "Legal Terminology"}},
		},
		steps: []step{
			{titles: []string{"Receptionist", "Legal Receptionist", "Office Assistant"}, employers: []lexfitv1.EmployerType{lawFirm, lawFirm, corporate}, salary: 34, duties: []string{
				"Answer a multi-line telephone and greet clients.", "Sort mail, scan and file.",
			}, skills: []string{"Reception", "Scheduling", "Data entry"}},
			{titles: []string{"Legal Secretary", "{area} Legal Secretary"}, employers: []lexfitv1.EmployerType{lawFirm, lawFirm, government}, salary: 44, duties: []string{
				"Keep the calendars of two attorneys and enter every filing deadline.", "Transcribe dictated letters and memoranda.",
				"Proofread correspondence and file pleadings electronically.",
			}, skills: []string{"Calendaring", "Dictation", "Proofreading", "E-filing", "Legal document formatting", "Legal terminology"}},
			{titles: []string{"Senior Legal Secretary", "Executive Legal Secretary"}, employers: []lexfitv1.EmployerType{lawFirm, corporateLegal}, salary: 58, duties: []string{
				"Format briefs and build tables of authorities.", "Prepare monthly client bills from the attorneys' time entries.",
				"Train new secretaries in the firm's document system.",
			}, skills: []string{"Tables of authorities", "Client billing", "iManage", "Docketing"}},
			{titles: []string{"Law Office Manager", "Legal Office Manager"}, employers: []lexfitv1.EmployerType{lawFirm}, salary: 72, duties: []string{
				"Lead the staff of the office and its budget.", "Keep the trust accounts and reconcile them every month.",
			}, skills: []string{"Office management", "Trust accounts", "Budgeting"}},
		},
		skills: []string{"Typing", "Microsoft Word", "Outlook", "Multitasking", "Confidentiality"},
		credentials: []earned{
			{"Notary Public", "State of {state}", "", 1, 35, 4},
			{"Certified Legal Professional", "NALS", "", 4, 12, 5},
		},
		interests: []lexfitv1.Interest{lexfitv1.Interest_INTEREST_ORGANIZING, lexfitv1.Interest_INTEREST_CLIENT_CONTACT},
	},
	{
		share: 14,
		studies: []studies{
			{highSchool, "", 0, nil}, {associate, "Criminal Justice", 2, nil}, {bachelor, "Public Administration", 4, nil},
		},
		steps: []step{
			{titles: []string{"Data Entry Clerk", "Records Clerk"}, employers: []lexfitv1.EmployerType{government, court}, salary: 34, duties: []string{"Enter filings into the case system."}, skills: []string{"Data entry", "Records management"}},
			{titles: []string{"Deputy Court Clerk", "Court Clerk"}, employers: []lexfitv1.EmployerType{court}, salary: 42, duties: []string{
				"Review filings for compliance with local rules and accept or reject them.", "Set hearings and keep the docket of two judges.",
			}, skills: []string{"Court procedures", "Docket management", "E-filing", "Odyssey"}},
			{titles: []string{"Judicial Assistant", "Courtroom Clerk"}, employers: []lexfitv1.EmployerType{court}, salary: 54, duties: []string{
				"Manage the judge's calendar and the courtroom.", "Mark exhibits and take minutes in the courtroom.",
			}, skills: []string{"Calendaring", "Legal terminology", "Correspondence"}},
		},
		skills:    []string{"Customer service", "Attention to detail"},
		interests: []lexfitv1.Interest{lexfitv1.Interest_INTEREST_ORGANIZING},
	},
	{
		share: 12,
		studies: []studies{
			{highSchool, "", 0, nil}, {associate, "Business Administration", 2, nil}, {bachelor, "Communications", 4, nil},
		},
		steps: []step{
			{titles: []string{"Receptionist", "Office Assistant"}, employers: []lexfitv1.EmployerType{corporate, other}, salary: 32, duties: []string{"Greet visitors and answer the telephone."}, skills: []string{"Reception", "Scheduling"}},
			{titles: []string{"Administrative Assistant"}, employers: []lexfitv1.EmployerType{corporate}, salary: 42, duties: []string{"Schedule meetings and travel for four directors.", "Take minutes and send them out the same day."}, skills: []string{"Travel arrangements", "Microsoft Excel", "Organization"}},
			{titles: []string{"Executive Assistant"}, employers: []lexfitv1.EmployerType{corporate}, salary: 60, duties: []string{"Keep the chief executive's calendar and correspondence.", "Plan board meetings."}, skills: []string{"Event planning", "Expense reports", "Correspondence"}},
		},
		skills:    []string{"Typing", "Microsoft Office", "Multitasking"},
		interests: []lexfitv1.Interest{lexfitv1.Interest_INTEREST_ORGANIZING},
	},
	{
		share: 8,
		studies: []studies{
			{highSchool, "", 0, nil}, {bachelor, "English", 4, nil}, {bachelor, "Paralegal Studies", 4, []string{"Legal Research and Writing", "Civil Litigation"}},
		},
		steps: []step{
			{titles: []string{"Retail Associate", "Barista"}, employers: []lexfitv1.EmployerType{corporate}, salary: 29, duties: []string{"Serve customers and balance the till."}, skills: []string{"Customer service", "Cash handling"}},
			{titles: []string{"Store Manager", "Shift Supervisor"}, employers: []lexfitv1.EmployerType{corporate}, salary: 40, duties: []string{"Lead a team of eight and plan its shifts."}, skills: []string{"Leadership", "Scheduling"}},
		},
		skills:    []string{"Teamwork", "Customer service"},
		interests: []lexfitv1.Interest{lexfitv1.Interest_INTEREST_CLIENT_CONTACT},
	},
}

var (
	firstNames = []string{
		"Adaeze", "Amara", "Beatriz", "Brigid", "Caleb", "Carmen", "Chidi", "Clara", "Dalia", "Darnell", "Elena", "Elijah", "Esther", "Farid",
		"Fiona", "Gloria", "Grace", "Hanna", "Hector", "Imani", "Ines", "Isaac", "Jamal", "Jun", "Kavita", "Keiko", "Lamar", "Leila", "Lorena",
		"Marcus", "Marisol", "Mei", "Miriam", "Naomi", "Nia", "Omar", "Paloma", "Priya", "Quentin", "Rafael", "Rosa", "Ruth", "Samir", "Sofia",
		"Tamika", "Teresa", "Theo", "Uma", "Vera", "Wendell", "Ximena", "Yara", "Yusuf", "Zoe",
	}
	lastNames = []string{
		"Abara", "Aldana", "Baptiste", "Bergstrom", "Blackwood", "Castellano", "Chaudhry", "Cho", "Delacroix", "Donnelly", "Eastman", "Ekwueme",
		"Fairchild", "Ferreira", "Gallagher", "Greenwood", "Haddad", "Hargrove", "Ibarra", "Ishikawa", "Jankowski", "Jefferson", "Kapoor",
		"Kowalczyk", "Lindqvist", "Lockhart", "Marchetti", "Mbeki", "Nakamura", "Novak", "Okafor", "Olsen", "Pacheco", "Pennington", "Quiroga",
		"Ramirez", "Rosenthal", "Sandoval", "Sinclair", "Tanaka", "Thorne", "Underhill", "Valdez", "Vasquez", "Whitfield", "Winters", "Xiong",
		"Yamada", "Youssef", "Zielinski",
	}
	firmNames   = []string{"Alder", "Birchfield", "Carrow", "Denholm", "Everly", "Fenwick", "Garrick", "Hollis", "Ivory", "Jessup", "Kestrel", "Lorimer", "Marlowe", "Northam", "Orchard", "Prentice"}
	livesStates = []string{"CA", "TX", "FL", "NY", "IL", "NC", "GA", "OH"}
	stateNames  = map[string]string{"CA": "California", "TX": "Texas", "FL": "Florida", "NY": "New York", "IL": "Illinois", "NC": "North Carolina", "GA": "Georgia", "OH": "Ohio"}
	schoolKinds = map[lexfitv1.EducationLevel]string{highSchool: "High School", certificate: "Community College", associate: "Community College", bachelor: "University"}
	tongues     = []string{"Spanish", "Spanish", "Spanish", "Mandarin", "Vietnamese", "Tagalog", "Korean", "Portuguese", "Haitian Creole", "French"}
)
