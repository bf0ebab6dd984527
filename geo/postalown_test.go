package geo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// geonames writes one row of the layout.
func geonames(code, place, province string, lat, lng float64, accuracy string) string {
	return strings.Join([]string{"CA", code, place, "", province, "", "", "", "", fmt.Sprint(lat), fmt.Sprint(lng), accuracy}, "\t") + "\n"
}

func readOwn(t testing.TB, g *Gazetteer, file string) (*PostalTable, PostalReport) {
	t.Helper()
	own, report, err := g.ReadPostal(strings.NewReader(file), 25*Kilometer)
	if err != nil {
		t.Fatal(err)
	}
	return own, report
}

func TestOperatorsCodesWin(t *testing.T) {
	built := gazetteer(t)
	own, report := readOwn(t, built, "\ufeff"+
		geonames("M5V", "Downtown Toronto", "ON", 43.70, -79.30, "6")+
		geonames("M9Z", "Etobicoke", "ON", 43.65, -79.55, "")+
		"\r\n"+
		geonames("M5V 2T6", "Toronto", "ON", 43.6423, -79.3890, "6")+
		geonames("m5v-2t6", "Toronto", "ON", 43.6423, -79.3890, "6")+
		geonames("K0H1A0", "Ardoch", "ON", 44.93, -76.90, "6")+
		geonames("H8Z 1A1", "Montr\xe9al", "QC", 45.50, -73.83, "1")+
		geonames("H8Z 1A2", "Montr\xe9al", "QC", 45.51, -73.83, "1")+
		geonames("A9Z 1A1", "St. John's", "NL", 47.56, -52.71, "1"))
	if report.Rows != 8 || report.Areas != 2 || report.Codes != 5 || report.Repeated != 1 || len(report.Faults) > 0 {
		t.Fatalf("got %+v", report)
	}
	if want := []string{"A9Z", "M9Z"}; !reflect.DeepEqual(report.NewAreas, want) {
		t.Errorf("new areas %v, want %v", report.NewAreas, want)
	}
	g := built.WithPostal(own)
	for _, tt := range []struct {
		typed       string
		at          Point
		full        bool
		label       string
		approximate bool
	}{
		{"M5V", Point{43.70, -79.30}, false, "M5V (Toronto, ON)", false},
		{"M5V 2T6", Point{43.6423, -79.3890}, true, "M5V (Toronto, ON)", false},
		{"m5v 2t6", Point{43.6423, -79.3890}, true, "M5V (Toronto, ON)", false},
		{"M5V 2T7", Point{43.70, -79.30}, false, "M5V (Toronto, ON)", false},
		{"M9Z", Point{43.65, -79.55}, false, "M9Z (Etobicoke, ON)", false},
		{"A9Z 9Z9", Point{47.56, -52.71}, false, "A9Z (St. John's, NL)", false},
	} {
		public, err := g.Postal(tt.typed)
		if err != nil {
			t.Errorf("Postal(%q): %v", tt.typed, err)
			continue
		}
		cut, err := g.Postal(tt.typed[:3])
		if err != nil || public.Point != cut.Point || public.Radius != cut.Radius {
			t.Errorf("Postal(%q) = %+v, want %+v", tt.typed, public, cut)
		}
		staff, err := g.PostalFull(tt.typed)
		if err != nil || Distance(staff.Point, tt.at) > 1 || staff.Label.En != tt.label || staff.Approximate != tt.approximate || len(staff.FSA) != 3 {
			t.Errorf("PostalFull(%q) = %+v, %v, want %v", tt.typed, staff, err, tt)
		}
		if said := len(staff.Notes) > 0; said != tt.full || tt.full && staff.Radius != addressRadius {
			t.Errorf("PostalFull(%q) = %+v, want it said: %v", tt.typed, staff, tt.full)
		}
	}
	if rural, err := g.PostalFull("K0H 1A0"); err != nil || !rural.Approximate || rural.Radius != deliveryRadius {
		t.Errorf("a rural code is %+v, %v, want it approximate", rural, err)
	}
	if _, err := built.Postal("M9Z"); err == nil || built.own != nil {
		t.Error("the gazetteer that the table was put over has changed")
	}
	if _, err := built.PostalFull("M5V 2T6"); err != nil {
		t.Errorf("without a table of its own: %v", err)
	}
	if a, ok := g.PostalArea("M9Z"); !ok || a.Radius < smallestUrban || a.Radius > largestUrban {
		t.Errorf("a new area is %+v, %v", a, ok)
	}
}

