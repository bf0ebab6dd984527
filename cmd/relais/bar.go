package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/relais-directory/relais/ingest"
)

// bar is the progress of long work: on the error stream, and only where that is
// a terminal. Work with phases has a bar for each, one after another.
type bar struct {
	a     *app
	what  string
	phase ingest.Phase
	step  int // of the phase at hand, from 1
	b     *progressbar.ProgressBar
}

func (a *app) bar(what string) *bar { return &bar{a: a, what: what} }

// set says that done of total steps are done; total 0 means that it is unknown.
func (b *bar) set(done, total int) { b.tell("", done, total) }

// tell is set for one of several phases.
func (b *bar) tell(phase ingest.Phase, done, total int) {
	if !b.a.progress || b.a.json {
		return
	}
	if b.b == nil || phase != b.phase {
		b.done()
		b.begin(phase)
	}
	if total > 0 && b.b.GetMax() != total {
		b.b.ChangeMax(total)
	}
	_ = b.b.Set(done) // a bar that cannot be drawn stops nothing
}

func (b *bar) begin(phase ingest.Phase) {
	b.phase, b.step = phase, b.step+1
	what := b.what
	if phase != "" {
		what = fmt.Sprintf("%d. %s", b.step, b.a.phase(phase))
	}
	b.b = progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(b.a.err),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

func (b *bar) done() {
	if b.b != nil {
		_ = b.b.Finish() // likewise
	}
}

// phase names a part of the work on a file.
func (a *app) phase(p ingest.Phase) string {
	switch p {
	case ingest.Unpack:
		return a.t("unpacking", "ouverture de l’archive")
	case ingest.Rows:
		return a.t("reading rows", "lecture des lignes")
	case ingest.Check:
		return a.t("checking", "vérification")
	case ingest.Match:
		return a.t("looking for the same organizations", "recherche des mêmes organismes")
	case ingest.Write:
		return a.t("writing", "écriture")
	}
	return string(p)
}
