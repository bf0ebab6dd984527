package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data/bilingual"
)

// lived gives a closed directory with some history, its file without the room to
// grow at its end, and all that it says.
func lived(t testing.TB) (h home, file []byte, said string) {
	t.Helper()
	h = newHome(t)
	s := h.create(t)
	apply(t, s, put(shelters(60, 1)...))
	for rev := range 4 {
		b := put(shelter(rev, 2), shelter(rev+10, 2))
		b.Key = fmt.Sprint("import ", rev)
		apply(t, s, b)
	}
	if _, err := s.Reveal("marie", "a call", noon, id(3)); err != nil {
		t.Fatal(err)
	}
	said, err := text(s)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	m := metaOf(t, h)
	file = readFile(t, h.file())[:m.pages*uint64(m.pageSize)]
	write(t, h.file(), file)
	return h, file, said
}

func metaOf(t testing.TB, h home) meta {
	t.Helper()
	f, err := os.Open(h.file())
	if err != nil {
		t.Fatal(err)
	}
	m, err := readMeta(f)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return m
}

// opened opens a possibly damaged directory and gives all that it says. An error
// that is no Problem, or a Problem of the wrong kind, fails the test.
func opened(t testing.TB, h home) (said string, refused bool) {
	t.Helper()
	before := readFile(t, h.file())
	s, err := Open(h.dir, h.keys, Options{})
	if err != nil {
		wantRefusal(t, err)
		if !bytes.Equal(before, readFile(t, h.file())) {
			t.Error("a refused file was changed")
		}
		return "", true
	}
	defer closing(t, s)
	said, err = text(s)
	if err != nil {
		wantRefusal(t, err)
		return "", true
	}
	return said, false
}

func wantRefusal(t testing.TB, err error) {
	t.Helper()
	switch kind := bilingual.KindOf(err); kind {
	case bilingual.Damaged, bilingual.Conflict, bilingual.NotFound: // the last two: a flipped schema number, a flipped id
	default:
		t.Errorf("got kind %d: %v, want a refusal in words", kind, err)
	}
}

func TestACutFileIsRefused(t *testing.T) {
	h, file, said := lived(t)
	sizes := []int{0, 1, 15, 16, 79, 80, 1023, 1024, 4095, 4096, 4175, 4176, 8191, 8192}
	for size := 3 * 4096; size < len(file); size += 4096 {
		sizes = append(sizes, size, size-1)
	}
	for _, size := range sizes {
		write(t, h.file(), file[:size])
		began := time.Now()
		got, refused := opened(t, h)
		if !refused && got != said {
			t.Errorf("cut to %d bytes, it opened and says something else", size)
		}
		if !refused && size < len(file)/2 {
			t.Errorf("cut to %d bytes of %d, it opened", size, len(file))
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("cut to %d bytes: it took %v", size, took)
		}
	}
}

func TestWhatIsNoStoreIsRefusedWithItsOwnSentence(t *testing.T) {
	h, file, _ := lived(t)
	otherBolt := filepath.Join(t.TempDir(), "other.db")
	makeBolt(t, otherBolt, "something else")
	newer := newerStore(t)
	half := len(file) / 2
	for _, c := range []struct {
		what string
		file []byte
		kind bilingual.Kind
		code string
	}{
		{"nothing", nil, bilingual.Damaged, "store_empty"},
		{"half of it", file[:half], bilingual.Damaged, "store_cut"},
		{"less than a page", file[:100], bilingual.Damaged, "store_cut"},
		{"a picture", append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), bytes.Repeat([]byte{7, 99}, 9000)...), bilingual.Damaged, "store_foreign"},
		{"a short text", []byte(`{"id":1}`), bilingual.Damaged, "store_foreign"},
		{"a long text", bytes.Repeat([]byte(`{"id":1}`), 5000), bilingual.Damaged, "store_foreign"},
		{"zeros", make([]byte, len(file)), bilingual.Damaged, "store_foreign"},
		{"another program's bbolt file", readFile(t, otherBolt), bilingual.Damaged, "store_foreign"},
		{"a newer version's store", newer, bilingual.Conflict, "store_newer"},
		{"a damaged first page", flipped(file, 40, 3), bilingual.Damaged, "store_meta"},
		{"a damaged second page", flipped(file, 4096+60, 0), bilingual.Damaged, "store_meta"},
	} {
		t.Run(c.what, func(t *testing.T) {
			write(t, h.file(), c.file)
			h.refused(t, c.kind, c.code)
			if !bytes.Equal(c.file, readFile(t, h.file())) {
				t.Error("the refused file was changed")
			}
		})
	}
}