func TestReadPostalReportsEveryFault(t *testing.T) {
	file := geonames("M5V", "Toronto", "ON", 43.64, -79.39, "6") +
		"US\tD1A\t\t\tZZ\t\t\t\t\tnorth\teast\t9\n" +
		geonames("KlA", "Ottawa", "ON", 45.42, -75.70, "") + // a slip that a person may make, but not a table
		geonames("M5V", "Toronto", "QC", 43.64, -79.39, "6") +
		geonames("M5W", "Toronto", "ON", 43.64, 79.39, "6") +
		"CA\tM5X\n"
	_, report := readOwn(t, gazetteer(t), file)
	var got []string
	for _, f := range report.Faults {
		got = append(got, fmt.Sprint(f.Line, " ", f.Code))
		if f.Expected.En == "" || f.Expected.Fr == "" {
			t.Errorf("%s is not said in both languages", f.Code)
		}
	}
	want := []string{"2 country", "2 postal_code", "2 place", "2 province", "2 latitude", "2 longitude", "2 accuracy",
		"3 postal_code", "4 province_of_letter", "5 outside_canada", "6 columns"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if report.Rows != 6 || report.Rejected != 5 || report.Areas != 1 {
		t.Errorf("got %+v", report)
	}
}

func TestReadPostalSaysWhatIsElsewhere(t *testing.T) {
	_, report := readOwn(t, gazetteer(t), geonames("K1A", "Ottawa", "ON", 46.4, -75.7, "")+geonames("M5V", "Toronto", "ON", 44.0, -79.39, "")+
		geonames("K2P", "Ottawa", "ON", 45.42, -75.69, "")+geonames("K2P 1A1", "Ottawa", "ON", 46.42, -75.69, ""))
	if len(report.Different) != 2 || report.Different[0].FSA != "K1A" || report.Different[1].FSA != "M5V" || report.Different[1].Line != 2 || report.FarCodes != 1 {
		t.Errorf("got %+v", report)
	}
}

func TestReadPostalRefusesOtherFiles(t *testing.T) {
	for name, tt := range map[string]struct{ file, code string }{
		"nothing":        {"", "places_layout"},
		"blank lines":    {"\n\n\n", "places_layout"},
		"commas":         {"CA,M5V,Toronto", "places_layout"},
		"an archive":     {"PK\x03\x04\x14\x00", "places_zipped"},
		"zeros":          {strings.Repeat("\x00\t", 100), "places_layout"},
		"an endless row": {"CA\tM5V\tT\n" + strings.Repeat("a", 2*longestRow), "places_layout"},
	} {
		_, _, err := gazetteer(t).ReadPostal(strings.NewReader(tt.file), 0)
		if codeOf(err) != tt.code {
			t.Errorf("%s: got %v, want %s", name, err, tt.code)
		}
	}
}

func TestPostalTableSurvivesItsFile(t *testing.T) {
	own, _ := readOwn(t, gazetteer(t), geonames("M9Z", "Etobicoke", "ON", 43.65, -79.55, "")+geonames("M5V2T6", "Toronto", "ON", 43.6423, -79.389, "6"))
	own.Source, own.Loaded = "CA.txt", time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	b, err := own.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var read PostalTable
	if err := read.UnmarshalBinary(b); err != nil || !reflect.DeepEqual(&read, own) {
		t.Fatalf("got %+v, %v, want %+v", read, err, own)
	}
	for i := range b {
		damaged := bytes.Clone(b)
		damaged[i] ^= 1
		if err := new(PostalTable).UnmarshalBinary(damaged); bilingual.KindOf(err) != bilingual.Damaged {
			t.Fatalf("byte %d changed: got %v", i, err)
		}
		if err := new(PostalTable).UnmarshalBinary(b[:i]); bilingual.KindOf(err) != bilingual.Damaged {
			t.Fatalf("cut at %d: got %v", i, err)
		}
	}
}

func TestMergeKeepsTheOtherSort(t *testing.T) {
	g := gazetteer(t)
	areas, _ := readOwn(t, g, geonames("M9Z", "Etobicoke", "ON", 43.65, -79.55, ""))
	codes, _ := readOwn(t, g, geonames("M5V2T6", "Toronto", "ON", 43.6423, -79.389, "6"))
	again, _ := readOwn(t, g, geonames("M5V2T7", "Toronto", "ON", 43.6423, -79.389, "6"))
	for _, both := range []*PostalTable{areas.Merge(codes), codes.Merge(areas), again.Merge(areas.Merge(codes))} {
		if both.Areas() != 1 || both.Codes() != 1 || len(both.areas) != 2 {
			t.Errorf("got %d areas, %d codes, %+v", both.Areas(), both.Codes(), both.areas)
		}
	}
	if _, ok := again.Merge(codes).find("M5V2T6"); ok {
		t.Error("codes of an older file are still there")
	}
	if alone := codes.Merge(nil); alone.Codes() != 1 {
		t.Error("a first table is lost")
	}
}

// TestPackedCodesKeepTheirOrder goes through codes at random.
func TestPackedCodesKeepTheirOrder(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		a, b := randomCode(draw), randomCode(draw)
		if (packPostal(a) < packPostal(b)) != (a < b) || areaOf(packPostal(a)) != a[:3] {
			t.Fatalf("%s and %s are packed as %d and %d, of %s", a, b, packPostal(a), packPostal(b), areaOf(packPostal(a)))
		}
	}
}

const postalAlphabet = "ABCEGHJKLMNPRSTVWXYZ"

func randomCode(draw *rand.Rand) string {
	b := []byte{'M', 0, 0, 0, 0, 0}
	for i := 1; i < len(b); i++ {
		b[i] = postalAlphabet[draw.IntN(len(postalAlphabet))]
		if i%2 == 1 {
			b[i] = '0' + byte(draw.IntN(10))
		}
	}
	return string(b)
}

