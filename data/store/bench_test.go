package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

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

// BenchmarkDurableChange changes the capacity of one service of a national
// directory, sealed, audited, with its before-image and durable, and beside each
// change appends a line to a file in the same folder and syncs it: the least that
// durability costs. Both in turn, so that what else the disk does meets both. The
// middle of each is what a change costs in the log; the mean has its share of the
// foldings in it.
func BenchmarkDurableChange(b *testing.B) {
	h := newHome(b)
	s := h.create(b)
	all := national(b)
	apply(b, s, put(all...))
	log, err := os.OpenFile(filepath.Join(h.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	line := make([]byte, 256)
	var bare, change []time.Duration
	for b.Loop() {
		r := learned(all, len(change))
		began := time.Now()
		apply(b, s, put(r))
		changed := time.Now()
		_, err := log.Write(line)
		if err = errors.Join(err, log.Sync()); err != nil {
			b.Fatal(err)
		}
		change, bare = append(change, changed.Sub(began)), append(bare, time.Since(changed))
	}
	if err := log.Close(); err != nil {
		b.Fatal(err)
	}
	closing(b, s)
	b.ReportMetric(median(change), "change-ns")
	b.ReportMetric(median(bare), "append-ns")
	b.ReportMetric(median(change)/median(bare), "times")
	b.ReportMetric(mean(change)/mean(bare), "times-in-the-mean")
}

// learned is some record with something new about its beds.
func learned(all []*record.Record, n int) *record.Record {
	r := all[n*37%len(all)]
	r.Services[0].Capacity = []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Available: &n, Updated: noon}}
	return r
}

func mean(times []time.Duration) float64 {
	var sum time.Duration
	for _, t := range times {
		sum += t
	}
	return float64(sum.Nanoseconds()) / float64(len(times))
}

func median(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)/2].Nanoseconds())
}
