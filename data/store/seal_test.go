package store

import (
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

func newBox(t testing.TB) box {
	t.Helper()
	handle, err := keyset.NewHandle(aead.XChaCha20Poly1305KeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	primitive, err := aead.New(handle)
	if err != nil {
		t.Fatal(err)
	}
	return box{aead: primitive, store: "one"}
}

func TestASealHoldsInItsOwnPlaceAlone(t *testing.T) {
	b := newBox(t)
	value, err := b.seal("records", []byte("k1"), 7, []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.open("records", []byte("k1"), value); err != nil || string(got) != "plain" {
		t.Fatalf("got %q, %v", got, err)
	}
	other := b
	other.store = "two"
	older := append([]byte{}, value...)
	older[versionSize-1]--
	for what, open := range map[string]func() ([]byte, error){
		"another key":     func() ([]byte, error) { return b.open("records", []byte("k2"), value) },
		"another bucket":  func() ([]byte, error) { return b.open("images", []byte("k1"), value) },
		"another split":   func() ([]byte, error) { return b.open("recordsk", []byte("1"), value) },
		"another version": func() ([]byte, error) { return b.open("records", []byte("k1"), older) },
		"another store":   func() ([]byte, error) { return other.open("records", []byte("k1"), value) },
		"another keyset":  func() ([]byte, error) { return newBox(t).open("records", []byte("k1"), value) },
		"a short value":   func() ([]byte, error) { return b.open("records", []byte("k1"), value[:5]) },
		"no value":        func() ([]byte, error) { return b.open("records", []byte("k1"), nil) },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s: it opened: %q", what, got)
		}
	}
}
