package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/relais-directory/relais/data"
)

// throttle slows down guessing of passwords, per account and over all, and locks
// no shift out: whoever hammers a name empties the bucket of browsers that never
// signed in to it, while a browser that has, which its cookie shows, has a bucket
// of its own. Passkeys and sessions are not concerned. What is counted is the name
// that was typed, so that the answer does not tell whether there is an account;
// names are kept as a keyed hash, and addresses not at all.
//
// A new start forgets every count and every browser.
type throttle struct {
	random io.Reader

	mu      sync.Mutex
	key     [32]byte
	names   [slots]bucket
	devices [slots]bucket
	all     bucket // of browsers that are not known
}

const (
	slots      = 1 << 12
	deviceLife = 30 * 24 * time.Hour
)

// pace is how many failures there may be at once, and how fast they are forgiven.
type pace struct {
	burst int
	each  time.Duration
}

// The paces. Ten wrong passwords, then one a minute, is 1,450 guesses at a name in
// a day, of a password of fifteen characters.
var (
	perName   = pace{10, time.Minute}
	perDevice = pace{10, 10 * time.Second}
	overall   = pace{60, time.Second}
)

// bucket holds the moment at which it will be full again; the zero bucket is full.
type bucket struct{ full time.Time }

// wait is how long until one more may be taken. A clock that was set back leaves
// the bucket empty, and no more than that.
func (b *bucket) wait(p pace, now time.Time) time.Duration {
	most := time.Duration(p.burst) * p.each
	if limit := now.Add(most); b.full.After(limit) {
		b.full = limit
	}
	if b.full.Before(now) {
		return 0
	}
	return max(0, b.full.Sub(now)+p.each-most)
}

func (b *bucket) take(p pace, now time.Time) {
	if b.full.Before(now) {
		b.full = now
	}
	b.full = b.full.Add(p.each)
}

func (b *bucket) giveBack(p pace) { b.full = b.full.Add(-p.each) }

func newThrottle(random io.Reader) (*throttle, error) {
	t := &throttle{random: random}
	if _, err := io.ReadFull(random, t.key[:]); err != nil {
		return nil, fmt.Errorf("draw the key of the throttle: %w", err)
	}
	return t, nil
}

// attempt takes the place of one failure before a password is tried, so that many
// at once are no more than one after another. The place is given back by forgive,
// if the password was right. Otherwise wait says how long there is none.
func (t *throttle) attempt(name, device string, now time.Time) (forgive func(), wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if device != "" {
		return t.from(now, use{&t.devices[t.slot("device", device)], perDevice})
	}
	return t.from(now, use{&t.names[t.slot("name", name)], perName}, use{&t.all, overall})
}

type use struct {
	bucket *bucket
	pace   pace
}

// from takes one from each bucket, or from none.
func (t *throttle) from(now time.Time, all ...use) (forgive func(), wait time.Duration) {
	for _, u := range all {
		wait = max(wait, u.bucket.wait(u.pace, now))
	}
	if wait > 0 {
		return nil, wait
	}
	for _, u := range all {
		u.bucket.take(u.pace, now)
	}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, u := range all {
			u.bucket.giveBack(u.pace)
		}
	}, 0
}

func (t *throttle) slot(kind, what string) uint32 {
	return binary.BigEndian.Uint32(t.mac(kind, what)) % slots
}

func (t *throttle) mac(parts ...string) []byte {
	mac := hmac.New(sha256.New, t.key[:])
	for _, part := range parts {
		_ = binary.Write(mac, binary.BigEndian, uint64(len(part))) // a hash takes everything
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

// device is the cookie of a browser in which an account has signed in: the moment,
// a name for the browser that is drawn, and their seal.
func (t *throttle) device(account data.ID, now time.Time) string {
	var drawn [16]byte
	if _, err := io.ReadFull(t.random, drawn[:]); err != nil {
		return "" // it is known less well then, and is let in all the same
	}
	name := strconv.FormatInt(now.Unix(), 10) + "." + base64.RawURLEncoding.EncodeToString(drawn[:])
	return name + "." + base64.RawURLEncoding.EncodeToString(t.mac("cookie", string(account), name))
}

// known gives the name of the browser that has the cookie, if that account has
// signed in there; else "".
func (t *throttle) known(cookie string, account data.ID, now time.Time) string {
	i := strings.LastIndexByte(cookie, '.')
	if i < 0 {
		return ""
	}
	name := cookie[:i]
	seal, err := base64.RawURLEncoding.DecodeString(cookie[i+1:])
	since, _, _ := strings.Cut(name, ".")
	unix, bad := strconv.ParseInt(since, 10, 64)
	if !hmac.Equal(seal, t.mac("cookie", string(account), name)) || err != nil || bad != nil || now.Sub(time.Unix(unix, 0)) > deviceLife {
		return ""
	}
	return name
}
