package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// pending lets a browser finish what it has begun: answer the challenge for a
// passkey, come back from the identity provider. What was begun is in the
// browser's own cookie, under our seal, and not in memory: anybody may begin, and
// nobody's beginnings crowd out anybody else's. What is kept is which ones were
// finished, so that none is finished twice. A new start forgets all of it.
type pending struct {
	key  [32]byte
	mu   sync.Mutex
	done map[[sha256.Size]byte]time.Time // until when it would have been good
}

// patience is how long finishing may take.
const patience = 5 * time.Minute

func newPending(random io.Reader) (*pending, error) {
	p := &pending{done: map[[sha256.Size]byte]time.Time{}}
	if _, err := io.ReadFull(random, p.key[:]); err != nil {
		return nil, fmt.Errorf("draw the key of what is pending: %w", err)
	}
	return p, nil
}

// begun is what a cookie says.
type begun[T any] struct {
	What  T         `json:"what"`
	Until time.Time `json:"until"`
}

// begin gives the cookie for something that is to be finished. It holds something
// that was drawn for it alone.
func begin[T any](p *pending, what T, now time.Time) (cookie string, err error) {
	plain, err := json.Marshal(begun[T]{what, now.Add(patience).UTC()})
	if err != nil {
		return "", fmt.Errorf("begin something: %w", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode(plain) + "." + encode(p.seal(plain, what)), nil
}

// seal binds what was begun to its kind.
func (p *pending) seal(plain []byte, kind any) []byte {
	mac := hmac.New(sha256.New, p.key[:])
	_, _ = fmt.Fprintf(mac, "%T\x00%s", kind, plain) // a hash takes everything
	return mac.Sum(nil)
}

// finish reads a cookie that begin made, if it is in time. Whoever finds the rest
// in order calls once, and goes on if that reports true: it does so the first time
// that something is finished. A clock that was set back past the beginning ends it.
func finish[T any](p *pending, cookie string, now time.Time) (what T, once func() bool, ok bool) {
	text, seal, _ := strings.Cut(cookie, ".")
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return what, nil, false
	}
	given, err := base64.RawURLEncoding.DecodeString(seal)
	if err != nil || !hmac.Equal(given, p.seal(plain, what)) {
		return what, nil, false
	}
	var b begun[T]
	if json.Unmarshal(plain, &b) != nil || !now.Before(b.Until) || b.Until.Sub(now) > patience+time.Minute {
		return what, nil, false
	}
	name := sha256.Sum256(plain)
	return b.What, func() bool { return p.once(name, b.Until, now) }, true
}

// once notes that something was finished, and reports whether it was not before.
func (p *pending) once(name [sha256.Size]byte, until, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for other, until := range p.done {
		if now.Sub(until) > patience { // by then its cookie is too old, even if the clock is set back
			delete(p.done, other)
		}
	}
	_, done := p.done[name]
	p.done[name] = until
	return !done
}
