package desk

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
)

// Fault is one thing that was refused, in the words of the page.
type Fault struct {
	Field   string // of the form that it is about, "" for all of it
	At      string // the field's id on the page
	Message string
	Hint    string
	Details []string // each record or field that it is about
}

// faultsOf puts an error into words. One that was not written for people says no
// more than that it did not work.
func faultsOf(err error, lang bilingual.Lang) []Fault {
	if err == nil {
		return nil
	}
	var all []Fault
	for _, one := range flat(err) {
		at, typed := errors.AsType[fieldError](one)
		for _, p := range serve.Problems(one) {
			f := faultOf(p, lang)
			if typed {
				f.Field, f.At, f.Message = at.field, at.field, sentence(lang, bilingual.Textf("%s: %s", "%s : %s", at.label, f.Message))
			}
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		all = []Fault{{Message: say(lang, "failed")}}
	}
	return all
}

// flat gives the errors that were joined, each by itself.
func flat(err error) []error {
	if joined, ok := err.(several); ok {
		return joined
	}
	return []error{err}
}

func faultOf(p *bilingual.Problem, lang bilingual.Lang) Fault {
	message, hint := wordsOf(p)
	f := Fault{Field: fieldOf[p.Code], At: fieldOf[p.Code], Message: sentence(lang, message), Hint: sentence(lang, hint)}
	for _, c := range p.Choices {
		f.Details = append(f.Details, c.Label.In(lang))
	}
	listed, _ := errors.AsType[bilingual.Faults](p)
	for _, one := range listed {
		f.Details = append(f.Details, web.Typeset(lang, one.In(lang)))
	}
	return f
}

// fieldOf says which field of a form a problem is about.
var fieldOf = map[string]string{
	"reason_required": "reason",
	"reason_long":     "reason",
	"reason_lines":    "reason",
	"how_required":    "how",
	"import_bad_rows": "skip_bad",
	"alarms_unread":   "alarms",
	"document_name":   "document",
	"file_required":   "file",
	"file_too_large":  "file",
	"source_missing":  "source",
	"search_short":    "wanted",

	"import_edited_since": "newer",
	"json_unread":         "json",
	"json_other":          "json",
}

// wordsOf are the words of a problem here. The engine's name commands where a page
// has a button.
func wordsOf(p *bilingual.Problem) (message, hint bilingual.Text) {
	message, hint = p.Message, p.Hint
	if ours, ok := ourWords[p.Code]; ok {
		if !ours[0].IsZero() {
			message = ours[0]
		}
		return message, ours[1]
	}
	if namesCommand(hint.En) {
		hint = bilingual.Text{}
	}
	return message, hint
}

func namesCommand(s string) bool { return strings.Contains(s, "relais ") || strings.Contains(s, "--") }

// sentence begins with a capital and ends with a full stop.
func sentence(lang bilingual.Lang, t bilingual.Text) string {
	s := t.In(lang)
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[size:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return web.Typeset(lang, s)
}

func problem(kind bilingual.Kind, code string, message, hint bilingual.Text) error {
	return &bilingual.Problem{Kind: kind, Code: code, Message: message, Hint: hint}
}

func problemDeed() error {
	return problem(bilingual.Invalid, "deed_unknown",
		bilingual.Text{En: "this form asks for nothing that is done here", Fr: "ce formulaire ne demande rien de ce qui se fait ici"},
		bilingual.Text{En: "nothing was changed; open the page again", Fr: "rien n’a été modifié; ouvrez de nouveau la page"})
}

func problemNoReason() error {
	return problem(bilingual.Invalid, "reason_required", bilingual.Text{En: "give a reason", Fr: "donnez une raison"}, bilingual.Text{})
}
