package access_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/access/accesstest"
	"github.com/relais-directory/relais/data/bilingual"
)

var at = accesstest.At

// cheap is a cost for tests: what is tested is not how long it takes.
var cheap = access.Cost{Memory: 64, Passes: 1, Threads: 1}

const good = "copper lantern fjord umbrella"

func code(err error) string {
	p, ok := bilingual.AsProblem(err)
	if !ok {
		return ""
	}
	return p.Code
}

func TestTheKeeperInMemory(t *testing.T) {
	accesstest.Suite(t, func(*testing.T) access.Keeper { return accesstest.New() })
}

func TestAPasswordOpensWithItselfAlone(t *testing.T) {
	hash, err := cheap.Hash(good, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") || strings.Contains(hash, "copper") {
		t.Errorf("the hash has another form: %s", hash)
	}
	for typed, want := range map[string]bool{
		good: true, good + " ": false, strings.ToUpper(good): false, "": false, strings.Repeat("a", 100_000): false,
	} {
		if right, _ := cheap.Check(typed, hash); right != want {
			t.Errorf("a password of %d characters: got %t", len(typed), right)
		}
	}
	again, _ := cheap.Hash(good, rand.Reader)
	if again == hash {
		t.Error("two hashes of one password are alike: there is no salt")
	}
}

func TestAPasswordIsFoundHoweverItsAccentsAreTyped(t *testing.T) {
	hash, _ := cheap.Hash("forêt lumière café été", rand.Reader)
	if right, _ := cheap.Check("fore\u0302t lumie\u0300re cafe\u0301 e\u0301te\u0301", hash); !right {
		t.Error("decomposed accents make another password")
	}
}

func TestAHashOfAnotherCostIsMadeAnew(t *testing.T) {
	hash, _ := cheap.Hash(good, rand.Reader)
	dearer := access.Cost{Memory: 128, Passes: 2, Threads: 1}
	if right, stale := dearer.Check(good, hash); !right || !stale {
		t.Errorf("got right %t, stale %t", right, stale)
	}
	if _, stale := dearer.Check("something else entirely", hash); stale {
		t.Error("a wrong password would be hashed anew")
	}
	if right, stale := cheap.Check(good, hash); !right || stale {
		t.Errorf("got right %t, stale %t", right, stale)
	}
}

func TestAHashThatIsNoneOpensForNobody(t *testing.T) {
	hash, _ := cheap.Hash(good, rand.Reader)
	for _, broken := range []string{
		"", "$", good, hash[:len(hash)-4], strings.Replace(hash, "argon2id", "argon2i", 1), strings.Replace(hash, "v=19", "v=16", 1),
		strings.Replace(hash, "t=1", "t=0", 1), strings.Replace(hash, "p=1", "p=0", 1), strings.Repeat("$", 5), hash + "$",
	} {
		for _, typed := range []string{good, "", broken} {
			if right, stale := cheap.Check(typed, broken); right || stale {
				t.Errorf("%q opens %q", typed, broken)
			}
		}
	}
}

func TestPasswordsThatAreTooPlain(t *testing.T) {
	for password, want := range map[string]string{
		"short":                   "password_length",
		"fourteen chars":          "password_length",
		strings.Repeat("ab ", 90): "password_length",
		strings.Repeat("abc", 6):  "password_plain",
		"adalovelaceadalovelace":  "password_plain",
		good:                      "",
		"été à la rivière bleue":  "",
	} {
		if got := code(access.CheckPassword(password, "adalovelace")); got != want {
			t.Errorf("%q: got %q, want %q", password, got, want)
		}
	}
}

