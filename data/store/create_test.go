package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestANewStoreIsEmptyPrivateAndWhole(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	if s.Generation() != 0 || s.Len() != 0 {
		t.Errorf("got generation %d and %d records, want none", s.Generation(), s.Len())
	}
	for path, want := range map[string]os.FileMode{
		h.dir: 0o700, h.file(): 0o600, filepath.Join(h.dir, NameFile): 0o600,
		h.keys.Dir: 0o700, h.keys.sealing(s.ID()): 0o600, h.keys.signing(s.ID()): 0o600, h.keys.auditing(s.ID()): 0o600,
	} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
	left, err := os.ReadDir(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 2 {
		t.Errorf("got %v in the folder, want the store and its name alone", left)
	}
	sound(t, s)
}

func TestCreateTightensAFolderThatOthersCouldRead(t *testing.T) {
	h := newHome(t)
	if err := os.MkdirAll(h.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	sound(t, h.create(t))
	info, err := os.Stat(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o700 {
		t.Errorf("the folder has mode %o, want 700", got)
	}
}

func TestCreateLeavesTheModeOfAFolderThatIsNotItsOwn(t *testing.T) {
	h := newHome(t)
	if err := os.MkdirAll(h.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(h.dir, "other"), nil)
	sound(t, h.create(t))
	info, err := os.Stat(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o755 {
		t.Errorf("the folder has mode %o, want 755 as before", got)
	}
}

func TestCreateNeverReplacesAStore(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	closing(t, s)
	before := readFile(t, h.file())
	_, err := Create(h.dir, h.keys, seeded(2), noon)
	wantProblem(t, err, bilingual.Conflict, "store_exists")
	if !bytes.Equal(before, readFile(t, h.file())) {
		t.Error("the store was changed")
	}
	sound(t, h.open(t))
}

func TestCreateThatLosesARaceLeavesTheWinnerAndNoKeys(t *testing.T) {
	h := newHome(t)
	closing(t, h.create(t))
	err := create(h.dir, h.keys, seeded(2), noon) // as if Exists had looked too early
	wantProblem(t, err, bilingual.Conflict, "store_exists")
	left, err := os.ReadDir(h.keys.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 4 {
		t.Errorf("got %d files of keys, want the four of the winner", len(left))
	}
	sound(t, h.open(t))
}

func TestCreateNeverTakesTheNameOfALostStore(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	store := s.ID()
	closing(t, s)
	if err := os.Remove(h.file()); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(h.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Create(h.dir, h.keys, seeded(2), noon)
	wantProblem(t, err, bilingual.Damaged, "store_gone")
	if got, want := string(readFile(t, filepath.Join(h.dir, NameFile))), nameLine+store+"\n"; got != want {
		t.Errorf("got the name %q, want %q", got, want)
	}
	for dir, want := range map[string]int{h.dir: 1, h.keys.Dir: 4} {
		if left, err := os.ReadDir(dir); err != nil || len(left) != want {
			t.Errorf("got %v, %v in %s, want %d files as before", left, err, dir, want)
		}
	}
	if err := os.Remove(filepath.Join(h.dir, NameFile)); err != nil {
		t.Fatal(err)
	}
	s, err = Create(h.dir, h.keys, seeded(2), noon) // on purpose
	if err != nil {
		t.Fatal(err)
	}
	sound(t, s)
}

func TestCreateTakesTheNameOfALostStoreAsOneEvenIfItSaysNothing(t *testing.T) {
	h := newHome(t)
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(h.dir, NameFile), nil)
	_, err := Create(h.dir, h.keys, seeded(2), noon)
	wantProblem(t, err, bilingual.Damaged, "store_gone")
	if _, err := os.Stat(h.keys.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want no folder of keys", err)
	}
}

func TestExists(t *testing.T) {
	h := newHome(t)
	for _, want := range []bool{false, true} {
		got, err := Exists(h.dir)
		if err != nil || got != want {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
		if !want {
			sound(t, h.create(t))
		}
	}
}

func TestACopiedDirectoryOpensWithTheSameKey(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelters(5, 1)...))
	want := s.Digest()
	closing(t, s)
	there := home{dir: filepath.Join(t.TempDir(), "elsewhere"), keys: h.keys}
	if err := os.CopyFS(there.dir, os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	copied := there.open(t)
	if got := copied.Digest(); got != want {
		t.Errorf("got digest %s, want %s", got, want)
	}
	sound(t, copied)
}

func TestAStoreWithoutItsKeyStaysClosed(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	sound(t, s)
	other := newHome(t)
	o := other.create(t)
	sound(t, o)
	sealing := h.keys.sealing(s.ID())
	good := readFile(t, sealing)

	t.Run("missing", func(t *testing.T) {
		if err := os.Remove(sealing); err != nil {
			t.Fatal(err)
		}
		h.refused(t, bilingual.NotFound, "key_absent")
	})
	t.Run("another one's", func(t *testing.T) {
		write(t, sealing, readFile(t, other.keys.sealing(o.ID())))
		h.refused(t, bilingual.Damaged, "key_wrong")
	})
	t.Run("damaged", func(t *testing.T) {
		write(t, sealing, good[:len(good)/2])
		h.refused(t, bilingual.Damaged, "key_damaged")
	})
	write(t, sealing, good)
	sound(t, h.open(t))
}

func TestTheSigningKeyIsTheOneTheStoreWasMadeWith(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	defer sound(t, s)
	key, err := s.SigningKey()
	if err != nil {
		t.Fatal(err)
	}
	if !s.PublicKey().Equal(key.Public()) {
		t.Error("the signing key does not belong to the public key")
	}
	other := newHome(t)
	o, err := Create(other.dir, other.keys, seeded(9), noon)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, o)
	write(t, h.keys.signing(s.ID()), readFile(t, other.keys.signing(o.ID())))
	_, err = s.SigningKey()
	wantProblem(t, err, bilingual.Damaged, "key_damaged")
	if err := os.Remove(h.keys.signing(s.ID())); err != nil {
		t.Fatal(err)
	}
	_, err = s.SigningKey()
	wantProblem(t, err, bilingual.NotFound, "key_absent")
}

func TestAStoreInUseIsLocked(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	began := time.Now()
	h.refused(t, bilingual.Locked, "store_locked")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to say that the store is locked", took)
	}
	closing(t, s)
	sound(t, h.open(t))
}

func TestDefaultKeys(t *testing.T) {
	t.Setenv(KeysVariable, "/somewhere/keys")
	if got, err := DefaultKeys(); err != nil || got.Dir != "/somewhere/keys" {
		t.Errorf("got %v, %v", got, err)
	}
	t.Setenv(KeysVariable, "")
	t.Setenv("XDG_CONFIG_HOME", "/configuration")
	if got, err := DefaultKeys(); err != nil || got.Dir != filepath.Join("/configuration", "relais", "keys") {
		t.Errorf("got %v, %v", got, err)
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	_, err := DefaultKeys()
	wantProblem(t, err, bilingual.Invalid, "keys_folder_unknown")
}

func TestCloseTwice(t *testing.T) {
	s := newHome(t).create(t)
	sound(t, s)
	closing(t, s)
	if err := s.View(func(*Tx) error { return nil }); err == nil {
		t.Error("a closed store was read")
	}
	if _, err := s.Apply(put(shelter(1, 1))); err == nil || errors.Is(err, ErrUnknownOutcome) {
		t.Errorf("got %v, want a refusal of the change", err)
	}
}
