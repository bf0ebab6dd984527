package geo

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

// FuzzPostal holds that whatever is typed either fails with words for a person
// or gives an area, and that nothing past the third character ever comes out.
func FuzzPostal(f *testing.F) {
	for _, s := range []string{"M5V 2T6", "m5v", "KlA OB1", "X0A", "H0H 0H0", "90210", "", "M5V\u00a02T6", "\xff", "É1A", "M5V2T6M5V"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g := gazetteer(t)
		o, err := g.Postal(s)
		if err != nil {
			p, ok := bilingual.AsProblem(err)
			if !ok || p.Message.En == "" || p.Message.Fr == "" || p.Hint.En == "" || p.Hint.Fr == "" || len(p.Read) > 3 || !o.IsZero() {
				t.Fatalf("Postal(%q): %+v", s, err)
			}
			return
		}
		if len(o.FSA) != 3 || o.Point.IsZero() || !o.Province.Valid() || o.Radius <= 0 {
			t.Fatalf("Postal(%q) = %+v", s, o)
		}
		if again, err := g.Postal(o.FSA); err != nil || again.Point != o.Point || again.Label != o.Label {
			t.Fatalf("Postal(%q) gives %q, which gives %+v, %v", s, o.FSA, again, err)
		}
	})
}

// FuzzPlace holds that every answer is a place or words for a person, and that
// every choice that is offered resolves.
func FuzzPlace(f *testing.F) {
	for _, s := range []string{"Windsor", "Windsor, NS", "Qubec", "St. John's", "Kahnawà:ke", "ᐃᖃᓗᐃᑦ", "", ",", "near", "a near b",
		"Windsor Park, AB (near Calgary)", "Saint", "x, QC (près de Montréal)", "\xff\xfe", strings.Repeat("é", 59)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g := gazetteer(t)
		o, err := g.Place(s)
		if err == nil {
			if o.Point.IsZero() || !o.Province.Valid() || o.Radius <= 0 || o.Label.IsZero() {
				t.Fatalf("Place(%q) = %+v", s, o)
			}
			return
		}
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Message.En == "" || p.Message.Fr == "" || p.Hint.En == "" || p.Hint.Fr == "" || !o.IsZero() {
			t.Fatalf("Place(%q): %+v", s, err)
		}
		for _, c := range p.Choices {
			if _, err := g.Place(c.Input); err != nil && codeOf(err) != "place_ambiguous" {
				t.Fatalf("Place(%q) offers %q: %v", s, c.Input, err)
			}
		}
	})
}

// FuzzParseCell holds that only cells come out, and come out as they went in.
func FuzzParseCell(f *testing.F) {
	for _, s := range []string{"852b9bc7fffffff", "8928308280fffff", "0", "", "ffffffffffffffff", "zz", "852B9BC7FFFFFFF", "0852b9bc7fffffff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCell(s)
		if err != nil {
			if c != 0 {
				t.Fatalf("ParseCell(%q) = %s beside %v", s, c, err)
			}
			return
		}
		if !c.Valid() || strings.TrimLeft(strings.ToLower(s), "0") != c.String() {
			t.Fatalf("ParseCell(%q) = %s", s, c)
		}
		if _, err := c.Center(); err != nil {
			t.Fatalf("ParseCell(%q) has no centre: %v", s, err)
		}
	})
}
