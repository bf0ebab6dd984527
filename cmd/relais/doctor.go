package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func newDoctor(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: a.t("See whether everything that relais relies on is in order", "Voir si tout ce dont relais dépend est en ordre"),
		Long: a.t(
			"Look at the folders, their permissions, the keys, the store, the operator’s terms and\nthe time zone rules, and say for each what is in order and what to do if it is not.",
			"Examiner les dossiers, leurs permissions, les clés, le dépôt, les termes de l’exploitant\net les règles de fuseaux horaires, et dire pour chacun ce qui va et que faire sinon."),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error { return a.doctor() },
	}
}

// finding is what the doctor says of one thing.
type finding struct {
	What  bilingual.Text `json:"what"`
	OK    bool           `json:"ok"`
	Found bilingual.Text `json:"found"`
}

func (a *app) doctor() error {
	dir, err := a.directory()
	if err != nil {
		return err
	}
	findings := append([]finding{examineFolder(dir)}, a.examineStore(dir)...)
	findings = append(findings, examineWeights(dir)...)
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
		f.Found = bilingual.Textf("cannot be read: %v", "illisible : %v", err)
	case !info.IsDir():
		f.Found = bilingual.Text{En: "is a file, not a folder", Fr: "est un fichier, pas un dossier"}
	case info.Mode().Perm()&0o077 != 0:
		f.Found = bilingual.Textf("other accounts may look inside: chmod 700 %s", "d’autres comptes peuvent y regarder : chmod 700 %s", dir)
	default:
		f.OK, f.Found = true, bilingual.Textf("%s, for this account alone", "%s, pour ce compte seulement", dir)
	}
	return f
}

// examineStore opens the directory and checks it; what keeps it from opening is
// the finding.
func (a *app) examineStore(dir string) []finding {
	open := finding{What: bilingual.Text{En: "store and keys", Fr: "dépôt et clés"}}
	began := time.Now()
	e, err := relais.Open(dir, a.options())
	if err != nil {
		open.Found = problemText(err)
		return []finding{open}
	}
	defer func() { _ = e.Close() }() // nothing was written
	open.OK = true
	open.Found = bilingual.Textf("opened in %d ms, keys in %s", "ouvert en %d ms, clés dans %s", time.Since(began).Milliseconds(), e.Store().KeysDir())
	whole := finding{What: bilingual.Text{En: "integrity", Fr: "intégrité"}}
	report, err := e.Store().Check(context.Background(), func(int, int) {})
	switch {
	case err != nil:
		whole.Found = problemText(err)
	case len(report.Problems) > 0:
		whole.Found = report.Problems[0].Message
	default:
		whole.OK = true
		whole.Found = bilingual.Textf("%d records, %d audit entries, all as written", "%d dossiers et %d entrées d’audit, intacts", report.Records, report.Entries)
	}
	return []finding{open, examineKeys(e), whole}
}

// examineWeights says what the operator's weights change, where there are any.
func examineWeights(dir string) []finding {
	if _, err := os.Stat(filepath.Join(dir, relais.WeightsFile)); err != nil {
		return nil // the usual case: the default weights
	}
	f := finding{What: bilingual.Text{En: "weights", Fr: "poids"}}
	w, err := relais.LoadWeights(dir)
	if err != nil {
		problems := apart(err)
		f.Found = bilingual.Textf("%s: problems: %d", "%s : problèmes : %d", relais.WeightsFile, len(problems))
		for _, one := range problems {
			said := problemText(one)
			if p, ok := bilingual.AsProblem(one); ok {
				said = bilingual.Textf("%s (%s)", "%s (%s)", said, p.Read)
			}
			f.Found = bilingual.Textf("%s; %s", "%s; %s", f.Found, said)
		}
		return []finding{f}
	}
	f.OK, f.Found = true, bilingual.Textf("%s is as by default", "%s est comme par défaut", relais.WeightsFile)
	if changed := w.Changed(); len(changed) > 0 {
		f.Found = bilingual.Textf("%s changes: %s", "%s change : %s", relais.WeightsFile, strings.Join(changed, ", "))
	}
	return []finding{f}
}

// examineKeys looks at who else may read the keys: whoever reads them and the
// store reads everything.
func examineKeys(e *relais.Engine) finding {
	f := finding{What: bilingual.Text{En: "keys", Fr: "clés"}}
	own, err := filepath.Glob(filepath.Join(e.Store().KeysDir(), e.Store().ID()+".*"))
	for _, path := range append(own, e.Store().KeysDir()) {
		info, statErr := os.Stat(path)
		if err = errors.Join(err, statErr); err != nil {
			f.Found = bilingual.Textf("cannot be read: %v", "illisible : %v", err)
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
	p, ok := bilingual.AsProblem(err)
	if !ok {
		return bilingual.Same(err.Error())
	}
	return bilingual.Text{En: p.Message.En + " → " + p.Hint.En, Fr: p.Message.Fr + " → " + p.Hint.Fr}
}

// examineZones asks for what the rules of 2026 changed: British Columbia keeps
// seven hours behind UTC all winter.
func examineZones() finding {
	f := finding{What: bilingual.Text{En: "time zones", Fr: "fuseaux"}}
	zone, err := geo.Zone("America/Vancouver")
	if err != nil {
		f.Found = bilingual.Same(err.Error())
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
