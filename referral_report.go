package relais

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/geo"
)

// ReferralReport is what may leave the building of one quarter's referrals. It is
// made once, 30 days after the quarter's end, and never again: two reports of one
// quarter would tell by their difference what came in between. What it was made
// of is erased with it.
//
// Whoever reads it, with all else that they know, even every other call of the
// quarter, can hardly tell whether one more call was there: each number is that of
// a table in which a call counts once, is disturbed, is a multiple of 5, and is
// withheld below 10. With any call left out, no report would be less than 1/e or
// more than e times as likely. There are no totals: they would be one more number.
type ReferralReport struct {
	ID      data.ID         `json:"id"`
	Quarter Quarter         `json:"quarter"`
	Tables  []ReferralTable `json:"tables"`
}

// ReferralTable is one table of a report. Its rows and columns depend on the terms
// of the directory and never on what was counted.
type ReferralTable struct {
	Code    string           `json:"code"` // "needs", "regions", "outcomes", "reports", "grounds"
	Name    bilingual.Text   `json:"name"`
	Columns []ReferralColumn `json:"columns"`
	Rows    []ReferralRow    `json:"rows"`
}

// ReferralColumn is the heading of a column.
type ReferralColumn struct {
	Code string         `json:"code"`
	Name bilingual.Text `json:"name"`
}

// ReferralRow is one row: a number for each column, nil where it is withheld.
type ReferralRow struct {
	Code    string         `json:"code"`
	Name    bilingual.Text `json:"name"`
	Numbers []*int         `json:"numbers"`
}

const paperReport = "referral-report/"

func (r *ReferralReport) paper() (store.Paper, error) {
	content, err := json.Marshal(r)
	return store.Paper{Name: paperReport + string(r.ID), Content: content}, err
}

// ReferralReports gives the reports of all quarters since the directory was made
// that have ended more than 30 days ago, the earliest first. Those that are due are
// made, also where nothing was counted: that there is none would tell that. What
// they are made of is erased.
func (e *Engine) ReferralReports(at time.Time) ([]ReferralReport, error) {
	e.changing.Lock() // a quarter is reported once
	defer e.changing.Unlock()
	reports, err := e.keptReports()
	if err != nil {
		return nil, err
	}
	due, err := e.booksDue(reports, hours.DateOf(at))
	if err != nil {
		return nil, err
	}
	var papers []store.Paper
	for i := range due {
		r := e.report(&due[i])
		paper, err := r.paper()
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
		papers = append(papers, paper, store.Paper{Name: paperBook + string(r.ID)})
	}
	slices.SortFunc(reports, func(a, b ReferralReport) int { return cmp.Compare(a.Quarter, b.Quarter) })
	if len(papers) == 0 {
		return reports, nil
	}
	return reports, e.store.File(store.Filing{Papers: papers})
}

// booksDue are the books to report: those of the quarters that are over and have
// no report yet.
func (e *Engine) booksDue(reports []ReferralReport, today hours.Date) ([]book, error) {
	first, err := e.firstDay()
	if err != nil {
		return nil, err
	}
	books, err := e.books()
	if err != nil {
		return nil, err
	}
	var due []book
	for q := QuarterOf(first.AddDays(-lateDays)); q.reported(today); q = QuarterOf(q.end().AddDays(1)) {
		if slices.ContainsFunc(reports, func(r ReferralReport) bool { return r.Quarter == q }) {
			continue
		}
		i := slices.IndexFunc(books, func(b book) bool { return b.Quarter == q })
		if i >= 0 {
			due = append(due, books[i])
			continue
		}
		b, err := e.newBook(q)
		if err != nil {
			return nil, err
		}
		due = append(due, b)
	}
	return due, nil
}

// firstDay is the day on which the directory was made.
func (e *Engine) firstDay() (day hours.Date, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		for entry, err := range tx.Audit() {
			day = hours.DateOf(entry.At)
			return err
		}
		return nil
	})
	return day, err
}

func (e *Engine) keptReports() ([]ReferralReport, error) {
	all := []ReferralReport{}
	err := e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.Papers(paperReport) {
			if err != nil {
				return err
			}
			var r ReferralReport
			if err := json.Unmarshal(p.Content, &r); err != nil {
				return fmt.Errorf("read a report of referrals: %w", err)
			}
			all = append(all, r)
		}
		return nil
	})
	return all, err
}

func (e *Engine) report(b *book) ReferralReport {
	r := ReferralReport{ID: b.ID, Quarter: b.Quarter}
	for _, l := range e.layouts() {
		r.Tables = append(r.Tables, l.table(b))
	}
	return r
}

// layout is a table before it is filled. A call counts in one cell of it at the
// most, and in tablesPerCall tables at the most.
type layout struct {
	code    string
	name    bilingual.Text
	columns []ReferralColumn
	rows    []ReferralColumn
	cell    func(Referral) (row, column string, ok bool)
}

func (l *layout) table(b *book) ReferralTable {
	t := ReferralTable{Code: l.code, Name: l.name, Columns: l.columns}
	exact := l.exact(b)
	for _, row := range l.rows {
		numbers := make([]*int, len(l.columns))
		for i, column := range l.columns {
			noise := disturbance(b.Seed, l.code, row.Code, column.Code)
			numbers[i] = told(exact[[2]string{row.Code, column.Code}] + noise)
		}
		t.Rows = append(t.Rows, ReferralRow{Code: row.Code, Name: row.Name, Numbers: numbers})
	}
	return t
}

