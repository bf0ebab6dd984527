package relais

import (
	"bytes"
	"compress/flate"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// paperSeals is a paper with what an undone import had sealed. The records are as
// they were before it; but an address that somebody has called confidential is no
// less so because they took their file back. Every plan, edit and approval is held
// against it, until a second person lifts it.
const paperSeals = "seals/"

// seals gives all that undone imports had sealed, as records that have nothing else.
func seals(tx *store.Tx) (all []*record.Record, err error) {
	for p, err := range tx.Papers(paperSeals) {
		if err != nil {
			return nil, err
		}
		in := gob.NewDecoder(flate.NewReader(bytes.NewReader(p.Content)))
		for {
			var content []byte
			err := in.Decode(&content)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("read what an import had sealed: %w", err)
			}
			r, err := record.Decode(content)
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
	}
	return all, nil
}

// sealOf is what r keeps back and nothing else: sealed parts, the lines of a
// confidential place that the public does not see, and the name if the public sees
// nothing of r. It is nil for a record that seals nothing by which it can be told.
func sealOf(r *record.Record) *record.Record {
	confidential := slices.ContainsFunc(r.Locations, func(l record.Location) bool { return l.Confidential })
	if !confidential && r.Sealed.Contacts() == 0 {
		return nil
	}
	hidden := len(record.Publish(r)) == 0
	s := &record.Record{Sealed: r.Sealed, Sources: r.Sources}
	s.Organization.ID = r.ID()
	if hidden {
		s.Organization.Name = r.Organization.Name
	}
	keep := func(lines []record.Phone) {
		for _, line := range lines {
			if hidden || !line.Public {
				s.Organization.Phones = append(s.Organization.Phones, record.Phone{Phone: line.Phone})
			}
		}
	}
	keep(r.Organization.Phones)
	for i := range r.Services {
		keep(r.Services[i].Phones)
	}
	for i := range r.At {
		keep(r.At[i].Phones)
	}
	for i := range r.Locations {
		keep(r.Locations[i].Phones)
		if r.Locations[i].Confidential {
			s.Locations = append(s.Locations, record.Location{ID: r.Locations[i].ID, Confidential: true})
		}
	}
	return s
}

// sealPapers keeps what an import had sealed while it is undone, and proposes to
// lift it.
func (e *Engine) sealPapers(kept []*record.Record, brief ImportBrief, o UndoOrder) ([]store.Paper, error) {
	if len(kept) == 0 {
		return nil, nil
	}
	content, err := deflated(func(w io.Writer) error {
		out := gob.NewEncoder(w)
		for _, r := range kept {
			content, err := record.Encode(r)
			if err == nil {
				err = out.Encode(content)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	k := keptProposal{Proposal: Proposal{
		Kind: ProposeUnseal, Name: brief.File, Import: o.ID, Seals: len(kept), Gains: []ingest.Gain{}, Fields: []ingest.Diff{},
		By: with(with(brief.By, brief.Applied.By), o.Actor), Reason: o.Reason, At: o.At.UTC(), State: ProposalOpen,
	}}
	if k.ID, err = data.NewID(e.random); err != nil {
		return nil, err
	}
	paper, err := k.paper()
	return []store.Paper{paper, {Name: paperSeals + string(o.ID), Content: content}}, err
}

const actionUnseal = "unseal"

// approveUnseal lifts what an undone import had sealed.
func (e *Engine) approveUnseal(k keptProposal, d Decision) (Proposal, error) {
	k.close(ProposalApproved, Act{By: d.Actor, At: d.At.UTC(), Reason: d.Reason})
	paper, err := k.paper()
	if err != nil {
		return Proposal{}, err
	}
	err = e.store.File(store.Filing{
		Papers: []store.Paper{paper, {Name: paperSeals + string(k.Import)}},
		Action: actionUnseal, Actor: d.Actor, Reason: d.Reason, At: d.At,
	})
	if err == nil {
		e.watch.forget()
		e.edits.forget()
	}
	return k.Proposal, err
}

// sameSeal compares what is sealed without looking into it: a record with another's
// seal encodes alike if and only if both seal the same.
func sameSeal(a, b *record.Record) bool {
	swapped := *a
	swapped.Sealed = b.Sealed
	first, err := record.Encode(a)
	second, other := record.Encode(&swapped)
	return err == nil && other == nil && bytes.Equal(first, second)
}
