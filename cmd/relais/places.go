package main

import (
	"cmp"
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

// placesFlags say how a file of postal codes is taken.
type placesFlags struct {
	apart   float64
	skipBad bool
	dryRun  bool
}

func newPlaces(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "places",
		Short: a.t("Use postal codes of your own", "Employer vos propres codes postaux"),
		Long: a.t(
			"The built-in table knows the first three characters of postal codes. An operator who\nhas the right to a fuller table loads it here, into the directory’s folder: then staff\nare located by the whole code. The public never is: its codes are cut to three\ncharacters before anything else sees them.",
			"La table intégrée connaît les trois premiers caractères des codes postaux. L’exploitant\nqui a droit à une table plus complète la charge ici, dans le dossier du répertoire : le\npersonnel est alors situé d’après le code entier. Le public ne l’est jamais : ses codes\nsont coupés à trois caractères avant toute autre chose."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPlacesLoad(a), newPlacesShow(a), newPlacesUnload(a))
	return cmd
}

func newPlacesLoad(a *app) *cobra.Command {
	var f placesFlags
	cmd := &cobra.Command{
		Use:   "load FILE",
		Short: a.t("Load postal codes in the layout of GeoNames", "Charger des codes postaux dans la disposition de GeoNames"),
		Long: a.t(
			"Read a file in the layout of GeoNames’ postal codes: CA (three characters) or CA_full\n(six). Each sort replaces the one that was loaded before. A file with mistakes is\nrefused whole, with every mistake by line, unless --skip-bad is given.",
			"Lire un fichier dans la disposition des codes postaux de GeoNames : CA (trois\ncaractères) ou CA_full (six). Chaque sorte remplace celle qui était chargée. Un fichier\nqui contient des fautes est refusé en entier, avec chaque faute par ligne, sauf si\n--skip-bad est donné."),
		Example: "  relais places load CA_full.txt\n  relais places load CA.txt --dry-run",
		Args:    a.exactly(1, bilingual.Text{En: "a file", Fr: "un fichier"}),
		RunE:    func(_ *cobra.Command, args []string) error { return a.loadPlaces(args[0], f) },
	}
	flags := cmd.Flags()
	flags.Var(decimalOf(&f.apart, 25), "differs-by", a.t("kilometres from the built-in table that are worth a line", "écart avec la table intégrée, en kilomètres, qui mérite une ligne"))
	flags.BoolVar(&f.skipBad, "skip-bad", false, a.t("leave out the lines with mistakes", "laisser de côté les lignes fautives"))
	flags.BoolVar(&f.dryRun, "dry-run", false, a.t("only say what is in the file", "dire seulement ce que contient le fichier"))
	return cmd
}

func newPlacesShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: a.t("Say which postal codes of your own are loaded", "Dire lesquels de vos codes postaux sont chargés"),
		Args:  a.noArgs,
		RunE:  func(*cobra.Command, []string) error { return a.showPlaces() },
	}
}

func newPlacesUnload(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "unload",
		Short: a.t("Go back to the built-in postal codes", "Revenir aux codes postaux intégrés"),
		Args:  a.noArgs,
		RunE:  func(*cobra.Command, []string) error { return a.unloadPlaces() },
	}
}

func (a *app) loadPlaces(path string, f placesFlags) error {
	dir, err := a.folder()
	if err != nil {
		return err
	}
	table, report, err := readPlaces(path, f.apart)
	if err != nil {
		return err
	}
	table.Source, table.Loaded = filepath.Base(path), a.now()
	stored := !f.dryRun && table.Areas()+table.Codes() > 0 && (report.Rejected == 0 || f.skipBad)
	if stored {
		if err := storePlaces(dir, table); err != nil {
			return err
		}
	}
	if err := a.printPlaces(report, stored); err != nil {
		return err
	}
	return placesOutcome(report, stored, f.dryRun)
}

// folder is the directory's folder, which must exist. The store in it is not
// opened: a server that holds it need not stop.
func (a *app) folder() (string, error) {
	dir, err := a.directory()
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", &bilingual.Problem{
			Kind: bilingual.NotFound, Code: "directory_missing", Read: dir,
			Message: bilingual.Text{En: "there is no such folder", Fr: "ce dossier n’existe pas"},
			Hint:    bilingual.Text{En: "make a directory first: relais init --data DIR", Fr: "créez d’abord un répertoire : relais init --data DOSSIER"},
		}
	}
	return dir, nil
}

func readPlaces(path string, apart float64) (*geo.PostalTable, geo.PostalReport, error) {
	if !(apart >= 0) {
		return nil, geo.PostalReport{}, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "distance_invalid",
			Message: bilingual.Text{En: "--differs-by is a number of kilometres, zero or more", Fr: "--differs-by est un nombre de kilomètres, zéro ou plus"},
		}
	}
	g, err := geo.Load()
	if err != nil {
		return nil, geo.PostalReport{}, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, geo.PostalReport{}, input(err)
	}
	defer func() { _ = file.Close() }() // only read
	table, report, err := g.ReadPostal(file, geo.Meters(apart)*geo.Kilometer)
	return table, report, input(err)
}

// storePlaces puts table beside what is loaded of the other sort. A damaged file
// is simply replaced.
func storePlaces(dir string, table *geo.PostalTable) error {
	before, err := relais.Places(dir)
	if err != nil && bilingual.KindOf(err) != bilingual.Damaged {
		return err
	}
	return relais.StorePlaces(dir, table.Merge(before))
}

