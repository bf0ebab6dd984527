package ranking

import (
	"math/bits"

	"github.com/relais-directory/relais/index"
)

// parts is a set of the parts that index.Facts is made of. Each criterion and
// each factor names those that it reads: listings that have them in common have
// its verdict and its value in common too, before one query. Whom a snapshot is
// for (Facts.Staff) is no part: it is the same for all of its listings.
type parts uint16

const (
	standingPart   parts = 1 << index.StandingPart
	offerPart      parts = 1 << index.OfferPart
	servedPart     parts = 1 << index.ServedPart
	admissionPart  parts = 1 << index.AdmissionPart
	tonguesPart    parts = 1 << index.TonguesPart
	conditionsPart parts = 1 << index.ConditionsPart
	momentPart     parts = 1 << index.MomentPart
	reachPart      parts = 1 << index.ReachPart
	checkedPart    parts = 1 << index.CheckedPart
	takingPart     parts = 1 << index.TakingPart
	wherePart      parts = 1 << index.WherePart // and with it the distance
	livePart       parts = 1 << index.LivePart
	wordsPart      parts = 1 << index.WordsPart

	allParts parts = 1<<(index.WordsPart+1) - 1
)

// shared gives the one part in p if listings share it.
func (p parts) shared() (index.Part, bool) {
	part := index.Part(bits.TrailingZeros16(uint16(p)))
	return part, p&(p-1) == 0 && part < index.Parts
}

// same reports whether two listings have all parts in p in common. Of those that no
// listings share it does not know.
func (p parts) same(a, b *index.Facts) bool {
	switch {
	case p>>index.Parts != 0,
		p&standingPart != 0 && a.Standing != b.Standing, p&offerPart != 0 && a.Offer != b.Offer,
		p&servedPart != 0 && a.Served != b.Served, p&admissionPart != 0 && a.Admission != b.Admission,
		p&tonguesPart != 0 && a.Tongues != b.Tongues, p&conditionsPart != 0 && a.Conditions != b.Conditions,
		p&momentPart != 0 && a.Moment != b.Moment, p&reachPart != 0 && a.Reach != b.Reach,
		p&checkedPart != 0 && a.Checked != b.Checked, p&takingPart != 0 && a.Taking != b.Taking:
		return false
	}
	return true
}

// shelf is room for the facts of listings that is used again and again. What lies
// on it stays where it is until the shelf is cleared.
type shelf struct {
	boards [][]index.Facts // of boardLength each
	kept   int
}

const boardLength = 64

// next is the first place that is free. It stays free until it is kept.
func (s *shelf) next() *index.Facts {
	if s.kept == len(s.boards)*boardLength {
		s.boards = append(s.boards, make([]index.Facts, boardLength))
	}
	return &s.boards[s.kept/boardLength][s.kept%boardLength]
}

func (s *shelf) keep() { s.kept++ }

// cleared is s with nothing on it.
func (s *shelf) cleared() shelf {
	for i, used := 0, s.kept+1; i < len(s.boards) && used > 0; i, used = i+1, used-boardLength {
		clear(s.boards[i][:min(used, boardLength)])
	}
	return shelf{boards: s.boards}
}
