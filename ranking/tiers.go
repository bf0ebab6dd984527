package ranking

import (
	"slices"

	"github.com/relais-directory/relais/index"
)

// tier tells the listings that get the most of one factor from the others, and by
// how much the fit of these stays behind the highest there can be.
//
// With it a whole block of listings is thinned out before any of them is looked at:
// where a fit is needed that cannot be had without the top, only the top is left;
// and where it cannot be had without one top or the other, only those in either.
type tier struct {
	loss  float64         // of fit, outside the top: it is added to that of another factor
	share float64         // or for admission, which multiplies: what is left of it; 0 otherwise
	tops  []*index.Column // whoever is in one of them is at the top
	mask  mask            // the same
}

// ceiling is the highest fit that any listing can have, with the tiers below it.
type ceiling struct {
	fit     float64
	ownFit  float64 // that of a listing surely in the region that the caller wants to leave
	weights float64
	tiers   []tier
}

// setCeiling works out how high a fit can be, once. Every value is bounded by the
// largest among the weights that it can be, whatever the listing.
func (f *finder[A]) setCeiling() {
	if f.weights > 0 {
		return
	}
	sum, own := 0.0, 0.0
	c := ceiling{tiers: f.room.tiers[:0]}
	for i := range f.j.factors {
		factor := &f.j.factors[i]
		if factor.multiplies || factor.staffOnly && !f.staff {
			continue
		}
		value := f.j.most(factor.name)
		sum, c.weights = sum+factor.weight*value, c.weights+factor.weight
		if factor.name == RegionFactor {
			value = f.j.weights.Away.No
		}
		own += factor.weight * value
	}
	c.fit, c.ownFit = more(sum/c.weights), more(own/c.weights)
	f.addTiers(&c)
	for i := range c.tiers {
		f.mark(&c.tiers[i])
	}
	f.room.tiers, f.ceiling = c.tiers, c
}

// mark makes the mask of those at the top.
func (f *finder[A]) mark(t *tier) {
	switch {
	case t.mask != nil:
	case len(t.tops) == 1:
		t.mask = f.dense(t.tops[0])
	default:
		t.mask = f.m.mask(f.words)
		for _, column := range t.tops {
			column.AddTo(t.mask)
		}
	}
}

// most is the largest value that a factor can have.
func (j *judge) most(factor string) float64 {
	w := &j.weights
	switch factor {
	case LanguageFactor:
		return max(w.StaffSpeaks, j.mostElsewhere())
	case PopulationFactor:
		return max(w.MadeFor, w.Welcomes, w.MadeForSome, w.General, w.MadeForOthers)
	case SpecializedFactor:
		return max(w.Specialization.Yes, w.Specialization.Unknown, w.Specialization.No)
	}
	return 1
}

// mostElsewhere is the largest value of language for a listing at which staff do not
// speak the language preferred first.
func (j *judge) mostElsewhere() float64 {
	w := &j.weights
	other := max(w.Interpreter, w.AnyInterpreter, w.LanguageUnknown, w.LanguageNone)
	if len(j.languages) > 1 {
		return max(other, max(other, w.StaffSpeaks)*w.NextLanguage)
	}
	return other
}

func (f *finder[A]) addTiers(c *ceiling) {
	w := &f.j.weights
	for i := range f.j.factors {
		factor := &f.j.factors[i]
		most, weight := f.j.most(factor.name), factor.weight/c.weights
		switch factor.name {
		case AdmissionFactor:
			c.tiers = append(c.tiers, f.intakeTier())
		case NeedFactor:
			if n := len(f.j.needs); n > 1 { // whoever lacks one of several has a share less
				c.tiers = append(c.tiers, tier{loss: weight / float64(n), mask: f.offerAll()})
			}
		case LanguageFactor:
			first := &f.columns.ByStaff[f.j.languages[0].ordinal]
			c.tiers = append(c.tiers, tier{loss: weight * (most - f.j.mostElsewhere()), tops: f.listed(first)})
		case PopulationFactor:
			rest := max(w.Welcomes, w.MadeForSome, w.General, w.MadeForOthers)
			c.tiers = append(c.tiers, tier{loss: weight * (most - rest), tops: f.madeFor()})
		case SpecializedFactor:
			rest := max(w.Specialization.Unknown, w.Specialization.No)
			c.tiers = append(c.tiers, tier{loss: weight * (most - rest), tops: f.listed(&f.columns.Specialized)})
		}
	}
}

// intakeTier: whoever does not say that they take people, or in an emergency people
// in crisis, is admitted for no more than one of whom it is not known.
func (f *finder[A]) intakeTier() tier {
	w := &f.j.weights
	t := tier{share: max(w.IntakeUnknown, w.CrisisOnly), tops: f.listed(&f.columns.Accepting)}
	if f.j.query.Urgency == Now {
		t.share, t.tops = w.IntakeUnknown, f.listed(&f.columns.Accepting, &f.columns.InCrisis)
	}
	return t
}

// offerAll is the listings that offer all needs.
func (f *finder[A]) offerAll() mask {
	all, one := f.m.mask(f.words), f.m.mask(f.words)
	for i := range f.j.needs {
		need := &f.columns.Needs[f.j.needs[i].ordinal]
		if i == 0 {
			need.AddTo(all)
			continue
		}
		clear(one)
		need.AddTo(one)
		all.keep(one)
	}
	f.m.free(1)
	return all
}

// madeFor is the listings made for something that the caller belongs to through one
// of the populations said.
func (f *finder[A]) madeFor() []*index.Column {
	from := len(f.room.tops)
	for i := range f.columns.MadeFor {
		if slices.ContainsFunc(f.j.populations, func(p wantedTerm) bool { return p.through.Has(i) }) && f.columns.MadeFor[i].Len() > 0 {
			f.room.tops = append(f.room.tops, &f.columns.MadeFor[i])
		}
	}
	return f.room.tops[from:]
}

func (f *finder[A]) listed(all ...*index.Column) []*index.Column {
	from := len(f.room.tops)
	f.room.tops = append(f.room.tops, all...)
	return f.room.tops[from:]
}

// tops is what each tier has at its top in one block.
type tops [mostTiers]uint64

// mostTiers is how many tiers there are at most: see addTiers.
const mostTiers = 5

func (f *finder[A]) topsOf(block int) tops {
	var t tops
	for i := range f.tiers {
		t[i] = f.tiers[i].mask[block]
	}
	return t
}

// thin leaves of some listings of a block those whose fit may be as high as need be.
//
// A listing outside the tops of some factors has a fit of at most the ceiling less
// their losses, and outside that of admission at most its share of the ceiling.
// Losses of two factors add up, since each is a part of one sum.
func (f *finder[A]) thin(top *tops, in uint64, need float64) uint64 {
	tiers := f.tiers
	for i := range tiers {
		t := &tiers[i]
		if t.share > 0 && more(f.fit*t.share) < need || t.share == 0 && more(f.fit-t.loss) < need {
			in &= top[i]
			continue
		}
		for k := range tiers[:i] {
			u := &tiers[k]
			if t.share == 0 && u.share == 0 && more(f.fit-t.loss-u.loss) < need {
				in &= top[i] | top[k]
			}
		}
	}
	return in
}

// most is at least the fit of each of some listings of a block: none has what all of
// them lack.
func (f *finder[A]) most(top *tops, in uint64) float64 {
	fit, share := f.fit, 1.0
	for i := range f.tiers {
		t := &f.tiers[i]
		switch {
		case in&top[i] != 0:
		case t.share > 0:
			share *= t.share
		default:
			fit -= t.loss
		}
	}
	return more(fit * share)
}