// placesOutcome turns rejected lines into an exit code and the next step.
func placesOutcome(report geo.PostalReport, stored, dryRun bool) error {
	switch {
	case report.Rejected == 0:
		return nil
	case stored:
		return withCode{code: exitRejected}
	case dryRun:
		return withCode{code: exitUsage}
	}
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "places_rejected",
		Message: bilingual.Textf("nothing was loaded: %d lines have mistakes", "rien n’a été chargé : %d lignes contiennent des fautes", report.Rejected),
		Hint: bilingual.Text{
			En: "mend them, or load the rest with --skip-bad",
			Fr: "corrigez-les, ou chargez le reste avec --skip-bad",
		},
	}
}

type placesJSON struct {
	Loaded bool `json:"loaded"`
	geo.PostalReport
}

func (a *app) printPlaces(r geo.PostalReport, stored bool) error {
	if a.json {
		r.NewAreas = append([]string{}, r.NewAreas...)
		r.Different = append([]geo.PostalDifference{}, r.Different...)
		r.Faults = append([]geo.PostalFault{}, r.Faults...)
		return a.printJSON(placesJSON{stored, r})
	}
	for _, f := range r.Faults {
		a.printPlaceFault(f)
	}
	a.say("%d rows: %d areas, %d full codes, %d repeated, %d rejected", "Lignes : %d (secteurs : %d, codes entiers : %d, répétées : %d, refusées : %d)",
		r.Rows, r.Areas, r.Codes, r.Repeated, r.Rejected)
	if len(r.NewAreas) > 0 {
		fmt.Fprintln(a.out, wrap(a.tf("New: %s", "Nouveaux : %s", strings.Join(r.NewAreas, " ")), lineWidth, "  "))
	}
	a.printDifferent(r)
	if stored {
		a.say("Loaded. A server that is running knows them once it is started again.", "Chargés. Un serveur en marche les connaîtra à son prochain démarrage.")
	}
	return nil
}

// postalColumns are the columns of a fault in French, where they are called otherwise.
var postalColumns = map[string]string{"country": "pays", "postal code": "code postal", "place": "lieu", "accuracy": "exactitude"}

func (a *app) printPlaceFault(f geo.PostalFault) {
	where := a.tf("line %d", "ligne %d", f.Line)
	if f.Column != "" {
		where += ", " + a.t(f.Column, cmp.Or(postalColumns[f.Column], f.Column))
	}
	read := ""
	if f.Read != "" {
		read = a.tf(" (read: “%s”)", " (lu : « %s »)", f.Read)
	}
	fmt.Fprintln(a.out, a.tf("  %s: expected %s%s", "  %s : attendu : %s%s", where, f.Expected, read))
}

// mostDifferent is how many areas that moved are listed; --json gives all.
const mostDifferent = 20

func (a *app) printDifferent(r geo.PostalReport) {
	if len(r.Different) > 0 {
		a.say("%d areas lie elsewhere than in the built-in table:", "Secteurs situés ailleurs que dans la table intégrée : %d", len(r.Different))
	}
	t := table{right: map[int]bool{1: true}}
	for _, d := range r.Different[:min(len(r.Different), mostDifferent)] {
		t.add(d.FSA, fmt.Sprintf("%.0f km", d.Apart.Kilometers()), a.tf("line %d", "ligne %d", d.Line))
	}
	fmt.Fprint(a.out, t.String())
	if hidden := len(r.Different) - mostDifferent; hidden > 0 {
		fmt.Fprintln(a.out, a.paint(faint, a.tf("  and %d more (--json gives them)", "  et %d autres (--json les donne)", hidden)))
	}
	if r.FarCodes > 0 {
		a.say("%d full codes lie that far outside their area.", "%d codes entiers sont aussi loin hors de leur secteur.", r.FarCodes)
	}
}

// placesShown is what is loaded, as a program reads it.
type placesShown struct {
	Loaded bool   `json:"loaded"`
	Source string `json:"source,omitempty"`
	At     string `json:"at,omitempty"`
	Areas  int    `json:"areas"`
	Codes  int    `json:"codes"`
}

func (a *app) showPlaces() error {
	dir, err := a.folder()
	if err != nil {
		return err
	}
	table, err := relais.Places(dir)
	if err != nil {
		return err
	}
	shown := placesShown{Loaded: table != nil}
	if table != nil {
		shown = placesShown{true, table.Source, table.Loaded.Format(time.RFC3339), table.Areas(), table.Codes()}
	}
	if a.json {
		return a.printJSON(shown)
	}
	if table == nil {
		a.say("No postal codes of your own are loaded; the built-in table serves.", "Aucun code postal à vous n’est chargé; la table intégrée sert.")
		return nil
	}
	a.say("%d areas and %d full codes, loaded from %s on %s", "Secteurs : %d, codes entiers : %d; chargés de %s le %s",
		shown.Areas, shown.Codes, cmp.Or(shown.Source, "?"), table.Loaded.Format(time.DateOnly))
	return nil
}

func (a *app) unloadPlaces() error {
	dir, err := a.folder()
	if err != nil {
		return err
	}
	removed, err := relais.RemovePlaces(dir)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]bool{"unloaded": removed})
	}
	if !removed {
		a.say("There was nothing to unload.", "Il n’y avait rien à retirer.")
		return nil
	}
	a.say("Unloaded; the built-in table serves again.", "Retirés; la table intégrée sert de nouveau.")
	return nil
}
