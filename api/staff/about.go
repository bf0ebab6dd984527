package staff

import (
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// about is what is worked out of a snapshot once, when it is first asked for.
type about struct {
	mu       sync.Mutex
	of       *index.Snapshot[data.Staff]
	invented bool
}

// demo reports whether any listing of a snapshot is invented, and how many there
// are.
func (a *about) demo(s *index.Snapshot[data.Staff]) (invented bool, listed int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of != s {
		a.of, a.invented = s, false
		for i := 0; i < s.Len() && !a.invented; i++ {
			a.invented = s.At(i).Demo
		}
	}
	return a.invented, s.Len()
}
