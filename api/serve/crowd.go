package serve

import (
	"net"
	"net/netip"
	"sync"
)

// crowdListener hangs up on a network that holds too many connections already, so
// that nobody can keep everybody else out by holding them all. It counts by the
// limiter's slots and keeps no address. The loopback is not limited.
type crowdListener struct {
	net.Listener
	limiter *limiter
	most    int // connections of one network

	mu   sync.Mutex
	open [slots]int
}

func (l *crowdListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at, err := netip.ParseAddrPort(c.RemoteAddr().String())
		if err == nil && at.Addr().Unmap().IsLoopback() {
			return c, nil
		}
		slot := l.limiter.slotOf(at.Addr().Unmap())
		if l.enter(slot) {
			return &crowdConn{Conn: c, leave: sync.OnceFunc(func() { l.leave(slot) })}, nil
		}
		_ = c.Close() // there is nobody to tell
	}
}

func (l *crowdListener) enter(slot int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[slot] >= l.most {
		return false
	}
	l.open[slot]++
	return true
}

func (l *crowdListener) leave(slot int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[slot]--
}

// crowdConn gives its place back when it is closed.
type crowdConn struct {
	net.Conn
	leave func()
}

func (c *crowdConn) Close() error {
	c.leave()
	return c.Conn.Close()
}
