package relais_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// seen is what the public sees of a record's listings: which fields, by listing.
// Addresses and eligibility are looked into, and of a place its kind counts.
func seen(t *testing.T, r *record.Record) map[string]bool {
	t.Helper()
	fields := map[string]bool{}
	for _, l := range record.Publish(r) {
		raw, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(raw, &tree); err != nil {
			t.Fatal(err)
		}
		for name, value := range tree {
			fields[string(l.ID)+" "+name] = true
			if inner, ok := value.(map[string]any); ok && (name == "address" || name == "eligibility") {
				for part := range inner {
					fields[string(l.ID)+" "+name+"."+part] = true
				}
			}
			if place, ok := value.(map[string]any); ok && name == "place" {
				for _, kind := range widths[slices.Index(widths, fmt.Sprint(place["kind"])):] {
					fields[string(l.ID)+" place as a "+kind] = true
				}
			}
		}
		if l.Status == data.Active {
			fields[string(l.ID)+" open"] = true
		}
	}
	return fields
}

// widths are the kinds of places, the closest first: who knows one knows those
// after it.
var widths = []string{"point", "postal_area", "place", "region", "province", "country"}

// hiddenWords are what no public listing says in the beginning: a sealed address,
// staff lines, and the name of somebody who must not be known.
var hiddenWords = []string{"12 Hidden", "12 rue Hidden", "9025550991", "9025550992", "Refuge Caché"}

func publicProjection(t *testing.T, e *relais.Engine) (fields map[string]bool, words string) {
	t.Helper()
	fields = map[string]bool{}
	records, err := e.Store().Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		maps.Copy(fields, seen(t, r))
	}
	raw, err := json.Marshal(relais.Listings[relais.Public](e))
	if err != nil {
		t.Fatal(err)
	}
	return fields, string(raw)
}

// keptBack are the hidden words that the directory has, and the public does not.
func keptBack(t *testing.T, e *relais.Engine) (words []string) {
	t.Helper()
	records, err := e.Store().Load()
	if err != nil {
		t.Fatal(err)
	}
	_, public := publicProjection(t, e)
	for _, word := range hiddenWords {
		had := slices.ContainsFunc(records, func(r *record.Record) bool {
			raw, err := record.Encode(r)
			return err != nil || bytes.Contains(raw, []byte(word))
		})
		if had && !strings.Contains(public, word) {
			words = append(words, word)
		}
	}
	return words
}

// dice draws files that a careless or a cunning person might import.
type dice struct{ *rand.Rand }

func (d dice) of(words ...string) string { return words[d.IntN(len(words))] }

// mapping names a source and a part of the columns, with or without consent.
func (d dice) mapping() string {
	m := "source = \"" + d.of("a", "b") + "\"\nkey = [\"id\"]\n[columns]\norganization_name = \"name\"\n"
	for _, pair := range [][]string{
		{"service", "service_name"}, {"need", "needs"}, {"street", "address_1"}, {"city", "city"}, {"prov", "province"}, {"postal", "postal_code"},
		{"lat", "latitude", "lng", "longitude"}, {"tel", "phone"}, {"inside", "internal_phone"}, {"web", "url"}, {"mail", "email"}, {"text", "description"},
		{"fee", "fees"}, {"conf", "confidential"}, {"vis", "visibility"}, {"status", "status"}, {"age", "minimum_age"}, {"area", "area"}, {"lang", "languages"},
	} {
		if d.IntN(4) == 0 {
			continue
		}
		for columns := range slices.Chunk(pair, 2) {
			m += columns[1] + " = \"" + columns[0] + "\"\n"
		}
	}
	if d.IntN(3) > 0 {
		m += "[consent]\nby = \"somebody\"\non = 2026-01-15\nevidence = \"x\"\nvisibility = \"" + d.of("public", "public", "limited") + "\"\n"
	}
	return m
}

