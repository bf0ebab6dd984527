package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
)

// signingEvery is how often a server signs what was audited meanwhile. Until then
// an older copy of the folder may lack it unseen.
const signingEvery = time.Hour

// signing signs the audit of e from time to time until ctx ends; then ended is
// closed. What keeps it from being signed goes to the log.
func (a *app) signing(ctx context.Context, e *relais.Engine) (ended <-chan struct{}) {
	log := slog.New(slog.NewTextHandler(a.err, nil))
	return signEach(ctx, signingEvery, func() {
		if _, err := e.Store().Checkpoint(); err != nil {
			code := "failed"
			if p, ok := bilingual.AsProblem(err); ok {
				code = p.Code
			}
			log.Warn("the audit is not signed", "problem", code)
		}
	})
}

func signEach(ctx context.Context, every time.Duration, sign func()) (ended <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for tick := time.Tick(every); ; {
			select {
			case <-ctx.Done():
				return
			case <-tick:
				sign()
			}
		}
	}()
	return done
}
