package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// importFlags say how a file is read and whether it is applied.
type importFlags struct {
	mapping, source, reason string
	yes, dry, all           bool
}

func newImport(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: a.t("Read a file into the directory: look first, then all or nothing", "Verser un fichier dans le répertoire : regarder d’abord, puis tout ou rien"),
		Long: a.t(
			"Read a CSV file through a mapping, or HSDS 3.1 JSON; say what it would change and\neverything that is wrong with it, by line and column; then apply it in one\ntransaction. Rows that were rejected are listed and left out (exit code 3). Without\nrecorded consent everything stays internal. On a terminal you are asked first;\nelsewhere, an import with alarms needs --yes.",
			"Lire un fichier CSV à l’aide d’une correspondance, ou du JSON HSDS 3.1; dire ce qu’il\nchangerait et tout ce qui n’y va pas, par ligne et colonne; puis l’appliquer en une\ntransaction. Les lignes refusées sont données et laissées de côté (code de sortie 3).\nSans consentement consigné, tout reste interne. Dans un terminal, on vous demande avant;\nailleurs, une importation avec des alarmes exige --yes."),
		Example: "  relais import facilities.csv --mapping examples/odhf/mapping.toml\n  relais import services.json --source partner --dry-run",
		Args:    a.exactly(1, bilingual.Text{En: "the file to read", Fr: "le fichier à lire"}),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.importFile(cmd.Context(), args[0], &f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.mapping, "mapping", "", a.t("what the columns mean (TOML; see docs/import.md)", "ce que veulent dire les colonnes (TOML; voir docs/import.md)"))
	flags.StringVar(&f.source, "source", "", a.t("name of the source (default: the mapping’s; for JSON, the file’s)", "nom de la source (par défaut : celui de la correspondance; pour du JSON, du fichier)"))
	flags.StringVar(&f.reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	flags.BoolVar(&f.yes, "yes", false, a.t("apply without asking", "appliquer sans demander"))
	flags.BoolVar(&f.dry, "dry-run", false, a.t("change nothing, only look", "ne rien changer, seulement regarder"))
	flags.BoolVar(&f.all, "all", false, a.t("print every issue", "écrire chaque problème"))
	cmd.AddCommand(newImportTemplate(a))
	return cmd
}

func newImportTemplate(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "template",
		Short: a.t("Print an empty CSV with the columns that need no mapping", "Écrire un CSV vide avec les colonnes qui se passent de correspondance"),
		Args:  a.noArgs,
		RunE:  func(*cobra.Command, []string) error { return ingest.Template(a.out, a.lang) },
	}
}

func (a *app) importFile(ctx context.Context, path string, f *importFlags) error {
	content, err := a.read(path)
	if err != nil {
		return err
	}
	how, err := a.howToRead(path, content, f)
	if err != nil {
		return input(err)
	}
	return a.with(func(d local.Directory) error {
		plan, err := d.PlanImport(ctx, how, bytes.NewReader(content))
		if err != nil {
			return err
		}
		applied := false
		if !a.json {
			a.printPlan(plan, f.all)
		}
		if !f.dry && a.agreed(plan, f) {
			if err := d.ApplyImport(ctx, how, bytes.NewReader(content), plan, cmp.Or(f.reason, "import "+filepath.Base(path))); err != nil {
				return err
			}
			applied = true
		}
		return a.reportImport(plan, applied, f.dry)
	})
}

// read reads a file of a bounded size, which is another one for JSON than for
// CSV.
func (a *app) read(path string) ([]byte, error) {
	content, err := readUpTo(path, ingest.MaxHSDSBytes)
	if err != nil {
		return nil, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "file_unreadable", Read: path, Cause: err,
			Message: bilingual.Text{En: "the file cannot be read", Fr: "le fichier est illisible"},
			Hint:    bilingual.Text{En: "check its name and its permissions", Fr: "vérifiez son nom et ses permissions"},
		}
	}
	limit := ingest.MaxBytes
	if looksJSON(content) {
		limit = ingest.MaxHSDSBytes
	}
	if len(content) > limit {
		return nil, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "file_too_large", Read: path,
			Message: bilingual.Textf("the file is larger than %d MiB", "le fichier dépasse %d Mio", limit>>20),
			Hint:    bilingual.Text{En: "split it, and import the parts one after another", Fr: "divisez-le et importez les parties l’une après l’autre"},
		}
	}
	return content, nil
}

// readUpTo reads one byte more than may be, so that what is too long shows.
func readUpTo(path string, limit int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	return content, errors.Join(err, f.Close())
}

// howToRead says how a file is to be read, by what is in it.
func (a *app) howToRead(path string, content []byte, f *importFlags) (local.Import, error) {
	if looksJSON(content) {
		return local.Import{JSON: true, Source: cmp.Or(f.source, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))}, nil
	}
	mapping, err := a.mapping(f.mapping)
	return local.Import{Source: f.source, Mapping: mapping}, err
}

