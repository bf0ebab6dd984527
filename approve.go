package relais

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// ProposalKind says what a proposal is about.
type ProposalKind string

// The kinds of proposals.
const (
	ProposeWider    ProposalKind = "wider"    // a file would show more than before
	ProposeWithdraw ProposalKind = "withdraw" // nobody could be reached, again and again
	ProposeAdmit    ProposalKind = "admit"    // an organization has asked to be listed
	ProposeUnseal   ProposalKind = "unseal"   // an undone import had sealed something
)

// ProposalState says what has become of a proposal.
type ProposalState string

// The states of a proposal.
const (
	ProposalOpen     ProposalState = "open"
	ProposalApproved ProposalState = "approved"
	ProposalDeclined ProposalState = "declined"
	ProposalLapsed   ProposalState = "lapsed" // what it came from was undone
)

// Proposal is a change that waits for a second person. What it says of the fields
// withholds sealed values, and all of them where Alike is set.
type Proposal struct {
	ID     data.ID       `json:"id"`
	Kind   ProposalKind  `json:"kind"`
	Record data.ID       `json:"record"`
	Name   string        `json:"name"` // the organization's; of ProposeUnseal, the file's
	Gains  []ingest.Gain `json:"gains"`
	Alike  bool          `json:"alike,omitempty"`
	Fields []ingest.Diff `json:"fields"`
	Import data.ID       `json:"import,omitempty"` // that it came from
	Target data.ID       `json:"target,omitempty"` // the listing to withdraw, or the application to accept
	Days   int           `json:"days,omitempty"`   // on which nobody could be reached there
	Seals  int           `json:"seals,omitempty"`  // records of which what they sealed is kept back still
	By     []string      `json:"by"`               // who may not decide it
	Reason string        `json:"reason"`           // of the import
	At     time.Time     `json:"at"`

	State   ProposalState `json:"state"`
	Decided *Act          `json:"decided,omitempty"`
}

const paperProposal = "proposal/"

// keptProposal is a proposal as it is kept: with the record as the import left it
// and as the file has it, until it is decided.
type keptProposal struct {
	Proposal
	Base   []byte `json:"base,omitempty"`
	Want   []byte `json:"want,omitempty"`
	Digest string `json:"digest,omitempty"` // of Want
}

func (k *keptProposal) paper() (store.Paper, error) {
	content, err := json.Marshal(k)
	return store.Paper{Name: paperProposal + string(k.ID), Content: content}, err
}

// close decides a proposal: what it held is kept no longer.
func (k *keptProposal) close(s ProposalState, a Act) {
	k.State, k.Decided, k.Base, k.Want, k.Fields = s, &a, nil, nil, []ingest.Diff{}
}

// subjects are the organizations that a proposal is about, for the audit.
func (k *keptProposal) subjects() []data.ID {
	if k.Record == "" {
		return nil
	}
	return []data.ID{k.Record}
}

// Proposals lists those that wait for a decision, the oldest first.
func (e *Engine) Proposals() ([]Proposal, error) {
	kept, err := e.openProposals()
	all := make([]Proposal, len(kept))
	for i := range kept {
		all[i] = kept[i].Proposal
	}
	return all, err
}

func (e *Engine) openProposals() (all []keptProposal, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.Papers(paperProposal) {
			if err != nil {
				return err
			}
			var k keptProposal
			if err := json.Unmarshal(p.Content, &k); err != nil {
				return fmt.Errorf("read a proposal: %w", err)
			}
			if k.State == ProposalOpen {
				all = append(all, k)
			}
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b keptProposal) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name)) })
	return all, err
}

