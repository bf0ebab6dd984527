package relais_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

const (
	fedMapping = "source = \"partner\"\nkey = [\"id\"]\n[columns]\norganization_name = \"name\"\nneeds = \"need\"\n"
	fedRows    = "id,name,need\n1,One House (demo),counselling\n2,Two House (demo),legal\n"
)

// broughtIn imports a whole file.
func broughtIn(t *testing.T, e *relais.Engine, mapping, file string) {
	t.Helper()
	i, err := e.PlanImport(relais.ImportFile{Name: "file.csv", Content: []byte(file), Mapping: []byte(mapping)}, "test", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, Actor: "test", Reason: "test", At: now}); err != nil {
		t.Fatal(err)
	}
}

func feed(t *testing.T, e *relais.Engine, rows string, at time.Time) relais.Fed {
	t.Helper()
	fed, err := e.Feed(relais.FeedFile{Content: []byte(rows), Source: "partner"}, "test", "a feed", at, false)
	if err != nil {
		t.Fatal(err)
	}
	return fed
}

// roomAt gives what staff see of the room at the service of that name.
func roomAt(t *testing.T, e *relais.Engine, organization string) []data.Capacity {
	t.Helper()
	for _, l := range relais.Listings[relais.Staff](e) {
		if l.Organization.Name.En == organization {
			return l.Inside.Capacity
		}
	}
	t.Fatalf("no %s", organization)
	return nil
}

func TestAFeedIsOfTheMomentThatItsSourceGives(t *testing.T) {
	e := emptyDirectory(t)
	broughtIn(t, e, fedMapping, fedRows)
	header := "key,unit,available,maximum,intake,updated\n"
	first := feed(t, e, header+"1,bed,2,9,accepting,2026-11-20\n2,room,0,4,,2026-11-20\n3,bed,1,1,,2026-11-20\n", now)
	if first.Updated != 2 || first.Report.Rejected != 1 || first.Receipt.Changed != 2 {
		t.Fatalf("fed %+v", first)
	}
	room := roomAt(t, e, "One House (demo)")
	if len(room) != 1 || *room[0].Available != 2 || *room[0].Maximum != 9 || room[0].Status != data.HasCapacity || room[0].By != "partner" || room[0].How != "feed" ||
		!room[0].Updated.Equal(time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("room is %+v", room)
	}
	if room := roomAt(t, e, "Two House (demo)"); room[0].Status != data.NoCapacity {
		t.Errorf("room is %+v", room)
	}
	before := e.Generation()
	again := feed(t, e, header+"1,bed,2,9,accepting,2026-11-20\n", now)
	older := feed(t, e, header+"1,bed,7,9,not_accepting,2026-11-19\n", now)
	if again.Same != 1 || again.Updated != 0 || older.Older != 1 || older.Updated != 0 || e.Generation() != before {
		t.Errorf("again %+v, older %+v, generation %d after %d", again, older, e.Generation(), before)
	}
	later := feed(t, e, header+"1,bed,0,9,not_accepting,2026-11-21\n1,bed,1,9,crisis_only,2026-11-21T12:00:00Z\n", now)
	if room := roomAt(t, e, "One House (demo)"); later.Updated != 1 || *room[0].Available != 1 {
		t.Errorf("later %+v, room %+v", later, room)
	}
}

