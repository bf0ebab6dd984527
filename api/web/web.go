// Package web draws the public pages: templates, styles, the small script, the
// map and the words of the pages in both languages.
//
// It owns how things look and what is said around them. It owns no search and no
// route: it is given values and writes HTML. Whatever it shows of a service is a
// fact of a public listing; there is no other listing that it could be given.
//
// Three rules run through it. A page is complete without its script. A page is
// one answer: style and script stand in it, named by their hashes in its policy,
// so that nothing more is fetched and nothing is left in a cache. And no page
// tells by its title, its address or a link what was looked for.
//
// Begin with Pages; then words.go, card.go and map.go.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

//go:embed templates/*.html style.css first.js script.js tongues.json
var files embed.FS

// Pages renders every page. It never changes once made, and any number of
// goroutines may use it.
type Pages struct {
	terms     *data.Terms
	atlas     *Atlas
	languages map[bilingual.Lang][]group // of the form's list
	needs     map[bilingual.Lang][]group
	templates map[bilingual.Lang]*template.Template
	tongues   []Tongue
	policy    string
	blank     map[blankKey][]byte // the form as most people see it, rendered once
}

// New reads the templates and projects the country. The terms name needs,
// languages and conditions of access on the form and in results; the gazetteer
// has the outlines and towns of the map.
func New(terms *data.Terms, g *geo.Gazetteer) (*Pages, error) {
	style, err := files.ReadFile("style.css")
	if err != nil {
		return nil, err
	}
	first, err := files.ReadFile("first.js")
	if err != nil {
		return nil, err
	}
	script, err := files.ReadFile("script.js")
	if err != nil {
		return nil, err
	}
	tongues, err := readTongues()
	if err != nil {
		return nil, err
	}
	p := &Pages{
		tongues: tongues,
		terms:   terms, atlas: NewAtlas(g), policy: Held(false, style, first, script),
		languages: map[bilingual.Lang][]group{}, needs: map[bilingual.Lang][]group{},
		templates: map[bilingual.Lang]*template.Template{}, blank: map[blankKey][]byte{},
	}
	for _, lang := range Langs() {
		p.templates[lang], err = template.New("").Funcs(functions(lang, style, first, script)).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		p.languages[lang], p.needs[lang] = languageChoices(terms, lang), needChoices(terms, lang)
		for _, demo := range []bool{false, true} {
			page := Page{Lang: lang, Demo: demo}
			p.blank[blankKey{lang, demo}] = p.render(lang, "form", formView{Form: Form{Page: page}, pages: p})
		}
	}
	return p, nil
}

// Langs are the languages of the whole site, as equals.
func Langs() []bilingual.Lang { return []bilingual.Lang{bilingual.Fr, bilingual.En} }

// functions are what a template may call. A key without words is an error, and
// the tests try every key.
func functions(lang bilingual.Lang, style, first, script []byte) template.FuncMap {
	return template.FuncMap{
		"t":      func(key string, args ...any) (string, error) { return word(lang, key, args...) },
		"style":  func() template.CSS { return template.CSS(style) }, // ours, embedded
		"first":  func() template.JS { return template.JS(first) },   // likewise
		"script": func() template.JS { return template.JS(script) },  // likewise
		"other":  func() bilingual.Lang { return other(lang) },
		"say":    func(lang bilingual.Lang, text bilingual.Text) string { return typeset(lang, text.In(lang)) },
	}
}

// blankKey is all that the empty form depends on.
type blankKey struct {
	lang bilingual.Lang
	demo bool
}

// render renders one template whole, so that nobody is sent half a page.
func (p *Pages) render(lang bilingual.Lang, name string, page any) []byte {
	var b bytes.Buffer
	if err := p.templates[lang].ExecuteTemplate(&b, name, page); err != nil {
		panic(fmt.Errorf("page %s: %w", name, err)) // templates and their values are ours
	}
	return b.Bytes()
}

func (p *Pages) write(w http.ResponseWriter, status int, lang bilingual.Lang, name string, page any) {
	p.send(w, status, lang, p.render(lang, name, page))
}

func (p *Pages) send(w http.ResponseWriter, status int, lang bilingual.Lang, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if w.Header().Get("Content-Language") == "" {
		w.Header().Set("Content-Language", string(lang))
	}
	w.Header().Set("Content-Security-Policy", p.policy)
	w.WriteHeader(status)
	_, _ = w.Write(page) // whoever asked has gone
}

func other(lang bilingual.Lang) bilingual.Lang {
	if lang == bilingual.Fr {
		return bilingual.En
	}
	return bilingual.Fr
}
