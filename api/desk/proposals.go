package desk

import (
	"net/http"
	"slices"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// proposalSheets are the list of what waits for a second person, and each of it.
func (d *Desk) proposalSheets() []sheet {
	return []sheet{
		{path: "proposals", name: "proposals", here: "proposals", see: See, do: Decide, show: d.showProposals, act: d.decideSeveral},
		{path: "proposals/{id}", name: "proposal", here: "proposals", see: See, do: Decide, show: d.showProposal, act: d.decideOne},
	}
}

// proposal is one as a page shows it.
type proposal struct {
	relais.Proposal
	Own    bool     // whoever looks at it proposed it
	Public []string // what the public would see: keys of words, or names of fields
	Staff  bool     // staff would see an address that is sealed now
	Seen   []seen   // what each audience would see otherwise, on its own page
}

// proposalList is the body of the list.
type proposalList struct {
	Proposals []proposal
	Paging    Paging
	Import    data.ID // they are of this import alone; "" for all
	Decidable int     // of the whole list, by whoever looks at it
	Decided   int     // just now
}

func (d *Desk) showProposals(v *visit) (any, error) {
	all, err := d.proposals(v, v.of())
	b := proposalList{Import: v.of()}
	for _, p := range all {
		if !p.Own {
			b.Decidable++
		}
	}
	b.Decided, _ = v.once.(int)
	b.Proposals, b.Paging = paged(v, all)
	if b.Import != "" {
		b.Paging.more = "&import=" + string(b.Import)
	}
	return b, err
}

// of is the import whose proposals are asked for.
func (v *visit) of() data.ID {
	if of := named(v.said("import")); of != "" {
		return of
	}
	return named(v.r.URL.Query().Get("import"))
}

// proposals are those that wait, of one import or of all.
func (d *Desk) proposals(v *visit, of data.ID) ([]proposal, error) {
	all, err := d.engine.Proposals()
	var kept []proposal
	for _, p := range all {
		if of == "" || p.Import == of {
			kept = append(kept, proposalFor(p, v.who))
		}
	}
	return kept, err
}

func proposalFor(p relais.Proposal, who Person) proposal {
	view := proposal{Proposal: p, Own: slices.Contains(p.By, who.ID)}
	for _, g := range p.Gains {
		switch {
		case g.Field == "sealed_place":
			view.Staff = true
		case !slices.Contains(view.Public, g.Field):
			view.Public = append(view.Public, g.Field)
		}
	}
	return view
}

// GainWords is what would be seen, as a key of words or "" where its name says it.
func (p proposal) GainWords(field string) string {
	if _, ok := proposalWords["gain."+field]; ok {
		return "gain." + field
	}
	return ""
}

// Groups are the fields that would change.
func (p proposal) Groups() []diffGroup {
	if len(p.Fields) == 0 {
		return nil
	}
	return []diffGroup{{Record: p.Record, Name: p.Name, Diffs: p.Fields}}
}

func (d *Desk) showProposal(v *visit) (any, error) {
	all, err := d.proposals(v, "")
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(p proposal) bool { return p.ID == v.id() })
	if i < 0 {
		return nil, problem(bilingual.NotFound, "proposal_gone",
			bilingual.Text{En: "nothing waits under this id: it was decided, or has lapsed", Fr: "rien n’attend sous cet identifiant : la décision est prise, ou la proposition est caduque"},
			bilingual.Text{})
	}
	all[i].Seen, err = d.outlook(v, v.id())
	return all[i], err
}

// The two decisions.
const (
	deedApprove = "approve"
	deedDecline = "decline"
)

func (d *Desk) decide(v *visit, id data.ID) error {
	deed := v.said("deed")
	if deed != deedApprove && deed != deedDecline {
		return problemDeed()
	}
	_, err := d.engine.Decide(relais.Decision{ID: id, Decline: deed == deedDecline, Actor: v.who.ID, Reason: v.said("reason"), At: v.at})
	return err
}

func (d *Desk) decideOne(v *visit) (next, error) {
	return next{path: "proposals", done: v.said("deed") + "d"}, d.decide(v, v.id())
}

// decideSeveral decides those that are ticked, or all of the list that whoever
// decides did not propose. Each is decided by itself: those that are refused do not
// keep the others from it.
func (d *Desk) decideSeveral(v *visit) (next, error) {
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(slow)) // where there is no connection, there is none to end
	all, err := d.proposals(v, v.of())
	if err != nil {
		return next{}, err
	}
	var refused []error
	asked, done := 0, 0
	for _, p := range all {
		ticked := slices.Contains(v.form["id"], string(p.ID)) || v.said("all") != "" && !p.Own
		if !ticked {
			continue
		}
		asked++
		if err := d.decide(v, p.ID); err != nil {
			refused = append(refused, err)
		} else {
			done++
		}
	}
	v.once = done
	if asked == 0 {
		return next{}, problem(bilingual.Invalid, "proposal_none",
			bilingual.Text{En: "nothing was ticked", Fr: "rien n’est coché"},
			bilingual.Text{En: "nothing was changed; tick what you decide", Fr: "rien n’a été modifié; cochez ce dont vous décidez"})
	}
	if len(refused) > 0 {
		return next{}, eachOnce(refused)
	}
	return next{path: "proposals", done: v.said("deed") + "d"}, nil
}

// eachOnce joins errors, of those that say the same the first: many proposals are
// refused for one reason.
func eachOnce(all []error) error {
	var kept several
	seen := map[string]bool{}
	for _, err := range all {
		if !seen[err.Error()] {
			seen[err.Error()] = true
			kept = append(kept, err)
		}
	}
	return kept
}

// several are errors joined.
type several []error

func (s several) Error() string   { return s[0].Error() }
func (s several) Unwrap() []error { return s }
