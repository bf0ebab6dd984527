package index

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Facts is what a search reads of one listing, whoever its audience: terms as
// sets, the calendar compiled, words folded. Everything in it is the listing's
// own; nothing is worked out from other listings, so that one listing's score
// never depends on another.
//
// It is made of parts, since listings that differ as a whole have most of their
// parts in common: a snapshot keeps each distinct part once, and whatever is
// worked out of one part alone holds for all listings that share it.
type Facts struct {
	ID    data.ID
	Staff bool // drawn from a staff listing: capacity is a fact that may be known

	*Standing
	*Offer
	*Served
	*Admission
	*Tongues
	*Conditions
	*Moment
	*Reach
	*Checked
	*Taking
	*Live
	Where

	lexicon *Lexicon // the words of the snapshot's listings
	ordinal int      // of this one
}

// Standing is what sort of service it is.
type Standing struct {
	Kind        data.ProviderKind
	Status      data.Status
	Specialized data.Tri
}

func (s *Standing) usual() bool {
	return s.Kind == data.Direct && (s.Status == data.Active || s.Status == "")
}

// Offer is what it does.
type Offer struct{ Needs TermSet }

// Served is whom it serves.
type Served struct {
	MadeFor  TermSet // populations that it is designed for, those it is exclusive to among them
	Welcomes TermSet // populations that it says it serves
}

// Admission is whom it accepts.
type Admission struct {
	Exclusive []string // population terms: only these are served
	Only      TermSet  // the same, without those that are not in the vocabulary
	OnlyKnown bool     // there are none of these
	Ages      data.AgeRange
	Genders   []data.Gender
}

// Tongues is the languages spoken there.
type Tongues struct {
	ByStaff        TermSet
	ByInterpreter  TermSet
	Interpretation data.Tri
}

// Conditions is what is known of access to it.
type Conditions struct{ Barriers, Accessibility Answers }

// Moment is when it is open.
type Moment struct {
	Calendar *hours.Calendar // of a listing that has it
	Hours    hours.Compiled  // the same, made ready
	Zone     *time.Location  // of the place; nil where none is known, and the hours with it
}

// Reach is where callers may come from; none where nothing was declared.
type Reach struct{ ServiceAreas []geo.Area }

// Checked is when it was last verified with the provider.
type Checked struct{ Verified hours.Date }

// Taking is whether it takes new people.
type Taking struct{ Intake data.Intake }

// Where is the place where it is. No two are alike: it is not shared.
type Where struct {
	Place  geo.Area
	Remote bool
}

// Words are the listing's words.
func (f *Facts) Words() Words { return f.lexicon.Words(f.ordinal) }

// Placed reports whether anything is known of where the service is, so that a
// distance can be told.
func (w *Where) Placed() bool { return !w.Place.Center.IsZero() }

// Open is the state of its hours at an instant. Without a time zone it is
// unknown, but for what is open day and night.
func (m *Moment) Open(at time.Time) hours.State {
	switch {
	case m.Zone == nil && m.Calendar.Always && len(m.Calendar.Changes) == 0:
		return hours.Open
	case m.Zone == nil:
		return hours.Unknown
	}
	return m.Hours.At(at, m.Zone)
}

// Answers is the known answers to questions of one kind: two bits for each term, for
// yes and for no. Those of the first terms stand in a word of its own, which is all
// that most vocabularies need; many listings share the rest.
type Answers struct {
	first uint64
	rest  *TermSet
}

// inFirst is how many terms have their answers in the first word.
const inFirst = 32

// To gives the answer to the question with this ordinal.
func (a Answers) To(ordinal int) data.Tri {
	pair := uint64(0)
	switch {
	case ordinal < 0:
	case ordinal < inFirst:
		pair = a.first >> (2 * ordinal)
	case a.rest != nil:
		pair = a.rest.pair(ordinal - inFirst)
	}
	return [4]data.Tri{data.Unknown, data.Yes, data.No}[pair&3]
}

// pair gives two bits of s.
func (s TermSet) pair(i int) uint64 {
	if i/32 >= len(s) {
		return 0
	}
	return s[i/32] >> (i % 32 * 2)
}

// give is only for answers that nobody shares yet.
func (a *Answers) give(ordinal int, answer data.Tri) {
	if ordinal >= inFirst {
		a.giveRest(ordinal-inFirst, answer)
		return
	}
	a.first = a.first&^(3<<(2*ordinal)) | bitsOf(answer)<<(2*ordinal)
}

func (a *Answers) giveRest(i int, answer data.Tri) {
	if a.rest == nil {
		a.rest = new(TermSet)
	}
	a.rest.remove(2 * i)
	a.rest.remove(2*i + 1)
	switch answer {
	case data.Yes:
		a.rest.add(2 * i)
	case data.No:
		a.rest.add(2*i + 1)
	}
}

func bitsOf(answer data.Tri) uint64 {
	switch answer {
	case data.Yes:
		return 1
	case data.No:
		return 2
	}
	return 0
}

// set is all answers as one set: two places for each term.
func (a Answers) set() TermSet {
	set := TermSet{a.first}
	if a.rest != nil {
		set = append(set, *a.rest...)
	}
	return set
}

// each gives the terms whose answer is known.
func (a Answers) each(yield func(ordinal int, answer data.Tri)) {
	a.set().each(func(i int) { yield(i/2, [...]data.Tri{data.Yes, data.No}[i%2]) })
}
