package serve

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"time"
)

// Ration bounds how often in a day one network may do what takes the time of
// people, such as filling in a form that somebody reads. It is counted where a
// handler calls Spend and not where a request comes in, so that a form which is sent
// back to be corrected costs nothing. All of the patterns share one count.
func (m *Mux) Ration(perDay int, patterns ...string) {
	m.rations = append(m.rations, ration{perDay: perDay, patterns: patterns})
}

// ration is one bound, with the routes that it is for.
type ration struct {
	perDay   int
	patterns []string
}

// Spend reports whether the network that sent r may do once more today what its
// route is rationed for, and counts it. A route that is not rationed is free.
func Spend(r *http.Request) bool {
	spend, rationed := r.Context().Value(spending{}).(func() bool)
	return !rationed || spend()
}

type spending struct{}

// rations are the limiters of a site's routes.
type rations map[string]*limiter

func newRations(m *Mux, limited bool, random io.Reader, now func() time.Time) (rations, error) {
	all := rations{}
	if !limited {
		return all, nil
	}
	for _, one := range m.rations {
		perDay := Limits{Rate: float64(one.perDay) / (24 * time.Hour).Seconds(), Burst: one.perDay}
		l, err := newLimiter(perDay, random, now)
		if err != nil {
			return nil, fmt.Errorf("ration: %w", err)
		}
		for _, pattern := range one.patterns {
			all[pattern] = l
		}
	}
	return all, nil
}

// of gives r the way to spend what its route is rationed for.
func (all rations) of(r *http.Request, from netip.Addr) *http.Request {
	l, rationed := all[r.Method+" "+r.URL.Path]
	if !rationed {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), spending{}, func() bool { return l.allow(from) }))
}
