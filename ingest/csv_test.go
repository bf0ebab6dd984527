package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func TestEncodingsAreFoundOutAndSaid(t *testing.T) {
	text := "key,organization,city\r\n1,Maison Théberge — l’île,Montréal\r\n"
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide := func(order unicode.Endianness, bom unicode.BOMPolicy) string {
		s, err := unicode.UTF16(order, bom).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct{ name, raw, want string }{
		{"UTF-8", text, "utf-8"},
		{"UTF-8 with a byte order mark", "\ufeff" + text, "utf-8"},
		{"Windows-1252", latin, "windows-1252"},
		{"UTF-16, little end first", wide(unicode.LittleEndian, unicode.UseBOM), "utf-16le"},
		{"UTF-16, big end first", wide(unicode.BigEndian, unicode.UseBOM), "utf-16be"},
		{"UTF-16 without a mark", wide(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"},
	} {
		records, report, err := ReadCSV(strings.NewReader(c.raw), nil, newEnv(t, nil))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if report.Encoding != c.want {
			t.Errorf("%s: encoding is said to be %s", c.name, report.Encoding)
		}
		if got := records[0].Organization.Name.Fr; got != "Maison Théberge — l’île" {
			t.Errorf("%s: name is %q", c.name, got)
		}
	}
}

func TestBytesThatMeanNothingAreRefusedOrRepairedAloud(t *testing.T) {
	env := newEnv(t, nil)
	records, report, err := ReadCSV(strings.NewReader("key,organization\n1,Montréal\n2,Qu\xe9bec\n"), nil, env)
	if err != nil {
		t.Fatal(err)
	}
	wantCodes(t, report, "fix odd_byte")
	if i := issue(t, report, "odd_byte"); i.Line != 3 || i.Read != "0xE9" || i.Suggestion.En != "é" {
		t.Errorf("the odd byte is reported as %+v", i)
	}
	if got := records[1].Organization.Name.En; got != "Québec" {
		t.Errorf("name is %q", got)
	}
	for name, raw := range map[string]string{
		"a byte that Windows-1252 lacks": "key,organization\n1,Qu\xe9bec \x81\n",
		"a NUL byte":                     "key,organization\n1,Qu\x00bec\n",
		"half of UTF-16":                 "\xff\xfek\x00e",
		"a workbook":                     "PK\x03\x04 and so on",
	} {
		_, _, err := ReadCSV(strings.NewReader(raw), nil, env)
		refused(t, name, err)
	}
}

func refused(t *testing.T, name string, err error) (refusal bilingual.Problem) {
	t.Helper()
	p, ok := bilingual.AsProblem(err)
	if !ok {
		t.Errorf("%s: got %v, want a problem for a person", name, err)
		return refusal
	}
	if p.Message.En == "" || p.Message.Fr == "" || p.Hint.En == "" || p.Hint.Fr == "" {
		t.Errorf("%s: the problem does not speak both languages: %+v", name, p)
	}
	return *p
}

func TestDelimitersAreFoundOut(t *testing.T) {
	for _, c := range []struct {
		text string
		want rune
	}{
		{"a,b,c\n1,2,3\n", ','},
		{"a;b;c\n1,5;2;3\n", ';'},
		{"a\tb\n1,2\t3\n", '\t'},
		{"a|b\n1|2;3\n", '|'},
		{"\"a;b;c\",d\n\"1;1;1\",2\n", ','},
		{"\"one\nheading; two\";b\n1;2\n", ';'},
		{"alone\n1\n", ','},
		{"", ','},
	} {
		if got := delimiterOf(c.text); got != c.want {
			t.Errorf("delimiterOf(%q) = %q, want %q", c.text, got, c.want)
		}
	}
	_, report := readCSV(t, newEnv(t, nil), "sep=;", "key;organization", "1;Maison; bleue")
	if i := issue(t, report, "ragged_row"); report.Delimiter != ";" || i.Line != 3 {
		t.Errorf("delimiter %q, issue %+v", report.Delimiter, i)
	}
}

func TestLinesAreThoseOfTheFile(t *testing.T) {
	_, report := readCSV(t, newEnv(t, nil),
		`key,organization,description`,
		`1,Maison A,"two`,
		`lines"`,
		``,
		`2,,no name`,
		`,,`,
		`3,Maison B`)
	if i := issue(t, report, "name_missing"); i.Line != 5 {
		t.Errorf("the nameless row is said to be in line %d", i.Line)
	}
	if i := issue(t, report, "ragged_row"); i.Line != 7 {
		t.Errorf("the short row is said to be in line %d", i.Line)
	}
	if report.Rows != 3 || report.Rejected != 2 {
		t.Errorf("%d rows, %d rejected", report.Rows, report.Rejected)
	}
}

func TestFilesBeyondTheLimitsAreRefused(t *testing.T) {
	env := newEnv(t, nil)
	for code, raw := range map[string][]byte{
		"file_too_large":   bytes.Repeat([]byte("a"), MaxBytes+1),
		"cell_too_large":   []byte("key,organization\n1," + strings.Repeat("a", MaxCell+1) + "\n"),
		"too_many_columns": []byte(headings(MaxColumns+1) + "\n"),
		"too_many_rows":    []byte("key,organization\n" + strings.Repeat("1,a\n", MaxRows+1)),
		"header_twice":     []byte("key,organization,City,city\n"),
		"empty_file":       []byte("\n\n"),
		"quote_not_closed": []byte("key,organization\n1,\"a\n2,b\n3,c\n"),
		"source_missing":   []byte("key,organization\n1,a\n"),
	} {
		env := env
		if code == "source_missing" {
			env.Source = ""
		}
		_, _, err := ReadCSV(bytes.NewReader(raw), nil, env)
		if p := refused(t, code, err); p.Code != code {
			t.Errorf("%s: refused as %s", code, p.Code)
		}
	}
}

func headings(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("c%d", i)
	}
	return strings.Join(all, ",")
}

func TestMissingColumnsAreNamedWithThoseThatAreThere(t *testing.T) {
	m := mapping(t, `
source = "x"
key = ["id"]
[columns]
organization_name = "Organisme"
city = "Ville"
`)
	_, _, err := ReadCSV(strings.NewReader("ID;Nom;VILLE\n1;a;b\n"), m, newEnv(t, nil))
	p := refused(t, "missing", err)
	if p.Code != "column_missing" || !strings.Contains(p.Read, "Organisme") || !strings.Contains(p.Read, "Nom, VILLE") || strings.Contains(p.Read, "missing: Ville") {
		t.Errorf("refused as %s: %s", p.Code, p.Read)
	}
}

func TestTheTemplateIsReadBack(t *testing.T) {
	for _, lang := range []bilingual.Lang{bilingual.En, bilingual.Fr} {
		var file bytes.Buffer
		if err := Template(&file, lang); err != nil {
			t.Fatal(err)
		}
		header := strings.TrimSuffix(file.String(), "\n")
		cells := strings.Repeat(",", strings.Count(header, ","))
		_, report, err := ReadCSV(strings.NewReader(header+"\n1,Maison"+cells[1:]+"\n"), nil, newEnv(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		if got := codes(report); slices.Contains(got, "note column_unknown") || report.Rejected != 0 {
			t.Errorf("the template in %s is not understood: %v", lang, got)
		}
	}
}

func TestRowsThatCannotBeTrueAreRejectedWithAReason(t *testing.T) {
	header := "key,organization,province,latitude,longitude"
	for _, c := range []struct{ row, code, suggestion string }{
		{"1,A,ON,43.66,79.37", "longitude_positive", "-79.37"},
		{"1,A,QC,43.66,79.37", "longitude_positive", "correct it, or empty both cells"},
		{"1,A,QC,46.8,46.8", "coordinates_equal", ""},
		{"1,A,ON,46.8,-64.78", "point_outside_province", ""},
		{"1,A,,29.95,-90.07", "point_outside_canada", ""},
		{"1,A,ON,95,-79", "coordinates_out_of_range", ""},
		{"1,A,ON,north,-79", "coordinate_unreadable", ""},
		{"1,A,ON,43.6,", "coordinate_unreadable", ""},
		{"1,A,ON,NaN,-79", "coordinate_unreadable", ""},
		{",A,ON,,", "key_missing", ""},
		{"1,,ON,,", "name_missing", ""},
		{"1,A\u202e,ON,,", "control_character", ""},
		{"1,A\x07,ON,,", "control_character", ""},
		{"1,\"A\" b,ON,,", "quotes", ""},
	} {
		records, report := readCSV(t, newEnv(t, nil), header, c.row)
		i := issue(t, report, c.code)
		if len(records) != 0 || report.Rejected != 1 || i.Severity != Stop || i.Line != 2 {
			t.Errorf("%q gave %d records, %+v", c.row, len(records), i)
		}
		if c.suggestion != "" && i.Suggestion.En != c.suggestion {
			t.Errorf("%q suggests %q, want %q", c.row, i.Suggestion.En, c.suggestion)
		}
		if i.Expected.En == "" || i.Expected.Fr == "" || i.Suggestion.En == "" || i.Suggestion.Fr == "" {
			t.Errorf("%s does not speak both languages: %+v", c.code, i)
		}
	}
}

func TestWhatIsOnlyDoubtfulIsNotedAndTheRowGoesOn(t *testing.T) {
	header := "key,organization,province,postal code,city,phone,needs,latitude,longitude"
	for _, c := range []struct{ row, want string }{
		{"1,A,ON,M5V2TO,,,,,", "fix postal_code_repaired"},
		{"1,A,ON,N/A,,,,,", "note postal_code_unreadable"},
		{"1,A,ON,L0T 1A0,,,,,", "note postal_code_doubtful"},
		{"1,A,QC,M5V 2T6,,,,,", "note postal_code_doubtful"},
		{"1,A,Onatrio,,,,,,", "note province_unreadable"},
		{"1,A,ON,,,613-555-01,,,", "note phone_unreadable"},
		{`1,A,ON,,,,,"43,66","-79,37"`, "fix decimal_comma"},
		{"1,A,ON,,,,,0,0", "note coordinates_zero"},
	} {
		records, report := readCSV(t, newEnv(t, nil), header, c.row)
		if got := slices.Compact(codes(report)); !slices.Equal(got, []string{c.want}) || len(records) != 1 {
			t.Errorf("%q gave %d records and %v, want %s", c.row, len(records), got, c.want)
		}
	}
}

func TestAPhoneIsE164OrAsWritten(t *testing.T) {
	for written, want := range map[string]data.Phone{
		"416-555-0123":          {Number: "+14165550123"},
		"(416) 555-0123 ext 12": {Number: "+14165550123", Extension: "12"},
		"416 555-0123 poste 12": {Number: "+14165550123", Extension: "12"},
		"1-800-555-0199":        {Number: "+18005550199"},
		"+1 514 555 0100":       {Number: "+15145550100"},
		"211":                   {Number: "211"},
		"613-555-01":            {Number: "613-555-01"},
		"ask for Sam":           {Number: "ask for Sam"},
	} {
		if got, _ := readPhone(written); got != want {
			t.Errorf("readPhone(%q) = %+v, want %+v", written, got, want)
		}
	}
}

func TestAPlaceWithoutCoordinatesIsItsPostalAreaThenTownThenProvince(t *testing.T) {
	header := "key,organization,province,postal code,city"
	for row, want := range map[string]geo.AreaKind{
		"1,A,ON,M5V 2T6,Toronto": geo.AreaPostal,
		"1,A,ON,L0T 1A0,Toronto": geo.AreaPlace,
		"1,A,ON,,Nowhere at all": geo.AreaProvince,
	} {
		records, _ := readCSV(t, newEnv(t, nil), header, row)
		if l := records[0].Locations[0]; l.Area.Kind != want || !l.Point.IsZero() {
			t.Errorf("%q is placed by %q at %v", row, l.Area.Kind, l.Point)
		}
	}
}

func TestASecondRowWithTheSameKeyIsRejectedWithTheFirstsLine(t *testing.T) {
	_, report := readCSV(t, newEnv(t, nil), "key,organization", "A1,First", "a1 ,Second", "Ａ1,Third")
	if report.Rejected != 2 {
		t.Errorf("%d rejected: %v", report.Rejected, codes(report))
	}
	if i := issue(t, report, "key_twice"); i.Line != 3 || !strings.Contains(i.Expected.En, "line 2") || !strings.Contains(i.Expected.Fr, "ligne 2") {
		t.Errorf("reported as %+v", i)
	}
}

func TestRowsThatLookAlikeAreNotedAndBothKept(t *testing.T) {
	records, report := readCSV(t, newEnv(t, nil), "key,organization,postal code,province",
		"1,Maison Élan,M5V 2T6,ON", "2,MAISON ELAN,m5v2t6,ON", "3,Maison Élan,M5A 1A1,ON")
	wantCodes(t, report, "note same_place")
	if len(records) != 3 {
		t.Errorf("%d records", len(records))
	}
}

func TestCellsAreNeverFormulasOnTheWayIn(t *testing.T) {
	records, _ := readCSV(t, newEnv(t, nil), "key,organization,phone", `1,"=HYPERLINK(""x"")",+1 416 555 0123`)
	if got := records[0].Organization.Name.En; got != `=HYPERLINK("x")` {
		t.Errorf("name is %q: it must stay text", got)
	}
	if got := records[0].At[0].Phones[0].Number; got != "+14165550123" {
		t.Errorf("number is %q", got)
	}
}
