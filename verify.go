package relais

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
	"github.com/relais-directory/relais/ranking"
)

// How often somebody should confirm with a provider that its record is true, in
// days: a place to stay changes fastest, and what is no help itself slowest.
const (
	cadenceStay   = 30
	cadenceDirect = 90
	cadenceOther  = 365
)

// unreachableAfter is on how many different days somebody must have tried in vain
// before a service is proposed for withdrawal.
const unreachableAfter = 3

// Attempt is one try to reach a provider that failed.
type Attempt struct {
	At  time.Time `json:"at"`
	By  string    `json:"by"`
	How string    `json:"how"` // "phone", "email", "visit"
}

// Due is a service that somebody should verify.
type Due struct {
	Listing      data.ID           `json:"listing"` // one of it
	Organization data.Named        `json:"organization"`
	Service      data.Named        `json:"service"`
	Last         data.Verification `json:"last"`    // zero if never
	Cadence      int               `json:"cadence"` // days
	On           hours.Date        `json:"on"`      // when it is due; zero if it was never verified
	Overdue      int               `json:"overdue"` // days; less than 0 for one that is not due yet
	Attempts     []Attempt         `json:"attempts"`
	Withdrawal   bool              `json:"withdrawal"` // is proposed
}

// Due lists the open services by how long they are overdue, those that nobody has
// ever verified first. With all, it goes on with those that are not due yet.
func (e *Engine) Due(today hours.Date, all bool) ([]Due, error) {
	waiting, err := e.openProposals()
	if err != nil {
		return nil, err
	}
	due := []Due{}
	err = e.store.View(func(tx *store.Tx) error {
		tried, err := attempts(tx)
		if err != nil {
			return err
		}
		for r, err := range tx.All() {
			if err != nil {
				return err
			}
			due = append(due, e.dueOf(r, today, tried)...)
		}
		return nil
	})
	for i := range due {
		due[i].Withdrawal = slices.ContainsFunc(waiting, func(k keptProposal) bool { return k.Kind == ProposeWithdraw && k.Target == due[i].Listing })
	}
	if !all {
		due = slices.DeleteFunc(due, func(d Due) bool { return d.Overdue < 0 })
	}
	slices.SortFunc(due, func(a, b Due) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Organization.Name.En, b.Organization.Name.En), cmp.Compare(a.Service.Name.En, b.Service.Name.En), cmp.Compare(a.Listing, b.Listing))
	})
	return due, err
}

func (e *Engine) dueOf(r *record.Record, today hours.Date, tried map[data.ID][]Attempt) []Due {
	var due []Due
	for i := range r.Services {
		s := &r.Services[i]
		at := slices.IndexFunc(r.At, func(at record.ServiceAtLocation) bool { return at.ServiceID == s.ID })
		if at < 0 || s.Status == data.Defunct || s.Status == data.Inactive {
			continue
		}
		d := Due{
			Listing: r.At[at].ID, Organization: data.Named{ID: r.ID(), Name: r.Organization.Name}, Service: data.Named{ID: s.ID, Name: s.Name},
			Last: s.Verified, Cadence: e.cadence(r, s), Attempts: tried[s.ID],
		}
		if d.Attempts == nil {
			d.Attempts = []Attempt{}
		}
		if !s.Verified.On.IsZero() {
			d.On = s.Verified.On.AddDays(d.Cadence)
			d.Overdue = today.DaysSince(d.On)
		}
		due = append(due, d)
	}
	return due
}

func (e *Engine) cadence(r *record.Record, s *record.Service) int {
	stay := slices.ContainsFunc(s.Needs, func(need string) bool { return e.terms.Covers(data.TermNeed, "housing", need) })
	switch {
	case stay:
		return cadenceStay
	case r.Organization.Kind == data.Direct:
		return cadenceDirect
	}
	return cadenceOther
}

// Verify records that somebody has confirmed with the provider what the directory
// says: of one listing's service, or, given an organization, of all of it. Editing
// is not verifying. Attempts to reach it are forgotten with it.
func (e *Engine) Verify(id data.ID, how, actor, reason string, at time.Time) (store.Receipt, error) {
	if strings.TrimSpace(how) == "" {
		return store.Receipt{}, problemNoHow()
	}
	return retried(func() (store.Receipt, error) { return e.verify(id, how, actor, reason, at) })
}

