package index

import (
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Facts is what a search reads of one listing, whoever its audience: terms as
// sets, the calendar compiled, words folded. Everything in it is the listing's
// own; nothing is worked out from other listings, so that one listing's score
// never depends on another.
type Facts struct {
	ID     data.ID
	Staff  bool // drawn from a staff listing: capacity is a fact that may be known
	Kind   data.ProviderKind
	Status data.Status
	Intake data.Intake

	Needs     TermSet
	MadeFor   TermSet  // populations that it is designed for, those it is exclusive to among them
	Welcomes  TermSet  // populations that it says it serves
	Exclusive []string // population terms: only these are served
	Only      TermSet  // the same, without those that are not in the vocabulary
	OnlyKnown bool     // there are none of these
	Ages      data.AgeRange
	Genders   []data.Gender

	Specialized    data.Tri
	ByStaff        TermSet // languages spoken by staff
	ByInterpreter  TermSet // languages through an interpreter
	Interpretation data.Tri

	Barriers      Answers
	Accessibility Answers

	Place        geo.Area
	Remote       bool
	ServiceAreas []geo.Area

	Calendar *hours.Calendar // the listing's own
	Hours    hours.Compiled  // the same, made ready
	Zone     *time.Location  // of the place; nil where none is known, and the hours with it

	Capacity []data.Capacity // staff listings only
	Verified hours.Date

	lexicon *lexicon // the words of the snapshot's listings
	ordinal int      // of this one
}

// Words are the listing's words, folded. They are made ready at the first search
// for words, so that they do not keep a start waiting.
func (f *Facts) Words() Words {
	f.lexicon.once.Do(f.lexicon.draw)
	return f.lexicon.words[f.ordinal]
}

// Placed reports whether anything is known of where the service is, so that a
// distance can be told.
func (f *Facts) Placed() bool { return !f.Place.Center.IsZero() }

// Open is the state of its hours at an instant. Without a time zone it is
// unknown, but for what is open day and night.
func (f *Facts) Open(at time.Time) hours.State {
	switch {
	case f.Zone == nil && f.Calendar.Always && len(f.Calendar.Changes) == 0:
		return hours.Open
	case f.Zone == nil:
		return hours.Unknown
	}
	return f.Hours.At(at, f.Zone)
}

// Answers is the known answers to questions of one kind. A term in neither set
// is not known.
type Answers struct{ Yes, No TermSet }

// To gives the answer to the question with this ordinal.
func (a Answers) To(ordinal int) data.Tri {
	switch {
	case a.Yes.Has(ordinal):
		return data.Yes
	case a.No.Has(ordinal):
		return data.No
	}
	return data.Unknown
}

func factsOf[A data.Audience](l *data.Listing[A], v *Vocabulary, known zones) Facts {
	f := Facts{
		ID: l.ID, Intake: l.Intake,
		Kind:           oneOf(l.Kind, data.Direct, data.Indirect, data.LawEnforcement),
		Status:         oneOf(l.Status, data.Active, data.Inactive),
		Needs:          v.Set(data.TermNeed, l.Needs...),
		Exclusive:      l.Eligibility.Exclusive,
		Only:           v.Set(data.TermPopulation, l.Eligibility.Exclusive...),
		Ages:           l.Eligibility.Ages,
		Genders:        l.Eligibility.Genders,
		Specialized:    l.Specialized,
		Interpretation: l.Interpretation,
		Barriers:       answers(v, data.TermBarrier, l.Barriers),
		Accessibility:  answers(v, data.TermAccessibility, l.Accessibility),
		Place:          l.Place,
		Remote:         l.Remote,
		ServiceAreas:   l.ServiceAreas,
		Calendar:       &l.Hours,
		Hours:          l.Hours.Compile(),
		Zone:           known.of(l.Hours.Zone),
		Verified:       l.Verified,
	}
	f.OnlyKnown = !slices.ContainsFunc(f.Exclusive, func(id string) bool { return v.Ordinal(data.TermPopulation, id) < 0 })
	f.MadeFor, f.Welcomes = populations(v, l.Populations, l.Eligibility.Exclusive)
	f.ByStaff, f.ByInterpreter = languages(v, l.Languages)
	if inside, ok := l.StaffPart(); ok {
		f.Staff, f.Capacity = true, inside.Capacity
	}
	return f
}

// oneOf gives the very string among usual that s equals, or else s: a comparison
// with the constant then need not read the letters of each listing.
func oneOf[S ~string](s S, usual ...S) S {
	if i := slices.Index(usual, s); i >= 0 {
		return usual[i]
	}
	return s
}

// answers gathers conditions; of two answers to one question the later counts.
func answers(v *Vocabulary, kind data.TermKind, conditions []data.Condition) Answers {
	known := map[string]data.Tri{}
	for _, c := range conditions {
		known[c.Term] = c.Answer
	}
	var a Answers
	for id, answer := range known {
		switch i := v.Ordinal(kind, id); {
		case i < 0:
		case answer == data.Yes:
			a.Yes.add(i)
		case answer == data.No:
			a.No.add(i)
		}
	}
	return a
}

func populations(v *Vocabulary, served []data.PopulationServed, exclusive []string) (madeFor, welcomes TermSet) {
	madeFor = v.Set(data.TermPopulation, exclusive...)
	for _, p := range served {
		switch i := v.Ordinal(data.TermPopulation, p.Term); {
		case i < 0:
		case p.Level == data.MadeFor:
			madeFor.add(i)
		default:
			welcomes.add(i)
		}
	}
	return madeFor, welcomes
}

func languages(v *Vocabulary, offered []data.LanguageOffered) (byStaff, byInterpreter TermSet) {
	for _, l := range offered {
		switch i := v.Ordinal(data.TermLanguage, l.Code); {
		case i < 0:
		case l.Mode == data.ByStaff:
			byStaff.add(i)
		default:
			byInterpreter.add(i)
		}
	}
	return byStaff, byInterpreter
}

// zones loads each time zone once.
type zones map[string]*time.Location

func (z zones) of(name string) *time.Location {
	if name == "" {
		return nil
	}
	zone, ok := z[name]
	if !ok {
		zone, _ = geo.Zone(name) // a zone that nobody knows leaves the hours unknown
		z[name] = zone
	}
	return zone
}
