package main

import (
	"context"
	"io"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/ingest"
)

// Export writes what one audience may see. What staff may see is recorded in the
// audit before the first byte of it leaves.
func (d *inside) Export(_ context.Context, e local.Exporting, out io.Writer) (int, error) {
	if !e.Staff {
		return exportAs[data.Public](d.e, e, out)
	}
	if err := d.e.RecordExport(d.actor, "export "+string(e.Format)+" --as staff", d.a.now()); err != nil {
		return 0, err
	}
	return exportAs[data.Staff](d.e, e, out)
}

func exportAs[A data.Audience](engine *relais.Engine, e local.Exporting, out io.Writer) (int, error) {
	listings, terms := relais.Listings[A](engine), engine.Terms()
	switch e.Format {
	case local.ExportHSDS:
		services := hsds.Services(listings, terms)
		return len(services), writeIndented(out, services)
	case local.ExportPackage:
		services := hsds.Services(listings, terms)
		return len(services), hsds.WritePackage(out, services, ingest.Guard)
	case local.ExportCSV:
		return len(listings), ingest.WriteCSV(out, listings, terms, e.Lang)
	case local.ExportXLSX:
		return len(listings), ingest.WriteXLSX(out, listings, terms, e.Lang)
	case local.ExportGeoJSON:
		return len(listings), writeIndented(out, featuresOf(listings))
	}
	return 0, &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "format_unknown", Read: string(e.Format),
		Message: bilingual.Text{En: "the directory is not written in this format", Fr: "le répertoire ne s’écrit pas dans ce format"},
		Hint:    bilingual.Text{En: "see: relais export --help", Fr: "voyez : relais export --help"},
	}
}