func makeBolt(t testing.TB, path, bucket string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: true, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte(bucket)); return err })
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// newerStore is the file of a store whose schema is the next one.
func newerStore(t testing.TB) []byte {
	h := newHome(t)
	closing(t, h.create(t))
	tamper(t, h, func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucketIdentity))
		this, other := fmt.Appendf(nil, `"schema":%d`, schema), fmt.Appendf(nil, `"schema":%d`, schema+1)
		next := bytes.Replace(b.Get([]byte(keyHeader)), this, other, 1)
		return b.Put([]byte(keyHeader), next)
	})
	return readFile(t, h.file())
}

// tamper changes a store's file through bbolt, as somebody without the key may.
func tamper(t testing.TB, h home, f func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(h.file(), 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(f); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func flipped(file []byte, at int, bit uint) []byte {
	b := bytes.Clone(file)
	b[at] ^= 1 << bit
	return b
}

func TestAMissingFileIsNeverAnEmptyDirectory(t *testing.T) {
	h, _, _ := lived(t)
	if err := os.Remove(h.file()); err != nil {
		t.Fatal(err)
	}
	h.refused(t, bilingual.Damaged, "store_gone")
	newHome(t).refused(t, bilingual.NotFound, "store_absent")
	if err := os.Mkdir(h.file(), 0o700); err != nil {
		t.Fatal(err)
	}
	h.refused(t, bilingual.Damaged, "store_foreign")
}

func TestAnotherStoresFileInPlaceIsRefused(t *testing.T) {
	h, _, _ := lived(t)
	other, err := Create(filepath.Join(t.TempDir(), "other"), h.keys, seeded(2), noon)
	if err != nil {
		t.Fatal(err)
	}
	path := other.db.Path()
	closing(t, other)
	write(t, h.file(), readFile(t, path))
	h.refused(t, bilingual.Damaged, "store_swapped")
}

func TestAFolderPutTogetherFromABackupGetsItsName(t *testing.T) {
	h, file, said := lived(t)
	h.dir = t.TempDir()
	write(t, h.file(), file)
	for range 2 {
		if got, refused := opened(t, h); refused || got != said {
			t.Error("the store did not open as it was")
		}
	}
	write(t, filepath.Join(h.dir, NameFile), []byte("relais directory ffff\n"))
	h.refused(t, bilingual.Damaged, "store_swapped")
}

// TestAFlippedBitIsNeverAWrongAnswer flips single bits anywhere in the file. The
// store may refuse, or say exactly what it said before: nothing in between, and
// no crash. What still opens is written to and opened again, so that damage that
// only a change would meet is met.
func TestAFlippedBitIsNeverAWrongAnswer(t *testing.T) {
	h, file, said := lived(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	refusals := 0
	for range 300 {
		at, bit := random.IntN(len(file)), uint(random.IntN(8))
		if !sameOrRefused(t, h, flipped(file, at, bit), said) {
			refusals++
		}
		if t.Failed() {
			t.Fatalf("bit %d of byte %d", bit, at)
		}
	}
	t.Logf("%d of 300 refused", refusals)
	if refusals == 0 {
		t.Error("no flip was refused: this test has looked at nothing")
	}
}

// TestAFlippedBitInTheStructureIsNeverAWrongAnswer flips bits where bbolt keeps
// its own account: page headers, elements, meta pages.
func TestAFlippedBitInTheStructureIsNeverAWrongAnswer(t *testing.T) {
	h, file, said := lived(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		at := random.IntN(len(file)/4096)*4096 + random.IntN(160)
		bit := uint(random.IntN(8))
		sameOrRefused(t, h, flipped(file, at, bit), said)
		if t.Failed() {
			t.Fatalf("bit %d of byte %d", bit, at)
		}
	}
}

func sameOrRefused(t *testing.T, h home, file []byte, said string) (same bool) {
	t.Helper()
	write(t, h.file(), file)
	got, refused := opened(t, h)
	if refused {
		return false
	}
	if got != said {
		t.Error("it opened and says something else")
	}
	s := h.open(t)
	defer sound(t, s)
	apply(t, s, put(shelters(5, 9)...))
	return true
}

// TestADamagedMetaPageNeverGivesAnOlderDirectory holds every single bit of what
// counts in both meta pages: bbolt alone would fall back to the other page, and
// give the directory without its last change.
func TestADamagedMetaPageNeverGivesAnOlderDirectory(t *testing.T) {
	h, file, _ := lived(t)
	for _, page := range []int{0, 4096} {
		for at := page + pageHeader; at < page+pageHeader+metaSize; at++ {
			write(t, h.file(), flipped(file, at, uint(at%8)))
			if _, refused := opened(t, h); !refused {
				t.Fatalf("byte %d was flipped and the store opened", at)
			}
		}
	}
}

// TestValuesCannotBeMoved swaps, copies and removes sealed values without
// breaking any seal.
func TestValuesCannotBeMoved(t *testing.T) {
	h, file, _ := lived(t)
	record := func(n int) []byte { return []byte(id(n)) }
	for what, f := range map[string]func(tx *bbolt.Tx) error{
		"swapped records": func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucketRecords))
			one, two := bytes.Clone(b.Get(record(1))), bytes.Clone(b.Get(record(2)))
			if err := b.Put(record(1), two); err != nil {
				return err
			}
			return b.Put(record(2), one)
		},
		"a removed record": func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucketRecords)).Delete(record(5)) },
		"a record in another bucket": func(tx *bbolt.Tx) error {
			one := bytes.Clone(tx.Bucket([]byte(bucketRecords)).Get(record(1)))
			return tx.Bucket([]byte(bucketRecords)).Put(record(70), one)
		},
		"another version": func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucketRecords))
			one := bytes.Clone(b.Get(record(1)))
			one[versionSize-1]++
			return b.Put(record(1), one)
		},
		"a before-image in its record's place": func(tx *bbolt.Tx) error {
			image := bytes.Clone(tx.Bucket([]byte(bucketImages)).Get(imageKey(2, id(0))))
			return tx.Bucket([]byte(bucketRecords)).Put(record(0), image)
		},
		"no state": func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucketState)).Delete([]byte(keyState)) },
		"no records": func(tx *bbolt.Tx) error {
			if err := tx.DeleteBucket([]byte(bucketRecords)); err != nil {
				return err
			}
			_, err := tx.CreateBucket([]byte(bucketRecords))
			return err
		},
		"a bucket less": func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(bucketAudit)) },
		"an older state": func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucketState))
			value := bytes.Clone(b.Get([]byte(keyState)))
			binary.BigEndian.PutUint64(value, 2)
			return b.Put([]byte(keyState), value)
		},
		"another public key": func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucketIdentity))
			value := bytes.Clone(b.Get([]byte(keySealed)))
			value[len(value)/2] ^= 1
			return b.Put([]byte(keySealed), value)
		},
	} {
		t.Run(what, func(t *testing.T) {
			write(t, h.file(), file)
			tamper(t, h, f)
			if _, refused := opened(t, h); !refused {
				t.Error("the store says that it is whole")
			}
		})
	}
}

