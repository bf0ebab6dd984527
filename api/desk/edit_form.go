package desk

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// form is the fields of one part of a record, each with where it goes.
type form struct {
	kind, name string
	sealed     bool
	before     *record.Location // a place as it was
	groups     []group
	after      []func() // once all fields were taken

	lang  bilingual.Lang
	terms *data.Terms
	pages *pages
}

// group is fields that belong together.
type group struct {
	Key    string // of its heading
	Fields []input
}

// input is one field of a form.
type input struct {
	Name    string // of the field, and of its words
	Kind    string // "line", "long", "choice" or "tick"
	Value   string
	Choices []choice
	About   string // a key of words that explain it, or ""

	set func(string) error
}

// choice is one thing that a field may be.
type choice struct{ Value, Label string }

// take puts what was sent where it goes. All that is wrong is told at once. A field
// that was not sent leaves things as they are, but for a box, which then is empty.
func (f *form) take(sent url.Values) error {
	var wrong several
	for _, g := range f.groups {
		for _, in := range g.Fields {
			if !sent.Has(in.Name) && in.Kind != "tick" {
				continue
			}
			if err := in.set(strings.TrimSpace(strings.ReplaceAll(sent.Get(in.Name), "\r\n", "\n"))); err != nil {
				wrong = append(wrong, fieldError{in.Name, fieldName(f.lang, in.Name), err})
			}
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	for _, finish := range f.after {
		finish()
	}
	return nil
}

// fieldError is what is wrong with what was typed into a field.
type fieldError struct {
	field, label string
	err          error
}

func (e fieldError) Error() string { return e.label + ": " + e.err.Error() }
func (e fieldError) Unwrap() error { return e.err }

func (f *form) group(key string, fields ...[]input) {
	g := group{Key: key}
	for _, some := range fields {
		g.Fields = append(g.Fields, some...)
	}
	f.groups = append(f.groups, g)
}

func one(in input) []input { return []input{in} }

func line(name string, to *string) []input {
	return one(input{Name: name, Kind: "line", Value: *to, set: func(s string) error { *to = s; return nil }})
}

// texts are the two languages of one text.
func texts(name, kind string, to *data.Text) []input {
	return []input{
		{Name: name + ".en", Kind: kind, Value: to.En, set: func(s string) error { to.En = s; return nil }},
		{Name: name + ".fr", Kind: kind, Value: to.Fr, set: func(s string) error { to.Fr = s; return nil }},
	}
}

func tick(name string, to *bool) []input {
	in := input{Name: name, Kind: "tick", set: func(s string) error { *to = s != ""; return nil }}
	if *to {
		in.Value = "yes"
	}
	return one(in)
}

// pick is a field that is one of some values, in words; "" among them where
// nobody needs to have said.
func pick[T ~string](f *form, name string, to *T, values ...T) []input {
	in := input{Name: name, Kind: "choice", Value: string(*to)}
	for _, value := range values {
		label := f.pages.value(f.lang, name, string(value))
		if value == "" {
			label = say(f.lang, "edit.unsaid")
		}
		in.Choices = append(in.Choices, choice{string(value), label})
	}
	in.set = func(s string) error {
		for _, value := range values {
			if string(value) == s {
				*to = value
				return nil
			}
		}
		return problemChoice()
	}
	return one(in)
}

// answer is a field that is yes, no or not known.
func (f *form) answer(name string, to *data.Tri) []input {
	said := to.String()
	fields := pick(f, name, &said, data.Unknown.String(), data.Yes.String(), data.No.String())
	choose := fields[0].set
	fields[0].set = func(s string) error {
		if err := choose(s); err != nil {
			return err
		}
		return to.UnmarshalText([]byte(said))
	}
	return fields
}

func problemChoice() error {
	return problem(bilingual.Invalid, "choice_unknown",
		bilingual.Text{En: "this is none of the choices", Fr: "ceci n’est pas un des choix"}, bilingual.Text{})
}

// list is a field with terms by their names, a line each.
func (f *form) list(name string, kind data.TermKind, ids []string, set func([]string)) []input {
	var names []string
	for _, id := range ids {
		names = append(names, f.pages.term(string(kind), id, f.lang))
	}
	return one(input{Name: name, Kind: "long", Value: strings.Join(names, "\n"), About: "edit.terms", set: func(s string) error {
		var found lists
		var wrong []error
		for words := range strings.SplitSeq(s, "\n") {
			if words = strings.TrimSpace(words); words == "" {
				continue
			}
			term, err := f.terms.Find(kind, words)
			if err != nil {
				wrong = append(wrong, err)
				continue
			}
			found.add(term.ID)
		}
		set(found)
		return errors.Join(wrong...)
	}})
}

// date is a field with a day.
func date(name string, to *hours.Date) []input {
	in := input{Name: name, Kind: "line", About: "edit.date", set: func(s string) error {
		if s == "" {
			*to = hours.Date{}
			return nil
		}
		d, err := hours.ParseDate(s)
		if err == nil {
			*to = d
		}
		return err
	}}
	if !to.IsZero() {
		in.Value = to.String()
	}
	return one(in)
}

// years is a field with a number of years, empty for none.
func years(name string, to *float64) []input {
	in := input{Name: name, Kind: "line", set: func(s string) error {
		if s == "" {
			*to = 0
			return nil
		}
		n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
		if err != nil || !(n >= 0 && n < 150) {
			return problem(bilingual.Invalid, "age_unread",
				bilingual.Text{En: "this is no age in years", Fr: "ceci n’est pas un âge en années"},
				bilingual.Text{En: "write digits, such as 19", Fr: "écrivez des chiffres, comme 19"})
		}
		*to = n
		return nil
	}}
	if *to != 0 {
		in.Value = strconv.FormatFloat(*to, 'f', -1, 64)
	}
	return one(in)
}

// exposure is who may see a part, and on whose word.
func (f *form) exposure(e *record.Exposure) {
	said := e.Visibility.String()
	see := pick(f, "exposure.visibility", &said, data.Internal.String(), data.Limited.String(), data.Open.String())
	choose := see[0].set
	see[0].set = func(s string) error {
		if err := choose(s); err != nil {
			return err
		}
		return e.Visibility.UnmarshalText([]byte(said))
	}
	f.group("edit.exposure", see, line("exposure.consent.by", &e.Consent.By),
		date("exposure.consent.on", &e.Consent.On), line("exposure.consent.evidence", &e.Consent.Evidence))
}

// phones are the lines of a part and one more, to be added. A line without a
// number is taken away.
func (f *form) phones(all *[]record.Phone) {
	edited := append(append([]record.Phone{}, *all...), record.Phone{})
	for i := range edited {
		at, p := "phones["+strconv.Itoa(i)+"].", &edited[i]
		number := line(at+"number", &p.Number)
		number[0].set = func(s string) error { p.Number = dialled(s); return nil }
		f.group("edit.phone", number, line(at+"extension", &p.Extension),
			pick(f, at+"type", &p.Type, "", data.Voice, data.TextLine, data.Fax, data.Textphone),
			texts(at+"description", "line", &p.Description), tick(at+"all_hours", &p.AllHours), tick(at+"public", &p.Public))
	}
	f.after = append(f.after, func() {
		*all = slices.DeleteFunc(edited, func(p record.Phone) bool { return p.Number == "" })
	})
}

// dialled is a number of this continent as it is dialled, whatever signs stood
// between its digits; any other one as it was typed.
func dialled(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	switch {
	case len(digits) == 10:
		return "+1" + digits
	case len(digits) == 11 && digits[0] == '1':
		return "+" + digits
	}
	return s
}

// provinces are those of Canada, and none.
func provinces() []geo.Province { return append([]geo.Province{""}, geo.Provinces()...) }

// drawn is an input on the page that it stands on.
type drawn struct {
	input
	Page Page
}

// On puts the input on a page.
func (i input) On(p Page) drawn { return drawn{i, p} }

// Checked reports whether a box is ticked: as it was sent where the form was
// refused, since a box that is empty is not sent at all.
func (d drawn) Checked() bool {
	if d.Page.Typed.Has("base") {
		return d.Page.Typed.Has(d.Name)
	}
	return d.Value != ""
}
