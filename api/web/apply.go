package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// Throughout is what the form has for an organization that works in the whole
// country.
const Throughout = "CA"

// Apply is the page with which an organization asks to be listed. What was typed
// stands in it again when something is wrong, so that nothing is typed twice: it is
// the organization's own, and the page is kept by nobody.
type Apply struct {
	Page
	Open   bool       // it can be sent here; else the page says where to turn
	Other  string     // the address where to apply otherwise, "" for the hotline
	Typed  url.Values // by the names of the form's fields
	Faults []FieldFault
}

// FieldFault is what is wrong with one field of the form, by its name there; ""
// for what concerns no field.
type FieldFault struct{ Field, Message string }

// ApplyFault puts what is wrong with a field into words.
func ApplyFault(lang bilingual.Lang, field, code string) FieldFault {
	said := speech{lang: lang}
	criteria := application.Criteria(application.Provider)
	if i := slices.IndexFunc(criteria, func(c application.Criterion) bool { return field == "answer."+c.ID }); i >= 0 {
		return FieldFault{field, said.t("apply.fault.answer", i+1)}
	}
	part, _, _ := strings.Cut(field, "_") // "name" of both names
	for _, key := range []string{"apply.fault." + field + "." + code, "apply.fault." + part + "." + code, "apply.fault." + code} {
		if _, ok := words[key]; ok {
			return FieldFault{field, said.t(key)}
		}
	}
	return FieldFault{field, said.t("apply.fault")}
}

// Apply writes the form, empty or with what is wrong, or where to turn.
func (p *Pages) Apply(w http.ResponseWriter, status int, a Apply) {
	p.write(w, status, a.Lang, "apply", applyView{a, p})
}

// Applied writes what becomes of an application that was kept, with the reference
// under which it is found again.
func (p *Pages) Applied(w http.ResponseWriter, page Page, reference string) {
	p.write(w, http.StatusOK, page.Lang, "applied", appliedView{page, reference})
}

type appliedView struct {
	Page
	Reference string
}

// applyView gives the template the choices of the form and what was typed.
type applyView struct {
	Apply
	pages *Pages
}

func (v applyView) Value(field string) string { return v.Typed.Get(field) }

func (v applyView) Has(field, value string) bool { return slices.Contains(v.Typed[field], value) }

// Fault is what is wrong with a field, "" for nothing.
func (v applyView) Fault(field string) string {
	i := slices.IndexFunc(v.Faults, func(f FieldFault) bool { return f.Field == field })
	if i < 0 {
		return ""
	}
	return v.Faults[i].Message
}

// Anchor is the id of the element that a field's fault leads to.
func (v applyView) Anchor(field string) string { return "f-" + strings.ReplaceAll(field, ".", "-") }

// Field is one field of the form, for a template that draws it.
func (v applyView) Field(name string) fieldView { return fieldView{v, name} }

type fieldView struct {
	applyView
	Name string
}

func (f fieldView) ID() string    { return f.Anchor(f.Name) }
func (f fieldView) Typed() string { return f.Value(f.Name) }
func (f fieldView) Wrong() string { return f.Fault(f.Name) }

// Label is the key of the field's words, and Hint of those below it, "" without any.
func (f fieldView) Label() string { return "apply." + f.Name }

func (f fieldView) Hint() string {
	if key := "apply." + f.Name + ".h"; !words[key].IsZero() {
		return key
	}
	return ""
}

func (v applyView) Kinds() []choice {
	var ids []string
	for _, k := range application.Kinds() {
		ids = append(ids, string(k))
	}
	return mark([]group{namesOf(v.pages.terms, data.TermProviderKind, ids, v.Lang)}, v.Typed["kind"]...)[0].Choices
}

func (v applyView) Provinces() []choice {
	said := speech{lang: v.Lang}
	all := []choice{{ID: Throughout, Label: said.t("apply.home.all")}}
	for _, p := range geo.Provinces() {
		all = append(all, choice{ID: string(p), Label: p.Name().In(v.Lang)})
	}
	return mark([]group{{Choices: all}}, v.Typed["home"]...)[0].Choices
}

func (v applyView) Needs() []group { return mark(v.pages.needs[v.Lang], v.Typed["need"]...) }

func (v applyView) Populations() []choice {
	var ids []string
	for _, t := range v.pages.terms.All(data.TermPopulation) {
		if t.Parent == "" {
			ids = append(ids, t.ID)
		}
	}
	return mark([]group{namesOf(v.pages.terms, data.TermPopulation, ids, v.Lang)}, v.Typed["population"]...)[0].Choices
}

// namesOf names terms as staff do: whoever fills this in works in the field.
func namesOf(terms *data.Terms, kind data.TermKind, ids []string, lang bilingual.Lang) group {
	var g group
	for _, id := range ids {
		if t, ok := terms.Get(kind, id); ok {
			g.Choices = append(g.Choices, choice{ID: id, Label: t.Name.In(lang)})
		}
	}
	return g
}

// asked is one criterion as the form asks about it.
type asked struct {
	fieldView
	Number   int
	Text     string
	Yes, No  bool
	Words    string // the name of the field for how it is met
	HowTyped string
	HowWrong string
}

// Criteria are the criteria in the order in which they are asked.
func (v applyView) Criteria() []asked {
	var all []asked
	for i, c := range application.Criteria(application.Provider) {
		field, how := "answer."+c.ID, "words."+c.ID
		all = append(all, asked{
			fieldView: v.Field(field), Number: i + 1, Text: typeset(v.Lang, c.Text.In(v.Lang)),
			Yes: v.Has(field, "yes"), No: v.Has(field, "no"), Words: how, HowTyped: v.Value(how), HowWrong: v.Fault(how),
		})
	}
	return all
}