func (e *Engine) verify(id data.ID, how, actor, reason string, at time.Time) (store.Receipt, error) {
	generation := e.store.Generation()
	r, services, err := e.partsOf(id)
	if err != nil {
		return store.Receipt{}, err
	}
	v := data.Verification{On: hours.DateOf(at), By: actor, How: how}
	if len(services) == len(r.Services) {
		r.Organization.Verified = v
	}
	var papers []store.Paper
	for _, s := range services {
		s.Verified = v
		papers = append(papers, store.Paper{Name: paperAttempts + string(s.ID)})
	}
	return e.Apply(Change{Actor: actor, Reason: reason, At: at, Put: []*record.Record{r}, Papers: papers, Expect: &generation})
}

// partsOf finds the record and the services that an id names: of a listing, its
// service; of an organization, all.
func (e *Engine) partsOf(id data.ID) (*record.Record, []*record.Service, error) {
	r, service, err := e.serviceOf(id)
	if err == nil {
		return r, []*record.Service{service}, nil
	}
	if r, err = e.Record(id); err != nil {
		return nil, nil, ranking.UnknownListing()
	}
	var all []*record.Service
	for i := range r.Services {
		all = append(all, &r.Services[i])
	}
	return r, all, nil
}

const paperAttempts = "attempts/"

func attempts(tx *store.Tx) (map[data.ID][]Attempt, error) {
	tried := map[data.ID][]Attempt{}
	for p, err := range tx.Papers(paperAttempts) {
		if err != nil {
			return nil, err
		}
		var list []Attempt
		if err := json.Unmarshal(p.Content, &list); err != nil {
			return nil, fmt.Errorf("read attempts: %w", err)
		}
		tried[data.ID(strings.TrimPrefix(p.Name, paperAttempts))] = list
	}
	return tried, nil
}

// Tried is what came of recording an attempt.
type Tried struct {
	Attempts []Attempt `json:"attempts"`           // since the service was last verified
	Proposal data.ID   `json:"proposal,omitempty"` // to withdraw the listing, if this was the last straw
}

const actionAttempt = "attempt"

// oneAttempt is how long the same person cannot have tried in the same way again:
// what comes a second time by then was sent twice by mistake.
const oneAttempt = 5 * time.Minute

// repeats reports whether a is earlier sent a second time.
func (a Attempt) repeats(earlier Attempt) bool {
	return a.By == earlier.By && a.How == earlier.How && a.At.Sub(earlier.At).Abs() < oneAttempt
}

// RecordAttempt records that a listing's provider could not be reached. After
// tries on several days a withdrawal is proposed; somebody else decides it. One
// that was sent twice by mistake counts once.
func (e *Engine) RecordAttempt(listing data.ID, how, actor, reason string, at time.Time) (Tried, error) {
	if strings.TrimSpace(how) == "" {
		return Tried{}, problemNoHow()
	}
	e.changing.Lock() // attempts are read and written again
	defer e.changing.Unlock()
	r, service, err := e.serviceOf(listing)
	if err != nil {
		return Tried{}, err
	}
	waiting, err := e.openProposals()
	if err != nil {
		return Tried{}, err
	}
	var t Tried
	err = e.store.View(func(tx *store.Tx) error {
		tried, err := attempts(tx)
		t.Attempts = tried[service.ID]
		return err
	})
	if err != nil {
		return Tried{}, err
	}
	now := Attempt{At: at.UTC(), By: actor, How: how}
	if slices.ContainsFunc(t.Attempts, now.repeats) {
		return t, nil
	}
	t.Attempts = append(t.Attempts, now)
	papers, err := e.attemptPapers(&t, r, service, listing, waiting)
	if err != nil {
		return Tried{}, err
	}
	return t, e.store.File(store.Filing{Papers: papers, Action: actionAttempt, Actor: actor, Reason: reason, At: at, Subjects: []data.ID{r.ID()}})
}

func (e *Engine) attemptPapers(t *Tried, r *record.Record, s *record.Service, listing data.ID, waiting []keptProposal) ([]store.Paper, error) {
	content, err := json.Marshal(t.Attempts)
	if err != nil {
		return nil, err
	}
	papers := []store.Paper{{Name: paperAttempts + string(s.ID), Content: content}}
	proposed := slices.ContainsFunc(waiting, func(k keptProposal) bool { return k.Kind == ProposeWithdraw && k.Target == listing })
	if proposed || days(t.Attempts) < unreachableAfter {
		return papers, nil
	}
	last := t.Attempts[len(t.Attempts)-1]
	k := keptProposal{Proposal: Proposal{
		Kind: ProposeWithdraw, Record: r.ID(), Name: r.Organization.Name.In(bilingual.En), Target: listing,
		Gains: []ingest.Gain{}, Fields: []ingest.Diff{}, By: []string{last.By}, At: last.At, State: ProposalOpen,
		Days: days(t.Attempts),
	}}
	if k.ID, err = data.NewID(e.random); err != nil {
		return nil, err
	}
	t.Proposal = k.ID
	paper, err := k.paper()
	return append(papers, paper), err
}

