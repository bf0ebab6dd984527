package relais

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// Quarter is three months: "2026-Q4".
type Quarter string

// QuarterOf is the quarter that a day lies in.
func QuarterOf(d hours.Date) Quarter {
	return Quarter(fmt.Sprintf("%04d-Q%d", d.Year, (int(d.Month)+2)/3))
}

// end is the last day of the quarter.
func (q Quarter) end() (last hours.Date) {
	var year, n int
	if _, err := fmt.Sscanf(string(q), "%d-Q%d", &year, &n); err != nil {
		return last
	}
	next := hours.Date{Year: year, Month: time.Month(3*n + 1), Day: 1}
	if n == 4 {
		next = hours.Date{Year: year + 1, Month: time.January, Day: 1}
	}
	return next.AddDays(-1)
}

// reported says whether the quarter is reported on a day: nothing of it can be
// recorded any more.
func (q Quarter) reported(today hours.Date) bool { return today.DaysSince(q.end()) > lateDays }

// book is the count of one quarter, until it is reported. Then it goes, and the
// report alone stays.
type book struct {
	ID      data.ID   `json:"id"`
	Quarter Quarter   `json:"quarter"`
	Seed    []byte    `json:"seed"` // of the noise: see disturbed
	Entries []counted `json:"entries"`
}

type counted struct {
	Referral
	N int `json:"n"`
}

const paperBook = "referrals/"

// bookPage is what the length of a book is a multiple of: whoever has two copies
// of a closed directory must not see that a call was counted in between.
const bookPage = 4096

func (b *book) paper() (store.Paper, error) {
	content, err := json.Marshal(b)
	if short := len(content) % bookPage; short > 0 {
		content = append(content, bytes.Repeat([]byte(" "), bookPage-short)...)
	}
	return store.Paper{Name: paperBook + string(b.ID), Content: content}, err
}

// add counts n more of r. What is counted no more is not there at all.
func (b *book) add(r Referral, n int) {
	i, found := slices.BinarySearchFunc(b.Entries, r, func(c counted, r Referral) int { return c.compare(r) })
	if !found {
		b.Entries = slices.Insert(b.Entries, i, counted{Referral: r})
	}
	if b.Entries[i].N += n; b.Entries[i].N == 0 {
		b.Entries = slices.Delete(b.Entries, i, i+1)
	}
}

// of is how many of r there are.
func (b *book) of(r Referral) int {
	for _, c := range b.Entries {
		if c.Referral == r {
			return c.N
		}
	}
	return 0
}

// waiting finds the earliest referral that is like r and has no outcome yet.
func (b *book) waiting(r Referral) (Referral, bool) {
	for _, c := range b.Entries {
		like := r
		like.Day, like.Outcome = c.Day, OutcomeUnknown
		if c.Referral == like {
			return c.Referral, true
		}
	}
	return Referral{}, false
}

// count changes the book of r's quarter.
func (e *Engine) count(r Referral, at time.Time, change func(*book) error) error {
	e.changing.Lock() // the book is read and written again
	defer e.changing.Unlock()
	q := QuarterOf(r.Day)
	books, err := e.books()
	if err != nil {
		return err
	}
	reports, err := e.keptReports()
	if err != nil {
		return err
	}
	if q.reported(hours.DateOf(at)) || slices.ContainsFunc(reports, func(r ReferralReport) bool { return r.Quarter == q }) {
		return problemReported()
	}
	i := slices.IndexFunc(books, func(b book) bool { return b.Quarter == q })
	if i < 0 {
		b, err := e.newBook(q)
		if err != nil {
			return err
		}
		books, i = append(books, b), len(books)
	}
	if err := change(&books[i]); err != nil {
		return err
	}
	paper, err := books[i].paper()
	if err != nil {
		return err
	}
	return e.store.File(store.Filing{Papers: []store.Paper{paper}})
}

func (e *Engine) newBook(q Quarter) (b book, err error) {
	b = book{Quarter: q, Seed: make([]byte, 32)}
	if b.ID, err = data.NewID(e.random); err == nil {
		_, err = io.ReadFull(e.random, b.Seed)
	}
	return b, err
}

// books are those of the quarters that are not reported yet.
func (e *Engine) books() (all []book, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.Papers(paperBook) {
			if err != nil {
				return err
			}
			var b book
			if err := json.Unmarshal(p.Content, &b); err != nil {
				return fmt.Errorf("read the count of referrals: %w", err)
			}
			all = append(all, b)
		}
		return nil
	})
	return all, err
}

func problemReported() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "quarter_reported",
		Message: bilingual.Text{En: "this quarter is reported, and its numbers no longer change", Fr: "ce trimestre a fait l’objet d’un rapport, et ses nombres ne changent plus"},
		Hint:    bilingual.Text{En: "nothing was counted; a quarter takes additions until 30 days after its end", Fr: "rien n’a été compté; un trimestre reçoit des ajouts jusqu’à 30 jours après sa fin"},
	}
}
