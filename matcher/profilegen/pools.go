package profilegen

// Skills beyond those of a career, by their names and by what people call them.
var skills = []string{
	"Typing", "Keyboarding", "Word processing", "Legal document formatting", "Table of authorities", "TOA", "Proofreading",
	"Correspondence", "Dictation", "Redlining", "Adobe Acrobat", "Legal forms", "Calendaring", "Docketing",
	"Deadline management", "Scheduling", "Filing", "Document management", "DMS", "Case management software", "Billing",
	"Invoicing", "Bookkeeping", "Trust accounting", "IOLTA", "Reception", "Travel arrangements", "Office management",
	"Legal office procedures", "Data entry", "Notary", "Conflict checks", "Expense reports", "LEDES billing", "Elite 3E",
	"Aderant", "QuickBooks", "CompuLaw", "iManage", "NetDocuments", "Worldox", "SharePoint", "Clio", "MyCase",
	"PracticePanther", "Filevine", "Needles", "ProLaw", "Time Matters", "Organization", "Multitasking", "Time management",
	"Attention to detail", "Confidentiality", "Analytical thinking", "Critical thinking", "Problem solving",
	"Project coordination", "Written communication", "Oral communication", "Teamwork", "Client service", "Leadership",
	"Self-starter", "Work under pressure", "Adaptability", "Reliability", "Integrity", "Active listening", "Negotiation",
	"Legal terminology", "Court rules and procedures", "Civil procedure", "Litigation", "Federal rules", "Legal ethics",
	"Contract law", "Tort law", "Evidence", "Statutory analysis", "Legal research", "Westlaw", "Westlaw Edge", "Lexis+",
	"LexisNexis", "Bloomberg Law", "Fastcase", "HeinOnline", "KeyCite", "Shepardizing", "Legal writing", "Cite-checking",
	"Bluebook", "Drafting pleadings", "Motions", "Briefs", "Affidavits", "Interrogatories", "Discovery", "Document review",
	"Bates numbering", "Privilege log", "Redaction", "Legal hold", "Depositions", "Trial preparation", "Trial notebooks",
	"Exhibits", "TrialDirector", "Investigation", "Skip tracing", "Client interviews", "Client intake", "Case management",
	"Chronologies", "Settlement", "Demand letters", "Mediation", "Contract drafting", "Contract review", "Subpoenas",
	"Medical records", "Closing binders", "Due diligence", "E-filing", "eFiling", "CM/ECF", "PACER", "Odyssey", "E-discovery",
	"Relativity", "Everlaw", "Concordance", "CaseMap", "Summation", "Technology-assisted review", "LiveNote", "Microsoft Word",
	"MS Excel", "Outlook", "PowerPoint", "Microsoft Office Suite", "Office 365", "Google Workspace", "WordPerfect", "Zoom",
	"DocuSign", "ChatGPT", "Generative AI", "Legal technology", "Computer skills", "Salesforce", "Personal injury",
	"Insurance defense", "Workers' compensation", "Social Security disability", "Family law", "Probate", "Estate planning",
	"Trusts", "Real estate", "Title examination", "Corporate governance", "Mergers and acquisitions", "Securities filings",
	"Trademarks", "Patent prosecution", "Immigration", "Form I-130", "Bankruptcy", "Criminal law", "Employment law",
	"Regulatory compliance", "Environmental law", "Construction law", "Tax law", "Appeals", "Translation",
	"Human resources", "Event planning", "Service of process", "Court reporting", "Military justice", "Data privacy",
	"Class actions", "UCC filings", "Landlord-tenant", "Research", "Writing", "Drafting", "Contracts", "Accuracy",
}

// foreign names what has nothing to do with law offices, in any language, and what only sounds like it.
var foreign = []string{
	"Market research", "Pain management", "Crop rotation", "Welding", "Photoshop", "Kubernetes", "C", "C++", "Java", "R",
	"Patient care", "Food safety", "Search engine optimization", "Database design", "Mixology", "Woodworking", "Yoga",
	"Platform engineering", "Claims to fame", "Drawing", "Baseball coaching", "Recherche juridique", "Rechtsrecherche",
	"Redacción jurídica", "Buchhaltung", "Secrétariat", "деловая переписка", "法律研究", "秘书", "قانون", "Atención al cliente",
	"Growth hacking", "Being awesome", "Driver's license", "CPR", "Forklift operation", "Phlebotomy", "Sales", "Marketing",
	"Public health", "Animal care", "Video editing", "Piano", "Knitting", "Sudoku", "Excellent", "Skills", "Other",
}