func TestWhatAFeedCannotSayIsRejected(t *testing.T) {
	e := emptyDirectory(t)
	broughtIn(t, e, fedMapping, fedRows)
	for row, code := range map[string]string{
		"1,tent,2,9,,2026-11-20":            "unit_unknown",
		"1,bed,10,9,,2026-11-20":            "more_than_all",
		"1,bed,-1,9,,2026-11-20":            "count_unreadable",
		"1,bed,two,9,,2026-11-20":           "count_unreadable",
		"1,bed,2,9,perhaps,2026-11-20":      "intake_unknown",
		"1,bed,2,9,,yesterday":              "moment_unreadable",
		"1,bed,2,9,,2027-11-20":             "moment_unreadable",
		",bed,2,9,,2026-11-20":              "service_unknown",
		"9,bed,2,9,,2026-11-20":             "service_unknown",
		"1,bed,2,9,,":                       "moment_unreadable",
		"1,bed,2.5,9,accepting,2026-11-20 ": "count_unreadable",
	} {
		fed := feed(t, e, "key,unit,available,maximum,intake,updated\n"+row+"\n", now)
		if fed.Updated != 0 || fed.Report.Rejected != 1 || fed.Report.Issues[0].Code != code || fed.Report.Issues[0].Suggestion.Fr == "" {
			t.Errorf("%s: %+v", row, fed)
		}
	}
	_, err := e.Feed(relais.FeedFile{Content: []byte("key,unit\n1,bed\n"), Source: "partner"}, "test", "a feed", now, false)
	wantCode(t, err, bilingual.Invalid, "mapping_invalid")
}

// The City of Toronto's real file: imported as services once, then taken over as
// a feed, a day at a time.
func TestTheRealOccupancyFileIsAFeedDayByDay(t *testing.T) {
	raw, err := os.ReadFile("../shared/testdata/toronto_shelter_occupancy_2024.csv")
	if err != nil {
		t.Skip("the real occupancy file is not here: it is not part of the project")
	}
	services, err := os.ReadFile("examples/toronto/services.toml")
	if err != nil {
		t.Fatal(err)
	}
	capacity, err := os.ReadFile("examples/toronto/capacity.toml")
	if err != nil {
		t.Fatal(err)
	}
	programmes, days := firstOfEach(t, string(raw))
	e := emptyDirectory(t)
	broughtIn(t, e, string(services), programmes)
	sample := len(relais.Listings[relais.Staff](e))
	file := relais.FeedFile{Content: raw, Mapping: capacity}
	for i, day := range days {
		file.Day = day
		fed, err := e.Feed(file, "test", "day "+day.String(), now, false)
		if err != nil || fed.Report.Rejected > 0 || fed.Updated != fed.Report.Rows || fed.Updated < 120 {
			t.Fatalf("%s: %v, %+v", day, err, fed)
		}
		if fed.Receipt.Generation == 0 || i > 0 && fed.Older > 0 {
			t.Fatalf("%s: %+v", day, fed)
		}
	}
	file.Day = hours.Date{}
	whole, err := e.Feed(file, "test", "all of it", now, false)
	if err != nil || whole.Updated != 0 || whole.Report.Rows != 6560 && whole.Report.Rows != 6561 {
		t.Errorf("the whole file after its days: %v, %d rows, %d updated", err, whole.Report.Rows, whole.Updated)
	}
	with := 0
	for _, l := range relais.Listings[relais.Staff](e) {
		if len(l.Inside.Capacity) == 1 && l.Inside.Capacity[0].Maximum != nil {
			with++
		}
	}
	if with != sample || sample < 130 || len(relais.Listings[relais.Public](e)) != 0 {
		t.Errorf("%d of %d listings know their room", with, sample)
	}
}

// firstOfEach gives the first row of every programme, and all days in order.
func firstOfEach(t *testing.T, text string) (rows string, days []hours.Date) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	program, day := slices.Index(all[0], "PROGRAM_ID"), slices.Index(all[0], "OCCUPANCY_DATE")
	seen, known := map[string]bool{}, map[string]bool{}
	var b strings.Builder
	w := csv.NewWriter(&b)
	for i, row := range all {
		if i == 0 || !seen[row[program]] {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		seen[row[program]] = true
		if i > 0 && !known[row[day]] {
			known[row[day]] = true
			d, err := hours.ParseDate(row[day])
			if err != nil {
				t.Fatal(err)
			}
			days = append(days, d)
		}
	}
	w.Flush()
	return b.String(), days
}
