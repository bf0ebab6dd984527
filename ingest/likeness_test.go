package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const twinHeader = "id,name,need,street,city,prov,tel,inside,conf,vis"

const twinColumns = `
key = ["id"]
[columns]
organization_name = "name"
needs = "need"
address_1 = "street"
city = "city"
province = "prov"
phone = "tel"
internal_phone = "inside"
confidential = "conf"
`

func consenting(source string) string {
	return "source = \"" + source + "\"\n" + twinColumns + "visibility = \"vis\"\n[consent]\nby = \"d\"\non = 2026-01-01\nvisibility = \"public\"\n"
}

func planOf(t *testing.T, had directory, toml string, rows ...string) ChangeSet {
	t.Helper()
	m := mapping(t, toml)
	env := newEnv(t, had)
	env.Source = m.Source
	env.Random = strings.NewReader(randomText(m.Source))
	records, _ := readMapped(t, env, m, append([]string{twinHeader}, rows...)...)
	return Plan(records, had)
}

// randomText gives bytes that differ between sources and between draws.
func randomText(source string) string {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "%s%015d", source[:1], i*7919)
	}
	return b.String()
}

func likeHidden(c ChangeSet) bool {
	return slices.ContainsFunc(c.Alarms, func(a Alarm) bool { return a.Code == "like_hidden" && a.Message.En != "" && a.Message.Fr != "" })
}

func TestATwinUnderAnotherSourceNeedsASecondPerson(t *testing.T) {
	hidden := "1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,416-555-0100,416-555-0999,yes,"
	for row, want := range map[string]bool{
		"1,Maison Lune,food,12 Secret St,Toronto,ON,416-555-0999,,no,public":        true,
		"1,MAISON LUNÉ,food,,Toronto,ON,,,no,public":                                true,
		"1,Other,food,12 secret st.,TORONTO,ON,,,no,public":                         true,
		"1,Other,food,300-12 Secret St,Toronto,ON,,,no,public":                      true,
		"1,Other,food,12A Secret Street Unit 5,Toronto,ON,,,no,public":              true,
		"1,Other,food,12-300 Secret St,Toronto,ON,,,no,public":                      false,
		"1,Other,food,1 Elm St,Toronto,ON,(416) 555-0999 ext. 4,,no,public":         true,
		"1,Other,food,1 Elm St,Toronto,ON,416-555-0100,,no,limited":                 true,
		"1,Other,food,1 Elm St,Toronto,ON,416-555-0177,,no,public":                  false,
		"1,Maison Lune,food,12 Secret St,Toronto,ON,416-555-0999,,no,internal":      false,
		"1,Other,food,12 Secret St,Ottawa,ON,911,,no,public":                        false,
		"1,Maison Lune,food,12 Secret St,Toronto,ON,416-555-0999,,yes,limited":      true,
		"1,Other,emergency-shelter,12 Secret St,Toronto,ON,,,yes,public":            false,
		"1,Other,food,1 Elm St,Toronto,ON,416-555-0177,416-555-0999,no,public":      false,
		"1,Other,food,12 Secret St,Toronto,ON,416-555-0177,416-555-0999,no,limited": false,
	} {
		had := directory{}
		had.apply(t, planOf(t, had, "source = \"a\"\n"+twinColumns, hidden))
		c := planOf(t, had, consenting("b"), row)
		if got := likeHidden(c); got != want || want && (len(c.Wider) != 1 || len(c.Consented) != 0) {
			t.Errorf("%s: alarm %v, wider %v, consented %v", row, got, c.Wider, c.Consented)
		}
		raw, err := json.Marshal(c)
		if err != nil || strings.Contains(string(raw), "Secret") || strings.Contains(string(raw), "0999") {
			t.Errorf("the plan tells: %s (%v)", raw, err)
		}
	}
}

func TestATwinInTheSameFileNeedsASecondPerson(t *testing.T) {
	rows := []string{
		"1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,,,yes,public",
		"2,Maison Lune,food,12 Secret St,Toronto,ON,,,no,public",
	}
	for range 2 {
		if c := planOf(t, directory{}, consenting("b"), rows...); !likeHidden(c) || len(c.Wider) != 1 || len(c.Consented) != 1 {
			t.Errorf("wider %v, consented %v, alarms %v", c.Wider, c.Consented, c.Alarms)
		}
		slices.Reverse(rows)
	}
	rows[1] = "2,Maison Lune,food,9 Open St,Toronto,ON,,,no,public"
	rows[0] = "1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,,,yes,public"
	if c := planOf(t, directory{}, consenting("b"), rows...); likeHidden(c) {
		t.Error("another site of one organization in one file counts as its shelter")
	}
}

func TestAnOpenSiteThatMovesToASealedAddressIsWider(t *testing.T) {
	had := directory{}
	had.apply(t, planOf(t, had, "source = \"a\"\n"+twinColumns, "1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,,,yes,"))
	had.apply(t, planOf(t, had, consenting("b"), "1,Other,food,1 Elm St,Toronto,ON,,,no,public"))
	c := planOf(t, had, consenting("b"), "1,Other,food,12 Secret St,Toronto,ON,,,no,public")
	if !likeHidden(c) || len(c.Wider) != 1 || len(c.Diffs) == 0 {
		t.Errorf("wider %v, alarms %v", c.Wider, c.Alarms)
	}
	for _, d := range c.Diffs {
		if d.Old != withheld || d.New != withheld {
			t.Errorf("a diff tells %+v", d)
		}
	}
}

func TestAStaffLineMadePublicIsWiderHoweverItIsWritten(t *testing.T) {
	m := func(columns string) *Mapping { return mapping(t, small+columns+"\n") }
	for column, cell := range map[string]string{
		"tty": "613-555-0101", "text_line": "613-555-0101", "fax": "613-555-0101", "phone": "613-555-0101 ext. 5",
	} {
		had := directory{}
		first, _ := readMapped(t, newEnv(t, had), m("internal_phone = \"inside\""), "id,name,inside", "1,A,613-555-0101")
		had.apply(t, Plan(first, had))
		moved, _ := readMapped(t, newEnv(t, had), m(column+" = \"tel\""), "id,name,tel", "1,A,"+cell)
		if c := Plan(moved, had); len(c.Wider) != 1 {
			t.Errorf("a staff line that becomes %s %s is not wider", column, cell)
		}
	}
	both := m("phone = \"tel\"\ninternal_phone = \"inside\"\ntty = \"tty\"")
	had := directory{}
	first, _ := readMapped(t, newEnv(t, had), both, "id,name,tel,inside,tty", "1,A,613-555-0101,613-555-0102,")
	had.apply(t, Plan(first, had))
	known, _ := readMapped(t, newEnv(t, had), both, "id,name,tel,inside,tty", "1,A,613-555-0101,613-555-0102,613-555-0101")
	if c := Plan(known, had); c.Changed != 1 || len(c.Wider) != 0 {
		t.Errorf("a public number under another type counts as wider: %+v", c)
	}
}
