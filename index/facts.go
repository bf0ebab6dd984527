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

// Conditions is what is known of access to it. Hardly two listings know the same: it
// is kept small.
type Conditions struct {
	barriers, accessibility uint64 // the first word of each
	rest                    *[2]TermSet
}

// Barriers is what is known of what is asked of callers.
func (c *Conditions) Barriers() Answers { return c.answers(c.barriers, 0) }

// Accessibility is what is known of how one gets in.
func (c *Conditions) Accessibility() Answers { return c.answers(c.accessibility, 1) }

func (c *Conditions) answers(first uint64, kind int) Answers {
	if c.rest == nil {
		return Answers{first: first}
	}
	return Answers{first, c.rest[kind]}
}

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
// yes and for no. Those of the first terms stand in a word of their own, which is all
// that most vocabularies need.
type Answers struct {
	first uint64
	rest  TermSet
}

// inFirst is how many terms have their answers in the first word.
const inFirst = 32

// To gives the answer to the question with this ordinal.
func (a Answers) To(ordinal int) data.Tri {
	yes := 2 * (ordinal - inFirst)
	switch {
	case ordinal < 0:
	case ordinal < inFirst:
		return [4]data.Tri{data.Unknown, data.Yes, data.No}[a.first>>(2*ordinal)&3]
	case a.rest.Has(yes):
		return data.Yes
	case a.rest.Has(yes + 1):
		return data.No
	}
	return data.Unknown
}

// give is only for answers that nobody shares yet.
func (a *Answers) give(ordinal int, answer data.Tri) {
	place := uint64(0)
	switch answer {
	case data.Yes:
		place = 1
	case data.No:
		place = 2
	}
	if ordinal < inFirst {
		a.first = a.first&^(3<<(2*ordinal)) | place<<(2*ordinal)
		return
	}
	yes := 2 * (ordinal - inFirst)
	a.rest.remove(yes)
	a.rest.remove(yes + 1)
	if place != 0 {
		a.rest.add(yes + int(place) - 1)
	}
}

// set is all answers as one set: two places for each term.
func (a Answers) set() TermSet { return append(TermSet{a.first}, a.rest...) }

// each gives the terms whose answer is known.
func (a Answers) each(yield func(ordinal int, answer data.Tri)) {
	a.set().each(func(i int) { yield(i/2, [...]data.Tri{data.Yes, data.No}[i%2]) })
}
