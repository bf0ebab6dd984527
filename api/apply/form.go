package apply

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// draft is the button that shows the form in the other language.
const draft = "draft"

// mostValues bounds what is read of a field that is repeated: more than a form may
// have, so that too many are refused as such.
const mostValues = application.MostTerms + 1

// fields are what was typed, by the names of the page's fields.
type fields = url.Values

// known are the page's fields with the form's, as data/application calls them.
var known = map[string]string{
	"name_fr": "name", "name_en": "name", "kind": "kind", "description": "description", "home": "home", "city": "city", "secret": "confidential",
	"need": "needs", "population": "populations", "languages": "languages", "eligibility": "eligibility",
	"phone": "phone", "email": "email", "url": "url",
	"contact_name": "contact.name", "contact_title": "contact.title", "contact_email": "contact.email", "contact_phone": "contact.phone",
	draft: "",
}

// readTyped reads a posted form: from the body alone, and of that what the page has
// fields for.
func readTyped(r *http.Request) (fields, error) {
	if !serve.Media(r, "application/x-www-form-urlencoded") {
		return nil, serve.ErrMediaType
	}
	body, err := serve.ReadAll(r)
	if err != nil {
		return nil, err
	}
	defer clear(body)
	posted, _ := url.ParseQuery(string(body)) // what cannot be read is as if it were not there
	typed := fields{}
	for name, values := range posted {
		if _, ours := known[name]; !ours && !ofCriterion(name) {
			continue
		}
		for _, v := range values[:min(len(values), mostValues)] {
			if v = strings.TrimSpace(strings.ToValidUTF8(v, "\uFFFD")); v != "" {
				typed.Add(name, v)
			}
		}
	}
	return typed, nil
}

// ofCriterion reports whether a field is about one of the criteria.
func ofCriterion(name string) bool {
	part, id, _ := strings.Cut(name, ".")
	return (part == "answer" || part == "words") &&
		slices.ContainsFunc(application.Criteria(application.Provider), func(c application.Criterion) bool { return c.ID == id })
}

// read makes the form of what was typed, and tells all that is wrong with it, in the
// order of the page.
func (s *Site) read(typed fields, lang bilingual.Lang) (application.Form, []web.FieldFault) {
	f := application.Form{
		Path: application.Provider, Name: data.Text{En: typed.Get("name_en"), Fr: typed.Get("name_fr")},
		Description: said(typed.Get("description"), lang), Kind: data.ProviderKind(typed.Get("kind")), City: typed.Get("city"),
		Confidential: typed.Get("secret") != "no", Needs: typed["need"], Populations: typed["population"],
		Eligibility: said(typed.Get("eligibility"), lang), Phone: typed.Get("phone"), Email: typed.Get("email"), URL: typed.Get("url"),
		Contact: data.Contact{
			Name: typed.Get("contact_name"), Title: said(typed.Get("contact_title"), lang), Email: typed.Get("contact_email"),
			Phone: data.Phone{Number: typed.Get("contact_phone")},
		},
	}
	for _, c := range application.Criteria(f.Path) {
		meets := map[string]data.Tri{"yes": data.Yes, "no": data.No}[typed.Get("answer."+c.ID)]
		f.Answers = append(f.Answers, application.Answer{Criterion: c.ID, Meets: meets, Words: typed.Get("words." + c.ID)})
	}
	j := judging{lang: lang}
	if home := typed.Get("home"); home != web.Throughout {
		f.Home = geo.Province(home)
		j.fault(home == "", "home", "missing")
	}
	j.fault(typed.Get("secret") == "", "secret", "missing")
	j.fault(!s.knows(data.TermNeed, f.Needs), "need", "unknown")
	j.fault(!s.knows(data.TermPopulation, f.Populations), "population", "unknown")
	f.Languages = s.languages(typed.Get("languages"), &j)
	for _, one := range application.Check(f) {
		j.fault(true, fieldOf(one, lang), one.Code)
	}
	return f, j.inOrder()
}

// said is a text in the language of the page that it was written on.
func said(words string, lang bilingual.Lang) data.Text {
	if lang == bilingual.Fr {
		return data.Text{Fr: words}
	}
	return data.Text{En: words}
}

// knows reports whether all ids are terms.
func (s *Site) knows(kind data.TermKind, ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { _, ok := s.Terms.Get(kind, id); return !ok })
}

// languages finds languages by their names, which are separated by commas.
func (s *Site) languages(typed string, j *judging) []string {
	var ids []string
	names := strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",;\n", r) })
	for _, name := range names[:min(len(names), mostValues)] {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		t, err := s.Terms.Find(data.TermLanguage, name)
		if err != nil {
			j.fault(true, "languages", "unknown")
			continue
		}
		ids = append(ids, t.ID)
	}
	return ids
}

// judging gathers what is wrong, once for each field: the first thing is enough to
// mend it by.
type judging struct {
	lang   bilingual.Lang
	faults []web.FieldFault
}

func (j *judging) fault(wrong bool, field, code string) {
	if wrong && !slices.ContainsFunc(j.faults, func(f web.FieldFault) bool { return f.Field == field }) {
		j.faults = append(j.faults, web.ApplyFault(j.lang, field, code))
	}
}

// order is that of the page's fields.
var order = []string{
	"name_fr", "name_en", "kind", "description", "home", "city", "secret", "need", "population", "languages", "eligibility", "phone", "email", "url",
	"answer", "words", "contact_name", "contact_title", "contact_email", "contact_phone",
}

func (j *judging) inOrder() []web.FieldFault {
	rank := func(f web.FieldFault) int {
		part, _, _ := strings.Cut(f.Field, ".")
		return slices.Index(order, part)
	}
	slices.SortStableFunc(j.faults, func(a, b web.FieldFault) int { return rank(a) - rank(b) })
	return j.faults
}

// fieldOf is the page's field that a fault of the form is about: of the two names,
// the one in the page's language.
func fieldOf(f application.Fault, lang bilingual.Lang) string {
	if id, answer := strings.CutPrefix(f.Field, "answers."); answer {
		if f.Code == "long" {
			return "words." + id
		}
		return "answer." + id
	}
	if f.Field == "name" {
		return "name_" + string(lang)
	}
	for page, form := range known {
		if form == f.Field {
			return page
		}
	}
	return f.Field
}
