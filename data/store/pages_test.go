package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// pagesOf gives the offsets of the pages of a kind that a closed store uses.
func pagesOf(t testing.TB, h home, kind string) (offsets []int) {
	t.Helper()
	db, err := bbolt.Open(h.file(), 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.View(func(tx *bbolt.Tx) error {
		for id := 0; ; id++ {
			p, err := tx.Page(id)
			if p == nil || err != nil {
				return err
			}
			if p.Type == kind {
				offsets = append(offsets, id*db.Info().PageSize)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return offsets
}

// branchElement gives two numbers of the i-th element of the page at offset page: where
// its bytes begin in the file, and how many they are.
func branchElement(file []byte, page, i int) (from, size int) {
	at := page + pageHeader + i*branchSize
	return at + int(binary.NativeEndian.Uint32(file[at:])), int(binary.NativeEndian.Uint32(file[at+4:]))
}

// TestEveryBitOfABranchPageCounts flips each bit of each branch page in use. A
// branch with a wrong key opens, and the next change puts its child in twice.
func TestEveryBitOfABranchPageCounts(t *testing.T) {
	h, file, _ := lived(t)
	m := metaOf(t, h)
	pages := pagesOf(t, h, "branch")
	if len(pages) == 0 {
		t.Fatal("there is no branch page: this test has looked at nothing")
	}
	for _, page := range pages {
		count := int(binary.NativeEndian.Uint16(file[page+10:]))
		last, size := branchElement(file, page, count-1)
		for at := page; at < last+size; at++ {
			for bit := range uint(8) {
				if walk(bytes.NewReader(flipped(file, at, bit)), m) == nil {
					t.Errorf("page %d, byte %d, bit %d: it passed", page/m.pageSize, at-page, bit)
				}
			}
		}
	}
}

// TestLeafKeysArePacked flips where the keys of leaves lie and how long they are.
func TestLeafKeysArePacked(t *testing.T) {
	h, file, _ := lived(t)
	m := metaOf(t, h)
	for _, page := range pagesOf(t, h, "leaf") {
		for i := range int(binary.NativeEndian.Uint16(file[page+10:])) {
			at := page + pageHeader + i*leafSize
			for _, pos := range []int{at + 4, at + 5} {
				if walk(bytes.NewReader(flipped(file, pos, uint(pos%8))), m) == nil {
					t.Errorf("page %d, element %d, byte %d: it passed", page/m.pageSize, i, pos-at)
				}
			}
			empty := bytes.Clone(file)
			binary.NativeEndian.PutUint32(empty[at+8:], 0)
			if walk(bytes.NewReader(empty), m) == nil {
				t.Errorf("page %d, element %d: a key of no bytes passed", page/m.pageSize, i)
			}
		}
	}
}

// TestALonelyKeyHasBytes takes the only key of a leaf away, which leaves it in
// its place and in order.
func TestALonelyKeyHasBytes(t *testing.T) {
	h := home{dir: t.TempDir()}
	makeBolt(t, h.file(), "one")
	tamper(t, h, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("one")).Put([]byte("key"), make([]byte, 3000)) })
	file, m := readFile(t, h.file()), metaOf(t, h)
	if err := walk(bytes.NewReader(file), m); err != nil {
		t.Fatal(err)
	}
	for _, page := range pagesOf(t, h, "leaf") {
		empty := bytes.Clone(file)
		binary.NativeEndian.PutUint32(empty[page+pageHeader+8:], 0)
		if walk(bytes.NewReader(empty), m) == nil {
			t.Errorf("page %d: a key of no bytes passed", page/m.pageSize)
		}
	}
}

// TestABranchKeyThatIsNotItsChildsFirstIsRefused lowers the first key of each
// branch, which leaves all keys in order and all children in their bounds.
func TestABranchKeyThatIsNotItsChildsFirstIsRefused(t *testing.T) {
	h, file, _ := lived(t)
	m := metaOf(t, h)
	for _, page := range pagesOf(t, h, "branch") {
		from, size := branchElement(file, page, 0)
		lower := bytes.Clone(file)
		clear(lower[from : from+size])
		if bytes.Equal(lower, file) {
			continue
		}
		write(t, h.file(), lower)
		if _, refused := opened(t, h); !refused {
			t.Errorf("page %d: the store opened", page/m.pageSize)
		}
	}
}

// TestBboltKeepsTheRulesThatTheWalkHoldsItTo walks a file after each of many
// changes that split, join, empty and refill its pages.
func TestBboltKeepsTheRulesThatTheWalkHoldsItTo(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "file")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{PageSize: minPageSize, NoSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for round := range 300 {
		if err := db.Update(func(tx *bbolt.Tx) error { return churn(tx, random, round) }); err != nil {
			t.Fatal(err)
		}
		if err := walkFile(path); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
}

// churn puts and deletes runs of keys in a few buckets; each tenth round empties
// much of one from its beginning.
func churn(tx *bbolt.Tx, random *rand.Rand, round int) error {
	b, err := tx.CreateBucketIfNotExists(fmt.Appendf(nil, "bucket %d", random.IntN(3)))
	if err != nil {
		return err
	}
	for range random.IntN(200) {
		start := random.IntN(2000)
		key := bytes.Repeat(fmt.Appendf(nil, "%04d", start), 1+start%9)
		if random.IntN(2) == 0 {
			err = b.Delete(key)
		} else {
			err = b.Put(key, make([]byte, random.IntN(300)+random.IntN(2)*random.IntN(3000)))
		}
		if err != nil {
			return err
		}
	}
	if round%10 != 9 {
		return nil
	}
	return trim(b, random.IntN(600))
}

// trim deletes the first n keys.
func trim(b *bbolt.Bucket, n int) error {
	var keys [][]byte
	c := b.Cursor()
	for key, _ := c.First(); key != nil && len(keys) < n; key, _ = c.Next() {
		keys = append(keys, bytes.Clone(key))
	}
	for _, key := range keys {
		if err := b.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

func walkFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	m, err := readMeta(f)
	if err != nil {
		return err
	}
	return walk(f, m)
}
