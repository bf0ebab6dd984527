package ingest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

func TestImportedTwiceAFileChangesNothing(t *testing.T) {
	m := agreedWith(t, "phone = \"tel\"\nlanguages = \"lang\"\npopulations = \"pop\"")
	had := directory{}
	lines := []string{agreedHeader + ",tel,lang,pop",
		"1,Maison Élan,food,1 rue Élan,Montréal,QC,H2X 1Y4,45.51,-73.57,514-555-0101,fr;en;crk,women;newcomers",
		"2,North House,emergency-shelter,2 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,613-555-0102,en,",
		"3,Harbour,legal,,Halifax,NS,,,,902-555-0103;902-555-0104,,"}
	first, _ := readMapped(t, newEnv(t, had), m, lines...)
	plan := Plan(first, had)
	if plan.Added != 3 || plan.Changed+plan.Unchanged != 0 {
		t.Fatalf("first: %d added, %d changed, %d unchanged", plan.Added, plan.Changed, plan.Unchanged)
	}
	had.apply(t, plan)
	second, _ := readMapped(t, newEnv(t, had), m, lines[0], lines[3], lines[1], lines[2])
	plan = Plan(second, had)
	if plan.Unchanged != 3 || plan.Added+plan.Changed != 0 || len(plan.Put) != 0 {
		t.Errorf("second: %d added, %d changed, %d unchanged: %+v", plan.Added, plan.Changed, plan.Unchanged, plan.Diffs)
	}
}

func TestAChangeIsShownFieldByField(t *testing.T) {
	m := agreedWith(t, "phone = \"tel\"")
	had := directory{}
	first, _ := readMapped(t, newEnv(t, had), m, agreedHeader+",tel", "1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,613-555-0101")
	had.apply(t, Plan(first, had))
	second, _ := readMapped(t, newEnv(t, had), m, agreedHeader+",tel", "1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,613-555-0199")
	plan := Plan(second, had)
	want := []Diff{{Record: first[0].ID(), Name: "Maison", Field: "service_at_locations[0].phones[0].number", Old: "+16135550101", New: "+16135550199"}}
	if !slices.Equal(plan.Diffs, want) {
		t.Errorf("diffs are %+v", plan.Diffs)
	}
	if second[0].ID() != first[0].ID() || len(plan.Put) != 1 {
		t.Error("the record did not keep its id")
	}
}

func TestTheDirectorysOwnWorkIsKept(t *testing.T) {
	m := agreedWith(t, "description = \"what\"")
	had := directory{}
	header := agreedHeader + ",what"
	first, _ := readMapped(t, newEnv(t, had), m, header, "1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,Soup")
	r := first[0]
	r.Organization.Name.Fr = "La Maison"
	r.Services[0].Description.Fr = "De la soupe"
	r.Services[0].Populations = []data.PopulationServed{{Term: "women", Level: data.MadeFor}}
	r.Services[0].Capacity = []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Updated: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)}}
	had.apply(t, Plan(first, had))

	same, _ := readMapped(t, newEnv(t, had), m, header, "1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,Soup")
	if c := Plan(same, had); c.Unchanged != 1 {
		t.Errorf("reading it again undoes what staff did: %+v", c.Diffs)
	}
	empty, _ := readMapped(t, newEnv(t, had), m, header, "1,Maison,,,,,,,,")
	if c := Plan(empty, had); c.Unchanged != 1 {
		t.Errorf("empty cells undo something: %+v", c.Diffs)
	}
	moved, _ := readMapped(t, newEnv(t, had), m, header, "1,Maison,food,9 Far Rd,Ottawa,ON,K2P 1A1,,,Soup")
	if l := moved[0].Locations[0]; !l.Point.IsZero() || l.Area.Code != "K2P" {
		t.Errorf("with a new address and no point, the old point stands: %+v", l)
	}
}

func TestAlarms(t *testing.T) {
	m := agreedWith(t, "status = \"st\"")
	had := directory{}
	header := agreedHeader + ",st"
	first, _ := readMapped(t, newEnv(t, had), m, header, "1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,active")
	had.apply(t, Plan(first, had))
	for row, want := range map[string]string{
		"1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.52,-75.70,active":   "moved_far",
		"1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.43,-75.70,active":   "",
		"1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,defunct":  "territory_emptied many_closed",
		"1,Maison,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,inactive": "territory_emptied many_closed",
	} {
		records, _ := readMapped(t, newEnv(t, had), m, header, row)
		var got []string
		for _, a := range Plan(records, had).Alarms {
			got = append(got, a.Code)
			if a.Message.En == "" || a.Message.Fr == "" {
				t.Errorf("alarm %s does not speak both languages", a.Code)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s raises %v, want %q", row, got, want)
		}
	}
	blind, _ := readMapped(t, newEnv(t, nil), m, header, "1,Maison,food,,,ON,,,,active")
	blind[0].Organization.ID = "00000000-0000-4000-8000-000000000001"
	if a := Plan(blind, had).Alarms; !slices.ContainsFunc(a, func(a Alarm) bool { return a.Code == "read_without_directory" }) {
		t.Errorf("records read without the directory raise %+v", a)
	}
}

func TestWhateverWouldShowMoreIsWider(t *testing.T) {
	internal := mapping(t, small+"phone = \"tel\"\ninternal_phone = \"inside\"\n")
	had := directory{}
	first, _ := readMapped(t, newEnv(t, had), internal, "id,name,tel,inside", "1,A,,613-555-0101")
	if c := Plan(first, had); len(c.Wider) != 0 {
		t.Error("an internal record counts as wider")
	}
	had.apply(t, Plan(first, had))
	consented := mapping(t, small+"[consent]\nby = \"d\"\non = 2026-01-01\nvisibility = \"limited\"\n")
	wider, _ := readMapped(t, newEnv(t, had), consented, "id,name", "1,A")
	if c := Plan(wider, had); !slices.Equal(c.Wider, []data.ID{first[0].ID()}) {
		t.Errorf("from internal to limited widens %v", c.Wider)
	}
	line, _ := readMapped(t, newEnv(t, had), internal, "id,name,tel,inside", "1,A,613-555-0101,")
	if c := Plan(line, had); len(c.Wider) != 1 {
		t.Error("an internal line that becomes public is not wider")
	}
	fresh, _ := readMapped(t, newEnv(t, directory{}), consented, "id,name", "2,B")
	if c := Plan(fresh, directory{}); len(c.Wider) != 0 || len(c.Consented) != 1 || c.Alarms[0].Code != "consented" {
		t.Errorf("a new record with consent gives %+v", c)
	}
}

func TestDiffsNeverShowWhatIsSealed(t *testing.T) {
	old := &record.Record{Organization: record.Organization{ID: "00000000-0000-4000-8000-000000000001"}}
	changed := *old
	changed.Sealed = record.Seal(record.Parts{Notes: data.Text{En: "a secret"}})
	got := Differences(old, &changed)
	if len(got) != 1 || got[0].Field != "sealed" || got[0].Old != withheld || got[0].New != withheld {
		t.Errorf("diffs are %+v", got)
	}
}
