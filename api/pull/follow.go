package pull

import (
	"context"
	"log/slog"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// Pace is how often a source is looked at.
type Pace struct {
	Every time.Duration // at the most
	// Jitter gives numbers in [0,1): by so much of a fifth a look comes earlier,
	// so that many nodes do not ask one source at the same moment for ever.
	Jitter func() float64
}

func (p Pace) next() time.Duration {
	return p.Every - time.Duration(p.Jitter()*float64(p.Every)/5)
}

// Follow looks at s until ctx ends and gives every new bundle to take. After a
// failure it goes on at the same pace; the bundle that was given last is the
// last good one. The log gets the outcome when it is another than before, in
// codes and hashes, and no word of a listing.
func (s *Source) Follow(ctx context.Context, pace Pace, log *slog.Logger, take func(*Bundle)) {
	fault := ""
	for {
		timer := time.NewTimer(pace.next())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		found, err := s.Look(ctx)
		switch code := codeOf(err); {
		case ctx.Err() != nil:
			return
		case code == fault:
		case err != nil:
			log.Warn("the last good bundle stays in use", "problem", code, "cause", causeOf(err))
			fault = code
		default:
			log.Info("the source is well again")
			fault = ""
		}
		if found != nil {
			take(found)
		}
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	if p, ok := bilingual.AsProblem(err); ok {
		return p.Code
	}
	return "failed"
}

// causeOf is what the system says of a place that cannot be reached. Why a bundle
// is refused may quote it, and stays unsaid.
func causeOf(err error) string {
	p, ok := bilingual.AsProblem(err)
	if !ok || p.Kind == bilingual.Damaged || p.Cause == nil {
		return ""
	}
	return p.Cause.Error()
}
