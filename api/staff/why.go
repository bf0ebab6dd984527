package staff

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// Why says of one service why it stands where it stands, or why it is not there.
type Why struct {
	Row
	Found      bool
	Parts      []Part // what adds up to Fit
	Admission  Part
	Near       Part
	Fit, Score string
	Exclusions []Exclusion
}

// Part is one part of a score, in words and out of a hundred.
type Part struct {
	Name, Reason string
	Adds         string
	Share        int // of all, in per cent, for its bar
	Filled       int // of the share, in per cent
}

// Exclusion is one criterion that a service fails.
type Exclusion struct {
	Reason string
	Wish   bool // it may be given up
}

func (s *Screen) why(e *ranking.Explanation[data.Staff]) *Why {
	v := ranking.StaffExplanation(*e, s.Lang)
	w := &Why{
		Row: s.row(&e.Match, &v.Match), Found: v.Found,
		Fit: hundredth(v.Fit, s.Lang), Score: hundredth(v.Match.Score, s.Lang),
		Near: Part{
			Name: say(s.Lang, "why.near"), Reason: web.Typeset(s.Lang, v.Match.Proximity.Reason.In(s.Lang)),
			Adds: hundredth(v.Match.Proximity.Value, s.Lang), Share: 100, Filled: percent(v.Match.Proximity.Value),
		},
	}
	for _, c := range v.Contributions {
		part := Part{
			Name: capital(ranking.FactorName(c.Factor).In(s.Lang)), Reason: web.Typeset(s.Lang, c.Reason.In(s.Lang)),
			Adds: hundredth(c.Adds, s.Lang), Share: percent(c.Share), Filled: percent(c.Value),
		}
		if c.Factor == ranking.AdmissionFactor {
			part.Adds, part.Share = hundredth(c.Value, s.Lang), 100
			w.Admission = part
			continue
		}
		w.Parts = append(w.Parts, part)
	}
	for _, x := range v.Exclusions {
		reason := web.Typeset(s.Lang, x.Reason.In(s.Lang))
		if reason == "" {
			reason = x.Criterion
		}
		w.Exclusions = append(w.Exclusions, Exclusion{reason, x.Wish})
	}
	return w
}

func percent(v float64) int { return int(v*100 + 0.5) }

// hundredth writes a part of one out of a hundred: "62.5", « 62,5 ».
func hundredth(v float64, lang bilingual.Lang) string {
	s := fmt.Sprintf("%.1f", v*100)
	if lang == bilingual.Fr {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}