// proposalsOf makes the papers of what an import proposes. What waits already, to
// the byte, is not proposed again.
func (e *Engine) proposalsOf(a importing, o ImportOrder) ([]store.Paper, error) {
	waiting, err := e.openProposals()
	if err != nil {
		return nil, err
	}
	i, err := e.Import(o.ID)
	if err != nil {
		return nil, err
	}
	about := map[data.ID]ingest.Proposal{}
	for _, p := range i.Changes.Proposals {
		about[p.Record] = p
	}
	var papers []store.Paper
	for r, err := range a.kept.all() {
		if err != nil {
			return nil, err
		}
		if r.Want == nil || slices.ContainsFunc(waiting, func(w keptProposal) bool { return w.Record == r.ID && w.Digest == digest(r.Want) }) {
			continue
		}
		k, err := e.proposal(about[r.ID], r, a.brief, o)
		if err != nil {
			return nil, err
		}
		paper, err := k.paper()
		if err != nil {
			return nil, err
		}
		papers = append(papers, paper)
	}
	return papers, nil
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func (e *Engine) proposal(about ingest.Proposal, r keptRecord, brief ImportBrief, o ImportOrder) (*keptProposal, error) {
	k := &keptProposal{Want: r.Want, Base: r.Put, Digest: digest(r.Want)}
	if k.Base == nil {
		k.Base = r.Had
	}
	k.Proposal = Proposal{
		Kind: ProposeWider, Record: r.ID, Name: about.Name, Gains: about.Gains, Alike: about.Alike,
		Import: o.ID, By: with(brief.By, o.Actor), Reason: o.Reason, At: o.At.UTC(), State: ProposalOpen,
	}
	base, err := record.Decode(k.Base)
	if err != nil {
		return nil, err
	}
	want, err := record.Decode(k.Want)
	if err != nil {
		return nil, err
	}
	if k.Fields = ingest.Differences(base, want); k.Alike {
		k.Fields = []ingest.Diff{} // they may be another record's
	}
	k.ID, err = data.NewID(e.random)
	return k, err
}

// Decision is what a second person says of a proposal.
type Decision struct {
	ID      data.ID   `json:"id"`
	Decline bool      `json:"decline,omitempty"`
	Actor   string    `json:"-"`
	Reason  string    `json:"reason"`
	At      time.Time `json:"-"`
}

// The actions that are audited when nothing is changed.
const actionDecline = "decline"

// Decide approves a proposal, which makes its change, or declines it. Whoever
// proposed it, or has edited the record since, is refused. Edits made meanwhile to
// other parts of the record stay; where the same part was edited, the proposal is
// refused and stays open. So it is, once, if another record keeps back by now what
// it would show.
func (e *Engine) Decide(d Decision) (Proposal, error) {
	k, err := e.proposalToDecide(d)
	if err != nil || k.State != ProposalOpen {
		return k.Proposal, err
	}
	if d.Decline {
		return e.decline(k, d)
	}
	return retried(func() (Proposal, error) {
		switch k.Kind {
		case ProposeWithdraw:
			return e.approveWithdrawal(k, d)
		case ProposeAdmit:
			return e.approveAdmission(k, d)
		case ProposeUnseal:
			return e.approveUnseal(k, d)
		}
		return e.approve(k, d)
	})
}

// proposalToDecide finds a proposal that d's actor may decide. One that was
// decided in the same way already is given as it is.
func (e *Engine) proposalToDecide(d Decision) (k keptProposal, err error) {
	if strings.TrimSpace(d.Reason) == "" {
		return k, problemNoReason()
	}
	err = e.store.View(func(tx *store.Tx) error {
		content, ok, err := tx.Paper(paperProposal + string(d.ID))
		if err == nil && !ok {
			err = problemNoProposal()
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(content, &k)
	})
	wanted := ProposalApproved
	if d.Decline {
		wanted = ProposalDeclined
	}
	switch {
	case err != nil:
	case k.State != ProposalOpen && k.State != wanted:
		err = problemDecided()
	case slices.Contains(k.By, d.Actor) && k.State == ProposalOpen:
		err = problemOwnProposal()
	}
	return k, err
}

func (e *Engine) decline(k keptProposal, d Decision) (Proposal, error) {
	k.close(ProposalDeclined, Act{By: d.Actor, At: d.At.UTC(), Reason: d.Reason})
	papers, err := papersOf(&k)
	if err == nil && k.Kind == ProposeAdmit {
		var closed []store.Paper
		closed, err = e.declinedAdmission(&k)
		papers = append(papers, closed...)
	}
	if err != nil {
		return Proposal{}, err
	}
	return k.Proposal, e.store.File(store.Filing{
		Papers: papers, Action: actionDecline, Actor: d.Actor, Reason: d.Reason, At: d.At, Subjects: k.subjects(),
	})
}

func (e *Engine) approve(k keptProposal, d Decision) (Proposal, error) {
	generation := e.store.Generation()
	now, err := e.Record(k.Record)
	if err != nil {
		return Proposal{}, err
	}
	merged, err := merge(k.Base, k.Want, now)
	if err != nil {
		return Proposal{}, err
	}
	own, err := e.editedSince(k, now, d.Actor)
	if err != nil {
		return Proposal{}, err
	}
	if own {
		return Proposal{}, problemOwnEdit()
	}
	if !k.Alike {
		gives, err := e.givesAway(now, merged)
		if err != nil {
			return Proposal{}, err
		}
		if gives {
			return Proposal{}, e.lookAgain(k, d)
		}
	}
	k.close(ProposalApproved, Act{By: d.Actor, At: d.At.UTC(), Reason: d.Reason})
	paper, err := k.paper()
	if err != nil {
		return Proposal{}, err
	}
	done, err := e.Apply(Change{
		Actor: d.Actor, Reason: d.Reason, At: d.At, Key: "approve " + string(k.ID),
		Put: []*record.Record{merged}, Papers: []store.Paper{paper}, Expect: &generation,
	})
	if err == nil {
		e.watch.follow(generation, done.Generation, now, merged)
	}
	return k.Proposal, err
}

// merge makes the changes from base to want in now, part by part: the
// organization, each service, place and join, and what is sealed. A part that was
// edited on both sides differently is a Problem. Room is always as it is now: it
// changes from call to call, and no proposal is about it.
func merge(base, want []byte, now *record.Record) (*record.Record, error) {
	was, err := record.Decode(base)
	if err != nil {
		return nil, err
	}
	is, err := record.Decode(want)
	if err != nil {
		return nil, err
	}
	m := &merging{}
	current := *now // now itself stays as it is
	current.Services = slices.Clone(now.Services)
	now = &current
	merged := &record.Record{Demo: now.Demo}
	merged.Organization = mergedPart(m, was.Organization, is.Organization, now.Organization)
	rooms := map[data.ID][]data.Capacity{}
	for _, r := range []*record.Record{was, is, now} {
		for i := range r.Services {
			rooms[r.Services[i].ID] = r.Services[i].Capacity
			r.Services[i].Capacity = nil
		}
	}
	merged.Services = mergedParts(m, was.Services, is.Services, now.Services, func(s record.Service) data.ID { return s.ID })
	for i := range merged.Services {
		merged.Services[i].Capacity = rooms[merged.Services[i].ID]
	}
	merged.Locations = mergedParts(m, was.Locations, is.Locations, now.Locations, func(l record.Location) data.ID { return l.ID })
	merged.At = mergedParts(m, was.At, is.At, now.At, func(a record.ServiceAtLocation) data.ID { return a.ID })
	merged.Sources = mergedPart(m, was.Sources, is.Sources, now.Sources)
	merged.Sealed = m.sealed(was, is, now)
	if m.clash {
		return nil, problemClash()
	}
	return merged, nil
}

type merging struct{ clash bool }

func mergedPart[T any](m *merging, was, is, now T) T {
	switch {
	case reflect.DeepEqual(was, is) || reflect.DeepEqual(is, now):
		return now
	case !reflect.DeepEqual(was, now):
		m.clash = true
	}
	return is
}

// mergedParts keeps the order of now, with what is new after it.
func mergedParts[T any](m *merging, was, is, now []T, id func(T) data.ID) []T {
	find := func(all []T, of data.ID) *T {
		if i := slices.IndexFunc(all, func(p T) bool { return id(p) == of }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	var merged []T
	for _, part := range slices.Concat(now, is) {
		if find(merged, id(part)) != nil {
			continue
		}
		if p := mergedPart(m, find(was, id(part)), find(is, id(part)), find(now, id(part))); p != nil {
			merged = append(merged, *p)
		}
	}
	return merged
}

// sealed merges what is sealed as a whole, without looking into it.
func (m *merging) sealed(was, is, now *record.Record) record.Sealed {
	switch {
	case sameSeal(was, is) || sameSeal(is, now):
		return now.Sealed
	case !sameSeal(was, now):
		m.clash = true
	}
	return is.Sealed
}

func problemNoReason() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "reason_required",
		Message: bilingual.Text{En: "give a reason: --reason WHY", Fr: "donnez une raison : --reason RAISON"},
		Hint:    bilingual.Text{En: "it is kept in the audit", Fr: "elle est gardée à l’audit"},
	}
}

func problemNoProposal() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "proposal_unknown",
		Message: bilingual.Text{En: "there is no proposal with this id", Fr: "aucune proposition ne porte cet identifiant"},
		Hint:    bilingual.Text{En: "list what waits with: relais approve", Fr: "affichez ce qui attend avec : relais approve"},
	}
}

func problemDecided() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "proposal_decided",
		Message: bilingual.Text{En: "this proposal has been decided otherwise, or has lapsed", Fr: "cette proposition a été tranchée autrement, ou est devenue caduque"},
		Hint:    bilingual.Text{En: "nothing was changed; it takes a new proposal", Fr: "rien n’a été modifié; il faut une nouvelle proposition"},
	}
}

func problemOwnProposal() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "proposal_own",
		Message: bilingual.Text{En: "whoever proposed this cannot decide it", Fr: "la personne qui a proposé ceci ne peut pas en décider"},
		Hint:    bilingual.Text{En: "nothing was changed; it takes a second person, under an account of their own", Fr: "rien n’a été modifié; il faut une deuxième personne, sous son propre compte"},
	}
}

func problemClash() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "proposal_stale",
		Message: bilingual.Text{En: "somebody has edited the same part of this record since it was proposed", Fr: "quelqu’un a modifié la même partie de ce dossier depuis la proposition"},
		Hint:    bilingual.Text{En: "nothing was changed; decline it, and import the file again", Fr: "rien n’a été modifié; refusez-la et importez de nouveau le fichier"},
	}
}
