package ranking

import (
	"cmp"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// NamedView is the identity of an organization or a service: its name in the
// reader's language, and in both.
type NamedView struct {
	ID    data.ID        `json:"id"`
	Name  string         `json:"name"`
	Names bilingual.Text `json:"names"`
}

func viewNamed(n data.Named, lang bilingual.Lang) NamedView {
	return NamedView{ID: n.ID, Name: n.Name.In(lang), Names: n.Name}
}

// LanguageView is one language at one service.
type LanguageView struct {
	Code string            `json:"code"`
	Name string            `json:"name"`
	Mode data.LanguageMode `json:"mode"`
}

func viewLanguages(offered []data.LanguageOffered, terms *data.Terms, lang bilingual.Lang) []LanguageView {
	views := make([]LanguageView, len(offered))
	for i, l := range offered {
		views[i] = LanguageView{Code: l.Code, Name: l.Code, Mode: l.Mode}
		if term, ok := terms.Get(data.TermLanguage, l.Code); ok {
			views[i].Name = term.Called().In(lang)
		}
	}
	return views
}

// PhoneView is one line: Number to dial, Display to read.
type PhoneView struct {
	Number      string         `json:"number"`
	Display     string         `json:"display"`
	Extension   string         `json:"extension,omitempty"`
	Type        data.PhoneType `json:"type"`
	Description string         `json:"description,omitempty"`
}

func viewPhones(phones []data.Phone, lang bilingual.Lang) []PhoneView {
	views := make([]PhoneView, len(phones))
	for i := range phones {
		views[i] = viewPhone(&phones[i], lang)
	}
	return views
}

func viewPhone(p *data.Phone, lang bilingual.Lang) PhoneView {
	return PhoneView{
		Number: p.Number, Display: DisplayPhone(p.Number), Extension: p.Extension,
		Type: cmp.Or(p.Type, data.Voice), Description: p.Description.In(lang),
	}
}

// DisplayPhone writes a North American number as people here do, "416-555-0123",
// and any other as it is.
func DisplayPhone(number string) string {
	national, ok := strings.CutPrefix(number, "+1")
	if !ok || len(national) != 10 || strings.ContainsFunc(national, func(r rune) bool { return r < '0' || r > '9' }) {
		return number
	}
	return national[:3] + "-" + national[3:6] + "-" + national[6:]
}

// VerdictView is one verdict; Ask is null where there is nothing to ask, and
// Change is there for a wish that was given up.
type VerdictView struct {
	Criterion string          `json:"criterion"`
	Verdict   data.Verdict    `json:"verdict"`
	Ask       *bilingual.Text `json:"ask"`
	Change    bilingual.Text  `json:"change,omitzero"`
}

func viewVerdicts(verdicts []VerdictOn) []VerdictView {
	views := make([]VerdictView, len(verdicts))
	for i, v := range verdicts {
		views[i] = VerdictView{Criterion: v.Criterion, Verdict: v.Verdict, Change: v.Change}
		if !v.Ask.IsZero() {
			views[i].Ask = &v.Ask
		}
	}
	return views
}

// FallbackView is a line that answers when nothing was found.
type FallbackView struct {
	Name  string    `json:"name"`
	Phone PhoneView `json:"phone"`
}

// Fallbacks are the lines to call when nothing is found: the national hotline,
// day and night, and 211, which knows community services everywhere.
func Fallbacks(lang bilingual.Lang) []FallbackView {
	hotline := bilingual.Text{En: "Canadian Human Trafficking Hotline", Fr: "Ligne d’urgence canadienne contre la traite des personnes"}
	services := bilingual.Text{En: "211, community and social services", Fr: "211, services communautaires et sociaux"}
	return []FallbackView{
		{Name: hotline.In(lang), Phone: PhoneView{Number: "+18339001010", Display: "1-833-900-1010", Type: data.Voice}},
		{Name: services.In(lang), Phone: PhoneView{Number: "211", Display: "211", Type: data.Voice}},
	}
}

// fallback is nothing as long as anything was found.
func fallback(found int, lang bilingual.Lang) []FallbackView {
	if found > 0 {
		return nil
	}
	return Fallbacks(lang)
}

// list makes sure that an empty list prints as [] and not as null.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func labelOf(a geo.Area, lang bilingual.Lang) string { return a.Label.In(lang) }
