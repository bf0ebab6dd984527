package access

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

//go:embed templates/*.html style.css script.js
var files embed.FS

// pages draws the few pages that staff need to get in. It never changes once made.
type pages struct {
	templates map[bilingual.Lang]*template.Template
	policy    string
}

// page is what a template is given.
type page struct {
	Title, Path        string // a key of words; the page's own name in its address
	Fault              *bilingual.Problem
	Passkeys, Provider bool
	// Link is the code of a form that was refused for something else: it cannot be
	// had again from an address that the script has emptied.
	Link string

	// Of one's own account.
	Account access.Account
	Fresh   bool // whoever looks has just signed in

	In       bool    // they have signed in
	Places   []place // where else they may go
	Accounts *accountsPage
	Tokens   *tokensPage
	Audit    *auditPage
}

// Once reports whether the page shows something that is shown once: a way to it in the
// other language would be a way off it.
func (p page) Once() bool {
	return p.Accounts != nil && p.Accounts.Made != nil || p.Tokens != nil && p.Tokens.Made != nil
}

func newPages() (*pages, error) {
	style, err := files.ReadFile("style.css")
	if err != nil {
		return nil, err
	}
	script, err := files.ReadFile("script.js")
	if err != nil {
		return nil, err
	}
	p := &pages{templates: map[bilingual.Lang]*template.Template{}, policy: web.Held(true, style, script)}
	for _, lang := range web.Langs() {
		p.templates[lang], err = template.New("").Funcs(functions(lang, style, script)).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("templates of the staff's door: %w", err)
		}
	}
	return p, nil
}

func functions(lang bilingual.Lang, style, script []byte) template.FuncMap {
	return template.FuncMap{
		"t":      func(key string, args ...any) (string, error) { return word(lang, key, args...) },
		"to":     func(lang bilingual.Lang, key string) (string, error) { return word(lang, key) },
		"in":     func(t bilingual.Text) string { return web.Typeset(lang, sentence(t.In(lang))) },
		"lang":   func() bilingual.Lang { return lang },
		"other":  func() bilingual.Lang { return other(lang) },
		"style":  func() template.CSS { return template.CSS(style) }, // ours, embedded
		"script": func() template.JS { return template.JS(script) },  // likewise
		"day":    func(t time.Time) string { return t.Format(time.DateOnly) },
		"moment": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") },
		"may":    func(a access.Action) (string, error) { return word(lang, "may."+string(a)) },
		"action": func(name string) string { return web.Typeset(lang, actionWords(lang, name)) },
		"why":    func(action, reason string) string { return reasonWords(lang, action, reason) },
		"idOf":   func(p access.Passkey) string { return base64.RawURLEncoding.EncodeToString(p.ID) },
	}
}

func other(lang bilingual.Lang) bilingual.Lang {
	if lang == bilingual.Fr {
		return bilingual.En
	}
	return bilingual.Fr
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:] + "."
}

// write renders a page whole and sends it.
func (p *pages) write(w http.ResponseWriter, status int, lang bilingual.Lang, name string, page page) {
	var b bytes.Buffer
	if err := p.templates[lang].ExecuteTemplate(&b, name, page); err != nil {
		panic(fmt.Errorf("page %s of the staff's door: %w", name, err)) // templates and their values are ours
	}
	web.Send(w, status, lang, p.policy, b.Bytes())
}

// The pages, by the last part of their addresses.
const (
	pageSignIn  = "sign-in"
	pageSetUp   = "set-up"
	pageAccount = "account"
)

// titles are the keys of their titles.
var titles = map[string]string{
	pageSignIn: "sign_in", pageSetUp: "set_up", pageAccount: "account", pageAccounts: "accounts", pageTokens: "tokens", pageAudit: "audit",
}

// page is one of them as it stands when nothing has happened yet.
func (g *Gate) page(name string) page {
	return page{Title: titles[name], Path: name, Passkeys: g.Passkeys(), Provider: g.Provider()}
}

// draws gives the handler of a page in a language.
func (g *Gate) draws(lang bilingual.Lang, name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		g.draw(w, r, http.StatusOK, lang, name, nil)
	}
}

// pageFor is page for whoever sends r.
func (g *Gate) pageFor(r *http.Request, lang bilingual.Lang, name string) page {
	p := g.page(name)
	p.In, p.Places = From(r.Context()).SignedIn(), g.places(From(r.Context()), string(lang), name)
	_, stale := g.owner(r)
	p.Fresh = stale == nil
	return p
}

func (g *Gate) draw(w http.ResponseWriter, r *http.Request, status int, lang bilingual.Lang, name string, fault *bilingual.Problem) {
	p := g.pageFor(r, lang, name)
	p.Fault = fault
	if name == pageSetUp && fault != nil && fault.Code != "link_dead" {
		p.Link = r.PostFormValue("link")
	}
	if err := g.fill(&p, r, name); err != nil {
		g.o.Log.Error("access", "error", err)
		g.drawRefusal(w, lang, http.StatusInternalServerError, nil)
		return
	}
	g.pages.write(w, status, lang, name, p)
}

// fill puts on a page what it shows when nothing has happened yet.
func (g *Gate) fill(p *page, r *http.Request, name string) (err error) {
	switch name {
	case pageAccount:
		p.Account, err = g.o.Keeper.Account(From(r.Context()).Account)
	case pageAccounts:
		p.Accounts, err = g.accountsPage(r, nil)
	case pageTokens:
		p.Tokens, err = g.tokensPage(nil)
	case pageAudit:
		p.Audit, err = g.auditPage(auditQuestion{})
	}
	return err
}

func (g *Gate) drawRefusal(w http.ResponseWriter, lang bilingual.Lang, status int, fault *bilingual.Problem) {
	g.pages.write(w, status, lang, "refused", page{Title: "refused", Path: pageSignIn, Fault: fault})
}

// leads gives the handler that leads to a page in the language of the browser.
func leads(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Accept-Language")
		http.Redirect(w, r, "/staff/"+string(serve.Preferred(r))+"/"+name, http.StatusSeeOther)
	}
}

// refusePage answers a form with the page that it stood in, and what was wrong.
func (g *Gate) refusePage(w http.ResponseWriter, r *http.Request, status int, err error) {
	lang := langOf(r, r.PostFormValue("lang"))
	var fault *bilingual.Problem
	if status < http.StatusInternalServerError {
		fault, _ = bilingual.AsProblem(err)
	}
	part, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/staff/"), "/")
	if _, ok := titles[part]; ok && fault != nil && fault.Code != "request_foreign" && g.may(From(r.Context()), part) {
		g.draw(w, r, status, lang, part, fault)
		return
	}
	g.drawRefusal(w, lang, status, fault)
}
