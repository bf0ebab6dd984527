package ranking

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// shelter is a listing of which much is known.
func shelter[A data.Audience]() data.Listing[A] {
	l := plain[A](1)
	l.Organization.Name = data.Text{En: "Lakeside House (demo)", Fr: "Maison du Lac (démo)"}
	l.Service.Name = data.Text{En: "Emergency shelter", Fr: "Hébergement d’urgence"}
	l.Populations = []data.PopulationServed{{Term: "women", Level: data.MadeFor}}
	l.Eligibility.Ages = data.AgeRange{Stated: true, Min: 16}
	l.Eligibility.Genders = []data.Gender{data.Woman}
	l.Specialized, l.Interpretation = data.Yes, data.Yes
	l.Languages = []data.LanguageOffered{{Code: "fr", Mode: data.ByStaff}, {Code: "crk", Mode: data.ByInterpreter}}
	l.Barriers = []data.Condition{{Term: "no-id", Answer: data.Yes}}
	l.Hours = eastern()
	l.Verified = hours.Date{Year: 2026, Month: 10, Day: 1}
	l.Place = at(43.70, -79.42)
	l.Phones = []data.Phone{{Number: "+14165550123", AllHours: true}, {Number: "+14165550124", Extension: "9", Type: data.TextLine, Description: text("Text line")}}
	if inside, ok := l.StaffPart(); ok {
		room := 2
		inside.Visibility = data.Open
		inside.Capacity = []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Available: &room, Updated: noon.Add(-12 * time.Hour), How: "call"}}
		inside.Lines = []data.Phone{{Number: "+14165550199", Description: text("Intake desk")}}
	}
	return l
}

// scene is a few listings that show every part of an answer.
func scene[A data.Audience]() []data.Listing[A] {
	line, limited, men, young := plain[A](2), plain[A](3), plain[A](4), plain[A](5)
	line.Organization.Name, line.Place, line.Remote = data.Text{En: "National line (demo)", Fr: "Ligne nationale (démo)"}, geo.Area{}, true
	limited.Organization.Name = data.Text{En: "Safe Haven (demo)", Fr: "Havre sûr (démo)"}
	limited.Intake, limited.Place = data.Intake{}, geo.Area{
		Kind: geo.AreaProvince, Code: "ON", Province: geo.Ontario, Label: bilingual.Same("Ontario"), Center: geo.Point{Lat: 47, Lng: -84}, Radius: 900_000,
	}
	men.Eligibility.Genders = []data.Gender{data.Man}
	young.Eligibility.Ages = data.AgeRange{Stated: true, Max: 17}
	return []data.Listing[A]{shelter[A](), line, limited, men, young}
}

func sceneQuery() Query {
	return Query{
		Origin: geo.Origin{
			Kind: geo.OriginPostal, Label: text("M5V (Toronto, ON)"), Point: geo.Point{Lat: 43.64, Lng: -79.40}, FSA: "M5V",
			Approximate: true, Radius: 5000, Province: geo.Ontario, Notes: []bilingual.Text{{En: "read O as 0", Fr: "lu O comme 0"}},
		},
		HalfDistance: 10_000, Needs: []string{"housing"}, Languages: []string{"crk", "fr"}, Populations: []string{"women"},
		Age: AgeOf(19), Urgency: Now, Barriers: []string{"no-id"}, At: noon,
	}
}

// golden compares v, as JSON, with a file under testdata.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s has changed; look at the difference, then run with -update:\n%s", path, got.String())
	}
}

func TestStaffAnswerGolden(t *testing.T) {
	a := search(t, sceneQuery(), scene[data.Staff]()...)
	golden(t, "staff.json", StaffAnswer(a, bilingual.En, 85*time.Microsecond))
}

func TestPublicAnswerGolden(t *testing.T) {
	a := search(t, sceneQuery(), scene[data.Public]()...)
	golden(t, "public.json", PublicAnswer(a, bilingual.Fr))
}

func TestNothingFoundGolden(t *testing.T) {
	q := sceneQuery()
	q.Needs = []string{"detox"}
	golden(t, "staff_nothing.json", StaffAnswer(search(t, q, scene[data.Staff]()...), bilingual.En, 0))
	q.Origin = geo.Origin{}
	golden(t, "public_nothing.json", PublicAnswer(search(t, q, scene[data.Public]()...), bilingual.Fr))
}

// keys gives the names of an object's fields in the order printed.
func keys(t *testing.T, object json.RawMessage) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// A public answer may carry these fields and no others: whoever adds one must
// say here what an observer learns from it.
func TestPublicAnswerHasNoFieldTooMany(t *testing.T) {
	printed, err := json.Marshal(PublicAnswer(search(t, sceneQuery(), scene[data.Public]()...), bilingual.En))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := keys(t, printed), []string{"origin", "matches", "total", "relaxations"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	var answer struct {
		Origin  json.RawMessage
		Matches []json.RawMessage
	}
	if err := json.Unmarshal(printed, &answer); err != nil {
		t.Fatal(err)
	}
	if got, want := keys(t, answer.Origin), []string{"label", "approximate", "notes"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	want := []string{"rank", "id", "organization", "service", "distance_band", "reasons", "verdicts", "relaxed", "open", "intake", "languages", "phones", "region"}
	for _, m := range answer.Matches {
		if got := keys(t, m); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	for _, secret := range []string{"score", "distance_m", "weight", "capacity", "generation", "elapsed", "lat", "radius", "null,\"label"} {
		if strings.Contains(string(printed), `"`+secret) {
			t.Errorf("%q is printed", secret)
		}
	}
}

func TestStaffAnswerHasTheFieldsOfTheDesignFirst(t *testing.T) {
	printed, err := json.Marshal(StaffAnswer(search(t, sceneQuery(), scene[data.Staff]()...), bilingual.En, 0))
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Origin  json.RawMessage
		Matches []json.RawMessage
	}
	if err := json.Unmarshal(printed, &answer); err != nil {
		t.Fatal(err)
	}
	if got, want := keys(t, printed), []string{"origin", "matches", "total", "relaxations", "near_misses", "generation", "elapsed_us", "removed_by_avoid"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := keys(t, answer.Origin), []string{"kind", "label", "lat", "lng", "approximate", "radius_m", "notes"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	want := []string{"rank", "id", "organization", "service", "distance_m", "distance_band", "score", "proximity", "factors", "verdicts",
		"relaxed", "capacity", "open", "languages", "phones", "visibility", "region", "place", "approximate"}
	if got := keys(t, answer.Matches[0]); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNothingPrintsAsNullButWhatIsNotThere(t *testing.T) {
	bare := plain[data.Staff](1)
	bare.Place = geo.Area{}
	printed, err := json.Marshal(StaffAnswer(search(t, Query{At: noon}, bare), bilingual.Fr, 0))
	if err != nil {
		t.Fatal(err)
	}
	left := string(printed)
	for _, allowed := range []string{`"origin":null`, `"distance_m":null`, `"half_distance_m":null`, `"ask":null`} {
		left = strings.ReplaceAll(left, allowed, "")
	}
	if strings.Contains(left, "null") {
		t.Errorf("an empty list prints as null: %s", printed)
	}
}

func TestPhonesAreShownAsPeopleWriteThem(t *testing.T) {
	for number, want := range map[string]string{
		"+14165550123": "416-555-0123", "211": "211", "+33142685300": "+33142685300", "+1416555012": "+1416555012", "ask for Anne": "ask for Anne",
	} {
		if got := DisplayPhone(number); got != want {
			t.Errorf("%s: got %s, want %s", number, got, want)
		}
	}
}
