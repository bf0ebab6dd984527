package local

import "github.com/relais-directory/relais/data/bilingual"

// Exporting says what is written of a directory: in which format, for whom, and in
// which language where the format has words of its own.
type Exporting struct {
	Format ExportFormat   `json:"format"`
	Staff  bool           `json:"staff,omitempty"`
	Lang   bilingual.Lang `json:"lang"`
}

// ExportFormat is one of the formats below.
type ExportFormat string

// The formats of an export.
const (
	ExportHSDS    ExportFormat = "hsds"         // JSON: a list of services
	ExportPackage ExportFormat = "hsds-package" // the standard's tabular data package, a zip archive
	ExportCSV     ExportFormat = "csv"          // in the shape of the import template
	ExportXLSX    ExportFormat = "xlsx"         // likewise
	ExportGeoJSON ExportFormat = "geojson"      // a feature for each listing
)