// exact counts by row and column. It leaves the store for table alone.
func (l *layout) exact(b *book) map[[2]string]int {
	counts := map[[2]string]int{}
	for _, c := range b.Entries {
		if row, column, ok := l.cell(c.Referral); ok {
			counts[[2]string{row, column}] += c.N
		}
	}
	return counts
}

func (e *Engine) layouts() []layout {
	return []layout{
		{"needs", bilingual.Text{En: "Referrals by need", Fr: "Aiguillages selon le besoin"}, referralsColumn(), e.needRows(),
			func(r Referral) (string, string, bool) { return r.Need, "referrals", !r.Kind.Report() }},
		{"regions", bilingual.Text{En: "Referrals by region", Fr: "Aiguillages selon la région"}, referralsColumn(), regionRows(),
			func(r Referral) (string, string, bool) {
				return cmp.Or(string(r.Region), unknownCode), "referrals", !r.Kind.Report()
			}},
		{"outcomes", bilingual.Text{En: "What came of referrals", Fr: "Ce qui est advenu des aiguillages"}, kindColumns(OptionsGiven, WarmTransfer), outcomeRows(),
			func(r Referral) (string, string, bool) {
				return cmp.Or(string(r.Outcome), unknownCode), string(r.Kind), !r.Kind.Report()
			}},
		{"reports", bilingual.Text{En: "Reports to authorities", Fr: "Signalements aux autorités"}, kindColumns(PoliceReport, ChildProtectionReport), regionRows(),
			func(r Referral) (string, string, bool) {
				return cmp.Or(string(r.Region), unknownCode), string(r.Kind), r.Kind.Report()
			}},
		{"grounds", bilingual.Text{En: "On what ground something was shared", Fr: "À quel titre quelque chose a été communiqué"}, kindColumns(WarmTransfer, PoliceReport, ChildProtectionReport), basisRows(),
			func(r Referral) (string, string, bool) {
				return string(r.Basis), string(r.Kind), r.Kind != OptionsGiven
			}},
	}
}

const unknownCode = "unknown"

func referralsColumn() []ReferralColumn {
	return []ReferralColumn{{"referrals", bilingual.Text{En: "Referrals", Fr: "Aiguillages"}}}
}

func (e *Engine) needRows() []ReferralColumn {
	var rows []ReferralColumn
	for _, t := range e.terms.All(data.TermNeed) {
		if t.Parent == "" {
			rows = append(rows, ReferralColumn{t.ID, t.Name})
		}
	}
	return rows
}

func regionRows() []ReferralColumn {
	return []ReferralColumn{
		{"atlantic", bilingual.Text{En: "Atlantic provinces", Fr: "Provinces de l’Atlantique"}},
		{string(geo.Quebec), geo.Quebec.Name()},
		{string(geo.Ontario), geo.Ontario.Name()},
		{"prairies", bilingual.Text{En: "Prairie provinces", Fr: "Provinces des Prairies"}},
		{string(geo.BritishColumbia), geo.BritishColumbia.Name()},
		{"north", bilingual.Text{En: "Territories", Fr: "Territoires"}},
		{unknownCode, bilingual.Text{En: "Not known", Fr: "Inconnue"}},
	}
}

func outcomeRows() []ReferralColumn {
	return []ReferralColumn{
		{string(OutcomeServed), bilingual.Text{En: "The provider serves the person", Fr: "Le fournisseur sert la personne"}},
		{string(OutcomeWaitlist), bilingual.Text{En: "On a waiting list", Fr: "Sur une liste d’attente"}},
		{string(OutcomeFull), bilingual.Text{En: "No room", Fr: "Complet"}},
		{string(OutcomeDeclined), bilingual.Text{En: "Declined by the provider", Fr: "Refusé par le fournisseur"}},
		{string(OutcomeOtherwise), bilingual.Text{En: "The person chose something else", Fr: "La personne a choisi autre chose"}},
		{unknownCode, bilingual.Text{En: "Not known", Fr: "Inconnu"}},
	}
}

func basisRows() []ReferralColumn {
	return []ReferralColumn{
		{string(BasisConsent), bilingual.Text{En: "Consent", Fr: "Consentement"}},
		{string(BasisDanger), bilingual.Text{En: "Immediate danger", Fr: "Danger immédiat"}},
		{string(BasisChild), bilingual.Text{En: "A child: mandatory report", Fr: "Enfant : signalement obligatoire"}},
		{string(BasisLaw), bilingual.Text{En: "Another law or an order", Fr: "Autre loi ou ordonnance"}},
	}
}

// ReferralKindName is a kind in words.
func ReferralKindName(k ReferralKind) bilingual.Text {
	switch k {
	case OptionsGiven:
		return bilingual.Text{En: "Options given", Fr: "Options données"}
	case WarmTransfer:
		return bilingual.Text{En: "Warm transfers", Fr: "Transferts accompagnés"}
	case PoliceReport:
		return bilingual.Text{En: "Reports to police", Fr: "Signalements à la police"}
	}
	return bilingual.Text{En: "Reports to child protection", Fr: "Signalements à la protection de l’enfance"}
}

func kindColumns(kinds ...ReferralKind) []ReferralColumn {
	var columns []ReferralColumn
	for _, k := range kinds {
		columns = append(columns, ReferralColumn{string(k), ReferralKindName(k)})
	}
	return columns
}
