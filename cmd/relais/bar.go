package main

import (
	"github.com/schollz/progressbar/v3"
)

// bar is the progress of long work: on the error stream, and only where that is
// a terminal.
type bar struct{ b *progressbar.ProgressBar }

func (a *app) bar(what string) *bar {
	if !a.progress || a.json {
		return &bar{}
	}
	return &bar{progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(a.err),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish(),
	)}
}

// set says that done of total steps are done; total 0 means that it is unknown.
func (b *bar) set(done, total int) {
	if b.b == nil {
		return
	}
	if total > 0 && b.b.GetMax() != total {
		b.b.ChangeMax(total)
	}
	_ = b.b.Set(done) // a bar that cannot be drawn stops nothing
}

func (b *bar) done() {
	if b.b != nil {
		_ = b.b.Finish()
	}
}
