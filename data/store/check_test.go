package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"

	"go.etcd.io/bbolt"
)

func TestCheckCountsEverything(t *testing.T) {
	h, _, _ := lived(t)
	s := h.open(t)
	defer closing(t, s)
	var last, total int
	report, err := s.Check(t.Context(), func(done, of int) { last, total = done, of })
	if err != nil || !report.OK() {
		t.Fatalf("got %v, %v", report.Problems, err)
	}
	want := Report{Records: 60, Changes: 5, Images: 8, Outcomes: 4, Entries: 7}
	if report.Records != want.Records || report.Changes != want.Changes || report.Images != want.Images ||
		report.Outcomes != want.Outcomes || report.Entries != want.Entries {
		t.Errorf("got %+v, want %+v", report, want)
	}
	if last != total || total != 60+5+8+4+7 {
		t.Errorf("progress ended at %d of %d", last, total)
	}
}

func TestCheckListsEveryProblem(t *testing.T) {
	h, _, _ := lived(t)
	tamper(t, h, func(tx *bbolt.Tx) error {
		records := tx.Bucket([]byte(bucketRecords))
		for _, n := range []int{20, 21} {
			value := bytes.Clone(records.Get([]byte(id(n))))
			value[len(value)-1] ^= 1
			if err := records.Put([]byte(id(n)), value); err != nil {
				return err
			}
		}
		if err := tx.Bucket([]byte(bucketImages)).Delete(imageKey(3, id(1))); err != nil {
			return err
		}
		return tx.Bucket([]byte(bucketAudit)).Delete(number(2))
	})
	s := h.open(t)
	defer closing(t, s)
	report, err := s.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]int{}
	for _, p := range report.Problems {
		codes[p.Code]++
		wantProblem(t, p, p.Kind, p.Code)
	}
	if codes["store_damaged"] != 2 || codes["store_incomplete"] < 2 || codes["store_audit"] != 1 {
		t.Errorf("got %v", codes)
	}
}

func TestCheckCanBeCalledOff(t *testing.T) {
	h, _, _ := lived(t)
	s := h.open(t)
	defer closing(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	report, err := s.Check(ctx, func(done, _ int) {
		if done == 5 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || !report.OK() || report.Records > 6 {
		t.Errorf("got %+v, %v", report, err)
	}
}

func TestCheckFindsAPageThatWasDamagedInUse(t *testing.T) {
	h, file, _ := lived(t)
	s := h.open(t)
	f, err := os.OpenFile(h.file(), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	m := metaOf(t, h)
	at := int(m.root)*4096 + 8
	if _, err := f.WriteAt([]byte{file[at] ^ 0x40}, int64(at)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := s.Check(t.Context(), nil)
	if err != nil || report.OK() {
		t.Errorf("got %+v, %v, want a problem", report, err)
	}
	if err := s.Close(); err != nil {
		t.Log(err)
	}
}
