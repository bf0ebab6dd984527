package geo

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// zoneRelease is the release of the time zone database that tables/zoneinfo
// comes from. British Columbia, Alberta, the Northwest Territories and Manitoba
// gave up changing their clocks in 2026: with rules of 2025, whatever is open
// there looks closed for an hour every winter day.
const zoneRelease = "2026f"

// zoneFiles maps every Canadian name of the database to the file that holds its
// rules. Names that are links, and those whose rules agree with another's for as
// long as this directory can matter, share a file.
var zoneFiles = map[string]string{
	"America/Atikokan":      "Atikokan",
	"America/Blanc-Sablon":  "Blanc-Sablon",
	"America/Cambridge_Bay": "Cambridge_Bay",
	"America/Creston":       "Creston",
	"America/Dawson":        "Dawson",
	"America/Dawson_Creek":  "Dawson_Creek",
	"America/Edmonton":      "Edmonton",
	"America/Fort_Nelson":   "Fort_Nelson",
	"America/Glace_Bay":     "Glace_Bay",
	"America/Goose_Bay":     "Goose_Bay",
	"America/Halifax":       "Halifax",
	"America/Inuvik":        "Inuvik",
	"America/Iqaluit":       "Iqaluit",
	"America/Moncton":       "Moncton",
	"America/Rankin_Inlet":  "Rankin_Inlet",
	"America/Regina":        "Regina",
	"America/Resolute":      "Resolute",
	"America/St_Johns":      "St_Johns",
	"America/Swift_Current": "Swift_Current",
	"America/Toronto":       "Toronto",
	"America/Vancouver":     "Vancouver",
	"America/Whitehorse":    "Whitehorse",
	"America/Winnipeg":      "Winnipeg",

	"America/Coral_Harbour":    "Atikokan",
	"America/Montreal":         "Toronto",
	"America/Nipigon":          "Toronto",
	"America/Pangnirtung":      "Iqaluit",
	"America/Rainy_River":      "Winnipeg",
	"America/Thunder_Bay":      "Toronto",
	"America/Yellowknife":      "Edmonton",
	"Canada/Atlantic":          "Halifax",
	"Canada/Central":           "Winnipeg",
	"Canada/East-Saskatchewan": "Regina",
	"Canada/Eastern":           "Toronto",
	"Canada/Mountain":          "Edmonton",
	"Canada/Newfoundland":      "St_Johns",
	"Canada/Pacific":           "Vancouver",
	"Canada/Saskatchewan":      "Regina",
	"Canada/Yukon":             "Whitehorse",
}

// canadianZones reads the 23 files once: from the system where its release is
// newer than ours, else from our tables.
var canadianZones = sync.OnceValues(func() (map[string]*time.Location, error) {
	return readZones(os.DirFS("/usr/share/zoneinfo"))
})

// Zone gives the rules of an IANA time zone by name.
//
// For the Canadian names they are those of release 2026f, which this package
// carries, or the system's if /usr/share/zoneinfo says in tzdata.zi or +VERSION
// that it is of that release or a later one; a system that does not say is taken
// for older. All other names are left to time.LoadLocation. An unknown name, ""
// and "Local" are errors. Never show a zone's abbreviation: in 2026f some are
// only devices of the database (Vancouver's is "MST").
func Zone(name string) (*time.Location, error) {
	if file, ok := zoneFiles[name]; ok {
		zones, err := canadianZones()
		if err != nil {
			return nil, err
		}
		return zones[file], nil
	}
	if name == "" || name == "Local" {
		return nil, problemZone(nil)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, problemZone(err)
	}
	return zone, nil
}

// readZones loads every file of zoneFiles, from system if that is as new as ours.
func readZones(system fs.FS) (map[string]*time.Location, error) {
	ours, err := fs.Sub(tables, "tables/zoneinfo")
	if err != nil {
		return nil, err
	}
	newer := releaseOf(system) >= zoneRelease
	zones := make(map[string]*time.Location)
	for _, file := range zoneFiles {
		if zones[file] != nil {
			continue
		}
		if newer {
			if zone, err := readZone(system, "America/"+file, "America/"+file); err == nil {
				zones[file] = zone
				continue
			}
		}
		if zones[file], err = readZone(ours, file, "America/"+file); err != nil {
			return nil, err
		}
	}
	return zones, nil
}

func readZone(from fs.FS, path, name string) (*time.Location, error) {
	raw, err := fs.ReadFile(from, path)
	if err != nil {
		return nil, fmt.Errorf("time zone %s: %w", name, err)
	}
	zone, err := time.LoadLocationFromTZData(name, raw)
	if err != nil {
		return nil, fmt.Errorf("time zone %s: %w", name, err)
	}
	return zone, nil
}

// releaseOf reads the release that a zoneinfo folder says it is of, "" where it
// does not say. Releases sort as text: 2025b, 2026f, 2026g, 2027a.
func releaseOf(system fs.FS) string {
	if raw, err := fs.ReadFile(system, "tzdata.zi"); err == nil {
		line, _, _ := strings.Cut(string(raw), "\n")
		if release, ok := strings.CutPrefix(line, "# version "); ok {
			return strings.TrimSpace(release)
		}
	}
	if raw, err := fs.ReadFile(system, "+VERSION"); err == nil {
		return strings.TrimSpace(string(raw))
	}
	return ""
}

func problemZone(cause error) error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "zone_unknown",
		Message: bilingual.Text{En: "this is not a time zone", Fr: "ce n’est pas un fuseau horaire"},
		Hint: bilingual.Text{
			En: "Use a name of the IANA time zone database, such as America/Toronto.",
			Fr: "Utilisez un nom de la base de fuseaux horaires de l’IANA, comme America/Toronto.",
		},
		Cause: cause,
	}
}
