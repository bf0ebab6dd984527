package ingest

import (
	"bytes"
	"iter"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// ChangeSet is what records would change in the directory. Nothing has been
// changed yet.
type ChangeSet struct {
	Added     int `json:"added"` // records, like the two below
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"` // rows that the reader refused: its Report has them, and Plan leaves this 0
	// Put are the added and changed records, to be stored together. None of them
	// shows anybody more than before: what would waits in Proposals.
	Put       []*record.Record `json:"-"`
	Diffs     []Diff           `json:"diffs"` // of the changed ones, and of what waits
	Alarms    []Alarm          `json:"alarms"`
	Proposals []Proposal       `json:"proposals"`
	// Pairs are added records that may be in the directory already, for a person
	// to decide. Until then both are kept.
	Pairs []Pair `json:"pairs"`
	// Wider are the records that would show more than before, or what another
	// record keeps back; Consented those that are new and would be seen by the
	// public from the first, on the consent that the mapping records. Each has
	// its Proposal.
	Wider     []data.ID `json:"wider"`
	Consented []data.ID `json:"consented"`
	// Resealed counts the records that seal something, in the place of which the file
	// says something else: whoever plans learns that they did not know it.
	Resealed int `json:"-"`
}

// Proposal is what a file wants of one record and may not do: a second person
// has to agree to it.
type Proposal struct {
	Record data.ID `json:"record"`
	Name   string  `json:"name"`  // the organization's
	Gains  []Gain  `json:"gains"` // what would be seen that was not
	// Alike says that it would show what another record keeps back; which one and
	// what is not told.
	Alike bool           `json:"alike,omitempty"`
	Base  *record.Record `json:"-"` // the record as the import itself leaves it
	Want  *record.Record `json:"-"` // as the file has it
}

// Plan compares records, as a reader gave them, with what the directory has
// under their ids. A record whose encoding is the same to the byte is
// unchanged. A reader that knew the directory has given known rows their
// records' ids already; where it has not, an alarm says so.
//
// What would make anything more visible is held back, and proposed.
func Plan(records []*record.Record, existing Existing) ChangeSet {
	return PlanTold(records, existing, nil)
}

// PlanTold is Plan that says how far it has come; progress may be nil.
func PlanTold(records []*record.Record, existing Existing, progress func(phase Phase, done, total int)) ChangeSet {
	env := Env{Progress: progress}
	p := planner{existing: existing, alike: likenesses{}, secrets: secrets{}, alarms: alarms{}, whole: newOverview()}
	p.gather(records)
	for i, r := range records {
		env.progress(Check, i, len(records))
		old := p.known(r.ID())
		p.planFrom(old, r)
		p.survey(old, r)
	}
	m := newMatcher(p.fresh)
	p.lookAgain(m)
	found := m.matches(existing, func(done int) { env.progress(Match, done, len(p.fresh)) })
	p.Pairs = orEmpty(found.pairs)
	p.alarms.count("to_decide", len(found.pairs))
	p.alarms.count("kept_apart", found.apart)
	p.alarms.count("too_many_alike", found.crowded)
	p.sum()
	p.Alarms = p.alarms.list()
	p.Diffs, p.Proposals = orEmpty(p.Diffs), orEmpty(p.Proposals)
	p.Wider, p.Consented = orEmpty(p.Wider), orEmpty(p.Consented)
	return p.ChangeSet
}

// gather takes in what the records of the file and of the directory can be told by,
// and what they keep back.
func (p *planner) gather(records []*record.Record) {
	ours := make(map[data.ID]bool, len(records))
	for _, r := range records {
		ours[r.ID()] = true
		p.alike.add(r)
		p.secrets.add(r)
	}
	for r := range p.all() {
		p.alike.add(r)
		p.secrets.add(r)
		if !ours[r.ID()] {
			p.whole.others.add(r, 1)
		}
	}
}

// lookAgain goes through the directory a second time, where there is reason to: for
// what new records may be the same as, and for what says what the file seals.
func (p *planner) lookAgain(m *matcher) {
	if len(p.fresh)+len(p.whole.secrets) == 0 {
		return
	}
	for r := range p.all() {
		if len(p.fresh) > 0 {
			m.know(r)
		}
		if len(p.whole.secrets) > 0 && p.whole.secrets.toldIn(r) {
			p.alarms.add("told_already")
		}
	}
}

// all gives every record of the directory, if it can.
func (p *planner) all() iter.Seq[*record.Record] {
	if all, ok := p.existing.(whole); ok {
		return all.All()
	}
	return func(func(*record.Record) bool) {}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type planner struct {
	ChangeSet
	existing Existing
	alike    likenesses
	secrets  secrets
	alarms   alarms
	fresh    []*record.Record // that the directory does not have
	whole    overview
}

func (p *planner) plan(want *record.Record) { p.planFrom(p.known(want.ID()), want) }

func (p *planner) planFrom(old, want *record.Record) {
	if old != nil && same(old, want) {
		p.Unchanged++
		return
	}
	base := p.hold(old, want)
	switch {
	case old == nil:
		p.Added++
		p.fresh = append(p.fresh, want)
		p.twin(want)
	case base == old || same(old, base):
		p.Unchanged++
	default:
		p.Changed++
	}
	if old == nil || base != old && !same(old, base) {
		p.Put = append(p.Put, base)
	}
	if old != nil {
		diffs := p.tell(old, base, want)
		p.Diffs = append(p.Diffs, diffs...)
		p.compare(old, want)
		if slices.ContainsFunc(diffs, func(d Diff) bool { return d.Field == sealedField }) && sealsAny(old) {
			p.Resealed++
		}
	}
}

func (p *planner) known(id data.ID) *record.Record {
	if p.existing == nil {
		return nil
	}
	old, _ := p.existing.ByID(id)
	return old
}

// hold gives the record as the import itself may leave it, and proposes the rest.
func (p *planner) hold(old, want *record.Record) *record.Record {
	gains, alike := gained(old, want), p.alike.givesAway(old, want)
	told := p.secrets.toldBy(old, want)
	if told {
		p.alarms.add("text_tells")
	}
	alike = alike || told && len(record.Publish(want)) > 0
	base := want
	switch {
	case alike && old != nil:
		base = old
	case alike || len(gains) > 0:
		base = narrowed(old, want)
	}
	if hidden := p.alike.concealed(old, base); hidden != base {
		p.alarms.add("hidden_elsewhere")
		base = hidden
	}
	if base != want && !same(base, want) {
		p.propose(old, base, want, alike)
	}
	return base
}

// propose notes what waits for a second person.
func (p *planner) propose(old, base, want *record.Record, alike bool) {
	gains := gained(base, want)
	p.Proposals = append(p.Proposals, Proposal{
		Record: want.ID(), Name: nameOf(want), Gains: orEmpty(gains), Alike: alike, Base: base, Want: want,
	})
	switch {
	case alike:
		p.Wider = append(p.Wider, want.ID())
		p.alarms.add("like_hidden")
	case old == nil && len(published(want)) > 0:
		p.Consented = append(p.Consented, want.ID())
		p.alarms.add("consented")
	default:
		p.Wider = append(p.Wider, want.ID())
		p.alarms.add("wider")
	}
}

// tell lists the fields that a file changes, and which of them wait. The values
// of a record that would give another away are withheld: they may be that one's.
func (p *planner) tell(old, base, want *record.Record) []Diff {
	diffs := Differences(old, want)
	done := map[string]bool{}
	for _, d := range Differences(old, base) {
		done[d.Field] = true
	}
	alike := len(p.Proposals) > 0 && p.Proposals[len(p.Proposals)-1].Record == want.ID() && p.Proposals[len(p.Proposals)-1].Alike
	for i := range diffs {
		d := &diffs[i]
		d.Waits = !done[d.Field]
		if alike {
			d.Name, d.Old, d.New = withheld, withheld, withheld
		}
	}
	return diffs
}

// same reports whether two records are equal to the byte, sealed parts
// included. One that cannot be encoded is equal to nothing.
func same(a, b *record.Record) bool {
	first, err := record.Encode(a)
	if err != nil {
		return false
	}
	second, err := record.Encode(b)
	return err == nil && bytes.Equal(first, second)
}

// twin raises an alarm for a record that is new although the directory has one
// from the same row: it was read without the directory.
func (p *planner) twin(r *record.Record) {
	if p.existing == nil {
		return
	}
	for _, s := range r.Sources {
		if known, ok := p.existing.BySource(s.Name, s.Key); ok && known.ID() != r.ID() {
			p.alarms.add("read_without_directory")
			return
		}
	}
}
