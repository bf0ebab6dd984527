package application

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// The bounds of what a stranger may send, in characters and in number.
const (
	LongestName  = 200
	LongestWords = 2000
	MostTerms    = 40
)

// Fault is one thing that is wrong with a form. It never holds what was typed.
type Fault struct {
	Field   string // as the form's JSON has it: "name", "answers.safety", "contact.email"
	Code    string // "missing", "long", "many", "unreadable", "address", "unknown", "police"
	Message bilingual.Text
}

// Check tells all that is wrong with a form at once, in its order; nothing if it
// can be kept. Whether its words for terms are known is not looked at here.
func Check(f Form) []Fault {
	c := checking{}
	police := f.Path == LawEnforcement
	c.fault(f.Path != Provider && !police, "path", "unknown", "is provider or law_enforcement", "vaut provider ou law_enforcement")
	c.fault(blank(f.Name.En) && blank(f.Name.Fr), "name", "missing", "is missing", "manque")
	c.kind(f, police)
	c.fault(f.Home != "" && !f.Home.Valid(), "home", "unknown", "is no province or territory", "n’est ni une province ni un territoire")
	c.fault(isAddress(f.City), "city", "address", "names more than a town: no street address belongs here", "dit plus qu’une ville : aucune adresse de rue n’a sa place ici")
	c.fault(!police && len(f.Needs) == 0, "needs", "missing", "what does it offer? name at least one", "qu’offre-t-il? nommez-en au moins un")
	c.fault(police && blank(f.Jurisdiction), "jurisdiction", "missing", "is missing", "manque")
	c.fault(!isPhone(f.Phone), "phone", "unreadable", "is no phone number", "n’est pas un numéro de téléphone")
	c.fault(!isEmail(f.Email), "email", "unreadable", "is no e-mail address", "n’est pas une adresse courriel")
	c.fault(!isURL(f.URL), "url", "unreadable", "is no address of a website, such as https://example.ca", "n’est pas l’adresse d’un site Web, comme https://exemple.ca")
	c.answers(f)
	c.contact(f.Contact)
	c.bounds(f)
	return c.faults
}

type checking struct{ faults []Fault }

func (c *checking) fault(wrong bool, field, code, en, fr string) {
	if wrong {
		c.faults = append(c.faults, Fault{field, code, bilingual.Text{En: en, Fr: fr}})
	}
}

// kinds are the parts that an organization on the providers' path may play.
var kinds = []data.ProviderKind{data.Direct, data.Indirect, data.Government, data.Coalition, data.ChildProtection}

// Kinds are the parts that an organization may say it plays, on the providers'
// path.
func Kinds() []data.ProviderKind { return slices.Clone(kinds) }

func (c *checking) kind(f Form, police bool) {
	mixed := police != (f.Kind == data.LawEnforcement)
	c.fault(mixed, "kind", "police", "police come by the path law_enforcement, and nobody else does", "la police passe par la voie law_enforcement, et personne d’autre")
	c.fault(!mixed && !police && !slices.Contains(kinds, f.Kind), "kind", "unknown", "is no kind of provider: relais terms", "n’est pas un type de fournisseur : relais terms")
}

// answers wants one answer to each criterion of the form's path, and no other.
func (c *checking) answers(f Form) {
	criteria := Criteria(f.Path)
	for _, one := range criteria {
		given := slices.ContainsFunc(f.Answers, func(a Answer) bool { return a.Criterion == one.ID && a.Meets != data.Unknown })
		c.fault(!given, "answers."+one.ID, "missing", "is answered with yes or no", "reçoit une réponse, par oui (yes) ou non (no)")
	}
	c.fault(len(f.Answers) > len(criteria), "answers", "many", "each criterion is answered once", "chaque critère reçoit une seule réponse")
}

func (c *checking) contact(p data.Contact) {
	c.fault(blank(p.Name), "contact.name", "missing", "is missing: whom does the directory write to?", "manque : à qui le répertoire écrit-il?")
	c.fault(blank(p.Email) && blank(p.Phone.Number), "contact.email", "missing", "give an e-mail address or a phone number", "donnez une adresse courriel ou un numéro de téléphone")
	c.fault(!isEmail(p.Email), "contact.email", "unreadable", "is no e-mail address", "n’est pas une adresse courriel")
	c.fault(!isPhone(p.Phone.Number), "contact.phone", "unreadable", "is no phone number", "n’est pas un numéro de téléphone")
}

// bounds holds every text and list to its bound.
func (c *checking) bounds(f Form) {
	p := f.Contact
	c.short("name", f.Name.En, f.Name.Fr)
	c.long("description", f.Description.En, f.Description.Fr)
	c.short("city", f.City)
	for _, list := range []struct {
		field string
		words []string
	}{{"needs", f.Needs}, {"populations", f.Populations}, {"languages", f.Languages}} {
		c.short(list.field, list.words...)
		c.fault(len(list.words) > MostTerms, list.field, "many", "has more than 40 entries", "a plus de 40 éléments")
	}
	c.long("eligibility", f.Eligibility.En, f.Eligibility.Fr)
	c.short("phone", f.Phone)
	c.short("email", f.Email)
	c.short("url", f.URL)
	c.long("jurisdiction", f.Jurisdiction)
	for _, a := range f.Answers {
		c.long("answers."+a.Criterion, a.Words)
	}
	c.short("contact.name", p.Name)
	c.short("contact.title", p.Title.En, p.Title.Fr)
	c.short("contact.email", p.Email)
	c.short("contact.phone", p.Phone.Number, p.Phone.Extension, p.Phone.Description.En, p.Phone.Description.Fr, string(p.Phone.Type))
}

func (c *checking) short(field string, texts ...string) {
	c.fault(over(LongestName, texts), field, "long", "is longer than 200 characters", "dépasse 200 caractères")
}

func (c *checking) long(field string, texts ...string) {
	c.fault(over(LongestWords, texts), field, "long", "is longer than 2,000 characters", "dépasse 2 000 caractères")
}

func over(most int, texts []string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return utf8.RuneCountInString(s) > most || !utf8.ValidString(s) })
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// isEmail, isPhone and isURL let "" through: whether it may be left out is decided
// elsewhere.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return s == "" || err == nil && a.Address == s
}

func isPhone(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return s == "" || digits >= 3 // 211 is one
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return s == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

// streets are what a street address says and the name of a town does not, folded.
var streets = []string{
	"street", "avenue", "ave", "road", "rd", "boulevard", "blvd", "boul", "drive", "crescent", "lane", "highway", "hwy", "suite", "unit", "apt",
	"rue", "chemin", "rang", "autoroute", "app", "bureau", "montee",
}

// isAddress reports whether somebody has written more than the name of a town: a
// number and a kind of street, or a whole postal code. 100 Mile House is a town, and
// so is Ste-Rose-du-Lac.
func isAddress(s string) bool {
	words := strings.Fields(bilingual.Fold(s))
	number := strings.ContainsFunc(s, unicode.IsDigit)
	street := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(streets, w) })
	return number && (street || wholeCode(words))
}

// wholeCode reports whether a postal code stands among words, in one word or two.
func wholeCode(words []string) bool {
	for i, w := range words {
		if isCode(w) || i+1 < len(words) && isCode(w+words[i+1]) {
			return true
		}
	}
	return false
}

func isCode(s string) bool {
	if len(s) != 6 {
		return false
	}
	for i := range len(s) {
		if digit := s[i] >= '0' && s[i] <= '9'; digit != (i%2 == 1) || !digit && (s[i] < 'a' || s[i] > 'z') {
			return false
		}
	}
	return true
}