// wholeCountry is a file with as many full codes as Canada has: those of the
// built-in areas, numbered through.
func wholeCountry(g *Gazetteer) string {
	const most = 870_000
	var b strings.Builder
	n := 0
	for fsa, a := range g.postal {
		for digit := '0'; digit <= '9'; digit++ {
			for _, letter := range postalAlphabet {
				for last := '0'; last <= '9' && n < most && n%4 != 3; last++ {
					b.WriteString(geonames(fsa+string(digit)+string(letter)+string(last), "Somewhere", string(a.province), a.point.Lat, a.point.Lng, "6"))
					n++
				}
				n++
			}
		}
	}
	return b.String()
}

func BenchmarkWholeCountry(b *testing.B) {
	g := gazetteer(b)
	file := wholeCountry(g)
	own, report := readOwn(b, g, file)
	if report.Rejected > 0 {
		b.Fatal(report.Faults[0])
	}
	bin, err := own.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			readOwn(b, g, file)
		}
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			t := new(PostalTable)
			if err := t.UnmarshalBinary(bin); err != nil {
				b.Fatal(err)
			}
			runtime.KeepAlive(g.WithPostal(t))
		}
		b.ReportMetric(float64(own.Codes()), "codes")
		b.ReportMetric(float64(len(bin)), "file-bytes")
	})
	with := g.WithPostal(own)
	b.Run("find", func(b *testing.B) {
		for b.Loop() {
			_, _ = with.PostalFull("M5V 2T6")
		}
	})
}

// FuzzReadPostal holds that no file breaks the reader, and that what it takes
// survives being stored.
func FuzzReadPostal(f *testing.F) {
	f.Add(geonames("M5V", "Toronto", "ON", 43.64, -79.39, "6"))
	f.Add(geonames("M5V2T6", "Montr\xe9al", "ON", 43.64, -79.39, ""))
	f.Add("US\tD1A\t\t\tZZ\t\t\t\t\tnorth\teast\t9\n")
	f.Add("PK\x03\x04")
	f.Add("CA\tM5V\tToronto\t\tON\t\t\t\t\tNaN\t+Inf\t\n")
	f.Fuzz(func(t *testing.T, file string) {
		g := gazetteer(t)
		own, report, err := g.ReadPostal(strings.NewReader(file), Kilometer)
		if err != nil {
			if _, ok := bilingual.AsProblem(err); !ok {
				t.Fatal(err)
			}
			return
		}
		if report.Rows != report.Areas+report.Codes+report.Repeated+report.Rejected {
			t.Fatalf("rows are lost: %+v", report)
		}
		b, err := own.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var read PostalTable
		if err := read.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		g.WithPostal(&read)
	})
}

// FuzzPostalTable holds that no stored bytes break the loader, and that what it
// accepts can be searched. The head and the codes are put into an envelope with a
// checksum that is right: guessing one would take the fuzzer for ever.
func FuzzPostalTable(f *testing.F) {
	code := ownCode{packPostal("M5V2T6"), 6, Point{43.64, -79.39}}.append(nil)
	f.Add([]byte(`{"source":"a","areas":[{"fsa":"M5V","name":"Toronto","province":"ON","point":{"lat":43,"lng":-79}}],"codes":1}`), code, true)
	f.Add([]byte(`{"areas":[{"fsa":"M9Z","name":"x","province":"ON","point":{"lat":43,"lng":-79},"derived":true,"radius_m":1e300}],"codes":2}`), append(code, code...), true)
	f.Add([]byte(`{"codes":-1}`), []byte{}, true)
	f.Add([]byte("{}"), []byte{}, false)
	f.Fuzz(func(t *testing.T, head, codes []byte, sealed bool) {
		b := binary.BigEndian.AppendUint32([]byte(postalMagic), uint32(len(head)))
		b = append(append(b, head...), codes...)
		if sealed {
			b = binary.BigEndian.AppendUint32(b, checksum(b))
		}
		var read PostalTable
		if err := read.UnmarshalBinary(b); err != nil {
			if codeOf(err) != "places_damaged" {
				t.Fatal(err)
			}
			return
		}
		both := gazetteer(t).WithPostal(&read)
		for fsa, a := range both.postal {
			if !a.point.onEarth() || !a.province.Valid() || !(a.radius > 0) || len(fsa) != 3 {
				t.Fatalf("accepted an area that is none: %q %+v", fsa, a)
			}
		}
		for i := range read.Codes() {
			c := read.at(i)
			o, err := both.PostalFull(codeText(c.key))
			if !c.point.onEarth() || err == nil && (!o.Point.onEarth() || !(o.Radius > 0)) {
				t.Fatalf("accepted a code that is none: %+v gives %+v", c, o)
			}
		}
	})
}

// codeText is the code that packPostal packed.
func codeText(key uint32) string {
	return areaOf(key) + string([]byte{'0' + byte(key/260%10), 'A' + byte(key/10%26), '0' + byte(key%10)})
}
