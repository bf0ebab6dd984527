package ingest

import (
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
)

const twoRows = "id,name,need,street,city,prov,tel,inside,conf,vis"

// united plans a file, calls every pair of its rows the same, and plans it again.
func united(t *testing.T, had directory, toml string, rows ...string) (before, after ChangeSet, report Report) {
	t.Helper()
	m := mapping(t, toml)
	env := newEnv(t, had)
	env.Source = m.Source
	records, _ := readMapped(t, env, m, append([]string{twoRows}, rows...)...)
	before = Plan(records, had)
	decided := map[string]bool{}
	for _, p := range before.Pairs {
		decided[p.ID] = p.Known.Key != ""
	}
	env.Same = SameRows(before.Pairs, decided)
	records, report = readMapped(t, env, m, append([]string{twoRows}, rows...)...)
	return before, Plan(records, had), report
}

const plain = "source = \"a\"\n" + twinColumns

func TestTwoRowsThatAreOneShelterAreAPair(t *testing.T) {
	for second, want := range map[string]string{
		"2,Maison Lune,emergency-shelter,12 Secret Street,Toronto,ON,,,yes,":           "1",
		"2,MAISON LUNE,emergency-shelter,Secret St 12,Toronto,ON,,,yes,":               "1",
		"2,Maison Lune,emergency-shelter,,,ON,416-555-0100,,yes,":                      "1",
		"2,Maison Lune,emergency-shelter,14 Secret St,Toronto,ON,416-555-0100,,yes,":   "", // two houses of one name and line
		"2,Maison Lune,food,12 Secret St,Toronto,ON,416-555-0100,,no,":                 "", // its public office
		"2,Maison Soleil,emergency-shelter,12 Secret St,Toronto,ON,416-555-0100,,yes,": "",
		"2,Maison Lune,emergency-shelter,,,ON,416-555-0199,,yes,":                      "",
	} {
		c := planOf(t, directory{}, plain, "1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,416-555-0100,,yes,", second)
		got := ""
		for _, p := range c.Pairs {
			got += p.Known.Key
			if p.Key != "2" || p.Known.Record != "" || p.Town+p.Known.Town != "" {
				t.Errorf("%s: %+v", second, p)
			}
		}
		if got != want {
			t.Errorf("%s: it may be %q, want %q", second, got, want)
		}
		apart := slices.ContainsFunc(c.Alarms, func(a Alarm) bool { return a.Code == "kept_apart" })
		if office := strings.Contains(second, ",no,"); apart != office {
			t.Errorf("%s: kept apart is %v", second, apart)
		}
		holdsNoSecret(t, c)
	}
}

func holdsNoSecret(t *testing.T, c ChangeSet) {
	t.Helper()
	for _, p := range c.Pairs {
		if strings.Contains(p.Name+p.Town+p.Known.Name+p.Known.Town+p.ID, "Secret") {
			t.Errorf("a pair tells %+v", p)
		}
	}
}

func TestRowsThatSomebodyCalledTheSameAreOneListing(t *testing.T) {
	had := directory{}
	rows := []string{
		"1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,416-555-0100,,yes,",
		"2,Maison Lune,emergency-shelter;food,14 Other St,Toronto,ON,416-555-0199,416-555-0155,yes,",
		"3,Maison Lune,emergency-shelter,Secret St 12,Toronto,ON,,416-555-0166,yes,",
		"4,Maison Lune,emergency-shelter,,,ON,,416-555-0166,yes,",
	}
	before, after, report := united(t, had, plain, rows...)
	if len(before.Pairs) != 2 || before.Added != 4 {
		t.Fatalf("%d pairs, %d added", len(before.Pairs), before.Added)
	}
	if after.Added != 2 || len(after.Pairs) != 0 {
		t.Fatalf("%d added, pairs %+v", after.Added, after.Pairs)
	}
	if i := issue(t, report, "row_united"); i.Line != 4 || i.Column != "id" || !strings.Contains(i.Suggestion.Fr, "ligne 2") {
		t.Errorf("%+v", i)
	}
	one := after.Put[0]
	if len(one.At) != 1 || len(one.Sources) != 3 || len(one.At[0].Phones) != 2 || opened(t, one).Sites[one.Locations[0].ID].Address.Line1 != "12 Secret St" {
		t.Errorf("%+v", one)
	}
	had.apply(t, after)
	for _, order := range [][]string{rows, {rows[0], rows[3], rows[2], rows[1]}} {
		again, _ := readMapped(t, newEnvOf(t, had, "a"), mapping(t, plain), append([]string{twoRows}, order...)...)
		if c := Plan(again, had); c.Unchanged != 2 || c.Added+c.Changed != 0 {
			t.Errorf("again: %d added, %d changed: %+v", c.Added, c.Changed, c.Diffs)
		}
	}
}

func newEnvOf(t *testing.T, had directory, source string) Env {
	env := newEnv(t, had)
	env.Source = source
	return env
}

// What a further row says never opens what the first has closed, and does close what
// the first has opened.
func TestAFurtherRowOnlyNarrows(t *testing.T) {
	for _, levels := range [][2]string{{"internal", "public"}, {"public", "internal"}, {"limited", "public"}, {"public", "limited"}} {
		_, after, _ := united(t, directory{}, consenting("a"),
			"1,Maison Lune,food,12 Open St,Toronto,ON,416-555-0100,,no,"+levels[0],
			"2,Maison Lune,food,12 Open St,Toronto,ON,,,no,"+levels[1])
		want := after.Put[0]
		if len(after.Proposals) > 0 {
			want = after.Proposals[0].Want
		}
		least := map[string]data.Visibility{"internal": data.Internal, "limited": data.Limited, "public": data.Open}
		if got := want.Services[0].Exposure.Effective(); after.Added != 1 || got != min(least[levels[0]], least[levels[1]]) {
			t.Errorf("%v: %d added, %s", levels, after.Added, got)
		}
	}
}

// A row that is the same as one of the file and one of the directory makes all three one.
func TestSameAsARowThatTheDirectoryHas(t *testing.T) {
	had := directory{}
	first, _ := readMapped(t, newEnvOf(t, had, "a"), mapping(t, plain), twoRows, "2,Maison Lune,food,12 Open St,Toronto,ON,416-555-0100,,no,")
	had.apply(t, Plan(first, had))
	env := newEnvOf(t, had, "a")
	env.Same = [][2]string{{"1", "2"}}
	both, _ := readMapped(t, env, mapping(t, plain), twoRows,
		"1,Maison Lune,food,12 Open St,Toronto,ON,416-555-0100,,no,", "2,Maison Lune,food,12 Open St,Toronto,ON,416-555-0100,,no,")
	if len(both) != 1 || both[0].ID() != first[0].ID() || len(both[0].At) != 1 || len(both[0].Sources) != 2 {
		t.Errorf("%d records: %+v", len(both), both[0])
	}
}