// oddities are written in ways that reading must survive: wide letters, ligatures, marks, pictures, bullets, bare signs.
var oddities = []string{
	"Ｌｅｇａｌ ｒｅｓｅａｒｃｈ", "ﬁling", "Cafe\u0301 manager", "🚀 E-ﬁling 🚀", "• Westlaw", "- Microsoft Word -", "***", "—", "???",
	"Westlaw;Lexis;PACER", "Word/Excel/Outlook", "  Legal   research  ", "legal\tresearch", "Legal research\nLegal writing",
	"“Proof‑reading”", "Straße", "İstanbul", "naïve résumé writing", "e\u00adfiling", "10+ years of Westlaw!!!",
	"MS Word (2010, 2013, 2016), Excel & PowerPoint", "Legal-research", "LEGALRESEARCH", "Calendaring/Docketing/Deadlines",
	"C/C++ & C#", "Type 65 words per minute", "70WPM", "wpm: 88", "K\u200beyboarding",
}

var (
	typing = []string{"Typing", "Types", "Typing speed", "Keyboarding", "Touch typing"}
	units  = []string{"wpm", "words per minute", "WPM", "keystrokes per hour", "%", "points"}

	before = []string{
		"proficient in", "strong", "excellent", "working knowledge of", "experience with", "expert in", "familiar with",
		"Advanced", "knowledge of", "skilled in", "5 years of", "Highly", "ability to do",
	}
	after = []string{
		"skills", "experience", "2016", "software", "(advanced)", "proficiency", "- 5 years", "knowledge", "v. 10", "expert",
		"ability",
	}
	joints = []string{", ", "; ", " & ", "/", " and ", " or "}
	verbs  = []string{"Handled", "Responsible for", "Worked with", "Daily use of", "Managed", "Assisted with"}

	idleDuties = []string{
		"Other duties as assigned.", "Ordered lunch for the team.", "Received an award for punctuality.",
		"Won employee of the month twice.", "Sorted the warehouse shelves by colour.", "Verschiedene Aufgaben im Büro.",
	}

	seniorities = []string{"Senior", "Junior", "Lead", "Assistant", "Temporary", "Part-time", "Freelance", "Acting"}
)

var fields = []string{
	"Paralegal Studies", "Legal Studies", "Legal Assisting", "Paralegal (approved by the American Bar Association)",
	"Legal Administration", "Legal Secretarial", "Office Administration", "Business Administration", "Business", "Law", "Laws",
	"English", "History", "Biology", "Criminal Justice", "Psychology", "Political Science", "Accounting", "Nursing", "Undeclared",
	"Liberal Arts", "Information Technology", "Derecho", "Rechtswissenschaft", "Communications", "MBA", "J.D.", "Management",
}

var courses = []string{
	"Legal Research and Writing", "Legal Research", "Legal Writing II", "Civil Litigation", "Civil Procedure", "Contract Law",
	"Contracts", "Business Law", "Legal Ethics", "Professional Responsibility", "Legal Procedures", "Court Systems",
	"Law Office Procedures", "Law Office Management", "Document Formatting", "Keyboarding", "Word Processing",
	"Legal Terminology", "Computer Applications", "Microsoft Office", "Torts", "Criminal Law", "Family Law", "Real Property",
	"Statistics", "Organic Chemistry", "Creative Writing", "World History", "Volleyball", "Introduction to Paralegal Studies",
}

// credential is a certification as people name it, and those who grant one of that name.
type credential struct {
	names   []string
	issuers []string
}

var credentials = []credential{
	{[]string{"CP", "Certified Paralegal", "NALA CP", "Certified Paralegal (CP)"}, []string{"NALA", "NALA, The Paralegal Association", "Ohio State Bar Association"}},
	{[]string{"ACP", "Advanced Certified Paralegal"}, []string{"NALA", "North Carolina State Bar"}},
	{[]string{"RP", "Registered Paralegal", "PACE Registered Paralegal", "RP®"}, []string{"NFPA", "National Federation of Paralegal Associations", "The Florida Bar", "Indiana State Bar Association"}},
	{[]string{"CRP", "CORE Registered Paralegal"}, []string{"NFPA"}},
	{[]string{"AACP", "American Alliance Certified Paralegal"}, []string{"American Alliance of Paralegals", "AAPI"}},
	{[]string{"PP", "Professional Paralegal", "PLS", "CLP", "Certified Legal Professional", "Professional Legal Secretary"}, []string{"NALS"}},
	{[]string{"ALP", "ALS", "Accredited Legal Professional"}, []string{"NALS"}},
	{[]string{"CLSS", "Certified Legal Secretary Specialist", "LSI"}, []string{"Legal Secretaries International", "LSI"}},
	{[]string{"CCLS", "California Certified Legal Secretary"}, []string{"Legal Professionals, Inc.", "LSI California"}},
	{[]string{"CAP", "Certified Administrative Professional"}, []string{"IAAP"}},
	{[]string{"PACE", "PACE certificate"}, []string{"ASAP", "NFPA"}},
	{[]string{"FRP", "Florida Registered Paralegal"}, []string{"The Florida Bar"}},
	{[]string{"NCCP", "North Carolina Certified Paralegal"}, []string{"North Carolina State Bar"}},
	{[]string{"Board Certified Paralegal", "TBLS"}, []string{"Texas Board of Legal Specialization"}},
	{[]string{"LP", "Licensed Paralegal", "Legal Paraprofessional"}, []string{"Arizona Supreme Court", "Oregon State Bar"}},
	{[]string{"RCA", "Relativity Certified Administrator"}, []string{"Relativity", "kCura"}},
	{[]string{"CEDS", "Certified E-Discovery Specialist"}, []string{"ACEDS"}},
	{[]string{"MOS", "Microsoft Office Specialist", "MOUS"}, []string{"Microsoft"}},
	{[]string{"Notary Public", "Notary", "NP", "Commissioned notary"}, []string{"State of Texas", "Commonwealth of Virginia"}},
	{[]string{"PMP", "Project Management Professional"}, []string{"PMI"}},
	{[]string{"CLM", "Certified Legal Manager"}, []string{"ALA"}},
	{[]string{"Bar admission", "Admitted to the Bar"}, []string{"Supreme Court of Ohio", "State Bar of California"}},
	{[]string{"ABA certified", "ABA Approved Paralegal Program", "ABA"}, []string{"American Bar Association"}},
	{[]string{"CPR", "First Aid", "Certified Nursing Assistant", "Food Handler", "Six Sigma", "Certified Something"}, []string{"Red Cross", "a school"}},
}

