package accesstest

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
)

// At is the moment at which the suite's accounts are made.
var At = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Subject gives the n-th id that the suite draws.
func id(n byte) data.ID {
	return data.ID("00000000-0000-4000-8000-0000000000" + string("0123456789abcdef"[n>>4]) + string("0123456789abcdef"[n&15]))
}

// Account is an account with something in every field.
func Account(n byte, name string) access.Account {
	return access.Account{
		ID: id(n), Name: name, Role: access.Advocate, Made: At, Password: "$argon2id$…",
		Passkeys: []access.Passkey{{ID: []byte{1, n}, Key: []byte{2, n}, Count: 3, Eligible: true, Via: []string{"usb"}, Label: "blue key", Made: At, Used: At}},
		Link:     &access.Link{Digest: access.Digest{n}, Expires: At.Add(time.Hour)},
		Subject:  access.Subject{Issuer: "https://id.example.ca", ID: name},
		Epoch:    4,
	}
}

func token(n byte, name string) access.Token {
	return access.Token{
		ID: id(n), Digest: access.Digest{n}, Name: name, Role: access.Editor, Actions: []access.Action{access.Import},
		By: "account:ada", Made: At.Add(time.Duration(n) * time.Minute), Expires: At.Add(time.Hour),
	}
}

func session(n byte) access.Session {
	return access.Session{Digest: access.Digest{n}, Account: id(1), Epoch: 4, Made: At, Seen: At, Way: access.ByPasskey}
}

func note(action string, n byte) access.Note {
	return access.Note{Actor: "account:ada", Action: action, Reason: "a test", At: At, Subject: id(n)}
}

