package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func newDoctor(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: a.t("See whether everything that relais relies on is in order", "Voir si tout ce dont relais dépend est en ordre"),
		Long: a.t(
			"Look at the folders, their permissions, the keys, the store, the operator’s own files\n(terms, weights, postal codes, jurisdiction) and the time zone rules, and say for each\nwhat is in order and what to do if it is not.",
			"Examiner les dossiers, leurs permissions, les clés, le dépôt, les fichiers propres à\nl’exploitant (termes, poids, codes postaux, compétences) et les règles de fuseaux\nhoraires, et dire pour chacun ce qui va et que faire sinon."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

// finding is what the doctor says of one thing.
type finding struct {
	What  bilingual.Text `json:"what"`
	OK    bool           `json:"ok"`
	Found bilingual.Text `json:"found"`
}

func (a *app) doctor(ctx context.Context) error {
	dir, err := a.directory()
	if err != nil {
		return err
	}
	findings := append([]finding{examineFolder(dir)}, a.examineStore(ctx)...)
	for _, examine := range []func(string) []finding{examineTerms, examineWeights, examinePlaces, examineJurisdiction} {
		findings = append(findings, examine(dir)...)
	}
	findings = append(findings, examineZones())
	if a.json {
		err = a.printJSON(map[string]any{"findings": findings})
	} else {
		a.printFindings(findings)
	}
	for _, f := range findings {
		if !f.OK {
			return withCode{code: exitFailed}
		}
	}
	return err
}

func (a *app) printFindings(findings []finding) {
	for _, f := range findings {
		mark := a.paint(green, "✓")
		if !f.OK {
			mark = a.paint(amber, "✗")
		}
		fmt.Fprintf(a.out, "  %s %-14s %s\n", mark, f.What.In(a.lang), wrap(f.Found.In(a.lang), 70, "                   "))
	}
}

func examineFolder(dir string) finding {
	f := finding{What: bilingual.Text{En: "folder", Fr: "dossier"}}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		f.Found = problemText(err)
	case !info.IsDir():
		f.Found = bilingual.Text{En: "is a file, not a folder", Fr: "est un fichier, pas un dossier"}
	case info.Mode().Perm()&0o077 != 0:
		f.Found = bilingual.Textf("other accounts may look inside: chmod 700 %s", "d’autres comptes peuvent y regarder : chmod 700 %s", dir)
	default:
		f.OK, f.Found = true, bilingual.Textf("%s, for this account alone", "%s, pour ce compte seulement", dir)
	}
	return f
}

// examineStore opens the directory, or asks the server that holds it, and checks
// it; what keeps it from opening is the finding.
func (a *app) examineStore(ctx context.Context) []finding {
	open := finding{What: bilingual.Text{En: "store and keys", Fr: "dépôt et clés"}}
	began := time.Now()
	var rest []finding
	err := a.with(func(d local.Directory) error {
		w, err := d.Where(ctx)
		if err != nil {
			return err
		}
		open.OK, open.Found = true, bilingual.Textf("opened in %d ms, keys in %s", "ouvert en %d ms, clés dans %s", time.Since(began).Milliseconds(), w.Keys)
		if w.Served {
			open.Found = bilingual.Textf("held by a server that answers, keys in %s", "tenu par un serveur qui répond, clés dans %s", w.Keys)
		}
		rest = []finding{examineKeys(w), examineWhole(ctx, d)}
		return nil
	})
	if err != nil {
		return []finding{{What: open.What, Found: problemText(err)}}
	}
	return append([]finding{open}, rest...)
}

// examineWhole checks every page and value.
func examineWhole(ctx context.Context, d local.Directory) finding {
	whole := finding{What: bilingual.Text{En: "integrity", Fr: "intégrité"}}
	checked, err := d.Check(ctx, nil)
	switch {
	case err != nil:
		whole.Found = problemText(err)
	case len(checked.Problems) > 0:
		whole.Found = checked.Problems[0]
	default:
		whole.OK = true
		whole.Found = bilingual.Textf("%d records, %d audit entries, all as written", "%d dossiers et %d entrées d’audit, intacts", checked.Report.Records, checked.Report.Entries)
	}
	return whole
}

// examineKeys looks at who else may read the keys: whoever reads them and the
// store reads everything.
func examineKeys(w local.Where) finding {
	f := finding{What: bilingual.Text{En: "keys", Fr: "clés"}}
	own, err := filepath.Glob(filepath.Join(w.Keys, w.Store+".*"))
	for _, path := range append(own, w.Keys) {
		info, statErr := os.Stat(path)
		if err = errors.Join(err, statErr); err != nil {
			f.Found = problemText(err)
			return f
		}
		if info.Mode().Perm()&0o077 != 0 {
			f.Found = bilingual.Textf("other accounts may read %s: chmod go-rwx %s", "d’autres comptes peuvent lire %s : chmod go-rwx %s", path, path)
			return f
		}
	}
	f.OK, f.Found = true, bilingual.Text{En: "for this account alone; keep a copy elsewhere", Fr: "pour ce compte seulement; gardez-en une copie ailleurs"}
	return f
}

func problemText(err error) bilingual.Text {
	p, ok := inWords(err)
	if !ok {
		return bilingual.Same(err.Error())
	}
	said := p.Message
	for _, fault := range faultsOf(p) {
		said = bilingual.Textf("%s; %s", "%s; %s", said, fault)
	}
	if p.Hint.IsZero() {
		return said
	}
	return bilingual.Textf("%s → %s", "%s → %s", said, p.Hint)
}

// examineZones asks for what the rules of 2026 changed: British Columbia keeps
// seven hours behind UTC all winter.
func examineZones() finding {
	f := finding{What: bilingual.Text{En: "time zones", Fr: "fuseaux"}}
	zone, err := geo.Zone("America/Vancouver")
	if err != nil {
		f.Found = problemText(err)
		return f
	}
	_, offset := time.Date(2027, time.January, 15, 12, 0, 0, 0, time.UTC).In(zone).Zone()
	f.OK = offset == -7*60*60
	f.Found = bilingual.Text{En: "rules of 2026f or later", Fr: "règles de 2026f ou plus récentes"}
	if !f.OK {
		f.Found = bilingual.Text{En: "rules older than 2026f: hours in four provinces would be wrong", Fr: "règles antérieures à 2026f : les heures de quatre provinces seraient fausses"}
	}
	return f
}
