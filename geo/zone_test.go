package geo

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// The two winter days on which rules of 2025 are an hour off.
var winterDays = []time.Time{
	time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC),
	time.Date(2027, 1, 15, 17, 0, 0, 0, time.UTC),
}

func offset(t *testing.T, zone string, at time.Time) string {
	t.Helper()
	location, err := Zone(zone)
	if err != nil {
		t.Fatalf("Zone(%q): %v", zone, err)
	}
	return at.In(location).Format("-07:00")
}

func TestZonesInWinter(t *testing.T) {
	for zone, want := range map[string]string{
		"America/Vancouver": "-07:00", "America/Edmonton": "-06:00", "America/Yellowknife": "-06:00", "America/Inuvik": "-06:00",
		"America/Winnipeg": "-05:00", "America/Rainy_River": "-05:00", "America/St_Johns": "-03:30", "America/Regina": "-06:00",
		"America/Swift_Current": "-06:00", "America/Toronto": "-05:00", "America/Montreal": "-05:00", "America/Halifax": "-04:00",
		"America/Moncton": "-04:00", "America/Glace_Bay": "-04:00", "America/Goose_Bay": "-04:00", "America/Blanc-Sablon": "-04:00",
		"America/Atikokan": "-05:00", "America/Coral_Harbour": "-05:00", "America/Creston": "-07:00", "America/Dawson_Creek": "-07:00",
		"America/Fort_Nelson": "-07:00", "America/Whitehorse": "-07:00", "America/Dawson": "-07:00", "America/Iqaluit": "-05:00",
		"America/Pangnirtung": "-05:00", "America/Rankin_Inlet": "-06:00", "America/Resolute": "-06:00", "America/Cambridge_Bay": "-07:00",
		"America/Thunder_Bay": "-05:00", "America/Nipigon": "-05:00", "Canada/Pacific": "-07:00", "Canada/Newfoundland": "-03:30",
	} {
		for _, day := range winterDays {
			if got := offset(t, zone, day); got != want {
				t.Errorf("%s on %s: got %s, want %s", zone, day.Format(time.DateOnly), got, want)
			}
		}
	}
}

func TestZonesInSummer(t *testing.T) {
	summer := time.Date(2027, 7, 1, 17, 0, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"America/Vancouver": "-07:00", "America/Edmonton": "-06:00", "America/Winnipeg": "-05:00", "America/Toronto": "-04:00",
		"America/Halifax": "-03:00", "America/St_Johns": "-02:30", "America/Regina": "-06:00", "America/Atikokan": "-05:00",
		"America/Blanc-Sablon": "-04:00", "America/Iqaluit": "-04:00",
	} {
		if got := offset(t, zone, summer); got != want {
			t.Errorf("%s: got %s, want %s", zone, got, want)
		}
	}
}

func TestZoneRefusesUnknownNames(t *testing.T) {
	for _, bad := range []string{"", "Local", "America/Nowhere", "../etc/passwd", "Toronto", "america/toronto "} {
		if zone, err := Zone(bad); codeOf(err) != "zone_unknown" || zone != nil {
			t.Errorf("Zone(%q) = %v, %v", bad, zone, err)
		}
	}
	if zone, err := Zone("UTC"); err != nil || zone.String() != "UTC" {
		t.Errorf("Zone(UTC) = %v, %v", zone, err)
	}
}

func TestEveryZoneFileIsThere(t *testing.T) {
	files, err := tables.ReadDir("tables/zoneinfo")
	if err != nil || len(files) != 23 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	used := make(map[string]bool)
	for name, file := range zoneFiles {
		used[file] = true
		zone, err := Zone(name)
		if err != nil || zone.String() != "America/"+file {
			t.Errorf("Zone(%q) = %v, %v", name, zone, err)
		}
	}
	if len(used) != len(files) {
		t.Errorf("%d files are used of %d", len(used), len(files))
	}
}

// TestSystemRulesAreUsedOnlyIfNewer gives readZones systems of several releases
// whose every zone is Newfoundland's, so that it shows which rules were taken.
func TestSystemRulesAreUsedOnlyIfNewer(t *testing.T) {
	marked, err := tables.ReadFile("tables/zoneinfo/St_Johns")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		release, file string
		used          bool
	}{
		{"# version 2025b\n# more\n", "tzdata.zi", false},
		{"# version 2026e\n", "tzdata.zi", false},
		{"# version 2026f\n", "tzdata.zi", true},
		{"# version 2026g\n", "tzdata.zi", true},
		{"# version 2027a\n", "tzdata.zi", true},
		{"2025b\n", "+VERSION", false},
		{"2027a\n", "+VERSION", true},
		{"", "nothing", false},
	}
	for _, tt := range tests {
		system := fstest.MapFS{tt.file: {Data: []byte(tt.release)}}
		for _, file := range zoneFiles {
			system["America/"+file] = &fstest.MapFile{Data: marked}
		}
		delete(system, "America/Regina") // what a newer system lacks is ours
		zones, err := readZones(system)
		if err != nil {
			t.Fatal(err)
		}
		got := winterDays[0].In(zones["Vancouver"]).Format("-07:00")
		if used := got == "-03:30"; used != tt.used {
			t.Errorf("a system of release %q: Vancouver at %s, want the system's: %v", strings.TrimSpace(tt.release), got, tt.used)
		}
		if regina := winterDays[0].In(zones["Regina"]).Format("-07:00"); regina != "-06:00" {
			t.Errorf("a system without Regina: %s", regina)
		}
	}
}

