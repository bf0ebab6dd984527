package public

import (
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// derived is what is worked out of a snapshot once, when it is first asked for.
type derived struct {
	mu     sync.Mutex
	of     *index.Snapshot[data.Public]
	remote *index.Snapshot[data.Public] // the services by phone or online alone
	demo   bool                         // something in it is invented
}

// remoteOf gives the part of a snapshot that can be reached by phone or online.
// It is a snapshot of its own and not a filter behind a search, so that its
// answers are exact: the best of these, and as many.
func (d *derived) remoteOf(s *index.Snapshot[data.Public]) *index.Snapshot[data.Public] {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.draw(s)
	return d.remote
}

// demoOf reports whether any listing of a snapshot is invented.
func (d *derived) demoOf(s *index.Snapshot[data.Public]) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.draw(s)
	return d.demo
}

// draw is called with mu held.
func (d *derived) draw(s *index.Snapshot[data.Public]) {
	if d.of == s {
		return
	}
	d.of, d.demo = s, false
	remote := make([]data.Listing[data.Public], 0)
	for i := range s.Len() {
		l := s.At(i)
		d.demo = d.demo || l.Demo
		if l.Remote {
			remote = append(remote, *l)
		}
	}
	d.remote = index.Build(remote, s.Terms(), s.Generation())
}
