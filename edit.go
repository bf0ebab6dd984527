package relais

import (
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ingest"
)

// Editable is a record to be edited: without its sealed parts, which stay as they
// are.
type Editable struct {
	Base   string         `json:"base"` // what it was made from: an edit on another is refused
	Record *record.Record `json:"record"`
}

// Editing is an edit of one record: who makes it, why, and when.
type Editing struct {
	Actor  string
	Reason string
	At     time.Time
}

// EditDone is what came of an edit. What would show anybody more than before is
// not done: it waits for a second person.
type EditDone struct {
	Fields    []ingest.Diff `json:"fields"` // those that wait say so
	Proposals []data.ID     `json:"proposals"`
	Receipt   store.Receipt `json:"receipt"`
}

// Editable gives a record to be edited.
func (e *Engine) Editable(id data.ID) (Editable, error) {
	r, err := e.Record(id)
	if err != nil {
		return Editable{}, err
	}
	r.Sealed = record.Sealed{}
	base, err := baseOf(r)
	return Editable{base, r}, err
}

// baseOf is a digest of what may be edited of a record: neither of what is sealed,
// which could be guessed from it, nor of what changes from call to call.
func baseOf(r *record.Record) (string, error) {
	open := *r
	open.Sealed, open.Services = record.Sealed{}, slices.Clone(r.Services)
	for i := range open.Services {
		open.Services[i].Capacity = nil
	}
	content, err := record.Encode(&open)
	return digest(content), err
}

// Edit makes an edit. Room and verification are not edited: they stay as they are.
// The address of a place that becomes confidential goes under seal.
func (e *Engine) Edit(want Editable, by Editing) (EditDone, error) {
	if want.Record == nil {
		return EditDone{}, problemNoEdit()
	}
	return retried(func() (EditDone, error) {
		generation := e.store.Generation()
		now, err := e.Record(want.Record.ID())
		if err != nil {
			return EditDone{}, err
		}
		base, err := baseOf(now)
		if err != nil {
			return EditDone{}, err
		}
		if base != want.Base {
			return EditDone{}, problemTakenOutBefore()
		}
		edited, err := own([]*record.Record{want.Record})
		if err != nil {
			return EditDone{}, err
		}
		keepUnedited(edited[0], now)
		return e.change(now, edited[0], generation, by)
	})
}

// keepUnedited puts into r what an edit does not speak of.
func keepUnedited(r, now *record.Record) {
	r.Sealed, r.Demo, r.Sources = now.Sealed, now.Demo, now.Sources
	r.Organization.Verified = now.Organization.Verified
	for i := range r.Services {
		s := &r.Services[i]
		s.Capacity, s.Verified = nil, data.Verification{}
		if j := slices.IndexFunc(now.Services, func(o record.Service) bool { return o.ID == s.ID }); j >= 0 {
			s.Capacity, s.Verified = now.Services[j].Capacity, now.Services[j].Verified
		}
	}
	r.Sealed = now.Sealed.Reseal(func(p *record.Parts) {
		for i := range r.Locations {
			seal(&r.Locations[i], p)
		}
	})
}

// seal puts the address of a confidential place under seal, and breaks the seal of
// one that is confidential no longer: that waits for a second person.
func seal(l *record.Location, p *record.Parts) {
	switch {
	case !l.Confidential:
		delete(p.Sites, l.ID)
	case !l.Address.IsZero() || !l.Point.IsZero():
		p.Sites[l.ID] = record.Site{Address: l.Address, Point: l.Point}
		l.Address, l.Point = data.Address{}, geo.Point{}
	}
}

// change stores a record as somebody wants it, in the place of now, as of a
// generation, but for what would show anybody more than before.
func (e *Engine) change(now, want *record.Record, generation uint64, by Editing) (EditDone, error) {
	if strings.TrimSpace(by.Reason) == "" {
		return EditDone{}, problemNoReason()
	}
	if err := e.validate([]*record.Record{want}, hours.DateOf(by.At)); err != nil {
		return EditDone{}, err
	}
	planned, err := e.editing(now, want, generation)
	if err != nil {
		return EditDone{}, err
	}
	if n := tellingOf(planned.Alarms); n > 0 {
		if err := e.recordLook(look{action: actionEdit, actor: by.Actor, at: by.At, rows: 1, told: n, subjects: []data.ID{want.ID()}}); err != nil {
			return EditDone{}, err
		}
	}
	done := EditDone{Fields: planned.Diffs, Proposals: []data.ID{}}
	var papers []store.Paper
	for _, p := range planned.Proposals {
		k, err := e.proposalOf(p, by)
		if err != nil {
			return EditDone{}, err
		}
		paper, err := k.paper()
		if err != nil {
			return EditDone{}, err
		}
		papers, done.Proposals = append(papers, paper), append(done.Proposals, k.ID)
	}
	switch {
	case len(planned.Put) > 0:
		done.Receipt, err = e.Apply(Change{Actor: by.Actor, Reason: by.Reason, At: by.At, Put: planned.Put, Papers: papers, Expect: &generation})
	case len(papers) > 0:
		err = e.store.File(store.Filing{Papers: papers, Action: actionPropose, Actor: by.Actor, Reason: by.Reason, At: by.At, Subjects: []data.ID{want.ID()}})
	default:
		return done, problemNoEdit()
	}
	return done, err
}

const actionPropose = "propose"

func (e *Engine) proposalOf(p ingest.Proposal, by Editing) (*keptProposal, error) {
	base, err := record.Encode(p.Base)
	if err != nil {
		return nil, err
	}
	want, err := record.Encode(p.Want)
	if err != nil {
		return nil, err
	}
	return e.proposal(p, keptRecord{ID: p.Record, Put: base, Want: want}, ImportBrief{}, ImportOrder{Actor: by.Actor, Reason: by.Reason, At: by.At})
}

func problemNoEdit() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "edit_empty",
		Message: bilingual.Text{En: "this changes nothing", Fr: "ceci ne change rien"},
		Hint:    bilingual.Text{En: "room and verification have commands of their own: relais capacity, relais verify", Fr: "les places et la vérification ont leurs commandes : relais capacity, relais verify"},
	}
}

func problemTakenOutBefore() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "edited_since",
		Message: bilingual.Text{En: "somebody has edited this record since it was taken out to edit", Fr: "quelqu’un a modifié ce dossier depuis qu’il a été pris pour modification"},
		Hint:    bilingual.Text{En: "nothing was changed; take it out again: relais edit ID", Fr: "rien n’a été modifié; reprenez-le : relais edit ID"},
	}
}
