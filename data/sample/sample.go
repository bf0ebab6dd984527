// Package sample invents a national directory: the shape of a real one (how
// many providers in each province, how many services, police contacts, what is
// confidential, what nobody knows) and not one real organization, person,
// address or telephone number in it.
//
// Every record says that it is invented: Demo is true, each organization's name
// ends in "(demo)" or « (démo) », telephone numbers are 555-01xx, and web and
// e-mail addresses lie under example.org. Only towns, postal areas, languages
// and area codes are real, because searching by them is what the sample is for.
//
// It does not store or rank anything, and takes no real data in. What the
// organizations are called and say is in text/*.tsv, in both languages.
//
// Begin with Build; then counts.go for the shape, provider.go for one record.
package sample

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// Options decide what Build makes, to the last byte.
type Options struct {
	Seed uint64
	// At is "now" for the directory: the ages of capacity, verification and
	// consent count back from it. It must be given.
	At time.Time
}

// Build invents the directory: 924 service providers with 3,690 services, then
// 99 police agencies with 196 sealed contacts, then the child-protection
// authorities. The same options, gazetteer and terms give the same records, in
// the same order, with the same ids and bytes (record.Encode), on every machine.
//
// It fails if At is missing, or if g or terms lack a town or a term that the
// texts rely on; g and terms as they come with the program have all of them.
func Build(g *geo.Gazetteer, terms *data.Terms, o Options) ([]*record.Record, error) {
	records, err := build(g, terms, o)
	if err != nil {
		return nil, fmt.Errorf("build the sample directory: %w", err)
	}
	return records, nil
}

func build(g *geo.Gazetteer, terms *data.Terms, o Options) ([]*record.Record, error) {
	b, err := newBuilder(g, terms, o)
	if err != nil {
		return nil, err
	}
	b.providers()
	b.police()
	b.childProtection()
	return b.records, b.err
}

// builder holds what all records share while they are made.
type builder struct {
	dice    dice
	ids     io.Reader
	texts   *texts
	land    *land
	terms   *data.Terms
	at      time.Time
	given   map[string]int  // telephone numbers given out, by area code
	names   map[string]bool // of organizations
	policed map[string]bool // towns that have a police agency, by its group and their label

	records []*record.Record
	err     error // the first thing that went wrong; nothing is built past it
}

func newBuilder(g *geo.Gazetteer, terms *data.Terms, o Options) (*builder, error) {
	if o.At.IsZero() {
		return nil, fmt.Errorf("the instant to count back from is missing")
	}
	texts, err := loadTexts(terms)
	if err != nil {
		return nil, err
	}
	land, err := survey(g)
	if err != nil {
		return nil, err
	}
	return &builder{
		dice:    dice{rand.New(stream(o.Seed, "facts"))},
		ids:     stream(o.Seed, "ids"),
		texts:   texts,
		land:    land,
		terms:   terms,
		at:      o.At.UTC().Truncate(time.Second),
		given:   map[string]int{},
		names:   map[string]bool{},
		policed: map[string]bool{},
	}, nil
}

// stream is the random stream of one purpose: ids have their own, so that a
// change to the facts leaves the ids of the first records alone.
func stream(seed uint64, purpose string) *rand.ChaCha8 {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:8], seed)
	copy(key[8:], "relais sample "+purpose)
	return rand.NewChaCha8(key)
}

// keep adds a finished record to the directory.
func (b *builder) keep(r *record.Record) { b.records = append(b.records, r) }

func (b *builder) id() data.ID {
	id, err := data.NewID(b.ids)
	b.fail(err)
	return id
}

// fail remembers the first error.
func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// day is the date n days before the directory's now.
func (b *builder) day(n int) hours.Date {
	return hours.DateOf(b.at).AddDays(-n)
}
