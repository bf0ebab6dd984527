// Package pull follows the place where a bundle of public listings is published:
// a file, or an address on the web.
//
// It owns when a bundle is looked for, how much is read of whatever is found,
// whose signature is believed, and that the last good bundle stays in use
// whatever happens to the next. It does not decode (data/bundle) and serves
// nothing.
//
// A bundle says by its signature who made it, and never when: it carries no time
// and no counter, because a counter would tell how often something was published
// and withdrawn again. So the place decides which bundle is the current one, and
// the latest answer wins. Nothing that is remembered here could decide it better:
// a withdrawal is often the very bundle that was published before, byte for byte,
// and a rule against going back would keep the withdrawn listing in use. Whoever
// may write the file, or answers for the address, can bring back an earlier state
// of what was public and nothing that never was; docs/serving.md says what keeps
// them out.
//
// Begin with Source; then follow.go. file.go and web.go are the two places.
package pull

import (
	"context"
	"crypto/ed25519"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bundle"
)

// Options says what is followed and whom it has to be signed by.
type Options struct {
	Where string // path of a file, or an https:// address
	// Key is the publisher's public key. Without it, a bundle is believed if all
	// of it is invented, or if FirstUse is set; whoever signed the first one then
	// has to have signed all later ones.
	Key ed25519.PublicKey
	// FirstUse believes whoever signed the first bundle.
	FirstUse bool
	// Patience is the longest that fetching a bundle from an address may take; 0
	// means a minute.
	Patience time.Duration
}

// Bundle is what was found.
type Bundle struct {
	Listings []data.Listing[data.Public]
	Info     bundle.Info
}

// Source is one place where a bundle is published. It is for one goroutine.
type Source struct {
	place    place
	key      ed25519.PublicKey // nil until it is known
	firstUse bool
	hash     string // of the last bundle that was given
}

// place gives the bytes that are published there.
type place interface {
	// look gives nil bytes where nothing has changed since settle was last called.
	look(ctx context.Context) ([]byte, error)
	// settle says that what was last looked at need not be looked at again until
	// it changes.
	settle()
}

// New makes a source. It looks at nothing yet, but whatever is needed from this
// machine to look at an address has been read when it returns.
func New(o Options) (*Source, error) {
	s := &Source{key: o.Key, firstUse: o.FirstUse}
	if !strings.Contains(o.Where, "://") {
		s.place = &file{path: o.Where}
		return s, nil
	}
	w, err := newWeb(o.Where, o.Patience)
	if err != nil {
		return nil, err
	}
	s.place = w
	return s, nil
}

// Look gives the bundle that is published now, or nil if it is the one that was
// given last. What cannot be fetched, is not signed as it must be or has not its
// form is a bilingual.Problem; it is looked at again the next time.
func (s *Source) Look(ctx context.Context) (*Bundle, error) {
	b, err := s.place.look(ctx)
	if err != nil || b == nil {
		return nil, err
	}
	found, err := s.read(b)
	if err != nil {
		return nil, err
	}
	s.place.settle()
	if found.Info.Hash == s.hash {
		return nil, nil
	}
	s.hash = found.Info.Hash
	return found, nil
}

// read decodes b by the key that is trusted.
func (s *Source) read(b []byte) (*Bundle, error) {
	key := s.key
	if key == nil {
		key = bundle.SignedBy(b) // nil is refused by Decode like any wrong key
	}
	listings, info, err := bundle.Decode(b, key)
	if err != nil {
		return nil, err
	}
	if s.key == nil && !s.firstUse && !invented(listings) {
		return nil, problemUnpinned(info.PublicKey)
	}
	s.key = key
	return &Bundle{listings, info}, nil
}

// invented reports whether nothing in a bundle is of the real world.
func invented(listings []data.Listing[data.Public]) bool {
	for i := range listings {
		if !listings[i].Demo {
			return false
		}
	}
	return len(listings) > 0
}
