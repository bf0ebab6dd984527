package relais

import (
	"context"
	"sync"
	"time"
)

// follower draws up what others work out of the public catalog, beside whatever
// changes it.
type follower struct {
	changed chan struct{} // of one, and nil while nobody follows; guarded by Engine.changing
	stop    context.CancelFunc
	running sync.WaitGroup
}

// FollowPublic calls draw now, and again whenever the public catalog is another one,
// until the engine is closed: beside the start and beside changes, neither of which
// wait for it. Between two calls lies pause at the least, so that a thousand changes in
// a row are not drawn up a thousand times. It may be called once. What changes inside
// alone calls nobody: nobody outside could tell it from how busy the machine is.
func (e *Engine) FollowPublic(pause time.Duration, draw func()) {
	ctx, stop := context.WithCancel(context.Background())
	changed := make(chan struct{}, 1)
	e.changing.Lock()
	e.follower.changed, e.follower.stop = changed, stop
	e.changing.Unlock()
	e.follower.running.Go(func() {
		for {
			draw()
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
		}
	})
}

// tell says that the public catalog is another one.
func (f *follower) tell() {
	select {
	case f.changed <- struct{}{}:
	default: // nobody follows, or it has been said
	}
}

// close returns when nothing is drawn up any more.
func (f *follower) close() {
	if f.stop != nil {
		f.stop()
	}
	f.running.Wait()
}
