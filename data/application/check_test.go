package application_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
)

// whole is a form that can be kept.
func whole(p application.Path) application.Form {
	f := application.Form{
		Path: p, Name: bilingual.Same("Example House"), Kind: data.Direct, Home: "NS", City: "100 Mile House", Needs: []string{"legal"},
		Phone: "211", Email: "a@example.org", URL: "https://example.org/fr", Contact: data.Contact{Name: "Zinnia", Email: "zinnia@example.org"},
	}
	if p == application.LawEnforcement {
		f.Kind, f.Needs, f.Jurisdiction = data.LawEnforcement, nil, "the harbour"
	}
	for _, c := range application.Criteria(p) {
		f.Answers = append(f.Answers, application.Answer{Criterion: c.ID, Meets: data.No, Words: "why"})
	}
	return f
}

func TestAFormThatIsWholeHasNoFault(t *testing.T) {
	for _, p := range []application.Path{application.Provider, application.LawEnforcement} {
		if faults := application.Check(whole(p)); len(faults) > 0 {
			t.Errorf("%s: %+v", p, faults)
		}
	}
}

func TestEachFaultNamesItsField(t *testing.T) {
	long, longer := strings.Repeat("é", 201), strings.Repeat("é", 2001)
	for name, c := range map[string]struct {
		spoil func(*application.Form)
		want  string
	}{
		"no path":           {func(f *application.Form) { f.Path = "x" }, "path unknown"},
		"no name":           {func(f *application.Form) { f.Name = bilingual.Same(" ") }, "name missing"},
		"police":            {func(f *application.Form) { f.Kind = data.LawEnforcement }, "kind police"},
		"no kind":           {func(f *application.Form) { f.Kind = "x" }, "kind unknown"},
		"no province":       {func(f *application.Form) { f.Home = "ZZ" }, "home unknown"},
		"a street":          {func(f *application.Form) { f.City = "12, rue Tamarack, Halifax" }, "city address"},
		"a suite":           {func(f *application.Form) { f.City = "Halifax (Suite 4)" }, "city address"},
		"a postal code":     {func(f *application.Form) { f.City = "Halifax b3h1a1" }, "city address"},
		"one in two words":  {func(f *application.Form) { f.City = "B3H 1A1" }, "city address"},
		"no need":           {func(f *application.Form) { f.Needs = nil }, "needs missing"},
		"too many":          {func(f *application.Form) { f.Languages = slices.Repeat([]string{"fr"}, 41) }, "languages many"},
		"a phone":           {func(f *application.Form) { f.Phone = "call us" }, "phone unreadable"},
		"an e-mail":         {func(f *application.Form) { f.Email = "Zinnia <z@example.org>" }, "email unreadable"},
		"a website":         {func(f *application.Form) { f.URL = "javascript:alert(1)" }, "url unreadable"},
		"a password in it":  {func(f *application.Form) { f.URL = "https://a:b@example.org" }, "url unreadable"},
		"no answer":         {func(f *application.Form) { f.Answers[3].Meets = data.Unknown }, "answers.safety missing"},
		"a foreign answer":  {func(f *application.Form) { f.Answers[3].Criterion = "x" }, "answers.safety missing"},
		"one too many":      {func(f *application.Form) { f.Answers = append(f.Answers, f.Answers[0]) }, "answers many"},
		"nobody":            {func(f *application.Form) { f.Contact.Name = "" }, "contact.name missing"},
		"no way to write":   {func(f *application.Form) { f.Contact.Email = "" }, "contact.email missing"},
		"their e-mail":      {func(f *application.Form) { f.Contact.Email = "@" }, "contact.email unreadable"},
		"their phone":       {func(f *application.Form) { f.Contact.Phone.Number = "12" }, "contact.phone unreadable"},
		"a long name":       {func(f *application.Form) { f.Name.Fr = long }, "name long"},
		"a long answer":     {func(f *application.Form) { f.Answers[3].Words = longer }, "answers.safety long"},
		"no text":           {func(f *application.Form) { f.Description.En = "\xff" }, "description long"},
		"a long term":       {func(f *application.Form) { f.Needs = []string{long} }, "needs long"},
		"a long title":      {func(f *application.Form) { f.Contact.Title.En = long }, "contact.title long"},
		"long words of who": {func(f *application.Form) { f.Eligibility.Fr = longer }, "eligibility long"},
	} {
		f := whole(application.Provider)
		c.spoil(&f)
		faults := application.Check(f)
		if len(faults) != 1 || faults[0].Field+" "+faults[0].Code != c.want || faults[0].Message.En == "" || faults[0].Message.Fr == "" {
			t.Errorf("%s: got %+v, want %s", name, faults, c.want)
		}
	}
}

// Every text of a form has a bound: one that was forgotten could be of any length.
func TestEveryTextIsBounded(t *testing.T) {
	long := strings.Repeat("a", application.LongestWords+1)
	var texts func(v reflect.Value, path string, put func(reflect.Value, string))
	texts = func(v reflect.Value, path string, put func(reflect.Value, string)) {
		switch v.Kind() {
		case reflect.String:
			put(v, path)
		case reflect.Struct:
			for i := range v.NumField() {
				texts(v.Field(i), path+"."+v.Type().Field(i).Name, put)
			}
		case reflect.Slice:
			for i := range v.Len() {
				texts(v.Index(i), path+"[]", put)
			}
		}
	}
	seen := 0
	f := whole(application.Provider)
	f.Populations, f.Languages = []string{"youth"}, []string{"fr"}
	texts(reflect.ValueOf(&f).Elem(), "Form", func(v reflect.Value, path string) {
		seen++
		was := v.String()
		v.SetString(long)
		if len(application.Check(f)) == 0 {
			t.Errorf("%s may be of any length", path)
		}
		v.SetString(was)
	})
	if seen < 25 {
		t.Errorf("only %d texts were tried", seen)
	}
}

func TestCriteriaAreInBothLanguagesAndOnce(t *testing.T) {
	for _, p := range []application.Path{application.Provider, application.LawEnforcement} {
		seen := map[string]bool{}
		for _, c := range application.Criteria(p) {
			if seen[c.ID] || c.Text.En == "" || c.Text.Fr == "" || c.Text.En == c.Text.Fr {
				t.Errorf("%s: %+v", p, c)
			}
			seen[c.ID] = true
		}
	}
}
