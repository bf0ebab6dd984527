package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// importFlags say how a file is read, what is shown of it and whether it is
// applied.
type importFlags struct {
	mapping, source, reason   string
	yes, dry, all, diff, skip bool
}

// frugal is how much garbage, in percent of what is in use, a process that imports
// lets pile up; beyond enough bytes it collects as often as it can. A large file takes
// a little more time, and much less memory.
const (
	frugal = 30
	enough = 560 << 20
)

func newImport(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: a.t("Read a file into the directory: plan, look, apply; undo if need be", "Verser un fichier dans le répertoire : préparer, regarder, appliquer; annuler au besoin"),
		Long: a.t(
			"Read a file, say what it would change and everything that is wrong with it, by line and\ncolumn, and ask; then apply it in one transaction. Rows that were rejected are listed and\nleft out (exit code 3). What would make anything more visible waits for a second person\n(relais approve). On a terminal you are asked first; elsewhere, an import with alarms\nneeds --yes. The same in steps: relais import plan, then apply; undo takes it back.",
			"Lire un fichier, dire ce qu’il changerait et tout ce qui n’y va pas, par ligne et colonne,\npuis demander; enfin l’appliquer en une transaction. Les lignes refusées sont données et\nlaissées de côté (code de sortie 3). Ce qui rendrait quoi que ce soit plus visible attend\nune deuxième personne (relais approve). Dans un terminal, on vous demande avant; ailleurs,\nune importation avec des alarmes exige --yes. La même chose par étapes : relais import\nplan, puis apply; undo l’annule."),
		Example: "  relais import facilities.csv --mapping examples/odhf/mapping.toml\n  relais import services.json --source partner --dry-run",
		Args:    a.exactly(1, bilingual.Text{En: "the file to read", Fr: "le fichier à lire"}),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.importFile(cmd.Context(), args[0], &f) },

		PersistentPreRun: func(*cobra.Command, []string) {
			debug.SetGCPercent(frugal)
			debug.SetMemoryLimit(enough)
		},
	}
	a.readingFlags(cmd, &f)
	cmd.Flags().BoolVar(&f.yes, "yes", false, a.t("apply without asking", "appliquer sans demander"))
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, a.t("change nothing and keep nothing, only look", "ne rien modifier ni garder, seulement regarder"))
	cmd.Flags().StringVar(&f.reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	cmd.AddCommand(
		newImportPlan(a), newImportShow(a), newImportDecide(a), newImportApply(a), newImportUndo(a),
		newImportList(a), newImportErrors(a), newImportTemplate(a), newImportMapping(a),
	)
	return cmd
}

// readingFlags are those of the commands that read a file.
func (a *app) readingFlags(cmd *cobra.Command, f *importFlags) {
	flags := cmd.Flags()
	flags.StringVar(&f.mapping, "mapping", "", a.t("what the columns mean (TOML; see docs/import.md)", "ce que veulent dire les colonnes (TOML; voir docs/import.md)"))
	flags.StringVar(&f.source, "source", "", a.t("name of the source (default: the mapping’s; for what is no table, the file’s)", "nom de la source (par défaut : celui de la correspondance; pour ce qui n’est pas un tableau, celui du fichier)"))
	a.lookingFlags(cmd, f)
}

// lookingFlags are those of the commands that show a plan.
func (a *app) lookingFlags(cmd *cobra.Command, f *importFlags) {
	cmd.Flags().BoolVar(&f.all, "all", false, a.t("print every issue", "écrire chaque problème"))
	cmd.Flags().BoolVar(&f.diff, "diff", false, a.t("print every changed field", "écrire chaque champ modifié"))
}

// importFile is plan, a look, a question and apply in one.
func (a *app) importFile(ctx context.Context, path string, f *importFlags) error {
	return a.planned(ctx, path, f, func(d local.Directory, plan *relais.Import) error {
		if !a.json {
			a.printImport(plan, f)
		}
		if f.dry || !a.agreed(plan, f) {
			return a.reportImport(plan, nil, f)
		}
		bar := a.bar(a.t("writing", "écriture"))
		done, err := d.ApplyImport(ctx, local.Applying{ID: string(plan.ID), SkipBad: true, Reason: cmp.Or(f.reason, "import "+plan.File)}, bar.tell)
		bar.done()
		if err != nil {
			return err
		}
		return a.reportImport(plan, &done, f)
	})
}

// planned plans the file at path and gives the plan to use.
func (a *app) planned(ctx context.Context, path string, f *importFlags, use func(local.Directory, *relais.Import) error) error {
	content, err := a.read(path)
	if err != nil {
		return err
	}
	how, err := a.howToRead(path, content, f)
	if err != nil {
		return input(err)
	}
	return a.recording(func(d local.Directory) error {
		bar := a.bar(a.t("reading rows", "lecture des lignes"))
		plan, err := d.PlanImport(ctx, how, bytes.NewReader(content), bar.tell)
		bar.done()
		if err != nil {
			return err
		}
		return use(d, plan)
	})
}