const allColumns = "id,name,service,need,street,city,prov,postal,lat,lng,tel,inside,web,mail,text,fee,conf,vis,status,age,area,lang\n"

func (d dice) row(id int) string {
	street, city := d.of("1 Elm St", "1 Elm St", "1 Elm St", "1 Elm St", "12 Hidden St", "12 rue Hidden", ""), d.of("Halifax", "Ottawa", "")
	if city == "Ottawa" && street != "1 Elm St" {
		street = "" // a street of that name in another town is no secret
	}
	lat, lng, _ := strings.Cut(d.of("44.64/-63.57", "44.65/-63.58", "/"), "/")
	cells := []string{
		strconv.Itoa(id), d.of("Phare", "Phare", "Phare", "Phare", "Phare", "Phare", "Refuge Caché", "Maison"), d.of("Aide", "Help", ""), d.of("legal", "legal", "food", "", "", "emergency-shelter", "nonsense"),
		street, city, d.of("NS", ""), d.of("B3H 1A1", ""),
		lat, lng, d.of("902-555-0101", "902-555-0101", "902-555-0101", "902-555-0991", "(902) 555-0992", ""), d.of("902-555-0991", "902-555-0177", ""),
		d.of("https://x.example.org", ""), d.of("x@example.org", ""), d.of("Soup", "Soup", "Soup", "Soup", "Come to 12 Hidden Street", "call 902 555-0992", ""), d.of("free", ""),
		d.of("no", "no", "no", "", "", "yes", "maybe"), d.of("public", "public", "public", "", "", "limited", "internal"), d.of("active", "active", "", "defunct"), d.of("16", ""), d.of("B3H", ""), d.of("fr", ""),
	}
	return strings.Join(cells, ",") + "\n"
}

func (d dice) file() string {
	rows := allColumns
	for id := range 4 {
		if d.IntN(3) > 0 {
			rows += d.row(id)
		}
	}
	return rows
}

// undo takes back what was just imported, or some earlier import whatever came after
// it, or nothing.
func (d dice) undo(e *relais.Engine, last data.ID) (relais.ImportDone, error) {
	all, err := e.Imports()
	if err != nil || d.IntN(2) > 0 {
		return relais.ImportDone{}, err
	}
	id := last
	if d.IntN(3) == 0 {
		id = all[d.IntN(len(all))].ID
	}
	done, err := e.UndoImport(relais.UndoOrder{ID: id, Newer: relais.NewerForce, Actor: "mallory", Reason: "test", At: now})
	if bilingual.KindOf(err) == bilingual.Conflict || done.Again {
		return relais.ImportDone{}, nil // it was never applied, or is undone
	}
	return done, err
}

// furnished is a directory with somebody public, somebody limited, somebody
// internal, and a shelter that must not be known.
func furnished(t *testing.T, d dice) *relais.Engine {
	t.Helper()
	e := emptyDirectory(t)
	columns := "key = [\"id\"]\n[columns]\norganization_name = \"name\"\nservice_name = \"service\"\nneeds = \"need\"\naddress_1 = \"street\"\ncity = \"city\"\nprovince = \"prov\"\nphone = \"tel\"\ninternal_phone = \"inside\"\nconfidential = \"conf\"\nvisibility = \"vis\"\n"
	consent := "[consent]\nby = \"the directors\"\non = 2026-01-15\nevidence = \"form\"\nvisibility = \"public\"\n"
	row := func(id, name, street, tel, inside, conf, vis string) string {
		return strings.Join([]string{id, name, "Aide", "legal", street, "Halifax", "NS", "", "", "", tel, inside, "", "", "", "", conf, vis, "", "", "", ""}, ",") + "\n"
	}
	rows := allColumns + row("0", "Phare", "1 Elm St", "902-555-0101", "902-555-0991", "no", "public") +
		row("1", "Maison", "2 Elm St", "902-555-0102", "", "no", "limited") + row("2", "Atelier", "3 Elm St", "902-555-0103", "", "no", "internal") +
		row("3", "Refuge Caché", "12 Hidden St", "902-555-0992", "", "yes", "internal")
	f := relais.ImportFile{Content: []byte(rows), Mapping: []byte("source = \"" + d.of("a", "b") + "\"\n" + columns + consent)}
	i, err := e.PlanImport(f, "first", now)
	if err == nil {
		_, err = e.ApplyImport(relais.ImportOrder{ID: i.ID, SkipBad: true, Actor: "first", Reason: "test", At: now})
	}
	if err != nil {
		t.Fatal(err)
	}
	agree(t, e, "second")
	if len(relais.Listings[relais.Public](e)) != 2 {
		t.Fatalf("%d are public", len(relais.Listings[relais.Public](e)))
	}
	return e
}

