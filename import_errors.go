package relais

import (
	"bytes"
	"io"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// Returning asks for the file of an import to be given back, with what is wrong with
// it.
type Returning struct {
	ID    data.ID
	All   bool // every row, and not only those that were rejected
	Lang  bilingual.Lang
	Actor string
	At    time.Time
}

// ReturnFile writes the rows of an import that were rejected, or all of them, as
// their sender wrote them and in the format of the file, with the reasons: to be
// mended and sent again. They may say what is confidential, so it is audited first,
// as an export is.
func (e *Engine) ReturnFile(r Returning, out io.Writer) error {
	i, err := e.Import(r.ID)
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
	if err := ingest.WriteErrors(&rows, f.Content, m, i.Report, r.Lang, r.All); err != nil {
		return err
	}
	if err := e.RecordExport(r.Actor, "import errors "+string(r.ID), r.At); err != nil {
		return err
	}
	_, err = rows.WriteTo(out)
	return err
}

// ImportErrors is ReturnFile for the rejected rows alone.
func (e *Engine) ImportErrors(id data.ID, lang bilingual.Lang, actor string, at time.Time, out io.Writer) error {
	return e.ReturnFile(Returning{ID: id, Lang: lang, Actor: actor, At: at}, out)
}