// days counts the different days of attempts.
func days(tried []Attempt) int {
	seen := map[hours.Date]bool{}
	for _, a := range tried {
		seen[hours.DateOf(a.At)] = true
	}
	return len(seen)
}

// Withdrawal is a service that was taken out of the directory: it is kept,
// internal and inactive.
type Withdrawal struct {
	Organization data.Named `json:"organization"`
	Service      data.Named `json:"service"`
	Act
}

const paperWithdrawn = "withdrawn/"

// Withdraw takes a listing's service, or all of an organization, out of the
// directory: inactive, internal, its consent gone. It only ever narrows, so one
// person may do it; why and when is kept, and stays if it is done a second time by
// mistake. Bringing it back takes two.
func (e *Engine) Withdraw(id data.ID, actor, reason string, at time.Time) (store.Receipt, error) {
	return retried(func() (store.Receipt, error) { return e.withdraw(id, actor, reason, at, nil) })
}

func (e *Engine) withdraw(id data.ID, actor, reason string, at time.Time, papers []store.Paper) (store.Receipt, error) {
	generation := e.store.Generation()
	r, services, err := e.partsOf(id)
	if err != nil {
		return store.Receipt{}, err
	}
	gone, err := e.Withdrawals()
	if err != nil {
		return store.Receipt{}, err
	}
	if len(services) == len(r.Services) {
		r.Organization.Exposure = record.Exposure{}
	}
	for _, s := range services {
		if isOut(s, gone) {
			continue // it keeps the day and the reason of the first time
		}
		s.Status, s.Intake, s.Exposure = data.Inactive, data.Intake{}, record.Exposure{}
		w := Withdrawal{data.Named{ID: r.ID(), Name: r.Organization.Name}, data.Named{ID: s.ID, Name: s.Name}, Act{By: actor, At: at.UTC(), Reason: reason}}
		content, err := json.Marshal(w)
		if err != nil {
			return store.Receipt{}, err
		}
		papers = append(papers, store.Paper{Name: paperWithdrawn + string(s.ID), Content: content}, store.Paper{Name: paperAttempts + string(s.ID)})
	}
	return e.Apply(Change{Actor: actor, Reason: reason, At: at, Put: []*record.Record{r}, Papers: papers, Expect: &generation})
}

// isOut reports whether a service is one of those withdrawn, and nobody has brought
// it back since.
func isOut(s *record.Service, gone []Withdrawal) bool {
	return s.Status == data.Inactive && s.Exposure.Effective() == data.Internal &&
		slices.ContainsFunc(gone, func(w Withdrawal) bool { return w.Service.ID == s.ID })
}

// approveWithdrawal withdraws what was proposed for it.
func (e *Engine) approveWithdrawal(k keptProposal, d Decision) (Proposal, error) {
	k.close(ProposalApproved, Act{By: d.Actor, At: d.At.UTC(), Reason: d.Reason})
	paper, err := k.paper()
	if err != nil {
		return Proposal{}, err
	}
	_, err = e.withdraw(k.Target, d.Actor, d.Reason, d.At, []store.Paper{paper})
	return k.Proposal, err
}

// Withdrawals lists what was withdrawn, the latest first.
func (e *Engine) Withdrawals() ([]Withdrawal, error) {
	all := []Withdrawal{}
	err := e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.Papers(paperWithdrawn) {
			if err != nil {
				return err
			}
			var w Withdrawal
			if err := json.Unmarshal(p.Content, &w); err != nil {
				return fmt.Errorf("read a withdrawal: %w", err)
			}
			all = append(all, w)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Withdrawal) int { return b.At.Compare(a.At) })
	return all, err
}

func problemNoHow() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "how_required",
		Message: bilingual.Text{En: "say how: --how phone, for example", Fr: "dites comment : --how téléphone, par exemple"},
		Hint:    bilingual.Text{En: "it stands beside the day and the name, so that others know what it is worth", Fr: "cela figure à côté du jour et du nom, pour que d’autres sachent ce que cela vaut"},
	}
}
