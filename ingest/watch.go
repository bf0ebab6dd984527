package ingest

import (
	"iter"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Watch knows by what every record of a directory can be told, and what each keeps
// back. A decision about one record is held against it. It holds digests: nothing
// sealed can be read from it.
type Watch struct {
	alike   likenesses
	secrets secrets
}

// NewWatch looks at every record once. Those that wait to be shown, by their ids,
// count as shown already: two that are approved one after the other do not give
// each other away. What they keep back they keep back until then.
func NewWatch(all iter.Seq[*record.Record], waiting map[data.ID]*record.Record) *Watch {
	w := &Watch{alike: likenesses{}, secrets: secrets{}}
	for r := range all {
		w.secrets.add(r)
		if wanted := waiting[r.ID()]; wanted != nil {
			r = wanted
		}
		w.alike.add(r)
	}
	return w
}

// Add looks at one record more, beside those that it knows: one of a file, whose
// own version in the directory counts as well.
func (w *Watch) Add(r *record.Record) {
	w.alike.add(r)
	w.secrets.add(r)
}

// Left is what Plan would leave of want, in the place of old, which may be nil; nil
// where it would leave old alone. It tells no differences, which take most of the
// time.
func (w *Watch) Left(old, want *record.Record) *record.Record {
	if old != nil && same(old, want) {
		return nil
	}
	p := w.planner(old)
	base := p.hold(old, want)
	if old != nil && (base == old || same(old, base)) {
		return nil
	}
	return base
}

// Plan is Plan for one record, held against all that the watch knows. Pairs, and the
// alarms about a file or a directory as a whole, are not looked for.
func (w *Watch) Plan(old, want *record.Record) ChangeSet {
	p := w.planner(old)
	p.plan(want)
	p.Alarms = p.alarms.list()
	p.Diffs, p.Proposals = orEmpty(p.Diffs), orEmpty(p.Proposals)
	p.Wider, p.Consented, p.Pairs = orEmpty(p.Wider), orEmpty(p.Consented), []Pair{}
	return p.ChangeSet
}

func (w *Watch) planner(old *record.Record) *planner {
	return &planner{existing: alone{old}, alike: w.alike, secrets: w.secrets, alarms: alarms{}}
}

// alone is a directory of one record, or of none.
type alone struct{ r *record.Record }

func (alone) BySource(string, string) (*record.Record, bool) { return nil, false }

func (a alone) ByID(id data.ID) (*record.Record, bool) {
	return a.r, a.r != nil && a.r.ID() == id
}

// Replace goes over from old, which may be nil, to r.
func (w *Watch) Replace(old, r *record.Record) {
	if old != nil {
		forget(w.alike, func(l likeness) bool { return l.owner == old.ID() })
		forget(w.secrets, func(owner data.ID) bool { return owner == old.ID() })
	}
	w.alike.add(r)
	w.secrets.add(r)
}

func forget[L any](known map[mark][]L, gone func(L) bool) {
	for m, all := range known {
		if slices.ContainsFunc(all, gone) {
			known[m] = slices.DeleteFunc(all, gone)
		}
	}
}

// GivesAway reports whether r, which takes the place of old, would show what
// another record keeps back. old may be nil.
func (w *Watch) GivesAway(old, r *record.Record) bool {
	return w.alike.givesAway(old, r) || len(record.Publish(r)) > 0 && w.secrets.toldBy(old, r)
}