// read reads a file of a bounded size, which is another one for CSV than for what
// says more in more words. A folder is read as the archive of its files.
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
	if !isTable(path, content) {
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
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return packed(path, limit)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	return content, errors.Join(err, f.Close())
}

// packed is a folder as a zip archive.
func packed(dir string, limit int) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	files, err := os.ReadDir(dir)
	for _, file := range files {
		if err != nil || b.Len() > limit {
			break
		}
		if file.Type().IsRegular() {
			err = pack(z, dir, file.Name(), limit)
		}
	}
	err = errors.Join(err, z.Close()) // which writes the directory of the archive
	return b.Bytes(), err
}

func pack(z *zip.Writer, dir, name string, limit int) error {
	content, err := readUpTo(filepath.Join(dir, name), limit)
	if err != nil {
		return err
	}
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(content)
	}
	return err
}

// howToRead says how a file is to be read.
func (a *app) howToRead(path string, content []byte, f *importFlags) (local.Import, error) {
	how := local.Import{File: filepath.Base(path), Source: f.source, Forget: f.dry}
	if !isTable(path, content) {
		how.Source = cmp.Or(f.source, strings.TrimSuffix(how.File, filepath.Ext(path)))
		return how, nil
	}
	mapping, err := a.mapping(f.mapping)
	how.Mapping = mapping
	return how, err
}

// isTable reports whether a file has columns that a mapping may explain, and no
// words of its own for what things are.
func isTable(path string, content []byte) bool {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(trimmed, []byte("PK\x03\x04")) {
		return strings.EqualFold(filepath.Ext(path), ".xlsx")
	}
	return len(trimmed) == 0 || !bytes.ContainsRune([]byte("{[<"), rune(trimmed[0]))
}

// mapping reads the mapping at path, which must say something, and be right
// before the directory is touched; nil without a path.
func (a *app) mapping(path string) ([]byte, error) {
	if path == "" {
		return nil, nil // the template's columns, or such as can be guessed
	}
	raw, err := a.read(path)
	if err != nil {
		return nil, err
	}
	_, err = ingest.ParseMapping(raw)
	return raw, err
}

// agreed asks whether to apply, where somebody is there to answer. Alarms want a
// whole word, so that no habit answers.
func (a *app) agreed(plan *relais.Import, f *importFlags) bool {
	if f.yes || plan.Added+plan.Changed+plan.Waiting == 0 {
		return true
	}
	if !isTerminal(a.in) {
		return len(plan.Alarms) == 0 // nobody is there to answer, and alarms want an answer
	}
	if len(plan.Alarms) > 0 {
		return a.answered(a.t("There are alarms above. To apply it all the same, type yes: ", "Il y a des alarmes ci-dessus. Pour appliquer quand même, écrivez oui : "), "yes", "oui")
	}
	return a.answered(a.tf("Apply %d changes? [y/N] ", "Appliquer %d changements? [o/N] ", plan.Added+plan.Changed), "y", "yes", "o", "oui")
}

// answered asks, and reports whether the answer is one of those that agree.
func (a *app) answered(question string, agree ...string) bool {
	fmt.Fprint(a.err, question)
	answer, _ := bufio.NewReader(a.in).ReadString('\n') // no answer is no
	answer = strings.ToLower(strings.TrimSpace(answer))
	for _, word := range agree {
		if answer == word {
			return true
		}
	}
	return false
}

// reportImport says what came of it; done is nil if nothing was applied.
func (a *app) reportImport(plan *relais.Import, done *relais.ImportDone, f *importFlags) error {
	if a.json {
		if err := a.printJSON(importJSON(plan, done, f)); err != nil {
			return err
		}
	} else {
		a.sayApplied(plan, done, f.dry)
	}
	if done == nil && !f.dry && !isTerminal(a.in) {
		return unanswered()
	}
	return rejectedRows(plan.Rejected)
}

// rejectedRows is the exit code of what was done but for some rows.
func rejectedRows(n int) error {
	if n > 0 {
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

func (a *app) sayApplied(plan *relais.Import, done *relais.ImportDone, dry bool) {
	switch {
	case dry:
		a.say("Nothing was changed (--dry-run).", "Rien n’a été modifié (--dry-run).")
	case done == nil:
		a.say("Nothing was changed.", "Rien n’a été modifié.")
	case plan.Added+plan.Changed+plan.Waiting == 0:
		a.say("Nothing to change: the directory has all of it already.", "Rien à modifier : le répertoire a déjà tout.")
	default:
		a.say("Applied. To take it back: relais import undo %s", "Appliqué. Pour revenir en arrière : relais import undo %s", plan.ID)
		a.sayWaiting(plan.Waiting)
	}
}

func (a *app) sayWaiting(n int) {
	if n > 0 {
		a.say("%d wait for a second person: relais approve", "%d attendent une deuxième personne : relais approve", n)
	}
}
