package serve

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// side is a part of a site whose requests are counted and answered apart.
type side struct {
	prefixes []string // of its paths; none for all that no other side has
	limits   Limits
	limiter  *limiter // nil where there is no limit
	places   places
}

// Apart gives the paths below some prefixes limits of their own, of which Rate,
// Burst and Concurrent count: neither a flood of theirs nor one of the rest of the
// site then keeps the other out.
func (m *Mux) Apart(l Limits, prefixes ...string) {
	m.sides = append(m.sides, side{prefixes: prefixes, limits: l.withDefaults()})
}

// opened are the sides of m with counts of their own, which there are none of where
// the server has no limit.
func (m *Mux) opened(limited bool, random io.Reader, now func() time.Time) ([]*side, error) {
	var all []*side
	for _, one := range m.sides {
		one.places = make(places, one.limits.Concurrent)
		if limited {
			var err error
			if one.limiter, err = newLimiter(one.limits, random, now); err != nil {
				return nil, fmt.Errorf("a side of the site: %w", err)
			}
		}
		all = append(all, &one)
	}
	return all, nil
}

// sideOf is the side that a path lies on.
func (s *Server) sideOf(path string) *side {
	for _, one := range s.sides {
		for _, prefix := range one.prefixes {
			if rest, found := strings.CutPrefix(path, prefix); found && (rest == "" || rest[0] == '/') {
				return one
			}
		}
	}
	return s.whole
}
