package relais

import (
	"bytes"
	"io"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// ImportErrors writes the rows of an import that were rejected as their sender
// wrote them, with the reasons: to be mended and sent again. They may say what is
// confidential, so it is audited first, as an export is.
func (e *Engine) ImportErrors(id data.ID, lang bilingual.Lang, actor string, at time.Time, out io.Writer) error {
	i, err := e.Import(id)
	if err != nil {
		return err
	}
	f, err := e.fileOf(i)
	if err != nil {
		return err
	}
	m, err := mappingOf(f.Mapping)
	if err != nil {
		return err
	}
	var rows bytes.Buffer
	if err := ingest.WriteErrors(&rows, f.Content, m, i.Report, lang); err != nil {
		return err
	}
	if err := e.RecordExport(actor, "import errors "+string(id), at); err != nil {
		return err
	}
	_, err = rows.WriteTo(out)
	return err
}