func TestASecretIsNeverPrintedAndReadsItselfAlone(t *testing.T) {
	s, err := access.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%+v %#v %x %s", s, s, s, s)} {
		if strings.Contains(shown, s.Text()) || !strings.Contains(shown, "[a secret]") {
			t.Errorf("a secret was printed: %s", shown)
		}
	}
	if b, _ := json.Marshal(map[string]any{"secret": s}); bytes.Contains(b, []byte(s.Text())) {
		t.Error("a secret went into JSON")
	}
	back, ok := access.ParseSecret(s.Text())
	if !ok || back != s || back.Digest() != s.Digest() {
		t.Error("a secret does not read itself")
	}
	if back, ok := access.ParseToken(access.TokenText(s)); !ok || back != s {
		t.Error("a token does not read itself")
	}
	for _, other := range []string{"", s.Text()[1:], s.Text() + "A", s.Text() + "\n", s.Digest().String(), access.TokenText(s)} {
		if _, ok := access.ParseSecret(other); ok {
			t.Errorf("%q is taken for a secret", other)
		}
	}
	if _, ok := access.ParseToken(s.Text()); ok {
		t.Error("a session's secret is taken for a token")
	}
	if _, err := access.NewSecret(bytes.NewReader(nil)); err == nil {
		t.Error("a secret was made of nothing")
	}
}

func TestASessionEndsInTimeWhateverTheClockDoes(t *testing.T) {
	l := access.DefaultLimits()
	a := access.Account{ID: "a", Epoch: 3}
	s := access.Session{Account: "a", Epoch: 3, Made: at, Seen: at.Add(time.Hour)}
	for after, want := range map[time.Duration]bool{
		time.Hour:                      true,
		time.Hour + 20*time.Minute - 1: true,
		time.Hour + 20*time.Minute:     false,
		12 * time.Hour:                 false,
		1000 * time.Hour:               false,
		time.Hour - 2*time.Minute:      true, // within the slack
		time.Hour - 2*time.Minute - 1:  false,
		-time.Hour:                     false,
		-10000 * time.Hour:             false,
	} {
		if got := l.Good(s, a, at.Add(after)); got != want {
			t.Errorf("%v after its beginning: got %t", after, got)
		}
	}
	s.Seen = at.Add(12*time.Hour - 1)
	if !l.Good(s, a, at.Add(12*time.Hour-1)) || l.Good(s, a, at.Add(12*time.Hour)) {
		t.Error("a session that is used does not end after a shift")
	}
}

// Nobody says when somebody's group is taken away at the provider: it is asked again
// sooner than after a shift.
func TestASessionOfAProvidersEndsSooner(t *testing.T) {
	l := access.DefaultLimits()
	for way, longest := range map[access.Way]time.Duration{access.ByProvider: 4 * time.Hour, access.ByPasskey: 12 * time.Hour, access.ByPassword: 12 * time.Hour, access.ByLink: 12 * time.Hour} {
		s := access.Session{Account: "a", Made: at, Seen: at.Add(longest - 1), Way: way}
		if !l.Good(s, access.Account{ID: "a"}, at.Add(longest-1)) || l.Good(s, access.Account{ID: "a"}, at.Add(longest)) {
			t.Errorf("%s: a session that is used does not end after %v", way, longest)
		}
	}
	l.Provided = 0
	if s := (access.Session{Account: "a", Made: at, Seen: at.Add(11 * time.Hour), Way: access.ByProvider}); !l.Good(s, access.Account{ID: "a"}, at.Add(11*time.Hour)) {
		t.Error("without a bound of its own, it ends before others")
	}
}

func TestASessionEndsWithWhatOpenedIt(t *testing.T) {
	l := access.DefaultLimits()
	for name, change := range map[string]func(*access.Account){
		"disabled":                   (*access.Account).Disable,
		"another role":               func(a *access.Account) { a.SetRole(access.Editor) },
		"set up anew":                (*access.Account).SetUp,
		"another password":           func(a *access.Account) { a.SetPassword("…") },
		"a passkey revoked":          func(a *access.Account) { a.RevokePasskey([]byte{1, 1}) },
		"ended by somebody":          (*access.Account).EndSessions,
		"disabled and enabled again": func(a *access.Account) { a.Disable(); a.Enable() },
		"another account":            func(a *access.Account) { a.ID = "another" },
	} {
		a := accesstest.Account(1, "ada")
		s := access.Session{Account: a.ID, Epoch: a.Epoch, Made: at, Seen: at}
		if !l.Good(s, a, at) {
			t.Fatal("the session is over before anything happened")
		}
		change(&a)
		if l.Good(s, a, at) {
			t.Errorf("%s: the session goes on", name)
		}
	}
}

