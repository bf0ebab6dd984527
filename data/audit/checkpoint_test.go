package audit

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func signed(t testing.TB, c Checkpoint, k ed25519.PrivateKey) []byte {
	t.Helper()
	b, err := c.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestACheckpointIsASignedNote(t *testing.T) {
	for _, size := range []int{0, 1, 5, 64} {
		c := grown(size).at(size)
		b := signed(t, c, keyOf(1))
		got, err := OpenCheckpoint(b, logID, public(keyOf(1)))
		if err != nil || got != c {
			t.Errorf("got %+v, %v, want %+v", got, err, c)
		}
		if !bytes.Equal(b, signed(t, c, keyOf(1))) {
			t.Error("signed twice, it is not the same")
		}
		text, err := VerifierKey(logID, public(keyOf(1)))
		if err != nil {
			t.Fatal(err)
		}
		v, err := note.NewVerifier(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(b, note.VerifierList(v)); err != nil {
			t.Errorf("who knows the key alone: %v", err)
		}
		if lines := strings.Split(string(b), "\n"); lines[0] != "relais-audit/"+logID || lines[3] != "" {
			t.Errorf("got %q", b)
		}
	}
}

// An auditor may sign the note too: that takes nothing from it.
func TestACheckpointMayHaveMoreSignatures(t *testing.T) {
	c := grown(3).at(3)
	b := signed(t, c, keyOf(1))
	skey, _, err := note.GenerateKey(zeros{}, "auditor")
	if err != nil {
		t.Fatal(err)
	}
	auditor, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	v, err := verifier(logID, public(keyOf(1)))
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(b, note.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	both, err := note.Sign(n, auditor)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenCheckpoint(both, logID, public(keyOf(1))); err != nil || got != c {
		t.Errorf("got %+v, %v", got, err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestWhatIsNoCheckpointOfTheLogIsRefused(t *testing.T) {
	c := grown(3).at(3)
	good := signed(t, c, keyOf(1))
	other := c
	other.Log = "another"
	forged := c
	forged.Size = 4
	text := signed(t, forged, keyOf(1))
	for what, x := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":                     {nil, ErrNoCheckpoint},
		"words":                       {[]byte("hello\n"), ErrNoCheckpoint},
		"another key":                 {signed(t, c, keyOf(2)), ErrSignature},
		"another log":                 {signed(t, other, keyOf(1)), ErrOtherLog},
		"a swapped signature":         {append(bytes.Clone(text[:bytes.Index(text, []byte("\n\n"))+2]), good[bytes.Index(good, []byte("\n\n"))+2:]...), ErrSignature},
		"another size":                {bytes.Replace(good, []byte("\n3\n"), []byte("\n4\n"), 1), ErrSignature},
		"without a signature":         {good[:bytes.Index(good, []byte("\n\n"))+1], ErrNoCheckpoint},
		"a tree of the checksum base": {[]byte("go.sum database tree\n3\nabc\n"), ErrNoCheckpoint},
	} {
		if _, err := OpenCheckpoint(x.b, logID, public(keyOf(1))); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", what, err, x.want)
		}
	}
}

// A note that is well signed and says something else is no checkpoint.
func TestOnlyTheFormOfACheckpointIsTaken(t *testing.T) {
	v, err := verifier(logID, public(keyOf(1)))
	if err != nil {
		t.Fatal(err)
	}
	root := grown(3).at(3).Root.String()
	for _, text := range []string{
		"x\n", "relais-audit/" + logID + "\n03\n" + root + "\n", "relais-audit/" + logID + "\n+3\n" + root + "\n",
		"relais-audit/" + logID + "\n3\n" + root + "\nmore\n", "relais-audit/" + logID + "\n3\n" + root[:43] + "\n",
		"relais-audit/" + logID + "\n999999999999999999\n" + root + "\n",
	} {
		b, err := note.Sign(&note.Note{Text: text}, signer{v, keyOf(1)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenCheckpoint(b, logID, public(keyOf(1))); !errors.Is(err, ErrNoCheckpoint) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	c := grown(3).at(3)
	good := signed(f, c, keyOf(1))
	f.Add(good)
	f.Add([]byte("relais-audit/x\n0\n\n\n— x y\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := OpenCheckpoint(b, logID, public(keyOf(1)))
		if err == nil && got != c {
			t.Errorf("a checkpoint that was never signed was believed: %+v", got)
		}
	})
}