// No sequence of imports by one person, who approves, decides and undoes all that
// they may, makes any field of anything visible that was not, or says in public what
// was hidden.
func TestNoImportsByOnePersonMakeAnythingMoreVisible(t *testing.T) {
	rounds, seed := 8, rand.Uint64()
	if s := os.Getenv("RELAIS_ROUNDS"); s != "" {
		rounds, _ = strconv.Atoi(s)
	}
	if s := os.Getenv("RELAIS_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("RELAIS_SEED=%d", seed)
	tried, held, whole, parts := 0, 0, 0, 0
	for round := range rounds {
		d := dice{rand.New(rand.NewPCG(seed, uint64(round)))}
		e := furnished(t, d)
		before, _ := publicProjection(t, e)
		for step := range 6 {
			kept := keptBack(t, e)
			mapping, rows := d.mapping(), d.file()
			i, err := e.PlanImport(relais.ImportFile{Content: []byte(rows), Mapping: []byte(mapping)}, "mallory", now)
			if bilingual.KindOf(err) == bilingual.Invalid {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range i.Changes.Pairs {
				if i, err = e.DecidePair(i.ID, p.ID, d.IntN(2) == 0, "mallory", now); err != nil {
					break // it went with another decision
				}
			}
			if i == nil {
				continue
			}
			content := e.Store().Digest()
			if _, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, SkipBad: true, Actor: "mallory", Reason: "test", At: now}); err != nil {
				t.Fatalf("round %d, step %d: %v", round, step, err)
			}
			tried += i.Added + i.Changed
			undone, err := d.undo(e, i.ID)
			switch {
			case err != nil:
				t.Fatalf("round %d, step %d: undo: %v", round, step, err)
			case undone.Held > 0:
				parts++
			case undone.ID == i.ID:
				whole++
				if undone.Content != content {
					t.Fatalf("round %d, step %d: nothing is held, and the records are others than before", round, step)
				}
			}
			waiting, err := e.Proposals()
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range waiting {
				held++
				if _, err := e.Decide(relais.Decision{ID: p.ID, Actor: "mallory", Reason: "please", At: now}); bilingual.KindOf(err) != bilingual.NotAllowed {
					t.Fatalf("round %d, step %d: mallory approves it: %v", round, step, err)
				}
			}
			after, words := publicProjection(t, e)
			for field := range after {
				if !before[field] {
					t.Fatalf("round %d, step %d: %s is seen, and was not\n%s\n%s", round, step, field, mapping, rows)
				}
			}
			for _, secret := range kept {
				if strings.Contains(words, secret) {
					t.Fatalf("round %d, step %d: the public reads %q\n%s\n%s", round, step, secret, mapping, rows)
				}
			}
			before = after
		}
	}
	t.Logf("%d records changed, %d held back; %d undone whole, %d in part", tried, held, whole, parts)
	if tried == 0 || held == 0 || whole == 0 {
		t.Errorf("%d records changed, %d held back, %d undone: this test has tried nothing", tried, held, whole)
	}
}
