package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// FeedKind is what a mapping says in "kind" if it is one of a capacity feed.
const FeedKind = "capacity"

// FeedMapping says what the columns of a capacity feed mean:
//
//	kind = "capacity"
//	source = "shelters-2026"       # as when the services were imported
//	key = ["PROGRAM_ID"]           # likewise
//	updated = "OCCUPANCY_DATE"     # when the source counted: a day, or a moment
//	zone = "America/Toronto"       # of a moment that does not say
//	clock = "04:00"                # of a day
//	intake = "STATE"               # accepting, crisis_only or not_accepting
//
//	[[count]]                      # one for each unit
//	unit = "bed"                   # or unit_column
//	column = "CAPACITY_TYPE"       # only rows in which this column
//	is = ["Bed Based Capacity"]    # says one of these
//	available = "UNOCCUPIED_BEDS"  # how many are free
//	maximum = "CAPACITY_ACTUAL_BED"
//	status = "STATUS"              # where no count says it
//
//	[values.status]                # the file's words; case and accents do not matter
//	"plein" = "no-capacity"
type FeedMapping struct {
	Kind       string                       `toml:"kind"`
	Source     string                       `toml:"source"`
	Key        []string                     `toml:"key"`
	Listing    string                       `toml:"listing"`
	Updated    string                       `toml:"updated"`
	Zone       string                       `toml:"zone"`
	Clock      string                       `toml:"clock"`
	Intake     string                       `toml:"intake"`
	Delimiter  string                       `toml:"delimiter"`
	Encoding   string                       `toml:"encoding"`
	Counts     []FeedCount                  `toml:"count"`
	Values     map[string]map[string]string `toml:"values"`
	zone       *time.Location
	hour, mins int
}

// FeedCount names the columns that count one unit.
type FeedCount struct {
	Unit       string   `toml:"unit"`
	UnitColumn string   `toml:"unit_column"`
	Column     string   `toml:"column"`
	Is         []string `toml:"is"`
	Available  string   `toml:"available"`
	Maximum    string   `toml:"maximum"`
	Status     string   `toml:"status"`
	Population string   `toml:"population"`
}

// IsFeedMapping reports whether a mapping is one of a capacity feed.
func IsFeedMapping(raw []byte) bool {
	var file struct {
		Kind string `toml:"kind"`
	}
	return toml.Unmarshal(raw, &file) == nil && file.Kind == FeedKind
}

// ParseFeedMapping reads the mapping of a capacity feed; all faults are in one
// Problem of kind Invalid.
func ParseFeedMapping(raw []byte) (*FeedMapping, error) {
	m := &FeedMapping{}
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(m); err != nil {
		return nil, badMapping(mappingFaults(err))
	}
	if faults := m.settle(); len(faults) > 0 {
		return nil, badMapping(faults)
	}
	return m, nil
}

// standardFeed understands the headings of a feed without a mapping.
func standardFeed(t *table, source string) (*FeedMapping, error) {
	m := &FeedMapping{Kind: FeedKind, Source: source}
	find := func(en, fr string) string {
		for _, heading := range []string{en, fr} {
			if at := t.column(heading); at >= 0 {
				return t.header[at]
			}
		}
		return ""
	}
	if key := find("key", "clé"); key != "" {
		m.Key = []string{key}
	}
	m.Listing, m.Updated, m.Intake = find("directory id", "identifiant du répertoire"), find("updated", "mis à jour"), find("intake", "accueil")
	m.Counts = []FeedCount{{
		Unit: "bed", UnitColumn: find("unit", "unité"), Available: find("available", "places libres"), Maximum: find("maximum", "places en tout"),
		Status: find("status", "état"), Population: find("population", "population"),
	}}
	if faults := m.settle(); len(faults) > 0 {
		return nil, badMapping(faults)
	}
	return m, nil
}

func (m *FeedMapping) settle() bilingual.Faults {
	c := mappingChecker{}
	if len(m.Key) == 0 && m.Listing == "" {
		c.fault("key: name the column, or columns, that tell the services apart", "key : nommez la ou les colonnes qui distinguent les services")
	}
	if m.Updated == "" {
		c.fault("updated: name the column that says when the source counted", "updated : nommez la colonne qui dit quand la source a compté")
	}
	if m.Intake == "" && len(m.Counts) == 0 {
		c.fault("count: say what is counted, or name the column of intake", "count : dites ce qui est compté, ou nommez la colonne d’intake")
	}
	var err error
	if m.zone = time.UTC; m.Zone != "" {
		if m.zone, err = geo.Zone(m.Zone); err != nil {
			c.fault("zone: write a time zone such as America/Toronto", "zone : écrivez un fuseau comme America/Toronto")
		}
	}
	if m.Clock != "" {
		if _, err := fmt.Sscanf(m.Clock, "%d:%d", &m.hour, &m.mins); err != nil || m.hour > 23 || m.mins > 59 {
			c.fault("clock: write an hour such as 04:00", "clock : écrivez une heure comme 04:00")
		}
	}
	for i, count := range m.Counts {
		if !slices.Contains(units(), count.Unit) && count.UnitColumn == "" {
			c.fault("count[%d]: unit is one of %s", "count[%d] : unit est l’un de %s", i+1, strings.Join(units(), ", "))
		}
		if count.Available == "" && count.Status == "" && m.Intake == "" {
			c.fault("count[%d]: name the column of available or of status", "count[%d] : nommez la colonne d’available ou de status", i+1)
		}
	}
	for name, words := range m.Values {
		folded := map[string]string{}
		for cell, value := range words {
			folded[bilingual.Fold(cell)] = value
		}
		m.Values[name] = folded
	}
	return c.faults
}

// units are what rooms are counted in.
func units() []string { return []string{"bed", "room", "family-room", "appointment"} }

// headings are those that the feed looks at.
func (m *FeedMapping) headings() []string {
	all := append(slices.Clone(m.Key), m.Listing, m.Updated, m.Intake)
	for _, c := range m.Counts {
		all = append(all, c.UnitColumn, c.Column, c.Available, c.Maximum, c.Status, c.Population)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}
