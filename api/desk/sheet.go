package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// sheet is one page: what it shows, and what its forms do.
type sheet struct {
	path string // below the desk's; "imports/{id}"
	name string // of its template
	here string // the part of the desk that it belongs to
	see  Right  // it takes to be shown it
	do   Right  // it takes to send its forms
	show func(*visit) (any, error)
	act  func(*visit) (next, error) // nil for a page without forms
	// several says that the page has several forms, told apart by their deeds.
	several bool
}

// next is where somebody is led after what they have done: to a page below the
// desk's, with the key of what is said there. Without a page, the sheet itself is
// shown: nothing was changed, or what is shown is shown this once. An answer that
// was given already leads nowhere.
type next struct {
	path, done string
	answered   bool
}

// visit is one request.
type visit struct {
	w    http.ResponseWriter
	r    *http.Request
	lang bilingual.Lang
	who  Person
	at   time.Time
	form url.Values // of what was posted
	once any        // what act gives show, and is shown this once
}

// id is the id in the address. What is none names nothing.
func (v *visit) id() data.ID { return named(v.r.PathValue("id")) }

func named(s string) data.ID {
	id, _ := data.ParseID(strings.TrimSpace(s))
	return id
}

// said is what stands in a field, without the spaces around it.
func (v *visit) said(field string) string { return strings.TrimSpace(v.form.Get(field)) }

// shows gives the handler that shows a sheet.
func (d *Desk) shows(lang bilingual.Lang, s sheet) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r, lang: lang, who: d.who(r), at: d.now(), form: url.Values{}}
		if !v.who.May(s.see) {
			d.refuse(v, http.StatusForbidden, nil)
			return
		}
		d.draw(v, s, nil)
	}
}

// acts gives the handler that does what the forms of a sheet ask for.
func (d *Desk) acts(lang bilingual.Lang, s sheet) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r, lang: lang, who: d.who(r), at: d.now(), form: url.Values{}}
		if !v.who.May(s.do) {
			d.refuse(v, http.StatusForbidden, nil)
			return
		}
		if err := d.read(v); err != nil {
			d.refuse(v, serve.Status(err), nil)
			return
		}
		to, err := next{}, v.checkReason()
		if err == nil {
			to, err = s.act(v)
		}
		switch {
		case to.answered:
		case err == nil && to.path != "":
			d.lead(v, to)
		default:
			d.draw(v, s, err)
		}
	}
}

// read reads the form of a request. One that holds a file is left to whoever reads
// it, piece by piece.
func (d *Desk) read(v *visit) error {
	if serve.Media(v.r, "multipart/form-data") {
		return nil
	}
	if !serve.Media(v.r, "application/x-www-form-urlencoded") {
		return serve.ErrMediaType
	}
	body, err := serve.ReadAll(v.r)
	if err != nil {
		return err
	}
	v.form, _ = url.ParseQuery(string(body)) // what cannot be read is as if it were not there
	return nil
}

// longestReason bounds a reason, in characters: the audit keeps it for ever. The
// forms say the same.
const longestReason = 500

// checkReason looks at what will stand in lists of the audit, one line each, on a
// terminal too.
func (v *visit) checkReason() error {
	reason := v.said("reason")
	if utf8.RuneCountInString(reason) > longestReason {
		return problem(bilingual.Invalid, "reason_long",
			bilingual.Text{En: "the reason is longer than 500 characters", Fr: "la raison dépasse 500 caractères"},
			bilingual.Text{En: "nothing was changed; shorten it", Fr: "rien n’a été modifié; abrégez-la"})
	}
	if strings.ContainsFunc(reason, unicode.IsControl) {
		return problem(bilingual.Invalid, "reason_lines",
			bilingual.Text{En: "the reason is more than one line of text", Fr: "la raison est plus qu’une ligne de texte"},
			bilingual.Text{En: "nothing was changed; write it in one line", Fr: "rien n’a été modifié; écrivez-la sur une seule ligne"})
	}
	return nil
}

// lead leads on to a page.
func (d *Desk) lead(v *visit, to next) {
	address := deskAt(v.lang, to.path)
	if to.done != "" {
		address += "?done=" + to.done
	}
	v.w.Header().Set("Location", address)
	v.w.WriteHeader(http.StatusSeeOther)
}

// deskAt is the address of a page.
func deskAt(lang bilingual.Lang, path string) string {
	at := "/staff/" + string(lang) + "/desk"
	if path == "" || path == "/" {
		return at
	}
	return at + "/" + path
}

// draw shows a sheet, with what was refused of it. A sheet that cannot be shown
// itself says why.
func (d *Desk) draw(v *visit, s sheet, refused error) {
	body, err := s.show(v)
	if err != nil {
		d.refuse(v, serve.Status(err), err)
		return
	}
	status := http.StatusOK
	if refused != nil {
		status = serve.Status(refused)
	}
	p := d.page(v, s.name, s.here, body)
	p.Faults = faultsOf(refused, v.lang)
	for i := range p.Faults {
		if f := &p.Faults[i]; s.several && (f.Field == "reason" || f.Field == "how") {
			f.At = f.Field + "-" + v.said("deed")
		}
	}
	d.pages.write(v.w, status, v.lang, s.name, p)
}

// refuse says that something is not there, or not for whoever asks.
func (d *Desk) refuse(v *visit, status int, err error) {
	p := d.page(v, "refused", "", nil)
	p.Faults = faultsOf(err, v.lang)
	if len(p.Faults) == 0 {
		p.Faults = []Fault{{Message: say(v.lang, "refused."+refusals[status])}}
	}
	d.pages.write(v.w, status, v.lang, "refused", p)
}

// refusals are the keys of what is said of a status, where no problem says more.
var refusals = map[int]string{
	http.StatusForbidden: "role", http.StatusRequestEntityTooLarge: "large", http.StatusUnsupportedMediaType: "form",
}
