package serve

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter holds back floods from one network without ever storing an address. A
// network is turned into the number of one of slots buckets by a keyed hash whose
// key lives in memory for a day: whoever reads this memory finds counts, and no
// way back from a bucket to a network once the key is gone. Several networks may
// share a bucket, which is why the limits are generous.
type limiter struct {
	rate   rate.Limit
	burst  int
	random io.Reader
	now    func() time.Time

	mu      sync.Mutex
	key     [32]byte
	since   time.Time // when key was drawn
	buckets [slots]*rate.Limiter
}

const (
	slots  = 1 << 14
	keyAge = 24 * time.Hour
)

// newLimiter is nil where there is no limit.
func newLimiter(l Limits, random io.Reader, now func() time.Time) (*limiter, error) {
	if l.Rate < 0 {
		return nil, nil
	}
	m := &limiter{rate: rate.Limit(l.Rate), burst: l.Burst, random: random, now: now}
	return m, m.renew(now())
}

// renew draws a key and forgets all counts.
func (l *limiter) renew(now time.Time) error {
	if _, err := io.ReadFull(l.random, l.key[:]); err != nil {
		return fmt.Errorf("draw the key of the rate limits: %w", err)
	}
	l.since, l.buckets = now, [slots]*rate.Limiter{}
	return nil
}

// allow reports whether one more request from addr is answered. The loopback is
// not limited: it is the operator, or a proxy that nobody named, behind which
// everybody would count as one.
func (l *limiter) allow(addr netip.Addr) bool {
	if l == nil || addr.IsLoopback() {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if now.Sub(l.since) >= keyAge {
		if l.renew(now) != nil {
			l.since = now // the old key for another day, rather than no site
		}
	}
	slot := l.slot(addr)
	if l.buckets[slot] == nil {
		l.buckets[slot] = rate.NewLimiter(l.rate, l.burst)
	}
	return l.buckets[slot].AllowN(now, 1)
}

// slotOf is slot for whoever does not hold the lock.
func (l *limiter) slotOf(addr netip.Addr) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.slot(addr)
}

// slot is the bucket of the network of addr: a /24, or a /64 of IPv6.
func (l *limiter) slot(addr netip.Addr) int {
	bits := 24
	if addr.Is6() {
		bits = 64
	}
	network, _ := addr.Prefix(bits) // the zero Addr, of an address not known, has the zero Prefix
	mac := hmac.New(sha256.New, l.key[:])
	mac.Write([]byte(network.String()))
	return int(binary.BigEndian.Uint32(mac.Sum(nil)) % slots)
}
