package sample

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// number gives out the next invented number of the town's area code, 555-0100
// to 555-0199. When a code has none left they are given again with an extension.
func (d *draft) number() data.Phone {
	code := areaCode(d.dice, d.home, d.country, d.town.area.Center)
	n := d.given[code]
	d.given[code]++
	phone := data.Phone{Number: fmt.Sprintf("+1%s55501%02d", code, n*37%100)}
	if n >= 100 {
		phone.Extension = strconv.Itoa(200 + n/100)
	}
	return phone
}

// areaCode is one of the area codes of a place in Canada, or Buffalo's.
func areaCode(d dice, p geo.Province, country string, at geo.Point) string {
	near := func(lat, lng float64, km geo.Meters) bool {
		return geo.Distance(at, geo.Point{Lat: lat, Lng: lng}) < km*geo.Kilometer
	}
	codes := []string{"867"}
	switch p {
	case "":
		codes = []string{map[bool]string{true: "716", false: "613"}[country == "US"]}
	case geo.Ontario:
		codes = ontarioCode(near, at)
	case geo.Quebec:
		codes = quebecCode(near, at)
	case geo.Alberta:
		codes = []string{"780", "825", "587"}
		if at.Lat < 52.3 {
			codes = []string{"403", "587", "368"}
		}
	case geo.BritishColumbia:
		codes = []string{"250", "236"}
		if near(49.2, -122.8, 70) {
			codes = []string{"604", "778", "672"}
		}
	case geo.Manitoba:
		codes = []string{"204", "431", "584"}
	case geo.Saskatchewan:
		codes = []string{"306", "639", "474"}
	case geo.NovaScotia, geo.PrinceEdwardIsland:
		codes = []string{"902", "782"}
	case geo.NewBrunswick:
		codes = []string{"506", "428"}
	case geo.NewfoundlandAndLabrador:
		codes = []string{"709", "879"}
	}
	return pick(d, codes)
}

func ontarioCode(near func(lat, lng float64, km geo.Meters) bool, at geo.Point) []string {
	switch {
	case near(43.7, -79.38, 22):
		return []string{"416", "647", "437"}
	case at.Lng < -84.5 && at.Lat > 46.8:
		return []string{"807"}
	case at.Lat > 44.3 && at.Lng < -78.5:
		return []string{"705", "249"}
	case at.Lng > -78:
		return []string{"613", "343", "753"}
	case at.Lng < -80.2:
		return []string{"519", "226", "548", "382"}
	}
	return []string{"905", "289", "365", "742"}
}

func quebecCode(near func(lat, lng float64, km geo.Meters) bool, at geo.Point) []string {
	switch {
	case near(45.52, -73.62, 18):
		return []string{"514", "438", "263"}
	case near(45.5, -73.6, 80):
		return []string{"450", "579", "354"}
	case at.Lng < -74 || at.Lat > 53 || near(45.4, -71.9, 60):
		return []string{"819", "873", "468"}
	}
	return []string{"418", "581", "367"}
}

// publicLine is a line that the organization lets everybody call.
func (d *draft) publicLine(label string) record.Phone {
	p := record.Phone{Phone: d.number(), Public: true}
	p.Description = d.phoneLabel(label)
	p.AllHours = d.profile.name == "refuge" || d.profile.name == "line"
	return p
}

func (d *draft) phoneLabel(english string) data.Text {
	for _, label := range d.texts.notes["phone"] {
		if label.En == english {
			return label
		}
	}
	return data.Text{}
}

// lines are the organization's lines: the first for everybody, others for staff.
func (d *draft) lines() []record.Phone {
	lines := []record.Phone{d.line}
	if d.dice.chance(22) {
		text := record.Phone{Phone: d.number(), Public: true}
		text.Type, text.Description = data.TextLine, d.phoneLabel("Text line")
		lines = append(lines, text)
	}
	if d.dice.chance(34) {
		direct := record.Phone{Phone: d.number()}
		direct.Description = d.phoneLabel("Direct line of the duty worker")
		lines = append(lines, direct)
	}
	return lines
}

// contactOf gives some services a line and addresses of their own.
func (d *draft) contactOf(s *record.Service) {
	if d.dice.chance(18) {
		p := record.Phone{Phone: d.number(), Public: d.dice.chance(80)}
		p.Description = d.phoneLabel("Office")
		s.Phones = []record.Phone{p}
	}
	if d.dice.chance(15) {
		s.Email = "services@" + d.domain
	}
}

// contact is an invented person inside the organization, for staff only.
func (d *draft) contact(titles string) data.Contact {
	given, family := pick(d.dice, d.texts.given), pick(d.dice, d.texts.family)
	return data.Contact{
		Name:  given + " " + family,
		Title: pick(d.dice, d.texts.notes[titles]),
		Phone: d.number(),
		Email: slug(given) + "." + slug(family) + "@" + d.domain,
	}
}

// domain is the organization's own under example.org, which is nobody's.
func domain(name string) string { return slug(name) + ".example.org" }

// slug keeps the plain letters and digits of a name.
func slug(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < 128 {
			return r
		}
		return -1
	}, bilingual.Fold(name))
	s := strings.Join(strings.Fields(plain), "-")
	return strings.Trim(s[:min(len(s), 40)], "-")
}
