package relais

import (
	"context"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/index/text"
)

// texts builds the text index of each catalog beside the searches: the public's
// out of public listings, staff's out of theirs, two objects that share nothing.
// Until one is ready, searches for words read the listings and find the same.
type texts struct {
	mu            sync.Mutex
	closed        bool
	public, staff *building // the latest; nil at first
	running       sync.WaitGroup
}

// building is the making of one text index.
type building struct {
	of     *index.Lexicon // the words of the snapshot that it is for
	cancel context.CancelFunc
	done   chan struct{} // closed at the end
	err    error         // why it failed; to be read after the end
}

// buildTexts begins to build the text indexes of the snapshots as they are now.
// What is being built for snapshots that are no more is given up.
func (e *Engine) buildTexts() {
	e.texts.mu.Lock()
	defer e.texts.mu.Unlock()
	if e.texts.closed {
		return
	}
	e.texts.public = succeed(e.texts.public, e.public.Snapshot(), &e.texts.running)
	e.texts.staff = succeed(e.texts.staff, e.staff.Snapshot(), &e.texts.running)
}

// succeed is before if that is for the listings of s already: they may have come
// under another generation. Otherwise it takes the place of before.
func succeed[A data.Audience](before *building, s *index.Snapshot[A], running *sync.WaitGroup) *building {
	if before != nil && before.of == s.Lexicon() {
		return before
	}
	if before != nil {
		before.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	b := &building{of: s.Lexicon(), cancel: cancel, done: make(chan struct{})}
	running.Go(func() {
		defer close(b.done)
		defer cancel()
		built, err := text.Build(ctx, b.of)
		if b.err = err; err == nil {
			s.SetTexts(built)
		}
	})
	return b
}

// close gives up what is being built, and returns when nothing is left of it.
func (t *texts) close() {
	t.mu.Lock()
	t.closed = true
	for _, b := range []*building{t.public, t.staff} {
		if b != nil {
			b.cancel()
		}
	}
	t.mu.Unlock()
	t.running.Wait()
}

// AwaitText returns when the text indexes of the catalogs as they are now are
// ready, for whoever measures searches. Nobody else need wait: until then words
// are found by reading the listings, more slowly. The error is that of ctx, or
// says why an index could not be built; context.Canceled, if the catalogs changed
// or the engine was closed meanwhile. It returns at once where Options.Brief has
// it that none is built.
func (e *Engine) AwaitText(ctx context.Context) error {
	e.texts.mu.Lock()
	latest := []*building{e.texts.public, e.texts.staff}
	e.texts.mu.Unlock()
	for _, b := range latest {
		if b == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-b.done:
			if b.err != nil {
				return b.err
			}
		}
	}
	return nil
}

// Suggest completes what is being typed with up to n needs, populations, languages
// and organizations that audience A may see. The public's are drawn from the
// public catalog alone: they are the same whatever else the directory holds.
func Suggest[A data.Audience](e *Engine, typed string, lang bilingual.Lang, n int) []index.Suggestion {
	return Snapshot[A](e).Suggest(typed, lang, n)
}
