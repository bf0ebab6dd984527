package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// canaries fills every string that it can reach with a word of its own, and
// every list and map with one element.
type canaries struct{ words []string }

func (c *canaries) word() string {
	w := fmt.Sprintf("CANARY%05dQJX", len(c.words))
	c.words = append(c.words, w)
	return w
}

func (c *canaries) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[data.ID]() {
			v.SetString(string(id(len(c.words) + 1<<30)))
			return
		}
		v.SetString(c.word())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		c.fill(v.Index(0))
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		c.fill(key)
		c.fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		c.fields(v)
	}
}

// fields leaves alone what is written and read by rules of its own (dates,
// schedules) and would not take a made-up word.
func (c *canaries) fields(v reflect.Value) {
	if filepath.Base(v.Type().PkgPath()) == "hours" {
		return
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.CanSet() {
			c.fill(f)
		}
	}
}

// TestNoWordOfARecordIsOnTheDisk reads every byte of every file after changes, a
// deletion, a reveal and a stop halfway through a change, first with what lies in
// the log and then without a log.
func TestNoWordOfARecordIsOnTheDisk(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	var c canaries
	var r record.Record
	c.fill(reflect.ValueOf(&r).Elem())
	r.Organization.ID = id(1)
	var parts record.Parts
	c.fill(reflect.ValueOf(&parts).Elem())
	r.Sealed = record.Seal(parts)
	again := r
	again.Organization.Name.En = c.word()
	b := Batch{Actor: c.word(), Reason: c.word(), Key: c.word(), At: noon, Put: []*record.Record{&r}}
	apply(t, s, b)
	apply(t, s, Batch{Actor: c.word(), Reason: c.word(), Key: c.word(), At: noon, Put: []*record.Record{&again}})
	if _, err := s.Reveal(c.word(), c.word(), noon, id(1)); err != nil {
		t.Fatal(err)
	}
	apply(t, s, Batch{Actor: c.word(), Reason: c.word(), At: noon, Delete: []data.ID{id(1)}})
	failsFromNow(s, false)
	b.Key = c.word()
	if _, err := s.Apply(b); err == nil {
		t.Error("the change should have failed halfway")
	}
	closing(t, s)
	if len(logsOf(t, h)) != 1 {
		t.Fatalf("got the logs %v, want one", logsOf(t, h))
	}
	if hits := c.seek(t, h.dir); hits > 0 {
		t.Errorf("%d words are on the disk, beside the log", hits)
	}
	sound(t, h.open(t))
	t.Logf("%d canaries", len(c.words))
	if len(c.words) < 100 {
		t.Errorf("only %d canaries: this test reaches hardly any field", len(c.words))
	}
	if hits := c.seek(t, h.dir); hits > 0 {
		t.Errorf("%d words are on the disk", hits)
	}
	write(t, filepath.Join(h.dir, "planted"), []byte("x"+c.words[7]+"y"))
	if c.seek(t, h.dir) != 1 {
		t.Error("a planted word was not found: this test cannot fail")
	}
}

// seek counts the canaries in all files of a folder, plain and in the usual
// disguises.
func (c *canaries) seek(t *testing.T, dir string) (hits int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, w := range c.words {
			for _, form := range []string{w, hex.EncodeToString([]byte(w)), base64.StdEncoding.EncodeToString([]byte(w))[:16]} {
				if bytes.Contains(b, []byte(form)) {
					hits++
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}
