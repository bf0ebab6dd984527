package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Page is what stands around every body.
type Page struct {
	Title  string // a key of words
	Path   string // of this page in either language, below /staff/{lang}/
	Here   string // the part of the desk that it belongs to
	Person Person
	Demo   bool // some of the directory is invented
	Done   string
	Faults []Fault
	Typed  url.Values // of a form that was refused
	Body   any
}

// page frames a body.
func (d *Desk) page(v *visit, name, here string, body any) Page {
	s := relais.Snapshot[data.Staff](d.engine)
	p := Page{Title: "title." + name, Path: pathOf(v), Here: here, Person: v.who, Typed: v.form, Body: body, Demo: s.Len() > 0 && s.At(0).Demo}
	// Only a page of ours leads to words that say something was done: a link that
	// somebody was sent does not.
	if done := v.r.URL.Query().Get("done"); v.r.Header.Get("Sec-Fetch-Site") == "same-origin" && slices.Contains(dones, done) {
		p.Done = done
	}
	return p
}

// pathOf is the address of a page, but for its language: where the other language
// is. What is no id of ours in it names nothing, and is left out.
func pathOf(v *visit) string {
	path := strings.TrimPrefix(v.r.Pattern[strings.Index(v.r.Pattern, " ")+1:], "/staff/"+string(v.lang)+"/")
	path = strings.ReplaceAll(path, "{id}", string(v.id()))
	return strings.ReplaceAll(path, "{part}", string(named(v.r.PathValue("part"))))
}

// Parts are the parts of the desk, for its navigation.
func (p Page) Parts() []string {
	return []string{"", "imports", "proposals", "verification", "applications", "trouble", "records"}
}

// IsHere reports whether the page belongs to a part.
func (p Page) IsHere(part string) bool { return p.Here == part || p.Here == "start" && part == "" }

// May reports whether whoever asks may do something.
func (p Page) May(right string) bool { return p.Person.May(Right(right)) }

// Wrong reports whether what was refused was about a field.
func (p Page) Wrong(field string) bool {
	return slices.ContainsFunc(p.Faults, func(f Fault) bool { return f.Field == field })
}

// Said is what was typed into a field of a form that was refused, or what it holds
// to begin with.
func (p Page) Said(field, otherwise string) string {
	if p.Typed.Has(field) {
		return p.Typed.Get(field)
	}
	return otherwise
}

// Ticked reports whether a choice was made in a form that was refused.
func (p Page) Ticked(field, value string) bool { return slices.Contains(p.Typed[field], value) }

// perPage is how many rows stand on one page of a list.
const perPage = 50

// Paging is one page of a list that is longer.
type Paging struct {
	Page, Pages, Total int
	From, To           int    // of the rows shown, from 1
	path, more         string // more of its address: "&import=…"
}

// paged gives the rows of the page that the address names.
func paged[T any](v *visit, all []T) ([]T, Paging) { return pagedBy(v, all, perPage) }

func pagedBy[T any](v *visit, all []T, each int) ([]T, Paging) {
	pages := max(1, (len(all)+each-1)/each)
	n, err := strconv.Atoi(v.r.URL.Query().Get("page"))
	if err != nil {
		n = 1
	}
	n = min(max(n, 1), pages)
	from, to := (n-1)*each, min(n*each, len(all))
	return all[from:to], Paging{Page: n, Pages: pages, Total: len(all), From: min(from+1, to), To: to, path: pathOf(v)}
}

// Earlier and Later are the addresses of the pages beside it, "" where there is
// none.
func (p Paging) Earlier(lang bilingual.Lang) string { return p.at(lang, p.Page-1) }

// Later is the next one's.
func (p Paging) Later(lang bilingual.Lang) string { return p.at(lang, p.Page+1) }

func (p Paging) at(lang bilingual.Lang, n int) string {
	if n < 1 || n > p.Pages {
		return ""
	}
	return "/staff/" + string(lang) + "/" + p.path + "?page=" + strconv.Itoa(n) + p.more
}

// people are those who did something, one or several, as a page names them: the
// audit has besides whether it was an account or a program.
func people(who any) string {
	names, several := who.([]string)
	if !several {
		names = []string{who.(string)}
	}
	short := make([]string, len(names))
	for i, name := range names {
		short[i] = strings.TrimPrefix(name, "account:")
	}
	return strings.Join(short, ", ")
}

// number writes a count as the language does.
func number(lang bilingual.Lang, n int) string {
	digits, gap := strconv.Itoa(n), ","
	if lang == bilingual.Fr {
		gap = "\u00a0"
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + gap + digits[i:]
	}
	return digits
}
