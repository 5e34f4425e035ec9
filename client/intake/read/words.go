package read

import (
	"regexp"
	"strings"
	"sync"

	"github.com/lexfit/lexfit/matcher/wording"
)

// pattern compiles an expression when it is first asked for: some ninety of them at every start of a program that reads no résumé would
// be a third of the start.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// The words that tell what a part of a job's or a degree's header is. They decide between readings of a line alone, and reach no score.

// posts are words for who does a job; a title ends with one, or has one before "of", "to" or "for".
var posts = wordSet(`abstractor accountant actor adjudicator adjuster administrator administrative advisor adviser advocate agent aide aid analyst animator apprentice architect archivist artist assembler assessor assistant
	associate attendant attorney auditor author bailiff baker banker barista bartender bookkeeper broker buyer captain caregiver caretaker carpenter cashier chair chairman chairperson chairwoman chaplain chef chief choreographer cfo ceo cio cto coo clerk
	coach composer conductor consultant contractor controller cook coordinator co-ordinator copywriter correspondent counsel counselor counsellor courier crew curator custodian dancer dealer dean dentist deputy designer developer director dispatcher
	doctor docent draftsman driver editor educator electrician engineer escort evaluator examiner executive expeditor externship extern fabricator facilitator farmer fellow fireman firefighter florist foreman founder co-founder framer freelancer gardener
	generalist grader guard guide handler head helper host hostess hygienist illustrator inspector instructor intern internship interpreter interviewer investigator janitor journalist judge keeper laborer labourer landscaper lawyer lead leader lecturer liaison
	librarian lieutenant lifeguard machinist maid maker manager marketer marshal mechanic mediator member mentor merchandiser messenger miner model moderator musician nanny negotiator notary nurse officer official operative operator organizer owner co-owner
	packer painter paralegal paraprofessional partner photographer physician pilot planner police porter postdoc practitioner president principal processor producer professor programmer promoter proofreader proprietor psychologist publicist purchaser
	receptionist recorder recruiter referee registrar rep reporter representative researcher resident reviewer runner sales salesperson salesman saleswoman scheduler scientist scribe secretary seller sergeant server soldier solicitor specialist spokesperson
	staff stenographer steward stocker storekeeper strategist student substitute superintendent supervisor surveyor teacher teammate technician technologist teller tester therapist tracker trader trainee trainer transcriber transcriptionist translator
	treasurer trustee tutor typist underwriter vendor vice-president videographer volunteer vp avp svp evp waiter waitress warden webmaster welder worker writer pa ea cna cso csr rn legal-assistant facilitators assistants ranger biologist chemist
	geologist economist statistician hunter grower herdsman agronomist veterinarian stylist beautician esthetician cosmetologist detective trooper inspector-general magistrate clerkship ambassador concierge housekeeper valet usher dj host/hostess mba-intern expert evangelist`)

// places of work: words that names of employers have.
var employers = wordSet(`llp llc inc incorporated ltd limited plc lp pc pllc pa-c corp corporation company co co. gmbh ag sa group holdings partners associates university college school academy institute hospital clinic bank church ministries
	foundation society association council court courts chambers department dept dept. division bureau agency office offices firm center centre restaurant store stores shop hotel museum library services solutions systems industries enterprises
	technologies laboratories labs media studio studios network county city state federal government ministry embassy army navy force corps district commission authority union club team theatre theater gallery district schools universities hospitals
	solicitors attorneys lawyers barristers consulting international intl global capital management insurance pharmacy pharmaceuticals airlines market supermarket trust realty properties construction communications publishing press magazine newspaper
	staffing temps recruiting esq commonwealth board cooperative nonprofit startup polytechnic`)

// strong are employers' words that a title does not have as its last word.
var strong = pattern(`(?i)\b(?:l\.?l\.?p|l\.?l\.?c|inc|ltd|limited|plc|p\.?l\.?l\.?c|corp|corporation|gmbh|company|university|college|holdings|solicitors|attorneys at law|law firm|law offices?|law group|& associates|and associates|& co|& sons|p\.c|esq)\b\.?`)