// Suite holds a Keeper to what access.Keeper promises. Open makes an empty one.
func Suite(t *testing.T, open func(t *testing.T) access.Keeper) {
	for name, test := range map[string]func(*testing.T, access.Keeper){
		"an account comes back whole":                     accountWhole,
		"a stale account is not saved":                    accountStale,
		"a name and a subject belong to one account":      accountTaken,
		"of many who save at once, one wins":              accountRace,
		"sessions begin, are seen and end":                sessions,
		"a session that has ended is not brought back":    sessionGone,
		"a sweep forgets what is over and nothing else":   sweep,
		"tokens come back whole, oldest first":            tokens,
		"a name is free again once its token is revoked":  tokenNames,
		"what is given shares nothing with what is kept":  shared,
		"what is not there is absent":                     absent,
		"accounts are listed by name, whatever their age": listed,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func save(t *testing.T, k access.Keeper, a access.Account) access.Account {
	t.Helper()
	saved, err := k.SaveAccount(a, note(access.NoteAccountAdd, 1))
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func fails(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func accountWhole(t *testing.T, k access.Keeper) {
	want := Account(1, "ada")
	got := save(t, k, want)
	want.Version = 1
	equal(t, got, want)
	got, err := k.Account(want.ID)
	fails(t, err, nil)
	equal(t, got, want)
	got.Disable()
	save(t, k, got)
	again, err := k.Account(want.ID)
	fails(t, err, nil)
	if !again.Disabled || again.Version != 2 || again.Epoch != 5 {
		t.Errorf("the account was not replaced: %+v", again)
	}
}

func accountStale(t *testing.T, k access.Keeper) {
	first := save(t, k, Account(1, "ada"))
	save(t, k, first)
	for _, version := range []uint64{0, 1, 3} {
		first.Version, first.Role = version, access.Administrator
		_, err := k.SaveAccount(first, note(access.NoteAccountRole, 1))
		fails(t, err, access.ErrMoved)
	}
	kept, _ := k.Account(first.ID)
	if kept.Role != access.Advocate {
		t.Error("a stale account was saved")
	}
	ghost := Account(2, "bea")
	ghost.Version = 1
	_, err := k.SaveAccount(ghost, note(access.NoteAccountAdd, 2))
	fails(t, err, access.ErrMoved)
}

func accountTaken(t *testing.T, k access.Keeper) {
	save(t, k, Account(1, "ada"))
	same := Account(2, "ada")
	same.Subject = access.Subject{}
	_, err := k.SaveAccount(same, note(access.NoteAccountAdd, 2))
	fails(t, err, access.ErrTaken)
	same = Account(2, "bea")
	same.Subject.ID = "ada"
	_, err = k.SaveAccount(same, note(access.NoteAccountAdd, 2))
	fails(t, err, access.ErrTaken)
	for n, name := range []string{"bea", "cleo"} { // without a subject, they collide with nobody
		other := Account(byte(n+2), name)
		other.Subject = access.Subject{}
		save(t, k, other)
	}
}

func accountRace(t *testing.T, k access.Keeper) {
	a := save(t, k, Account(1, "ada"))
	var all sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 8 {
		all.Go(func() {
			if _, err := k.SaveAccount(a, note(access.NoteAccountSetUp, 1)); err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if won != 1 {
		t.Errorf("%d of 8 saved the same version", won)
	}
}

func sessions(t *testing.T, k access.Keeper) {
	want := session(1)
	fails(t, k.Begin(want, note(access.NoteSignIn, 1)), nil)
	got, err := k.Session(want.Digest)
	fails(t, err, nil)
	equal(t, got, want)
	fails(t, k.Seen(want.Digest, At.Add(time.Minute)), nil)
	got, _ = k.Session(want.Digest)
	want.Seen = At.Add(time.Minute)
	equal(t, got, want)
	fails(t, k.End(want.Digest, note(access.NoteSignOut, 1)), nil)
	_, err = k.Session(want.Digest)
	fails(t, err, access.ErrAbsent)
	fails(t, k.End(want.Digest, note(access.NoteSignOut, 1)), nil)
}

func sessionGone(t *testing.T, k access.Keeper) {
	s := session(1)
	fails(t, k.Begin(s, note(access.NoteSignIn, 1)), nil)
	fails(t, k.End(s.Digest, note(access.NoteSignOut, 1)), nil)
	fails(t, k.Seen(s.Digest, At.Add(time.Minute)), nil)
	_, err := k.Session(s.Digest)
	fails(t, err, access.ErrAbsent)
}

func sweep(t *testing.T, k access.Keeper) {
	for n := range byte(4) {
		fails(t, k.Begin(session(n), note(access.NoteSignIn, 1)), nil)
	}
	fails(t, k.Sweep(func(s access.Session) bool { return s.Digest[0] < 2 }), nil)
	for n := range byte(4) {
		_, err := k.Session(access.Digest{n})
		if gone := errors.Is(err, access.ErrAbsent); gone != (n < 2) {
			t.Errorf("session %d: gone is %t", n, gone)
		}
	}
}

func tokens(t *testing.T, k access.Keeper) {
	var want []access.Token
	for _, n := range []byte{3, 1, 2} {
		saved, err := k.SaveToken(token(n, "job-"+string('a'+rune(n))), note(access.NoteTokenMake, n))
		fails(t, err, nil)
		if saved.Version != 1 {
			t.Errorf("a new token has version %d", saved.Version)
		}
	}
	for n := range byte(3) {
		one := token(n+1, "job-"+string('a'+rune(n+1)))
		one.Version = 1
		want = append(want, one)
	}
	got, err := k.Tokens()
	fails(t, err, nil)
	equal(t, got, want)
	one, err := k.Token(access.Digest{2})
	fails(t, err, nil)
	equal(t, one, want[1])
	one.Version = 5
	_, err = k.SaveToken(one, note(access.NoteTokenRevoke, 2))
	fails(t, err, access.ErrMoved)
}

func tokenNames(t *testing.T, k access.Keeper) {
	first, err := k.SaveToken(token(1, "import"), note(access.NoteTokenMake, 1))
	fails(t, err, nil)
	_, err = k.SaveToken(token(2, "import"), note(access.NoteTokenMake, 2))
	fails(t, err, access.ErrTaken)
	first.Revoked = true
	_, err = k.SaveToken(first, note(access.NoteTokenRevoke, 1))
	fails(t, err, nil)
	_, err = k.SaveToken(token(2, "import"), note(access.NoteTokenMake, 2))
	fails(t, err, nil)
}

func shared(t *testing.T, k access.Keeper) {
	a := save(t, k, Account(1, "ada"))
	a.Passkeys[0].Key[0], a.Passkeys[0].Count, a.Link.Digest = 9, 9, access.Digest{9}
	b, _ := k.Account(a.ID)
	want := Account(1, "ada")
	want.Version = 1
	equal(t, b, want)
	made, err := k.SaveToken(token(1, "import"), note(access.NoteTokenMake, 1))
	fails(t, err, nil)
	made.Actions[0] = access.Search
	kept, _ := k.Token(made.Digest)
	equal(t, kept.Actions, []access.Action{access.Import})
}

func absent(t *testing.T, k access.Keeper) {
	_, err := k.Account(id(9))
	fails(t, err, access.ErrAbsent)
	_, err = k.Session(access.Digest{9})
	fails(t, err, access.ErrAbsent)
	_, err = k.Token(access.Digest{9})
	fails(t, err, access.ErrAbsent)
	accounts, err := k.Accounts()
	fails(t, err, nil)
	tokens, err := k.Tokens()
	fails(t, err, nil)
	if len(accounts)+len(tokens) > 0 {
		t.Error("an empty keeper has something")
	}
}

func listed(t *testing.T, k access.Keeper) {
	for n, name := range []string{"cleo", "ada", "bea"} {
		save(t, k, Account(byte(n+1), name))
	}
	accounts, err := k.Accounts()
	fails(t, err, nil)
	var names []string
	for _, a := range accounts {
		names = append(names, a.Name)
	}
	equal(t, names, []string{"ada", "bea", "cleo"})
}
