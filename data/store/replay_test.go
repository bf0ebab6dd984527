package store

import (
	"bytes"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"
)

// What is written by hand is what the encoder writes, for values of every size.
func TestATransactionIsWrittenAsAnyCBOR(t *testing.T) {
	value := func(t *rapid.T, name string, sizes ...int) []byte {
		size := rapid.SampledFrom(append(sizes, -1, 0, 23, 24)).Draw(t, name)
		if size < 0 {
			return nil
		}
		return bytes.Repeat([]byte{7}, size)
	}
	rapid.Check(t, func(t *rapid.T) {
		var puts []sealed
		for range rapid.SampledFrom([]int{0, 1, 23, 24, 256}).Draw(t, "puts") {
			puts = append(puts, sealed{Bucket: rapid.StringN(0, 30, 60).Draw(t, "bucket"), Key: value(t, "key"), Value: value(t, "value", 255, 256)})
		}
		puts = append(puts, sealed{Key: []byte{1}, Value: value(t, "last value", 65_535, 65_536)})
		want, err := cbor.Marshal(puts)
		if err != nil {
			t.Fatal(err)
		}
		got := appendPuts(nil, puts)
		if !bytes.Equal(got, want) {
			t.Fatalf("got %d bytes, want %d", len(got), len(want))
		}
		size := mostHead
		for _, p := range puts {
			size += p.size()
		}
		if len(got) > size {
			t.Fatalf("%d bytes where at most %d were said to come", len(got), size)
		}
	})
}

// The room of a frame is used again: a short one after a long one is what it would be
// by itself.
func TestAFrameHoldsNothingOfTheOneBefore(t *testing.T) {
	b, l := newBox(t), &log{}
	for _, size := range []int{3 * blockSize, 10, blockSize, 0} {
		got, err := l.frame(b, []sealed{{Bucket: bucketState, Key: []byte(keyState), Value: bytes.Repeat([]byte{7}, size)}}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if want := frame(bytes.Clone(valueIn(got))); !bytes.Equal(got, want) {
			t.Errorf("a value of %d bytes: %d bytes, want %d", size, len(got), len(want))
		}
	}
}