func looksJSON(content []byte) bool {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[')
}

// mapping reads the mapping at path, which must say something, and be right
// before the directory is touched; nil without a path.
func (a *app) mapping(path string) ([]byte, error) {
	if path == "" {
		return nil, nil // the template's columns
	}
	raw, err := a.read(path)
	if err != nil {
		return nil, err
	}
	_, err = ingest.ParseMapping(raw)
	return raw, err
}

// agreed asks whether to apply, where somebody is there to answer.
func (a *app) agreed(plan local.ImportPlan, f *importFlags) bool {
	if f.yes || plan.Records == 0 || len(plan.Changes.Wider) > 0 {
		return true // nothing to ask: what widens is refused whatever the answer
	}
	if !isTerminal(a.in) {
		return !alarming(plan) // nobody is there to answer, and alarms want an answer
	}
	fmt.Fprint(a.err, a.tf("Apply %d changes? [y/N] ", "Appliquer %d changements? [o/N] ", plan.Records))
	answer, _ := bufio.NewReader(a.in).ReadString('\n') // no answer is no
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes" || answer == "o" || answer == "oui"
}

// alarming reports whether a person should look before anything is applied.
func alarming(plan local.ImportPlan) bool {
	return len(plan.Report.Alarms)+len(plan.Changes.Alarms) > 0
}

func (a *app) reportImport(plan local.ImportPlan, applied, dry bool) error {
	c := plan.Changes
	if a.json {
		err := a.printJSON(map[string]any{
			"source": plan.Report.Source, "format": plan.Report.Format, "encoding": plan.Report.Encoding,
			"rows": plan.Report.Rows, "added": c.Added, "changed": c.Changed, "unchanged": c.Unchanged, "rejected": c.Rejected,
			"alarms": slices.Concat(plan.Report.Alarms, c.Alarms), "issues": plan.Report.Issues, "applied": applied,
		})
		if err != nil {
			return err
		}
	} else {
		a.sayApplied(c, applied, dry)
	}
	if !applied && !dry && !isTerminal(a.in) {
		return unanswered()
	}
	if c.Rejected > 0 {
		return withCode{code: exitRejected}
	}
	return nil
}

// unanswered is the problem of an import with alarms and nobody to ask.
func unanswered() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "import_unanswered",
		Message: bilingual.Text{En: "there are alarms, and nobody at a terminal to ask", Fr: "il y a des alarmes, et personne devant un terminal à qui demander"},
		Hint:    bilingual.Text{En: "nothing was changed; look at the alarms, then add --yes", Fr: "rien n’a été modifié; voyez les alarmes, puis ajoutez --yes"},
	}
}

func (a *app) sayApplied(c ingest.ChangeSet, applied, dry bool) {
	switch {
	case dry:
		a.say("Nothing was changed (--dry-run).", "Rien n’a été modifié (--dry-run).")
	case !applied:
		a.say("Nothing was changed.", "Rien n’a été modifié.")
	case c.Added+c.Changed == 0:
		a.say("Nothing to change: the directory has all of it already.", "Rien à modifier : le répertoire a déjà tout.")
	default:
		a.say("Applied.", "Appliqué.")
	}
}

// mostShown is how many issues of one kind are printed unless all are asked for.
const mostShown = 5

func (a *app) printPlan(plan local.ImportPlan, all bool) {
	r, c := plan.Report, plan.Changes
	a.say("%s: %s, %s, %d rows", "%s : %s, %s, %d lignes", r.Source, r.Format, r.Encoding, r.Rows)
	t := table{right: map[int]bool{1: true}}
	t.add(a.t("added", "ajoutées"), fmt.Sprint(c.Added))
	t.add(a.t("changed", "modifiées"), fmt.Sprint(c.Changed))
	t.add(a.t("unchanged", "inchangées"), fmt.Sprint(c.Unchanged))
	t.add(a.t("rejected", "refusées"), fmt.Sprint(c.Rejected))
	fmt.Fprint(a.out, t.String())
	for _, alarm := range slices.Concat(r.Alarms, c.Alarms) {
		fmt.Fprintln(a.out, "  "+a.paint(amber, "! "+alarm.Message.In(a.lang)))
	}
	a.printIssues(r.Issues, all)
}

// printIssues prints issues by severity and code, rejected rows first.
func (a *app) printIssues(issues []ingest.Issue, all bool) {
	severities := []struct {
		severity ingest.Severity
		name     string
	}{
		{ingest.Stop, a.t("Rejected", "Refusées")},
		{ingest.Fix, a.t("Repaired", "Réparées")},
		{ingest.Note, a.t("To look at", "À regarder")},
	}
	for _, s := range severities {
		a.printSeverity(s.name, issues, s.severity, all)
	}
}

func (a *app) printSeverity(name string, issues []ingest.Issue, severity ingest.Severity, all bool) {
	shown, hidden := map[string]int{}, 0
	for _, i := range issues {
		if i.Severity != severity {
			continue
		}
		if len(shown) == 0 {
			fmt.Fprintln(a.out, a.paint(bold, name))
		}
		shown[i.Code]++
		if !all && severity != ingest.Stop && shown[i.Code] > mostShown {
			hidden++
			continue
		}
		a.printIssue(i)
	}
	if hidden > 0 {
		fmt.Fprintln(a.out, a.paint(faint, a.tf("  and %d more (--all prints them)", "  et %d autres (--all les donne)", hidden)))
	}
}

func (a *app) printIssue(i ingest.Issue) {
	where := a.tf("line %d", "ligne %d", i.Line)
	if i.Column != "" {
		where += ", " + i.Column
	}
	if i.Read != "" {
		where += a.tf(": read “%s”", " : lu « %s »", i.Read)
	}
	if i.Count > 1 {
		where += a.tf(" (%d times)", " (%d fois)", i.Count)
	}
	fmt.Fprintln(a.out, "  "+where)
	words := a.tf("expected: %s", "attendu : %s", i.Expected)
	if !i.Suggestion.IsZero() {
		words += " → " + i.Suggestion.In(a.lang)
	}
	fmt.Fprintln(a.out, "    "+a.paint(faint, wrap(words, lineWidth-4, "    ")))
}