// departments are words that may stand behind a title's comma and belong to it.
var departments = wordSet(`information security operations development litigation corporate region west east north south america asia europe emea apac sales marketing it hr finance legal technology engineering quality assurance product project program programs
	accounting audit research services support real estate family law immigration bankruptcy probate intellectual property compliance human resources communications admissions advancement affairs global national regional international senior junior
	mergers acquisitions equity credit credit trust estates civil criminal commercial residential personal injury employment labor trial appeals level grade intern part-time full-time temporary contract investment investments business crm customer design
	education training production planning strategy policy risk security network web digital media events special field first second third day night
	evening weekend shift unit team desk division conveyancing wills private funds client clients property commercial corporate tax taxation patent patents docketing discovery ediscovery medical malpractice defense complex mass torts tort insurance
	environmental energy healthcare health entertainment regulatory privacy contracts employee benefits government relations public operations central northern southern eastern western floor grade department cardiac step-down`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// bare are the words of a text in small letters, without marks about them.
func bare(text string) []string {
	words := strings.Fields(strings.ToLower(text))
	out := words[:0]
	for _, word := range words {
		if word = strings.Trim(word, `.,;:()[]"'“”’*|`); word != "" && word != "&" && word != "-" && word != "–" {
			out = append(out, word)
		}
	}
	return out
}

// postWord says whether a word is one for who does a job, in the singular or the plural, or has the ending of one.
func postWord(word string) (known, likely bool) {
	word = strings.TrimSuffix(word, "'s")
	if posts[word] || posts[strings.TrimSuffix(word, "s")] {
		return true, true
	}
	for part := range strings.FieldsFuncSeq(word, func(letter rune) bool { return letter == '/' || letter == '-' || letter == '–' }) {
		if posts[part] {
			return true, true
		}
	}
	return false, len(word) > 4 && postEnding().MatchString(word) && !employers[word] && !noPost[word]
}

var (
	postEnding = pattern(`(?:ist|eer|ian|man|woman|person|ster|yst|ologist|[^aeiou]er|ator|itor|ctor|essor)s?$`)
	noPost     = wordSet(`september october november december summer winter number letter computer water river december paper center chapter order power matter member-of after under over center later former other computer server-side software exterior interior major
		minor master motor factor sector customer consumer commander-in-chief winter canter corner quarter theater theatre fiber timber christian italian indian asian russian canadian american european egyptian`)

	// cityState is a place: a city with its state, or one that is made unreadable.
	cityState = pattern(`(?:\bCity ?, ?(?:State|[A-Z]{2})\b|\b(?:(?:San|Santa|New|Los|Las|St\.?|Saint|Fort|Ft\.?|El|North|South|West|East|Port|Mount|Mt\.?|Palm|Long|Salt Lake|Baton|Grand|Little|Des|Oklahoma|Kansas|Jersey|Colorado|Virginia|Cedar|Corpus|Ann|Boca|White|Winston|Daytona|Myrtle|Beverly|Overland|Rancho|Silver|Newport|Huntington|Sioux|Green|Rapid|Council|Carson|Iowa|Jefferson|Lake|Rock|High|Wichita|Chapel) )?[A-Z][a-zA-Z.'-]+(?: City| Falls| Beach| Springs| Hills| Heights| Park| Rapids)? ?, ?(?:[A-Z]{2}|` + stateNames() + `)\b(?: \d{5}(?:-\d{4})?)?(?:,? (?:USA|US|United States(?: of America)?))?)`)
	// anonymous are the words that public sets have in the place of names.
	anonymous = pattern(`(?i)\bcompany name\b|\bemployer name\b|\bname of company\b`)
	// countries end a place.
	countries = wordSet(`usa us uk u.s u.s.a england scotland ireland canada australia india china singapore malaysia philippines mexico germany france spain italy japan brazil nigeria ghana kenya pakistan bangladesh israel jamaica remote hybrid onsite`)
)

// stateNames are the names of the states as they are written, for an expression.
func stateNames() string {
	var list []string
	for _, name := range wording.States() {
		if len(name) == 2 {
			continue
		}
		words := strings.Fields(name)
		for i, word := range words {
			if word != "of" {
				words[i] = strings.ToUpper(word[:1]) + word[1:]
			}
		}
		list = append(list, strings.Join(words, " "))
	}
	return strings.Join(list, "|")
}

// isPlace says whether a text is a place and nothing else.
func isPlace(text string) bool {
	text = strings.Trim(text, " ,.;:-–—()")
	if text == "" {
		return false
	}
	if rest := strings.Trim(cityState().ReplaceAllString(text, ""), " ,.;:-–—()"); rest == "" {
		return true
	}
	words := bare(text)
	last := words[max(0, len(words)-1):]
	if len(last) == 0 {
		return false
	}
	if text == "City" || text == "State" || len(text) == 2 && wording.IsState(text) {
		return true
	}
	if countries[last[0]] && len(words) <= 4 {
		return !hasPost(words)
	}
	return wording.StateOf([]byte(strings.Join(words, " "))) != "" || knownCities[strings.Join(words, " ")]
}

// knownCities are cities that are written without their state.
var knownCities = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.SplitSeq(`new york|new york city|los angeles|chicago|houston|phoenix|philadelphia|san antonio|san diego|dallas|san francisco|austin|seattle|denver|washington dc|washington d.c|boston|detroit|miami|atlanta|london|hong kong|singapore|toronto|`+
		`beijing|shanghai|mumbai|delhi|new delhi|bangalore|hyderabad|chennai|pune|sydney|melbourne|dublin|paris|berlin|tokyo|manila|lagos|accra|nairobi|brooklyn|manhattan`, "|") {
		set[name] = true
	}
	return set
}()

func hasPost(words []string) bool {
	for _, word := range words {
		if known, _ := postWord(word); known {
			return true
		}
	}
	return false
}