func TestZoneAt(t *testing.T) {
	g := gazetteer(t)
	tests := []struct {
		place string
		p     Province
		want  string
	}{
		{"Vancouver", "BC", "Vancouver"}, {"Prince George", "BC", "Vancouver"}, {"Dawson Creek", "BC", "Dawson_Creek"}, {"Fort St. John", "BC", "Dawson_Creek"},
		{"Fort Nelson", "BC", "Fort_Nelson"}, {"Cranbrook", "BC", "Edmonton"}, {"Fernie", "BC", "Edmonton"}, {"Golden", "BC", "Edmonton"},
		{"Invermere", "BC", "Edmonton"}, {"Creston", "BC", "Creston"}, {"Nelson", "BC", "Vancouver"}, {"Revelstoke", "BC", "Vancouver"}, {"Mackenzie", "BC", "Vancouver"},
		{"Calgary", "AB", "Edmonton"}, {"Lloydminster", "AB", "Edmonton"}, {"Lloydminster", "SK", "Edmonton"}, {"Regina", "SK", "Regina"},
		{"Creighton", "SK", "Winnipeg"}, {"Flin Flon", "MB", "Winnipeg"}, {"Winnipeg", "MB", "Winnipeg"}, {"Churchill", "MB", "Winnipeg"},
		{"Toronto", "ON", "Toronto"}, {"Thunder Bay", "ON", "Toronto"}, {"Kenora", "ON", "Winnipeg"}, {"Dryden", "ON", "Winnipeg"},
		{"Fort Frances", "ON", "Winnipeg"}, {"Sioux Lookout", "ON", "Winnipeg"}, {"Atikokan", "ON", "Atikokan"}, {"Pickle Lake", "ON", "Atikokan"},
		{"Red Lake", "ON", "Winnipeg"}, {"Moosonee", "ON", "Toronto"}, {"Webequie", "ON", "Toronto"},
		{"Montréal", "QC", "Toronto"}, {"Kuujjuaq", "QC", "Toronto"}, {"Les Îles-de-la-Madeleine", "QC", "Halifax"}, {"Blanc-Sablon", "QC", "Blanc-Sablon"},
		{"Unamen Shipu", "QC", "Blanc-Sablon"}, {"Natashquan", "QC", "Toronto"}, {"Listuguj", "QC", "Moncton"}, {"Gaspé", "QC", "Toronto"},
		{"Moncton", "NB", "Moncton"}, {"Halifax", "NS", "Halifax"}, {"Charlottetown", "PE", "Halifax"},
		{"St. John's", "NL", "St_Johns"}, {"Corner Brook", "NL", "St_Johns"}, {"St. Anthony", "NL", "St_Johns"}, {"Happy Valley-Goose Bay", "NL", "Goose_Bay"},
		{"Labrador City", "NL", "Goose_Bay"}, {"Nain", "NL", "Goose_Bay"}, {"Cartwright", "NL", "Goose_Bay"}, {"L'Anse-au-Clair", "NL", "St_Johns"},
		{"Mary's Harbour", "NL", "St_Johns"}, {"Port Hope Simpson", "NL", "St_Johns"},
		{"Whitehorse", "YT", "Whitehorse"}, {"Dawson City", "YT", "Dawson"}, {"Yellowknife", "NT", "Inuvik"}, {"Inuvik", "NT", "Inuvik"},
		{"Iqaluit", "NU", "Iqaluit"}, {"Rankin Inlet", "NU", "Rankin_Inlet"}, {"Cambridge Bay", "NU", "Cambridge_Bay"}, {"Coral Harbour", "NU", "Atikokan"},
		{"Resolute", "NU", "Resolute"}, {"Gjoa Haven", "NU", "Cambridge_Bay"}, {"Igloolik", "NU", "Iqaluit"}, {"Naujaat", "NU", "Rankin_Inlet"},
	}
	for _, tt := range tests {
		place, ok := g.PlaceArea(tt.place, tt.p)
		if !ok {
			t.Errorf("%s, %s is not found", tt.place, tt.p)
			continue
		}
		if got, err := g.ZoneAt(place.Center, tt.p); err != nil || got != "America/"+tt.want {
			t.Errorf("%s, %s: got %s, %v, want America/%s", tt.place, tt.p, got, err, tt.want)
		}
	}
}

func TestZoneAtWithoutAProvince(t *testing.T) {
	g := gazetteer(t)
	if got, err := g.ZoneAt(Point{49.28, -123.12}, ""); err != nil || got != "America/Vancouver" {
		t.Errorf("Vancouver: got %s, %v", got, err)
	}
	for _, tt := range []struct {
		at   Point
		p    Province
		code string
	}{{Point{48.86, 2.35}, "", "zone_not_known"}, {Point{}, "", "zone_not_known"}, {Point{49, -123}, "ZZ", "zone_not_known"}, {nowhere, "BC", "point_invalid"}} {
		if got, err := g.ZoneAt(tt.at, tt.p); codeOf(err) != tt.code || got != "" {
			t.Errorf("ZoneAt(%v, %q) = %q, %v, want %s", tt.at, tt.p, got, err, tt.code)
		}
	}
}

// TestEveryProvinceHasAZone uses the zero Point, which means "somewhere in it",
// and loads what is named.
func TestEveryProvinceHasAZone(t *testing.T) {
	g := gazetteer(t)
	for _, p := range Provinces() {
		name, err := g.ZoneAt(Point{}, p)
		if err != nil {
			t.Errorf("%s: %v", p, err)
			continue
		}
		if _, err := Zone(name); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	for place := range g.Places() {
		name, err := g.ZoneAt(place.Point, place.Province)
		if _, ok := zoneFiles[name]; err != nil || !ok {
			t.Errorf("%s, %s: %q, %v", place.Name, place.Province, name, err)
		}
	}
}
