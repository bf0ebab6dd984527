package store

import (
	"testing"
	"time"
)

// A request does not wait for a change that is being written: it is noted by the
// next one.
func TestARequestWaitsForNobodyToNoteItsSession(t *testing.T) {
	s := newHome(t).create(t)
	defer closing(t, s)
	_, session := signedIn(t, s.Access())
	s.writing.Lock() // an import
	if err := s.Access().Seen(session.Digest, noon.Add(time.Minute)); err != nil {
		t.Error(err)
	}
	s.writing.Unlock()
	for minute, want := range []time.Time{noon, noon.Add(time.Minute)} {
		got, err := s.Access().Session(session.Digest)
		if err != nil || !got.Seen.Equal(want) {
			t.Errorf("%d: seen at %s, %v; want %s", minute, got.Seen, err, want)
		}
		if err := s.Access().Seen(session.Digest, noon.Add(time.Minute)); err != nil {
			t.Error(err)
		}
	}
}
