package main

import (
	"strings"

	"github.com/relais-directory/relais/ingest"
)

// sayFound says what a file was found to be: its format and encoding, how a table
// writes its rows, and where its header is.
func (a *app) sayFound(r ingest.Report) {
	found := []string{r.Format, r.Encoding}
	switch r.Delimiter {
	case "":
	case "\t":
		found = append(found, a.t("tabs", "tabulations"))
	default:
		found = append(found, "“"+r.Delimiter+"”")
	}
	if r.Quote == "none" {
		found = append(found, a.t("no quotation marks", "sans guillemets"))
	}
	if r.Sheet != "" {
		found = append(found, a.tf("sheet “%s”", "feuille « %s »", r.Sheet))
	}
	if r.Header > 1 {
		found = append(found, a.tf("header in line %d", "en-tête à la ligne %d", r.Header))
	}
	a.say("%s: %s, %d rows", "%s : %s, %d lignes", r.Source, strings.Join(found, ", "), r.Rows)
}
