package ingest

import (
	"bufio"
	"bytes"
	"io"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// The formats of Report.Format.
const (
	FormatCSV     = "csv"
	FormatXLSX    = "xlsx"
	FormatHSDS    = "hsds"         // JSON
	FormatPackage = "hsds-package" // the tabular data package, in a zip archive
	FormatAIRS    = "airs"         // XML
)

// Read reads a file of any format that is understood, told apart by what is in
// it and not by its name: a zip archive is a workbook or a data package, what
// begins with < is AIRS XML, with { or [ HSDS JSON, and all else is CSV. The
// mapping is for tables, CSV and workbooks; the other formats say themselves what
// they mean. Records, report and errors are as ReadCSV and ReadHSDS give them.
func Read(in io.Reader, m *Mapping, env Env) ([]*record.Record, Report, error) {
	buffered := bufio.NewReader(in)
	switch formatOf(buffered) {
	case FormatXLSX:
		return readArchive(buffered, m, env)
	case FormatAIRS:
		return ReadAIRS(buffered, env)
	case FormatHSDS:
		return ReadHSDS(buffered, env)
	}
	return ReadCSV(buffered, m, env)
}

// formatOf tells the format by the first bytes. A zip archive counts as a
// workbook until it is opened.
func formatOf(in *bufio.Reader) string {
	head, _ := in.Peek(512) // a shorter file gives what it has
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return FormatXLSX
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	text = bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimPrefix(text, []byte("\xff\xfe")), []byte("\xfe\xff")), "\x00")
	switch {
	case bytes.HasPrefix(text, []byte("<")):
		return FormatAIRS
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return FormatHSDS
	}
	return FormatCSV
}

// readArchive reads a workbook, a data package, or the one JSON file of a zip
// archive.
func readArchive(in io.Reader, m *Mapping, env Env) ([]*record.Record, Report, error) {
	raw, err := readAll(in, MaxArchiveBytes)
	if err != nil {
		return nil, Report{}, err
	}
	a, err := openArchive(raw)
	if err != nil {
		return nil, Report{}, err
	}
	switch {
	case a.has(workbookPart):
		return readWorkbook(a, m, env)
	case a.dataPackage() != nil:
		return readPackage(a, env)
	}
	if inner := a.onlyJSON(); inner != nil {
		part, err := a.open(inner)
		if err != nil {
			return nil, Report{}, err
		}
		return ReadHSDS(part, env)
	}
	return nil, Report{}, problem("archive_unknown",
		bilingual.Text{En: "this archive holds neither a workbook nor a data package of HSDS", Fr: "cette archive ne contient ni classeur ni paquet de données HSDS"},
		bilingual.Text{
			En: "From a spreadsheet program, save as .xlsx or CSV UTF-8. A data package holds datapackage.json and its tables.",
			Fr: "Depuis un tableur, enregistrez en .xlsx ou en CSV UTF-8. Un paquet de données contient datapackage.json et ses tables.",
		}, "")
}
