package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// The operator's own files are each examined where there is one: what it changes,
// or everything that is wrong with it.

func has(dir, file string) bool {
	_, err := os.Stat(filepath.Join(dir, file))
	return err == nil
}

// wrong lists every problem of a file of the operator's.
func wrong(file string, err error) bilingual.Text {
	var said []bilingual.Text
	for _, one := range apart(err) {
		p, ok := inWords(one)
		switch faults := faultsOf(p); {
		case !ok:
			said = append(said, bilingual.Same(one.Error()))
		case len(faults) > 0:
			said = append(said, faults...)
		case p.Read != "":
			said = append(said, bilingual.Textf("%s (%s)", "%s (%s)", problemText(p), p.Read))
		default:
			said = append(said, problemText(p))
		}
	}
	return bilingual.Textf("%s: problems: %d; %s", "%s : problèmes : %d; %s", file, len(said), joined(said))
}

// examineTerms says what the operator's terms add.
func examineTerms(dir string) []finding {
	if !has(dir, relais.TermsFile) {
		return nil
	}
	f := finding{What: bilingual.Text{En: "terms", Fr: "termes"}}
	own, err := relais.LoadTerms(dir)
	if err != nil {
		f.Found = wrong(relais.TermsFile, err)
		return []finding{f}
	}
	built, err := data.LoadTerms()
	if err != nil {
		f.Found = problemText(err)
		return []finding{f}
	}
	var added []string
	for _, kind := range data.TermKinds() {
		for _, term := range own.All(kind) {
			if _, known := built.Get(kind, term.ID); !known {
				added = append(added, fmt.Sprintf("%s %s", kind, term.ID))
			}
		}
	}
	f.OK, f.Found = true, bilingual.Textf("%s adds no term, and may rename some", "%s n’ajoute aucun terme, et peut en renommer", relais.TermsFile)
	if len(added) > 0 {
		f.Found = bilingual.Textf("%s adds: %s", "%s ajoute : %s", relais.TermsFile, strings.Join(added, ", "))
	}
	return []finding{f}
}

// examineWeights says what the operator's weights change, where there are any.
func examineWeights(dir string) []finding {
	if !has(dir, relais.WeightsFile) {
		return nil // the usual case: the default weights
	}
	f := finding{What: bilingual.Text{En: "weights", Fr: "poids"}}
	w, err := relais.LoadWeights(dir)
	if err != nil {
		f.Found = wrong(relais.WeightsFile, err)
		return []finding{f}
	}
	f.OK, f.Found = true, bilingual.Textf("%s is as by default", "%s est comme par défaut", relais.WeightsFile)
	if changed := w.Changed(); len(changed) > 0 {
		f.Found = bilingual.Textf("%s changes: %s", "%s change : %s", relais.WeightsFile, strings.Join(changed, ", "))
	}
	return []finding{f}
}

// examinePlaces says which postal codes of the operator's are loaded.
func examinePlaces(dir string) []finding {
	if !has(dir, relais.PlacesFile) {
		return nil
	}
	f := finding{What: bilingual.Text{En: "postal codes", Fr: "codes postaux"}}
	table, err := relais.Places(dir)
	if err != nil {
		f.Found = wrong(relais.PlacesFile, err)
		return []finding{f}
	}
	f.OK = true
	f.Found = bilingual.Textf("%s: %d areas and %d full codes, loaded from %s on %s", "%s : %d secteurs et %d codes entiers, chargés de %s le %s",
		relais.PlacesFile, table.Areas(), table.Codes(), table.Source, table.Loaded.Format(time.DateOnly))
	return []finding{f}
}

// examineJurisdiction says what the operator has verified of the facts of
// jurisdiction, and how many are left.
func examineJurisdiction(dir string) []finding {
	f := finding{What: bilingual.Text{En: "jurisdiction", Fr: "compétences"}}
	g, err := relais.LoadGazetteer(dir)
	if err != nil {
		return nil // told by the finding of the postal codes
	}
	tables, err := relais.LoadJurisdiction(dir, g)
	if err != nil {
		f.Found = wrong(relais.JurisdictionFile, err)
		return []finding{f}
	}
	open, all := tables.Unverified()
	f.OK = true
	f.Found = bilingual.Textf("to be verified before use: %d of %d statements of the tables (docs/jurisdiction.md)",
		"à vérifier avant usage : %d des %d énoncés des tableaux (docs/jurisdiction.md)", open, all)
	if changes := tables.Changes(); len(changes) > 0 {
		f.Found = bilingual.Textf("%s changes: %s. %s", "%s change : %s. %s", relais.JurisdictionFile, joined(changes), f.Found)
	}
	return []finding{f}
}

func joined(all []bilingual.Text) bilingual.Text {
	en, fr := make([]string, len(all)), make([]string, len(all))
	for i, t := range all {
		en[i], fr[i] = t.En, t.Fr
	}
	return bilingual.Text{En: strings.Join(en, "; "), Fr: strings.Join(fr, "; ")}
}
