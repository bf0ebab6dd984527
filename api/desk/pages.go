package desk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

//go:embed templates/*.html style.css
var files embed.FS

// pages renders the desk. It never changes once made.
type pages struct {
	terms     *data.Terms
	templates map[bilingual.Lang]*template.Template
	policy    string
}

func newPages(terms *data.Terms) (*pages, error) {
	style, err := files.ReadFile("style.css")
	if err != nil {
		return nil, err
	}
	p := &pages{terms: terms, policy: web.Held(false, style), templates: map[bilingual.Lang]*template.Template{}}
	for _, lang := range web.Langs() {
		p.templates[lang], err = template.New("").Funcs(p.functions(lang, style)).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("templates of the desk: %w", err)
		}
	}
	return p, nil
}

// functions are what a template may call. A key without words is an error, and
// the tests try every page.
func (p *pages) functions(lang bilingual.Lang, style []byte) template.FuncMap {
	return template.FuncMap{
		"t":     func(key string, args ...any) (string, error) { return word(lang, key, args...) },
		"to":    func(lang bilingual.Lang, key string) (string, error) { return word(lang, key) },
		"in":    func(t bilingual.Text) string { return web.Typeset(lang, t.In(lang)) },
		"say":   func(t bilingual.Text) string { return sentence(lang, t) },
		"style": func() template.CSS { return template.CSS(style) }, // ours, embedded
		"lang":  func() bilingual.Lang { return lang },
		"other": func() bilingual.Lang { return other(lang) },
		"desk":  func(path ...any) string { return deskAt(lang, fmt.Sprint(path...)) },
		"day":   func(t time.Time) string { return hours.DateOf(t).String() },
		"who":   people,
		"field": func(path string) string { return fieldName(lang, path) },
		"value": func(path, value string) string { return p.value(lang, path, value) },
		"count": func(n int) string { return number(lang, n) },
		"minus": func(n int) int { return -n },
		"how":   func(how string) string { return wayOf(lang, how) },
		"parts": func(sealed []string) string { return sealedParts(lang, sealed) },
	}
}

func other(lang bilingual.Lang) bilingual.Lang {
	if lang == bilingual.Fr {
		return bilingual.En
	}
	return bilingual.Fr
}

// write renders a page whole and sends it.
func (p *pages) write(w http.ResponseWriter, status int, lang bilingual.Lang, name string, page Page) {
	var b bytes.Buffer
	if err := p.templates[lang].ExecuteTemplate(&b, name, page); err != nil {
		panic(fmt.Errorf("page %s of the desk: %w", name, err)) // templates and their values are ours
	}
	web.Send(w, status, lang, p.policy, b.Bytes())
}