// TestAHiddenRecordIsNotAbsent asks for single records, as a program does that
// has loaded nothing: a hidden one must not be missed, nor added a second time.
func TestAHiddenRecordIsNotAbsent(t *testing.T) {
	h, _, _ := lived(t)
	tamper(t, h, func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucketRecords)).Delete([]byte(id(5))) })
	s := h.open(t)
	defer closing(t, s)
	err := s.View(func(tx *Tx) error { _, err := tx.Record(id(5)); return err })
	wantProblem(t, err, bilingual.Damaged, "store_incomplete")
	_, err = s.Apply(put(shelter(5, 3)))
	wantProblem(t, err, bilingual.Damaged, "store_incomplete")
	_, err = s.Reveal("marie", "a call", noon, id(5))
	wantProblem(t, err, bilingual.Damaged, "store_incomplete")
}

// TestAHiddenOutcomeDoesNotLetAChangeBeMadeTwice hides one of four.
func TestAHiddenOutcomeDoesNotLetAChangeBeMadeTwice(t *testing.T) {
	h, _, _ := lived(t)
	tamper(t, h, func(tx *bbolt.Tx) error {
		outcomes := tx.Bucket([]byte(bucketOutcomes))
		key, _ := outcomes.Cursor().First()
		return outcomes.Delete(bytes.Clone(key))
	})
	s := h.open(t)
	defer closing(t, s)
	repeated := 0
	for n := range 4 {
		b := put(shelter(1, 3))
		b.Key = fmt.Sprint("import ", n)
		r, err := s.Apply(b)
		if err != nil {
			wantProblem(t, err, bilingual.Damaged, "store_incomplete")
			continue
		}
		if !r.Repeated {
			t.Errorf("%s was applied twice", b.Key)
		}
		repeated++
	}
	if repeated != 3 {
		t.Errorf("%d outcomes were found, want the 3 that are left", repeated)
	}
}

