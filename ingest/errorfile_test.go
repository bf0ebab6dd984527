package ingest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/relais-directory/relais/data/bilingual"
)

const mendMapping = "source = \"mend\"\nkey = [\"id\"]\n[columns]\norganization_name = \"name\"\nphone = \"tel\"\ncity = \"city\"\n"

// sentBack reads a file, and gives its rows back.
func sentBack(t *testing.T, content []byte, m *Mapping, all bool) (back []byte, report Report) {
	t.Helper()
	_, report, err := Read(bytes.NewReader(content), m, newEnv(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteErrors(&out, content, m, report, bilingual.Fr, all); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), report
}

// A table of text comes back as it was written: its delimiter, marks and line ends.
// Mended, it comes in, with every other row as it was; not mended, it is rejected
// again for the same reason.
func TestAFileComesBackInItsOwnDialect(t *testing.T) {
	m := mapping(t, mendMapping)
	for name, file := range map[string]string{
		"commas":      "id,name,tel,city\n1,One,613-555-0101,Ottawa\n2,,613-555-0102,Ottawa\n3,\"Three, \"\"the\"\" third\",,\n",
		"semicolons":  "id;name;tel;city\r\n1;Un, deux;613-555-0101;Ottawa\r\n2;;613-555-0102;Ottawa\r\n3;Trois;;\r\n",
		"tabs":        "id\tname\ttel\tcity\n1\tOne \"1\" x\t613-555-0101\tOttawa\n2\t\t613-555-0102\tOttawa\n3\tThree\" x\t\t\n",
		"title above": "A title\n\nid,name,tel,city\n1,One,613-555-0101,Ottawa\n2,,613-555-0102,Ottawa\n3,Three,,\n",
		"formulas":    "id,name,tel,city\n1,=cmd(),613-555-0101,Ottawa\n2,,613-555-0102,@SUM\n3,+one,,-2+3\n",
	} {
		first, report := sentBack(t, []byte(file), m, true)
		if report.Rejected != 1 || report.Rows != 3 {
			t.Fatalf("%s: %+v", name, report)
		}
		if strings.HasSuffix(file, "\r\n") != bytes.HasSuffix(first, []byte("\r\n")) {
			t.Errorf("%s: the line ends are others: %q", name, first)
		}
		again, second := sentBack(t, first, m, true) // its lines are the new ones by now
		if third, _ := sentBack(t, again, m, true); !bytes.Equal(third, again) {
			t.Errorf("%s: sent back as it is, it comes back as\n%s\nand not as\n%s", name, third, again)
		}
		if second.Delimiter != report.Delimiter || second.Quote != report.Quote || second.Rejected != 1 {
			t.Errorf("%s: it is read as %+v, and was %+v", name, second, report)
		}
		for line := range strings.Lines(string(first)) {
			line = strings.TrimRight(line, "\r\n")
			for _, cell := range strings.Split(line, report.Delimiter) {
				if runs(strings.Trim(cell, "\"")) {
					t.Errorf("%s: %q is a formula", name, cell)
				}
			}
		}
		mended := strings.Replace(string(first), "2"+report.Delimiter, "2"+report.Delimiter+"Two", 1)
		whole, _, err := Read(strings.NewReader(file), m, newEnv(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		records, report, err := Read(strings.NewReader(mended), m, newEnv(t, nil))
		if err != nil || report.Rejected != 0 || len(records) != 3 || records[1].Organization.Name.En != "Two" {
			t.Fatalf("%s: mended, %+v, %v", name, report, err)
		}
		if one, three := records[0].Organization.Name.En, records[2].Organization.Name.En; one != whole[0].Organization.Name.En || three != whole[1].Organization.Name.En {
			t.Errorf("%s: the others are called %q and %q", name, one, three)
		}
	}
}

// A row whose cells are too many or too few, or whose quotation marks do not fit, is
// given back with all of them, and rejected again until somebody has mended it: its
// cells are never taken for those of other columns.
func TestARaggedRowStaysRejectedUntilItIsMended(t *testing.T) {
	m := mapping(t, mendMapping)
	file := "id,name,tel,city\n1,One, Two,613-555-0101,Ottawa\n2,Two,Ottawa\n3,Th\"ree\"\" x,613-555-0103,Ottawa\n4,Four,,\n"
	first, report := sentBack(t, []byte(file), m, false)
	if report.Rejected != 3 || !bytes.Contains(first, []byte("Two")) || bytes.Contains(first, []byte("Four")) {
		t.Fatalf("%+v\n%s", report, first)
	}
	if !bytes.Contains(first, []byte("613-555-0101")) || bytes.Count(first, []byte("Ottawa")) < 2 {
		t.Errorf("cells are lost:\n%s", first)
	}
	if _, again := sentBack(t, first, m, false); again.Rejected != 3 || again.Rows != 3 {
		t.Errorf("sent back as it is: %+v\n%s", again, first)
	}
}

// A workbook comes back as a workbook: text that nothing runs, to be mended there.
func TestAWorkbookComesBackAsAWorkbook(t *testing.T) {
	m := mapping(t, mendMapping)
	b := excelize.NewFile()
	for at, cell := range map[string]any{
		"A1": "Fournisseurs", "A3": "id", "B3": "name", "C3": "tel", "D3": "city",
		"A4": 1, "B4": "One", "C4": "613-555-0101", "D4": "Ottawa", "A5": 2, "C5": "613-555-0102", "D5": "'=x", "A6": 3, "B6": "=cmd()", "F6": "beyond",
	} {
		if err := b.SetCellValue("Sheet1", at, cell); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := b.Write(&file); err != nil {
		t.Fatal(err)
	}
	first, report := sentBack(t, file.Bytes(), m, true)
	if report.Format != FormatXLSX || report.Rejected != 2 {
		t.Fatalf("%+v", report)
	}
	book, err := excelize.OpenReader(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	cell := func(at string) string {
		t.Helper()
		value, err := book.GetCellValue("Sheet1", at)
		if formula, _ := book.GetCellFormula("Sheet1", at); err != nil || formula != "" {
			t.Errorf("%s: %q, %v", at, formula, err)
		}
		return value
	}
	if cell("A1") != "id" || cell("B4") != "=cmd()" || cell("D3") != "'=x" || cell("G3") != "name_missing" || cell("E1") != "_line" {
		t.Errorf("row 3 says %q, row 4 %q", cell("G3"), cell("B4"))
	}
	if _, again := sentBack(t, first, m, true); again.Rejected != 2 || again.Rows != 3 {
		t.Errorf("sent back as it is: %+v", again)
	}
	if err := book.SetCellValue("Sheet1", "B3", "Two"); err != nil {
		t.Fatal(err)
	}
	var mended bytes.Buffer
	if err := book.Write(&mended); err != nil {
		t.Fatal(err)
	}
	records, report, err := Read(&mended, m, newEnv(t, nil))
	if err != nil || report.Rejected != 1 || len(records) != 2 || records[1].Organization.Name.En != "Two" {
		t.Errorf("mended: %+v, %v", report, err)
	}
}

// Signs that act on a terminal or turn text around do not come back.
func TestWhatComesBackActsOnNothing(t *testing.T) {
	first, report := sentBack(t, []byte("id,name,tel,city\n1,A\x1b[31mB\u202eC,,\n2,Two,,\n"), mapping(t, mendMapping), true)
	if report.Rejected != 1 || bytes.ContainsAny(first, "\x1b\u202e") {
		t.Errorf("%+v\n%q", report, first)
	}
}
