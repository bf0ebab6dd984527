package public

import (
	"sync"
	"sync/atomic"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// derived is what is worked out of a snapshot once, when it is first asked for.
type derived struct {
	remote    kept[*index.Snapshot[data.Public]]
	demo      kept[bool]
	fragments atomic.Pointer[drawing]
}

// remoteOf gives the part of a snapshot that can be reached by phone or online.
// It is a snapshot of its own and not a filter behind a search, so that its
// answers are exact: the best of these, and as many.
func (d *derived) remoteOf(s *index.Snapshot[data.Public]) *index.Snapshot[data.Public] {
	return d.remote.of(s, func() *index.Snapshot[data.Public] {
		remote := make([]data.Listing[data.Public], 0)
		for i := range s.Len() {
			if l := s.At(i); l.Remote {
				remote = append(remote, *l)
			}
		}
		return index.Build(remote, s.Terms(), s.Generation())
	})
}

// demoOf reports whether any listing of a snapshot is invented.
func (d *derived) demoOf(s *index.Snapshot[data.Public]) bool {
	return d.demo.of(s, func() bool {
		for i := range s.Len() {
			if s.At(i).Demo {
				return true
			}
		}
		return false
	})
}

// fragmentsOf gives what answers say of the listings of a snapshot whatever is asked,
// or nil while that is being written: it takes a twentieth of a second, which nobody
// waits for. Until then it is written with each answer, in the same bytes. What is
// asked for first begins it; DrawUp in api/site asks before anybody does.
func (d *derived) fragmentsOf(s *index.Snapshot[data.Public]) *ranking.Fragments {
	last := d.fragments.Load()
	if last != nil && last.from == s {
		return last.done.Load()
	}
	next := &drawing{from: s}
	if d.fragments.CompareAndSwap(last, next) { // of several who ask, one begins it
		go func() { next.done.Store(ranking.NewFragments(s)) }()
	}
	return nil
}

// drawing is the writing of the fragments of one snapshot. It is let go of with the
// snapshot, finished or not.
type drawing struct {
	from *index.Snapshot[data.Public]
	done atomic.Pointer[ranking.Fragments] // nil until then
}

// kept is one thing that was worked out, and of which snapshot.
type kept[T any] struct {
	mu    sync.Mutex
	from  *index.Snapshot[data.Public]
	value T
}

func (k *kept[T]) of(s *index.Snapshot[data.Public], workOut func() T) T {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.from != s {
		k.from, k.value = s, workOut()
	}
	return k.value
}
