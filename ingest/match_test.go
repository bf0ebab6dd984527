package ingest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// provider is a record with one listing, as the matches see it.
func provider(n byte, name, street, city, tel, page string) *record.Record {
	r := &record.Record{
		Organization: record.Organization{ID: ratchetID(n), Name: data.Text{En: name}, Kind: data.Direct, URL: page},
		Services:     []record.Service{{ID: ratchetID(2), Name: data.Text{En: "Help"}}},
		Locations:    []record.Location{{ID: ratchetID(3), Type: record.Physical, Address: data.Address{Line1: street, City: city}}},
		At:           []record.ServiceAtLocation{{ID: ratchetID(4), ServiceID: ratchetID(2), LocationID: ratchetID(3)}},
		Sources:      []record.Source{{Name: "s" + fmt.Sprint(n), Key: fmt.Sprint(n), ID: ratchetID(4)}},
	}
	if tel != "" {
		r.At[0].Phones = []record.Phone{{Phone: data.Phone{Number: tel}, Public: true}}
	}
	return r
}

func TestWhoIsShownAsPerhapsTheSame(t *testing.T) {
	known := provider(1, "Lighthouse Women's Centre", "1 Elm St", "Halifax", "902-555-0101", "https://www.light.example.org/a")
	for _, c := range []struct {
		name, street, city, tel, page string
		want                          string
	}{
		{"Lighthouse Womens Centre", "9 Oak St", "Ottawa", "(902) 555-0101", "", "[name phone] likely"},
		{"Lighthouse Women’s Center", "1 elm st", "HALIFAX", "", "", "[name address town] likely"},
		{"LIGHTHOUSE WOMEN'S CENTRE", "", "Halifax", "", "", "[name town]"},
		{"Lighthouse Women's Centre", "", "Ottawa", "", "http://light.example.org/b", "[name website]"},
		{"Lighthouse Women's Centre", "", "Ottawa", "", "", ""},
		{"Lighthouse Women's Centre 2", "", "Halifax", "902-555-0101", "", ""},
		{"Harbour House", "1 Elm St", "Halifax", "902-555-0101", "", ""},
	} {
		had := directory{}
		had.put(t, known)
		pairs := Plan([]*record.Record{provider(9, c.name, c.street, c.city, c.tel, c.page)}, had).Pairs
		got := ""
		if len(pairs) > 0 {
			got = fmt.Sprint(pairs[0].Why)
			if pairs[0].Likely {
				got += " likely"
			}
		}
		if got != c.want || len(pairs) > 1 {
			t.Errorf("%s, %s, %s: got %q, want %q", c.name, c.street, c.tel, got, c.want)
		}
	}
}

// Where one of two is confidential they are told apart, and the alarm counts them
// without a name.
func TestAShelterIsNeverItsPublicOffice(t *testing.T) {
	shelter := provider(1, "Harbour House", "", "Halifax", "902-555-0101", "")
	shelter.Locations[0].Address = data.Address{}
	shelter.Locations[0].Confidential = true
	office := provider(9, "Harbour House", "1 Elm St", "Halifax", "902-555-0101", "")
	for _, pair := range [][2]*record.Record{{shelter, office}, {office, shelter}} {
		had := directory{}
		had.put(t, pair[0])
		c := Plan([]*record.Record{pair[1]}, had)
		if len(c.Pairs) != 0 || !slices.ContainsFunc(c.Alarms, func(a Alarm) bool { return a.Code == "kept_apart" && a.Count == 1 }) {
			t.Errorf("pairs %+v, alarms %+v", c.Pairs, c.Alarms)
		}
	}
}

func TestAlarmsAboutTheDirectoryAsAWhole(t *testing.T) {
	alarm := func(c ChangeSet, code string) int {
		for _, a := range c.Alarms {
			if a.Code == code {
				return a.Count
			}
		}
		return 0
	}
	m := agreedWith(t, "status = \"st\"\nphone = \"tel\"")
	header := agreedHeader + ",st,tel"
	rows := []string{header}
	for n := range 12 {
		rows = append(rows, fmt.Sprintf("%d,House %c,food,%d Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,active,613-555-01%02d", n, 'A'+n, n, n))
	}
	rows = append(rows, "12,Far,food,1 Elm St,Whitehorse,YT,,,,active,867-555-0101")
	had := directory{}
	first, _ := readMapped(t, newEnv(t, had), m, rows...)
	had.apply(t, Plan(first, had))

	closing := slices.Clone(rows)
	closing[1] = "0,House A,food,0 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,defunct,613-555-0100"
	one, _ := readMapped(t, newEnv(t, had), m, closing...)
	if c := Plan(one, had); alarm(c, "many_closed") != 0 || c.Changed != 1 {
		t.Errorf("1 of 13 closes: %+v", c.Alarms)
	}
	closing[2] = "1,House B,food,1 Elm St,Ottawa,ON,K1P 1A1,45.42,-75.70,inactive,613-555-0101"
	two, _ := readMapped(t, newEnv(t, had), m, closing...)
	if c := Plan(two, had); alarm(c, "many_closed") != 2 || alarm(c, "territory_emptied") != 0 {
		t.Errorf("2 of 13 close: %+v", c.Alarms)
	}
	yukon, _ := readMapped(t, newEnv(t, had), m, header, "12,Far,food,1 Elm St,Whitehorse,YT,,,,defunct,867-555-0101")
	if c := Plan(yukon, had); alarm(c, "territory_emptied") != 1 {
		t.Errorf("Yukon is emptied: %+v", c.Alarms)
	}
	shared, _ := readMapped(t, newEnv(t, had), m, header, "12,Far,food,1 Elm St,Whitehorse,YT,,,,active,613-555-0101")
	if c := Plan(shared, had); alarm(c, "phone_shared") != 1 {
		t.Errorf("a number of another: %+v", c.Alarms)
	}
	again, _ := readMapped(t, newEnv(t, had), m, rows...)
	if c := Plan(again, had); len(c.Alarms) != 0 {
		t.Errorf("the same file again: %+v", c.Alarms)
	}
}

// A sealed place that moves far is an alarm that does not say where.
func TestASealedPlaceThatMovesFarIsToldWithoutAWord(t *testing.T) {
	had := directory{}
	m := mapping(t, "source = \"a\"\nkey = [\"id\"]\n[columns]\norganization_name = \"name\"\naddress_1 = \"street\"\nprovince = \"prov\"\nlatitude = \"lat\"\nlongitude = \"lng\"\nconfidential = \"conf\"\n")
	header := "id,name,street,prov,lat,lng,conf"
	first, _ := readMapped(t, newEnv(t, had), m, header, "1,House,12 Secret St,ON,45.4200,-75.7000,yes")
	had.apply(t, Plan(first, had))
	moved, _ := readMapped(t, newEnv(t, had), m, header, "1,House,99 Secret Rd,ON,45.5200,-75.7000,yes")
	c := Plan(moved, had)
	if !slices.ContainsFunc(c.Alarms, func(a Alarm) bool { return a.Code == "moved_far" }) {
		t.Errorf("alarms %+v", c.Alarms)
	}
	if len(c.Diffs) != 1 || c.Diffs[0].New != withheld {
		t.Errorf("diffs %+v", c.Diffs)
	}
}
