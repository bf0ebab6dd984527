package hsds

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	wire "github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

var update = flag.Bool("update", false, "write the golden file anew")

// few are four listings: one service at a public and at a limited place, a line
// and a police service. All of it is invented.
func few() []data.Listing[data.Public] {
	house := data.Listing[data.Public]{
		ID:           "10000000-0000-4000-8000-000000000001",
		Organization: data.Named{ID: "30000000-0000-4000-8000-000000000001", Name: data.Text{En: "Maple House (demo)", Fr: "Maison Érable (démo)"}},
		Service:      data.Named{ID: "20000000-0000-4000-8000-000000000002", Name: data.Text{En: "Shelter", Fr: "Hébergement"}},
		Kind:         data.Direct,
		Description:  data.Text{En: "A place to stay <for a night> & longer.", Fr: "Un endroit où rester."},
		Status:       data.Active,
		Needs:        []string{"emergency-shelter"},
		Populations:  []data.PopulationServed{{Term: "women", Level: data.MadeFor}},
		Eligibility:  data.Eligibility{Ages: data.AgeRange{Stated: true, Min: 16}},
		Languages:    []data.LanguageOffered{{Code: "fr", Mode: data.ByStaff}, {Code: "uk", Mode: data.ByInterpreter}},
		Barriers:     []data.Condition{{Term: "no-id", Answer: data.Yes}, {Term: "no-fee", Answer: data.No}},
		Place:        geo.Area{Kind: geo.AreaPoint, Label: data.Text{En: "Ottawa", Fr: "Ottawa"}, Province: "ON", Center: geo.Point{Lat: 45.42, Lng: -75.7}},
		ServiceAreas: []geo.Area{{Kind: geo.AreaProvince, Code: "ON", Label: data.Text{En: "Ontario", Fr: "Ontario"}, Province: "ON", Center: geo.Point{Lat: 50, Lng: -86}, Radius: 1e6}},
		Address:      data.Address{Line1: "1 Elm St", City: "Ottawa", Province: "ON", PostalCode: "K1P 1A1"},
		Hours: hours.Calendar{Zone: "America/Toronto", Province: "ON", Schedules: []hours.Schedule{
			{Freq: hours.Weekly, ByDay: hours.Every(time.Monday, time.Friday), OpensAt: 9 * 60, ClosesAt: 17 * 60},
		}},
		Phones:   []data.Phone{{Number: "+16135550101", AllHours: true}, {Number: "+16135550102", Type: data.Textphone}},
		URL:      "https://maple.example",
		Verified: hours.Date{Year: 2026, Month: 10, Day: 1},
		Demo:     true,
	}
	hidden := house
	hidden.ID = "10000000-0000-4000-8000-000000000003"
	hidden.Description, hidden.URL, hidden.Address, hidden.Hours = data.Text{}, "", data.Address{}, hours.Calendar{}
	hidden.Phones = house.Phones[:1]
	hidden.Place = geo.Area{Kind: geo.AreaRegion, Label: data.Text{En: "Eastern Ontario", Fr: "Est de l’Ontario"}, Province: "ON", Center: geo.Point{Lat: 45.1, Lng: -75.2}, Radius: 80_000}
	line := data.Listing[data.Public]{
		ID:           "10000000-0000-4000-8000-000000000002",
		Organization: data.Named{ID: "30000000-0000-4000-8000-000000000002", Name: data.Text{En: "Night Line (demo)", Fr: "Ligne de nuit (démo)"}},
		Service:      data.Named{ID: "20000000-0000-4000-8000-000000000001", Name: data.Text{En: "Crisis line", Fr: "Ligne d’écoute"}},
		Kind:         data.Direct, Status: data.Active, Remote: true, Needs: []string{"counselling"},
		Phones: []data.Phone{{Number: "+16135550103"}}, Demo: true,
	}
	police := line
	police.ID = "10000000-0000-4000-8000-000000000004"
	police.Organization = data.Named{ID: "30000000-0000-4000-8000-000000000003", Name: data.Text{En: "Elm Police (demo)", Fr: "Police de l’Orme (démo)"}}
	police.Service = data.Named{ID: "20000000-0000-4000-8000-000000000003", Name: data.Text{En: "Reporting", Fr: "Signalement"}}
	police.Kind, police.Needs, police.Phones = data.LawEnforcement, []string{"police-reporting"}, []data.Phone{{Number: "+16135550104"}}
	return []data.Listing[data.Public]{hidden, police, line, house}
}

// The bytes of every kind of answer. Where they change, so must the revision, or
// a program that sends an old tag would be told that nothing has changed.
func TestTheBytesOfEveryAnswer(t *testing.T) {
	w := sampleWorld(t)
	_, h := w.open(index.Build(few(), w.terms, 7))
	var b bytes.Buffer
	fmt.Fprintf(&b, "revision %s\n", revision)
	for _, target := range []string{
		"", "services", "services?full=true", "services?minimal=true", "services?per_page=1&page=2", "services/20000000-0000-4000-8000-000000000002",
		"organizations", "organizations?full=true", "organizations/30000000-0000-4000-8000-000000000001?full_service=true",
		"service_at_locations", "service_at_locations?full=true&format=ndjson", "service_at_locations?format=geojson",
		"service_at_locations/10000000-0000-4000-8000-000000000003",
		"service_at_locations?postcode=K1P&proximity=1000", "services?search=shelter", "services?search=nothing+of+this",
		"services?taxonomy_term_id=" + string(wire.TermID("relais:provider_kind", "law_enforcement")), "organizations?" + every, "services/20000000-0000-4000-8000-000000000003",
		"taxonomies?search=langues", "taxonomy_terms/" + string(wire.TermID("relais:facts", "remote")), "services/x", "services?page=0",
	} {
		r := ask(h, "GET", "/hsds/"+target)
		fmt.Fprintf(&b, "\n/hsds/%s\n%d %s\n%s\n", target, r.Code, r.Header().Get("Content-Type"), strings.TrimSuffix(r.Body.String(), "\n"))
	}
	path := filepath.Join("testdata", "answers.golden")
	want, err := os.ReadFile(path)
	if *update {
		first := []byte("revision " + revision + "\n")
		if err == nil && !bytes.Equal(want, b.Bytes()) && bytes.HasPrefix(want, first) {
			t.Fatal("other bytes of the same listings under the same tag: raise revision in tag.go first")
		}
		err = os.WriteFile(path, b.Bytes(), 0o644)
		want = b.Bytes()
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("other bytes than before: raise revision in tag.go, and then -update\n%s", firstDifference(b.String(), string(want)))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}
