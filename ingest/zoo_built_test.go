package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
)

// part is one part of an archive in the making.
type part struct {
	name, text string
	change     func(*zip.FileHeader)
}

func zipped(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate}
		if p.change != nil {
			p.change(h)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	workbk   = xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="x"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`
	workrels = xmlHead + `<Relationships><Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>`
	styles   = xmlHead + `<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="[$-409]d\-mmm;@"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="22"/></cellXfs></styleSheet>`
)

// book makes a workbook of one sheet, whose XML is given, and of more parts.
func bookOf(t testing.TB, sheet string, more ...part) []byte {
	t.Helper()
	parts := []part{{name: "xl/workbook.xml", text: workbk}, {name: "xl/_rels/workbook.xml.rels", text: workrels}, {name: "xl/styles.xml", text: styles}, {name: "xl/worksheets/sheet1.xml", text: xmlHead + sheet}}
	for _, p := range more {
		for i := range parts {
			if parts[i].name == p.name {
				parts[i], p.name = p, ""
			}
		}
		if p.name != "" {
			parts = append(parts, p)
		}
	}
	return zipped(t, parts...)
}

// sheetOf makes the XML of a sheet. A cell that begins with < stands as it is.
func sheetOf(rows ...[]string) string {
	var b strings.Builder
	b.WriteString("<worksheet><sheetData>")
	for i, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, cell := range row {
			ref := fmt.Sprintf("%s%d", columnName(j), i+1)
			if rest, ok := strings.CutPrefix(cell, "<c"); ok {
				fmt.Fprintf(&b, `<c r="%s"%s`, ref, rest)
			} else if cell != "" {
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, cell)
			}
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData></worksheet>")
	return b.String()
}

func numbered(value, style string) string { return `<c s="` + style + `"><v>` + value + `</v></c>` }

// built are the animals that are made when they are looked at: archives, and what
// is too large to keep.
func built(t *testing.T) map[string][]byte {
	header := []string{"key", "organization", "city", "province", "verified on", "maximum age"}
	plain := sheetOf(header, []string{"1", "One House (demo)", "Ottawa", "ON"})
	zoo := map[string][]byte{
		"cells-huge.csv":       []byte("key,organization,description\n1,One House (demo)," + strings.Repeat("x", MaxCell+1) + "\n"),
		"columns-too-many.csv": []byte("key,organization," + headings(MaxColumns) + "\n"),
		"json-deep.json":       []byte(strings.Repeat(`{"organization":`, 10_000)),
		"json-deep-list.json":  []byte(strings.Repeat(`[`, 100_000)),
		"xml-billion-laughs.xml": []byte(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">` + laughs() +
			`]><Source><Agency><Key>1</Key><Name>&j;</Name></Agency></Source>`),
		"xml-deep.xml": []byte("<Source><Agency><Key>1</Key>" + strings.Repeat("<a>", 10_000) + strings.Repeat("</a>", 10_000) + "</Agency></Source>"),

		"xlsx-formulas.xlsx": bookOf(t, sheetOf(header,
			[]string{"1", `<c t="str"><f>"One"&amp;" House"</f><v>One House (demo)</v></c>`, "Ottawa", "ON"},
			[]string{"2", `<c t="str"><f>A1</f><v>Two House (demo)</v></c>`, `<c><f>WEBSERVICE("http://example.org/")</f></c>`, "ON"})),
		"xlsx-errors.xlsx": bookOf(t, sheetOf(header, []string{"1", "One House (demo)", `<c t="e"><v>#REF!</v></c>`, "ON"})),
		"xlsx-dates.xlsx": bookOf(t, sheetOf(header,
			[]string{numbered("1", "0"), "One House (demo)", "Ottawa", "ON", numbered("45982", "1"), numbered("46027", "2")},
			[]string{numbered("2.0000000000000004", "0"), "Two House (demo)", "Ottawa", "ON", numbered("45982.5", "4"), numbered("0.375", "3")},
			[]string{"3", "Three House (demo)", "Ottawa", "ON", numbered("999999999", "1"), numbered("18", "0")})),
		"xlsx-dates-1904.xlsx": bookOf(t, sheetOf(header, []string{"1", "One House (demo)", "Ottawa", "ON", numbered("44520", "1")}),
			part{name: "xl/workbook.xml", text: strings.Replace(workbk, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)}),
		"xlsx-merged.xlsx": bookOf(t, strings.Replace(sheetOf([]string{"Our partners (demo)"}, header,
			[]string{"1", "One House (demo)", "Ottawa", "ON"}, []string{"2", "", "Kingston", "ON"}, []string{"3", "", "Sudbury", ""}),
			"</worksheet>", `<mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="B3:B5"/></mergeCells></worksheet>`, 1)),
		"xlsx-hidden.xlsx": bookOf(t, strings.Replace(sheetOf(header, []string{"1", "One House (demo)", "Ottawa", "ON"}), `<row r="2">`, `<row r="2" hidden="1">`, 1),
			part{name: "xl/workbook.xml", text: strings.Replace(workbk, `<sheets>`, `<sheets><sheet name="Secret" state="veryHidden" sheetId="3" r:id="rId9"/>`, 1)}),
		"xlsx-several-sheets.xlsx":   bookOf(t, plain, part{name: "xl/workbook.xml", text: strings.Replace(workbk, `</sheets>`, `<sheet name="Last year" sheetId="2" r:id="rId2"/></sheets>`, 1)}),
		"xlsx-macros-and-links.xlsx": bookOf(t, plain, part{name: "xl/vbaProject.bin", text: "macro"}, part{name: "xl/externalLinks/externalLink1.xml", text: "<x/>"}),
		"xlsx-outside-sheet.xlsx":    bookOf(t, plain, part{name: "xl/_rels/workbook.xml.rels", text: strings.Replace(workrels, "/>", ` TargetMode="External"/>`, 1)}),
		"xlsx-no-sheet.xlsx":         bookOf(t, plain, part{name: "xl/_rels/workbook.xml.rels", text: xmlHead + "<Relationships/>"}),
		"xlsx-document-type.xlsx":    bookOf(t, `<!DOCTYPE x [<!ENTITY e "x">]>`+plain),
		"xlsx-cut-off-sheet.xlsx":    bookOf(t, plain[:len(plain)/2]),
		"xlsx-shared-string.xlsx":    bookOf(t, sheetOf(header, []string{"1", `<c t="s"><v>7</v></c>`})),
		"xlsx-rows-backwards.xlsx":   bookOf(t, strings.Replace(sheetOf(header, []string{"1", "a"}, []string{"2", "b"}), `<row r="3">`, `<row r="1">`, 1)),
		"xlsx-far-column.xlsx":       bookOf(t, strings.Replace(sheetOf(header, []string{"1", "a"}), `r="B2"`, `r="ZZ2"`, 1)),
		"xlsx-far-row.xlsx":          bookOf(t, strings.Replace(sheetOf(header, []string{"1", "a"}), `<row r="2">`, `<row r="99999999999">`, 1)),
		"xlsx-bidi.xlsx":             bookOf(t, sheetOf(header, []string{"1", "House\u202e (demo)"}, []string{"2", "Fine House (demo)"})),
		"xlsx-empty.xlsx":            bookOf(t, sheetOf()),
		"xlsx-cut-off.xlsx":          bookOf(t, plain)[:600],

		"zip-bomb.xlsx":       bookOf(t, sheetOf(header)+strings.Repeat(" ", 60<<20)),
		"zip-many-parts.xlsx": bookOf(t, plain, many(250)...),
		"zip-lying-size.xlsx": lying(t, bookOf(t, sheetOf(header)+strings.Repeat(" ", 4<<20))),
		"zip-twice.xlsx":      bookOf(t, plain, part{name: "xl/sharedStrings.xml", text: "<sst/>"}, part{name: "XL/sharedstrings.xml", text: "<sst/>"}),
		"zip-outside.xlsx":    bookOf(t, plain, part{name: "../../evil.xml", text: "x"}),
		"zip-absolute.xlsx":   bookOf(t, plain, part{name: "/etc/evil.xml", text: "x"}),
		"zip-symlink.xlsx":    bookOf(t, plain, part{name: "xl/link", text: "/etc/passwd", change: func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }}),
		"zip-locked.xlsx":     bookOf(t, plain, part{name: "xl/locked", text: "x", change: func(h *zip.FileHeader) { h.Flags |= 1 }}),
		"zip-in-zip.zip":      zipped(t, part{name: "inner.xlsx", text: string(bookOf(t, plain))}),
		"zip-empty.zip":       zipped(t),
		"zip-writer-text.zip": zipped(t, part{name: "mimetype", text: "application/vnd.oasis.opendocument.spreadsheet"}, part{name: "content.xml", text: "<x/>"}),
		"zip-json.zip":        zipped(t, part{name: "export.json", text: `[{"id":"x","name":"Soup","status":"active"}]`}),

		"package-no-services.zip":   zipped(t, part{name: "datapackage.json", text: "{}"}, part{name: "organizations.csv", text: "id,name,description\n"}),
		"package-short-row.zip":     zipped(t, part{name: "services.csv", text: "id,organization_id,name,status\n1,2\n"}, part{name: "organizations.csv", text: "id,name,description\n"}),
		"package-no-number.zip":     zipped(t, part{name: "services.csv", text: "id,organization_id,name,status,minimum_age\n1,2,Soup,active,old\n"}, part{name: "organizations.csv", text: "id,name,description\n2,House (demo),x\n"}),
		"package-other-tables.zip":  zipped(t, part{name: "p/datapackage.json", text: "{}"}, part{name: "p/services.csv", text: "id,organization_id,name,status,licenses\n1,2,Soup,active,many\n3,9,Lost,active,\n"}, part{name: "p/organizations.csv", text: "id,name,description\n2,House (demo),x\n"}, part{name: "p/funding.csv", text: "id,source\n1,x\n"}),
		"package-windows-1252.zip":  zipped(t, part{name: "services.csv", text: "id,organization_id,name,status\n1,2,Caf\xe9,active\n"}, part{name: "organizations.csv", text: "id,name,description\n2,Maison (d\xe9mo),x\n"}),
		"package-service-twice.zip": zipped(t, part{name: "services.csv", text: "id,organization_id,name,status\n1,2,Soup,active\n1,2,Bread,active\n"}, part{name: "organizations.csv", text: "id,name,description\n2,House (demo),x\n"}),
	}
	return zoo
}

// laughs are entities each of which is ten of the one before.
func laughs() string {
	var b strings.Builder
	for c := 'b'; c <= 'j'; c++ {
		fmt.Fprintf(&b, `<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	return b.String()
}

func many(n int) []part {
	parts := make([]part, n)
	for i := range parts {
		parts[i] = part{name: fmt.Sprintf("xl/media/p%d", i), text: "x"}
	}
	return parts
}

// lying makes the last part of an archive say that it is small.
func lying(t *testing.T, raw []byte) []byte {
	t.Helper()
	sheet := bytes.LastIndex(raw, []byte("xl/worksheets/sheet1.xml"))
	entry := bytes.LastIndex(raw[:sheet], []byte("PK\x01\x02"))
	if entry < 0 {
		t.Fatal("no entry of the directory")
	}
	binary.LittleEndian.PutUint32(raw[entry+24:], 100)
	return raw
}
