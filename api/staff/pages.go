package staff

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

//go:embed templates/*.html style.css first.js script.js
var files embed.FS

// pages renders the console. It never changes once made.
type pages struct {
	terms     *data.Terms
	needs     []data.Term
	templates map[bilingual.Lang]*template.Template
	tongues   map[bilingual.Lang]template.HTML // every language's name, rendered once
	still     map[bilingual.Lang]still
	policy    string
}

func newPages(terms *data.Terms) (*pages, error) {
	var embedded [3][]byte
	for i, name := range []string{"style.css", "first.js", "script.js"} {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		embedded[i] = b
	}
	style, first, script := embedded[0], embedded[1], embedded[2]
	p := &pages{
		terms: terms, needs: needsFor(terms), policy: web.Held(true, style, first, script),
		templates: map[bilingual.Lang]*template.Template{}, tongues: map[bilingual.Lang]template.HTML{},
		still: map[bilingual.Lang]still{},
	}
	for _, lang := range web.Langs() {
		p.tongues[lang] = options(tongueNames(terms, lang))
		var err error
		p.templates[lang], err = parse(lang, p.functions(lang, style, first, script))
		if err != nil {
			return nil, fmt.Errorf("templates of the console: %w", err)
		}
		p.still[lang] = p.newStill(lang)
	}
	return p, nil
}

// plainWord is a key in a template that takes no arguments.
var plainWord = regexp.MustCompile(`\{\{t "([^"]+)"\}\}`)

// parse reads the templates for one language. Words without arguments are put in
// their places now, and not once for each answer.
func parse(lang bilingual.Lang, functions template.FuncMap) (*template.Template, error) {
	all := template.New("").Funcs(functions)
	names, err := fs.Glob(files, "templates/*.html")
	for _, name := range names {
		var source []byte
		if source, err = files.ReadFile(name); err != nil {
			return nil, err
		}
		said := plainWord.ReplaceAllStringFunc(string(source), func(call string) string {
			said, unknown := word(lang, plainWord.FindStringSubmatch(call)[1])
			err = errors.Join(err, unknown)
			return template.HTMLEscapeString(said)
		})
		if err != nil {
			return nil, err
		}
		if _, err = all.New(name).Parse(said); err != nil {
			return nil, err
		}
	}
	return all, err
}

// functions are what a template may call. A key without words is an error, and
// the tests try every key.
func (p *pages) functions(lang bilingual.Lang, style, first, script []byte) template.FuncMap {
	return template.FuncMap{
		"t":       func(key string, args ...any) (string, error) { return word(lang, key, args...) },
		"in":      func(t bilingual.Text) string { return web.Typeset(lang, t.In(lang)) },
		"style":   func() template.CSS { return template.CSS(style) }, // ours, embedded
		"first":   func() template.JS { return template.JS(first) },   // likewise
		"script":  func() template.JS { return template.JS(script) },  // likewise
		"tongues": func() template.HTML { return p.tongues[lang] },
		"lang":    func() bilingual.Lang { return lang },
		"other":   func() bilingual.Lang { return other(lang) },
		"to":      func(lang bilingual.Lang, key string) (string, error) { return word(lang, key) },

		"fields":       func() []string { return faultFields },
		"faultsOf":     func(s *Screen, field string) fieldFaults { return fieldFaults{field, s.FaultsOf(field)} },
		"detailOn":     func(s *Screen, d *Detail) detailView { return detailView{s, d} },
		"comparisonOn": func(s *Screen, c *Comparison) comparisonView { return comparisonView{s, c} },
		"mapOn":        func(s *Screen, m *Map) mapView { return mapView{s, m} },
	}
}

// faultFields are the fields beside which faults are said, but for the place.
var faultFields = []string{"within", "age", "language", "avoid", "units", "call"}

// What a template is given of a part of a screen together with the screen.
type (
	fieldFaults struct {
		Field string
		All   []Fault
	}
	detailView struct {
		Screen *Screen
		Detail *Detail
	}
	comparisonView struct {
		Screen     *Screen
		Comparison *Comparison
	}
	mapView struct {
		Screen *Screen
		Map    *Map
	}
)

func options(names []string) template.HTML {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(`<option value="` + template.HTMLEscapeString(name) + `">`)
	}
	return template.HTML(b.String()) // escaped
}

// usualPage is what a page takes, in bytes, so that a buffer need not grow.
const usualPage = 128 << 10

// write renders one template whole and sends it, so that nobody is sent half a
// page.
func (p *pages) write(w http.ResponseWriter, status int, lang bilingual.Lang, name string, page any) {
	b := bytes.NewBuffer(make([]byte, 0, usualPage))
	if err := p.templates[lang].ExecuteTemplate(b, name, page); err != nil {
		panic(fmt.Errorf("page %s of the console: %w", name, err)) // templates and their values are ours
	}
	web.Send(w, status, lang, p.policy, b.Bytes())
}

// refuse says that something is not served, and nothing of what was asked.
func (p *pages) refuse(w http.ResponseWriter, lang bilingual.Lang, status int) {
	key := "refused"
	if status != http.StatusForbidden {
		key = "refused.form"
	}
	p.write(w, status, lang, "refused", key)
}

func other(lang bilingual.Lang) bilingual.Lang {
	if lang == bilingual.Fr {
		return bilingual.En
	}
	return bilingual.Fr
}
