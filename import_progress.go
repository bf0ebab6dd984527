package relais

import (
	"iter"

	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/ingest"
)

// Progress is told now and then how far a phase of the work on an import has come;
// total 0 means that nobody knows how much there is.
type Progress func(phase ingest.Phase, done, total int)

// progressStep is how many records go by between two words on progress.
const progressStep = 256

func (p Progress) tell(phase ingest.Phase, done, total int) {
	if p != nil && done%progressStep == 0 {
		p(phase, done, total)
	}
}

// showing tells how far records have come while they are stored: each is asked for
// twice, to be checked and to be written.
func showing(records iter.Seq2[*record.Record, error], total int, p Progress) iter.Seq2[*record.Record, error] {
	phase := ingest.Check
	return func(yield func(*record.Record, error) bool) {
		n, now := 0, phase
		phase = ingest.Write
		for r, err := range records {
			p.tell(now, n, total)
			n++
			if !yield(r, err) {
				return
			}
		}
	}
}

// each gives records that are at hand.
func each(records []*record.Record) iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}
