package store

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/access/accesstest"
	"github.com/relais-directory/relais/data/bilingual"
)

func TestAccessIsAKeeper(t *testing.T) {
	accesstest.Suite(t, func(t *testing.T) access.Keeper {
		s := newHome(t).create(t)
		t.Cleanup(func() { sound(t, s) })
		return s.Access()
	})
}

// signedIn keeps an account with a session and a token.
func signedIn(t *testing.T, k access.Keeper) (access.Account, access.Session) {
	t.Helper()
	a, err := k.SaveAccount(accesstest.Account(1, "ada"), access.Note{Actor: "root", Action: access.NoteAccountAdd, Reason: "role advocate", At: noon, Subject: id(1)})
	if err != nil {
		t.Fatal(err)
	}
	session := access.Session{Digest: access.Digest{7}, Account: a.ID, Epoch: a.Epoch, Made: noon, Seen: noon, Way: access.ByPasskey}
	if err := k.Begin(session, access.Note{Actor: a.Actor(), Action: access.NoteSignIn, At: noon, Subject: a.ID}); err != nil {
		t.Fatal(err)
	}
	return a, session
}

func TestAccessOutlastsTheProcessAndIsAudited(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	a, session := signedIn(t, s.Access())
	generation, digest := s.Generation(), s.Digest()
	if err := s.Access().Seen(session.Digest, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if s.Generation() != generation || s.Digest() != digest {
		t.Error("signing in counts as a change of the records")
	}
	closing(t, s)
	s = h.open(t)
	defer sound(t, s)
	kept, err := s.Access().Account(a.ID)
	if err != nil || !reflect.DeepEqual(kept, a) {
		t.Errorf("got %+v, %v\nwant %+v", kept, err, a)
	}
	if seen, err := s.Access().Session(session.Digest); err != nil || !seen.Seen.Equal(noon.Add(time.Minute)) {
		t.Errorf("got %+v, %v", seen, err)
	}
	all := entries(t, s)
	var said []string
	for _, e := range all[1:] {
		said = append(said, fmt.Sprint(e.Action, " ", e.Actor, " ", e.Reason, " ", e.Subjects))
	}
	want := []string{fmt.Sprint("account_add root role advocate [", id(1), "]"), fmt.Sprint("sign_in account:ada  [", a.ID, "]")}
	if !reflect.DeepEqual(said, want) {
		t.Errorf("the audit says %q, want %q", said, want)
	}
}

// TestAnOlderAccountPutBackIsNoticed disables an account and puts the sealed value
// from before in its place: it is genuine, under its own key.
func TestAnOlderAccountPutBackIsNoticed(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	a, session := signedIn(t, s.Access())
	closing(t, s)
	name := []byte(kindAccount + string(a.ID))
	var old []byte
	tamper(t, h, func(tx *bbolt.Tx) error {
		old = bytes.Clone(tx.Bucket([]byte(bucketAccess)).Get(name))
		return nil
	})
	s = h.open(t)
	a.Disable()
	if _, err := s.Access().SaveAccount(a, access.Note{Actor: "root", Action: access.NoteAccountDisable, At: noon, Subject: a.ID}); err != nil {
		t.Fatal(err)
	}
	closing(t, s)
	for what, change := range map[string]func(*bbolt.Bucket) error{
		"put back": func(b *bbolt.Bucket) error { return b.Put(name, old) },
		"hidden":   func(b *bbolt.Bucket) error { return b.Delete([]byte(kindSession + session.Digest.String())) },
	} {
		file := readFile(t, h.file())
		tamper(t, h, func(tx *bbolt.Tx) error { return change(tx.Bucket([]byte(bucketAccess))) })
		s = h.open(t)
		_, err := s.Access().Account(a.ID)
		wantProblem(t, err, bilingual.Damaged, "store_incomplete")
		_, err = s.Access().Session(access.Digest{9})
		wantProblem(t, err, bilingual.Damaged, "store_incomplete")
		if report, err := s.Check(t.Context(), nil); err != nil || report.OK() {
			t.Errorf("%s: the check found nothing (%v)", what, err)
		}
		closing(t, s)
		write(t, h.file(), file)
	}
	s = h.open(t)
	defer sound(t, s)
	if kept, err := s.Access().Account(a.ID); err != nil || !kept.Disabled {
		t.Errorf("got %+v, %v", kept, err)
	}
}

func TestNothingThatOpensAnAccountIsOnTheDisk(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	var c canaries
	var a access.Account
	c.fill(reflect.ValueOf(&a).Elem())
	a.ID, a.Version, a.Made = id(1), 0, noon
	a.Link = &access.Link{Expires: noon}
	for i := range a.Passkeys {
		a.Passkeys[i].Made, a.Passkeys[i].Used = noon, noon
	}
	k := s.Access()
	for range 3 { // into the pages, and into the log
		var err error
		if a, err = k.SaveAccount(a, access.Note{Actor: c.word(), Action: c.word(), Reason: c.word(), At: noon, Subject: a.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if hits := c.seek(t, h.dir); hits > 0 || len(c.words) < 15 {
		t.Errorf("%d of %d words are on the disk", hits, len(c.words))
	}
	sound(t, s)
	if hits := c.seek(t, h.dir); hits > 0 {
		t.Errorf("%d words are on the disk", hits)
	}
}

func TestWithoutAnAuditEntryNothingIsKept(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	a, _ := signedIn(t, s.Access())
	failsFromNow(s, false)
	a.SetRole(access.Administrator)
	if _, err := s.Access().SaveAccount(a, access.Note{Actor: "root", Action: access.NoteAccountRole, At: noon, Subject: a.ID}); !errors.Is(err, ErrUnknownOutcome) {
		t.Errorf("got %v", err)
	}
	closing(t, s)
	s = h.open(t)
	defer sound(t, s)
	if kept, err := s.Access().Account(a.ID); err != nil || kept.Role != access.Advocate || len(entries(t, s)) != 3 {
		t.Errorf("got %+v, %v and %d entries", kept, err, len(entries(t, s)))
	}
}

func TestAccessOfADirectoryThatIsOnlyRead(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	a, session := signedIn(t, s.Access())
	closing(t, s)
	s, err := Open(h.dir, h.keys, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, s)
	if kept, err := s.Access().Account(a.ID); err != nil || kept.Name != "ada" {
		t.Errorf("got %+v, %v", kept, err)
	}
	if err := s.Access().End(session.Digest, access.Note{Action: access.NoteSignOut, At: noon}); err == nil {
		t.Error("a session ended in a directory that is only read")
	}
}
