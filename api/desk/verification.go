package desk

import (
	"cmp"
	"slices"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
)

// verificationSheets are what should be verified, what came of it, and what was
// withdrawn.
func (d *Desk) verificationSheets() []sheet {
	return []sheet{
		{path: "verification", name: "due", here: "verification", see: Verify, show: d.showDue},
		{path: "verification/{id}", name: "verify", here: "verification", see: Verify, do: Verify, show: d.showVerify, act: d.verify, several: true},
		{path: "withdrawn", name: "withdrawn", here: "verification", see: Verify, show: d.showWithdrawn},
	}
}

// dueList is the body of the list.
type dueList struct {
	Due    []relais.Due
	Paging Paging
	All    bool // those that are not due yet as well
}

func (d *Desk) showDue(v *visit) (any, error) {
	b := dueList{All: v.r.URL.Query().Get("all") == "1"}
	all, err := d.engine.Due(hours.DateOf(v.at), b.All)
	b.Due, b.Paging = paged(v, all)
	if b.All {
		b.Paging.more = "&all=1"
	}
	return b, err
}

// verifying is the body of the page of one listing.
type verifying struct {
	Listing  *data.Listing[data.Staff]
	Due      *relais.Due // nil for a service that is not asked about: it is closed
	Lines    []web.Line  // for the public, then for staff
	Inside   []web.Line
	Facts    []fact
	Attempts []relais.Attempt
	Proposed data.ID // its withdrawal, that waits
}

func (d *Desk) showVerify(v *visit) (any, error) {
	l, err := relais.Find[data.Staff](d.engine, v.id())
	if err != nil {
		return nil, err
	}
	all, err := d.engine.Due(hours.DateOf(v.at), true)
	if err != nil {
		return nil, err
	}
	b := verifying{Listing: l, Facts: told(d, v, l)}
	if i := slices.IndexFunc(all, func(due relais.Due) bool { return due.Service.ID == l.Service.ID }); i >= 0 {
		b.Due, b.Attempts = &all[i], all[i].Attempts
	}
	speech := web.NewSpeech(d.engine.Terms(), v.lang)
	for _, p := range l.Phones {
		b.Lines = append(b.Lines, speech.Line(p))
	}
	for _, p := range l.Inside.Lines {
		b.Inside = append(b.Inside, speech.Line(p))
	}
	waiting, err := d.engine.Proposals()
	for _, p := range waiting {
		if p.Kind == relais.ProposeWithdraw && p.Target == l.ID {
			b.Proposed = p.ID
		}
	}
	return b, err
}

// verify records what came of asking a provider.
func (d *Desk) verify(v *visit) (next, error) {
	l, err := relais.Find[data.Staff](d.engine, v.id())
	if err != nil {
		return next{}, err
	}
	of := l.ID
	if v.said("whole") != "" {
		of = l.Organization.ID
	}
	switch v.said("deed") {
	case "verify":
		_, err = d.engine.Verify(of, v.said("how"), v.who.ID, cmp.Or(v.said("reason"), "verified"), v.at)
		return next{path: "verification", done: "verified"}, err
	case "unreached":
		tried, err := d.engine.RecordAttempt(l.ID, v.said("how"), v.who.ID, cmp.Or(v.said("reason"), "not reached"), v.at)
		if tried.Proposal != "" {
			return next{path: "verification", done: "unreached_last"}, err
		}
		return next{path: "verification", done: "unreached"}, err
	case "withdraw":
		if v.said("reason") == "" {
			return next{}, problemNoReason()
		}
		_, err = d.engine.Withdraw(of, v.who.ID, v.said("reason"), v.at)
		return next{path: "withdrawn", done: "withdrawn"}, err
	}
	return next{}, problemDeed()
}

// withdrawnList is the body of the list of what was withdrawn.
type withdrawnList struct {
	Withdrawn []relais.Withdrawal
	Paging    Paging
}

func (d *Desk) showWithdrawn(v *visit) (any, error) {
	all, err := d.engine.Withdrawals()
	shown, paging := paged(v, all)
	return withdrawnList{shown, paging}, err
}
