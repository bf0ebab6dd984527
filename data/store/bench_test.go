package store

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// national has as many organizations as the directory of the country, with four
// services each.
func national(b *testing.B) []*record.Record {
	b.Helper()
	var all []*record.Record
	for n := range 924 {
		r := shelter(n, 1)
		for k := range 4 {
			r.Services = append(r.Services, record.Service{
				ID: id(n*4 + k + 1<<24), Name: data.Text{En: "A service", Fr: "Un service"},
				Description: data.Text{En: fmt.Sprintf("%0800d", n), Fr: fmt.Sprintf("%0800d", k)},
				Needs:       []string{"emergency-shelter", "counselling"},
				Languages:   []data.LanguageOffered{{Code: "en", Mode: data.ByStaff}, {Code: "fr", Mode: data.ByStaff}},
			})
		}
		all = append(all, r)
	}
	return all
}

func BenchmarkOpenAndLoad(b *testing.B) {
	h := newHome(b)
	s := h.create(b)
	apply(b, s, put(national(b)...))
	closing(b, s)
	for b.Loop() {
		s := h.open(b)
		if _, err := s.Load(); err != nil {
			b.Fatal(err)
		}
		closing(b, s)
	}
}

func BenchmarkOpen(b *testing.B) {
	h := newHome(b)
	s := h.create(b)
	apply(b, s, put(national(b)...))
	closing(b, s)
	for b.Loop() {
		closing(b, h.open(b))
	}
}

func BenchmarkImport(b *testing.B) {
	all := national(b)
	for b.Loop() {
		s := newHome(b).create(b)
		apply(b, s, put(all...))
		closing(b, s)
	}
}

// BenchmarkApplyOne changes one record of a national directory, sealed, audited
// and durable; BenchmarkAppendAndSync is the least that durability costs.
func BenchmarkApplyOne(b *testing.B) {
	s := newHome(b).create(b)
	all := national(b)
	apply(b, s, put(all...))
	rev := 1
	for b.Loop() {
		rev++
		all[7].Organization.Description.En = fmt.Sprint(rev)
		apply(b, s, put(all[7]))
	}
	closing(b, s)
}

func BenchmarkAppendAndSync(b *testing.B) {
	f, err := os.OpenFile(filepath.Join(b.TempDir(), "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	line := make([]byte, 8<<10)
	for b.Loop() {
		if _, err := f.Write(line); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}
