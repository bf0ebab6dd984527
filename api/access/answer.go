package access

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

// refuse answers somebody who is not let in, or what went wrong. Causes go to the
// log, by their kind alone.
func (g *Gate) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	if status >= 500 {
		g.o.Log.Error("access", "error", err)
	}
	if wait, ok := errors.AsType[waitError](err); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.wait.Seconds()))))
	}
	if wantsPage(r) {
		g.refusePage(w, r, status, err)
		return
	}
	refuseJSON(w, r, status, err)
}

// refuseJSON answers with problem+json: code, message and hint, and never what was
// typed.
func refuseJSON(w http.ResponseWriter, r *http.Request, status int, err error) {
	body := serve.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status}
	if p, ok := bilingual.AsProblem(err); ok && status < 500 {
		body.Title = p.Message.In(serve.Preferred(r))
		body.Errors = []serve.Fault{{Code: p.Code, Message: p.Message, Hint: p.Hint}}
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="relais"`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // whoever asked has gone
}

// goOn answers what was done: a browser that sent a form goes on to another page,
// a script gets v.
func (g *Gate) goOn(w http.ResponseWriter, r *http.Request, to string, v any) {
	if wantsPage(r) {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	serve.WriteJSON(w, v)
}

// signedIn is what a script is told of a new session.
type signedIn struct {
	Name string      `json:"name"`
	Role access.Role `json:"role"`
	Next string      `json:"next"`
}

func (g *Gate) welcome(w http.ResponseWriter, r *http.Request, a access.Account) {
	g.goOn(w, r, g.homeOf(a.Role), signedIn{a.Name, a.Role, g.homeOf(a.Role)})
}

func wantsPage(r *http.Request) bool { return serve.Accepts(r, "text/html") }

// langOf is the language of the page that a form stood in, else that of the address,
// else the one that the browser asks for.
func langOf(r *http.Request, said string) bilingual.Lang {
	if lang, known := bilingual.ParseLang(said); known {
		return lang
	}
	if lang, known := addressLang(r); known {
		return lang
	}
	return serve.Preferred(r)
}

// addressLang is the language of the page that an address names, if it names one.
func addressLang(r *http.Request) (bilingual.Lang, bool) {
	part, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/staff/"), "/")
	return bilingual.ParseLang(part)
}

// inPage is what the form of a page says beside its fields: the language of the
// page, for what may be wrong.
type inPage struct {
	Lang string `json:"lang"`
}

// read reads the fields of a request, sent by a form or as JSON.
func read[T any](r *http.Request) (T, error) {
	var into T
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var from io.Reader = r.Body
	switch media {
	case "application/json":
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return into, problemUnread()
		}
		b, err := json.Marshal(flat(r.PostForm))
		if err != nil {
			return into, problemUnread()
		}
		from = strings.NewReader(string(b))
	default:
		return into, problemUnread()
	}
	d := json.NewDecoder(from)
	d.DisallowUnknownFields()
	if d.Decode(&into) != nil {
		return into, problemUnread()
	}
	return into, nil
}

func flat(form map[string][]string) map[string]string {
	fields := map[string]string{}
	for name, values := range form {
		fields[name] = strings.Join(values, "\n")
	}
	return fields
}

// statusOf is the HTTP status of what the gate refuses.
func statusOf(err error) int {
	p, ok := bilingual.AsProblem(err)
	if !ok {
		return http.StatusInternalServerError
	}
	if status, ok := statuses[p.Code]; ok {
		return status
	}
	return serve.Status(err)
}

var statuses = map[string]int{
	"sign_in_required": http.StatusUnauthorized,
	"sign_in_failed":   http.StatusUnauthorized,
	"passkey_refused":  http.StatusUnauthorized,
	"provider_refused": http.StatusUnauthorized,
	"token_refused":    http.StatusUnauthorized,
	"sign_in_wait":     http.StatusTooManyRequests,
	"request_unread":   http.StatusBadRequest,
}

// waitError is a refusal that ends by itself.
type waitError struct {
	wait time.Duration
	*bilingual.Problem
}

func (e waitError) Unwrap() error { return e.Problem }

func problemWait(wait time.Duration) error {
	return waitError{wait, &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "sign_in_wait",
		Message: bilingual.Text{En: "too many attempts: wait a little", Fr: "trop de tentatives : attendez un peu"},
		Hint: bilingual.Text{
			En: "a passkey works at once, and so does a browser in which you have signed in before",
			Fr: "une clé d’accès fonctionne tout de suite, et un navigateur où vous avez déjà ouvert une session aussi",
		},
	}}
}

func problem(kind bilingual.Kind, code string, message, hint bilingual.Text) error {
	return &bilingual.Problem{Kind: kind, Code: code, Message: message, Hint: hint}
}

func problemForeign() error {
	return problem(bilingual.NotAllowed, "request_foreign",
		bilingual.Text{En: "this request did not come from one of our pages", Fr: "cette requête ne vient pas d’une de nos pages"},
		bilingual.Text{En: "open the page itself and try again there", Fr: "ouvrez la page elle-même et réessayez à partir de là"})
}

func problemSignIn() error {
	return problem(bilingual.NotAllowed, "sign_in_required",
		bilingual.Text{En: "sign in first", Fr: "ouvrez d’abord une session"},
		bilingual.Text{En: "a session ends after twenty idle minutes, after a shift, and when an account changes", Fr: "une session se ferme après vingt minutes d’inactivité, après un quart de travail et quand un compte change"})
}

func problemNotAllowed() error {
	return problem(bilingual.NotAllowed, "role_may_not",
		bilingual.Text{En: "your role may not do this", Fr: "votre rôle ne le permet pas"},
		bilingual.Text{En: "ask whoever looks after the accounts", Fr: "demandez à la personne qui s’occupe des comptes"})
}

func problemFailed() error {
	return problem(bilingual.NotAllowed, "sign_in_failed",
		bilingual.Text{En: "this name and password do not open an account", Fr: "ce nom et ce mot de passe n’ouvrent aucun compte"},
		bilingual.Text{En: "try again, use a passkey, or ask an administrator for a new set-up link", Fr: "réessayez, utilisez une clé d’accès ou demandez un nouveau lien à l’administration"})
}

func problemPasskey() error {
	return problem(bilingual.NotAllowed, "passkey_refused",
		bilingual.Text{En: "this passkey was not accepted", Fr: "cette clé d’accès n’a pas été acceptée"},
		bilingual.Text{En: "try again; if the passkey is lost, ask an administrator for a new set-up link", Fr: "réessayez; si la clé est perdue, demandez un nouveau lien à l’administration"})
}

func problemNoPasskeys() error {
	return problem(bilingual.NotFound, "passkeys_unavailable",
		bilingual.Text{En: "passkeys do not work under this address", Fr: "les clés d’accès ne fonctionnent pas sous cette adresse"},
		bilingual.Text{En: "they need a name, such as localhost, and not numbers", Fr: "il leur faut un nom, comme localhost, et non des chiffres"})
}

func problemLink() error {
	return problem(bilingual.NotFound, "link_dead",
		bilingual.Text{En: "this link is no longer good", Fr: "ce lien n’est plus valable"},
		bilingual.Text{En: "it works once and for a day; ask an administrator for a new one", Fr: "il sert une fois et pendant un jour; demandez-en un nouveau à l’administration"})
}

func problemToken() error {
	return problem(bilingual.NotAllowed, "token_refused",
		bilingual.Text{En: "this token is not good", Fr: "ce jeton n’est pas valable"},
		bilingual.Text{En: "it may be revoked or past its end; have a new one made", Fr: "il est peut-être révoqué ou expiré; faites-en créer un nouveau"})
}

func problemStale() error {
	return problem(bilingual.NotAllowed, "session_not_fresh",
		bilingual.Text{En: "sign in again first: this changes what opens your account", Fr: "ouvrez d’abord une nouvelle session : ceci change ce qui ouvre votre compte"},
		bilingual.Text{En: "it is asked when more than ten minutes have passed", Fr: "on le demande quand plus de dix minutes se sont écoulées"})
}

func problemLast() error {
	return problem(bilingual.Conflict, "passkey_last",
		bilingual.Text{En: "nothing else opens your account", Fr: "rien d’autre n’ouvre votre compte"},
		bilingual.Text{En: "add another passkey or a password first", Fr: "ajoutez d’abord une autre clé d’accès ou un mot de passe"})
}

// moved puts into words that an account was changed by two at once.
func moved(err error) error {
	if !errors.Is(err, access.ErrMoved) {
		return err
	}
	return problem(bilingual.Conflict, "access_moved",
		bilingual.Text{En: "this account has just been changed elsewhere", Fr: "ce compte vient d’être modifié ailleurs"},
		bilingual.Text{En: "try again", Fr: "réessayez"})
}

func problemUnread() error {
	return problem(bilingual.Invalid, "request_unread",
		bilingual.Text{En: "the request was not understood", Fr: "la requête n’a pas été comprise"}, bilingual.Text{})
}

func problemProviderOut() error {
	return problem(bilingual.Invalid, "provider_out_refused",
		bilingual.Text{En: "this is no sign-out of the identity provider’s", Fr: "ceci n’est pas une fermeture de session du fournisseur d’identité"}, bilingual.Text{})
}

func problemProvider() error {
	return problem(bilingual.NotAllowed, "provider_refused",
		bilingual.Text{En: "the identity provider did not let you in here", Fr: "le fournisseur d’identité ne vous a pas laissé entrer ici"},
		bilingual.Text{En: "try again; if it goes on, ask whoever looks after the accounts for a set-up link", Fr: "réessayez; si cela persiste, demandez un lien à la personne qui s’occupe des comptes"})
}