var practiceAreas = []string{
	"Litigation", "Personal injury", "Insurance defense", "Family law", "Probate", "Estate planning", "Real estate",
	"Corporate", "Securities", "Intellectual property", "Immigration", "Bankruptcy", "Criminal defense", "Employment law",
	"Tax", "Environmental law", "Medical malpractice", "Workers' compensation", "General practice", "Aviation",
}

var languages = []string{
	"Spanish", "español", "es", "English", "French", "Mandarin", "中文", "Tagalog", "Vietnamese", "Haitian Creole", "Arabic",
	"Русский", "Portuguese", "ASL", "Klingon", "German", "Polski", "Korean",
}

var (
	goals = []string{
		"executive-legal-assistant", "office-manager", "legal-operations-specialist", "paralegal", "senior-paralegal",
		"legal-project-manager", "law-firm-administrator", "compliance-officer", "legal-analyst", "law-school", "astronaut",
	}
	states = []string{"AZ", "CA", "CO", "FL", "GA", "IL", "IN", "NC", "NJ", "NY", "OH", "OR", "PA", "TX", "UT", "WA", "PR", "DC"}

	countries   = []string{"US", "US", "US", "US", "", "CA", "MX", "GB", "IN", "PH", "NG"}
	labelKeys   = []string{"source", "requisition", "recruiter", "batch", "team", "stage"}
	labelValues = []string{"ats", "referral", "job-board", "R-1042", "R-2210", "2026-11", "north", "screened", ""}
)

// The parts of made-up names.
var (
	givenNames  = []string{"Aurelio", "Briony", "Casimir", "Delphine", "Eluned", "Fyodor", "Ginevra", "Hakeem", "Isolde", "Jun", "Kerensa", "Lorcan"}
	familyNames = []string{"Abernethy-Vale", "Brzęczek", "Castellane", "Dufresnoy", "Eddowes", "Fjellheim", "Gathoni", "Ó Hallmhuráin", "Ironmonger", "Zhao-Whitby"}
	places      = []string{"Alderbrook", "Bitterroot", "Cinder Falls", "Dovecote", "Eastmere", "Foxglove", "Grayling", "Hollowell"}
	schools     = []string{"Community College", "State University", "College of Law", "Technical Institute", "High School", "University"}
	employers   = []string{"& Partners LLP", "Law Group", "County", "Industries, Inc.", "Legal Aid", "Holdings", "Clinic", "& Sons"}
)

// good is what a profile can only gain from. No names with numbers: a measured value may be a worse one.
var (
	goodSkills = []string{
		"Legal research", "Westlaw", "Legal writing", "Drafting pleadings", "Discovery", "Trial preparation", "E-filing",
		"Calendaring", "Legal document formatting", "Typing", "Legal terminology", "Attention to detail", "Confidentiality",
		"Relativity", "Microsoft Word", "Case management", "Client intake", "Billing", "Organization", "Time management",
		"Document management", "Legal ethics", "Analytical thinking", "Corporate governance", "Word, Excel and calendaring",
		"Research", "Drafting", "Filing",
	}
	goodTitles = []string{"Paralegal", "Legal Secretary", "Legal Assistant", "Court Clerk", "Law Clerk", "Administrative Assistant"}
	goodFields = []string{"Paralegal Studies", "Legal Administration", "Business", "Biology", "Law"}

	goodCredentials = []credential{
		{[]string{"Certified Paralegal"}, []string{"NALA"}},
		{[]string{"PACE Registered Paralegal"}, []string{"NFPA"}},
		{[]string{"Certified Legal Secretary Specialist"}, []string{"Legal Secretaries International Inc."}},
		{[]string{"Accredited Legal Professional"}, []string{"NALS"}},
		{[]string{"Notary public commission"}, []string{""}},
		{[]string{"CEDS"}, []string{"ACEDS"}},
	}
	goodCourses = courses[:19]
)