func TestACountThatDoesNotRiseIsRefused(t *testing.T) {
	for _, c := range []struct {
		kept, said uint32
		want       bool
	}{{3, 4, true}, {3, 400, true}, {3, 3, false}, {3, 2, false}, {3, 0, false}, {0, 0, true}, {0, 1, true}} {
		a := accesstest.Account(1, "ada")
		a.Passkeys[0].Count = c.kept
		before := a.Clone()
		got := a.UsePasskey([]byte{1, 1}, c.said, true, at)
		if got != c.want || got != (a.Passkeys[0].Count == c.said && a.Passkeys[0].BackedUp) && c.said != c.kept {
			t.Errorf("%d after %d: got %t", c.said, c.kept, got)
		}
		if !got && a.Passkeys[0].BackedUp != before.Passkeys[0].BackedUp {
			t.Error("what was refused was noted")
		}
	}
	a := accesstest.Account(1, "ada")
	if a.UsePasskey([]byte{9}, 100, true, at) || a.RevokePasskey([]byte{9}) {
		t.Error("a passkey that is not there was used")
	}
	if a.AddPasskey(a.Passkeys[0]) {
		t.Error("a passkey was added twice")
	}
}

func TestNamesOfAccounts(t *testing.T) {
	for typed, want := range map[string]string{" Ada ": "ada", "É.Tremblay-2": "é.tremblay-2", "e\u0301": "é", "x@example.ca": "x@example.ca"} {
		if got, err := access.ParseName(typed); got != want || err != nil {
			t.Errorf("%q: got %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "  ", "a b", "a:b", "a\nb", "<b>", strings.Repeat("x", 65), "uid 0", "a/b"} {
		if got, err := access.ParseName(typed); err == nil {
			t.Errorf("%q became %q", typed, got)
		}
	}
}

func TestALinkOpensOnceAndInTime(t *testing.T) {
	k := accesstest.New()
	r := access.Registry{Keeper: k, Random: rand.Reader}
	a, link, err := r.Add("root", "Ada", access.Editor, at)
	if err != nil {
		t.Fatal(err)
	}
	d := link.Digest()
	if a.Ready() || !a.Offered(d, at) || a.Offered(access.Digest{}, at) || a.Offered(d, at.Add(access.LinkLife)) {
		t.Error("the link is not good for a day")
	}
	again, newer, _ := r.Link("root", "ada", at)
	if again.Offered(d, at) || !again.Offered(newer.Digest(), at) {
		t.Error("the earlier link is still good")
	}
	again.AddPasskey(access.Passkey{ID: []byte{1}})
	again.Subject, again.Password = access.Subject{ID: "x"}, "…"
	again.SetUp()
	if again.Offered(newer.Digest(), at) || again.Ready() {
		t.Error("setting up left something open")
	}
	again.Offer(newer.Digest(), at.Add(time.Hour))
	again.Disable()
	if again.Offered(newer.Digest(), at) {
		t.Error("the link of a disabled account is good")
	}
	if _, _, err := r.Link("root", "bea", at); code(err) != "account_absent" {
		t.Errorf("got %v", err)
	}
	if _, _, err := r.Add("root", "ADA", access.Editor, at); code(err) != "access_name_taken" {
		t.Errorf("got %v", err)
	}
}

func TestTheFirstRun(t *testing.T) {
	k := accesstest.New()
	r := access.Registry{Keeper: k, Random: rand.Reader}
	a, first, needed, err := r.FirstRun("root", at)
	if err != nil || !needed || a.Role != access.Administrator || !a.Offered(first.Digest(), at) || a.Offered(first.Digest(), at.Add(time.Hour)) {
		t.Fatalf("got %+v, %t, %v", a, needed, err)
	}
	b, second, needed, _ := r.FirstRun("root", at)
	if !needed || b.ID != a.ID || b.Offered(first.Digest(), at) || !b.Offered(second.Digest(), at) {
		t.Error("a second start does not replace the link")
	}
	b.SetPassword("…")
	if _, err := k.SaveAccount(b, access.Note{}); err != nil {
		t.Fatal(err)
	}
	if _, _, needed, _ := r.FirstRun("root", at); needed {
		t.Error("a link was made although somebody can sign in")
	}
}

func TestTokensDoNoMoreThanTheySay(t *testing.T) {
	k := accesstest.New()
	r := access.Registry{Keeper: k, Random: rand.Reader}
	made, secret, err := r.MakeToken("root", "nightly", access.Editor, []access.Action{access.Import}, at, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := k.Token(secret.Digest()); err != nil || kept.Name != "nightly" {
		t.Fatalf("got %+v, %v", kept, err)
	}
	if !made.May(access.Import, access.Internal) || made.May(access.Search, access.Internal) || made.May(access.Reveal, access.Sealed) {
		t.Error("the token may something else")
	}
	for after, want := range map[time.Duration]bool{0: true, time.Hour - 1: true, time.Hour: false, -time.Minute: true, -time.Hour: false} {
		if got := made.Good(at.Add(after), 2*time.Minute); got != want {
			t.Errorf("%v after it was made: got %t", after, got)
		}
	}
	for name, c := range map[string]struct {
		role    access.Role
		actions []access.Action
		life    time.Duration
		want    string
	}{
		"nothing":        {access.Editor, nil, time.Hour, "token_scope"},
		"reveal":         {access.Advocate, []access.Action{access.Search, access.Reveal}, time.Hour, "token_scope"},
		"accounts":       {access.Administrator, []access.Action{access.Accounts}, time.Hour, "token_scope"},
		"not its role's": {access.Auditor, []access.Action{access.Search}, time.Hour, "token_scope"},
		"no end":         {access.Editor, []access.Action{access.Import}, 367 * 24 * time.Hour, "token_lifetime"},
		"over already":   {access.Editor, []access.Action{access.Import}, 0, "token_lifetime"},
	} {
		if _, _, err := r.MakeToken("root", "other", c.role, c.actions, at, c.life); code(err) != c.want {
			t.Errorf("%s: got %v", name, err)
		}
	}
	revoked, err := r.RevokeToken("root", "lost", "nightly", at)
	if err != nil || revoked.Good(at, 0) {
		t.Errorf("got %+v, %v", revoked, err)
	}
	if _, err := r.RevokeToken("root", "lost", "nightly", at); code(err) != "token_absent" {
		t.Errorf("got %v", err)
	}
}

func TestEveryChangeIsNotedWithItsActor(t *testing.T) {
	k := accesstest.New()
	r := access.Registry{Keeper: k, Random: rand.Reader}
	a, _, _ := r.Add("root", "ada", access.Editor, at)
	_, _ = r.SetRole("root", "ada", access.Approver, at)
	_, _ = r.Disable("root", "left", "ada", at)
	_, _ = r.Enable("root", "is back", "ada", at)
	_, _ = r.EndSessions("root", "a lost telephone", "ada", at)
	_, _, _ = r.Link("root", "ada", at)
	want := []string{access.NoteAccountAdd, access.NoteAccountRole, access.NoteAccountDisable, access.NoteAccountEnable, access.NoteAccountSessions, access.NoteAccountLink}
	notes := k.Notes()
	if len(notes) != len(want) {
		t.Fatalf("got %d notes", len(notes))
	}
	for i, n := range notes {
		if n.Action != want[i] || n.Actor != "root" || n.Subject != a.ID || !n.At.Equal(at) {
			t.Errorf("note %d: %+v", i, n)
		}
	}
	k.Fail(errors.New("the disk is full"))
	if _, err := r.Disable("root", "left", "ada", at); err == nil {
		t.Error("a change that was not kept is said to be")
	}
}

func TestRoles(t *testing.T) {
	for _, r := range access.Roles() {
		got, err := access.ParseRole(string(r))
		if r == access.Public {
			if err == nil {
				t.Error("an account may have the public's role")
			}
		} else if got != r || err != nil {
			t.Errorf("%s: got %s, %v", r, got, err)
		}
		if r.Name().En == "" || r.Name().Fr == "" {
			t.Errorf("%s has no name", r)
		}
	}
	if _, err := access.ParseRole("root"); code(err) != "role_unknown" {
		t.Errorf("got %v", err)
	}
}