// TestAFileThatShrinksInUseIsAnAnswerAndNoCrash cuts the file under an open
// store: reading a page that is gone is a fault.
func TestAFileThatShrinksInUseIsAnAnswerAndNoCrash(t *testing.T) {
	h, _, _ := lived(t)
	s := h.open(t)
	if err := os.Truncate(h.file(), 2*4096); err != nil {
		t.Fatal(err)
	}
	_, err := s.Load()
	wantRefusal(t, err)
	_, err = s.Apply(put(shelter(1, 5)))
	if err == nil {
		t.Error("a change was made in a file that is gone")
	}
	report, err := s.Check(t.Context(), nil)
	if err != nil || report.OK() {
		t.Errorf("got %v, %v, want problems", report, err)
	}
	if err := s.Close(); err != nil {
		t.Logf("closing: %v", err)
	}
}

// forged gives the meta page at offset page another value at a place inside and
// the checksum that belongs to it.
func forged(file []byte, page, at int, value uint64) []byte {
	b := bytes.Clone(file)
	inside := b[page+pageHeader : page+pageHeader+metaSize]
	binary.NativeEndian.PutUint64(inside[at:], value)
	hash := fnv.New64a()
	hash.Write(inside[:metaSize-8])
	binary.NativeEndian.PutUint64(inside[metaSize-8:], hash.Sum64())
	return b
}

// TestAMetaPageThatLiesIsRefused gives meta pages with right checksums and
// numbers that would lead bbolt out of its file.
func TestAMetaPageThatLiesIsRefused(t *testing.T) {
	h, file, _ := lived(t)
	const root, freelist, pages = 16, 32, 40
	for _, at := range []int{root, freelist, pages} {
		for _, value := range []uint64{0, 1, 2, 3, 1 << 20, 1 << 40, 1<<64 - 1} {
			lying := forged(forged(file, 0, at, value), 4096, at, value)
			if bytes.Equal(lying, file) {
				continue
			}
			write(t, h.file(), lying)
			if _, refused := opened(t, h); !refused && !bytes.Equal(lying[:80], file[:80]) {
				t.Errorf("%d at %d was believed", value, at)
			}
		}
	}
}
