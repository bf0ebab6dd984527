package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/api/upkeep"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/ingest"
)

// feedFlags say how a capacity feed is read.
type feedFlags struct {
	mapping, source, day, reason string
	dry, all                     bool
}

func newCapacityImport(a *app) *cobra.Command {
	var f feedFlags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: a.t("Take over a file that only says how much room services have", "Prendre en compte un fichier qui dit seulement les places des services"),
		Long: a.t(
			"Take over a table (CSV or a workbook) that says how much room services have and whether\nthey take people in, and nothing else: each row names a listing by its id, or a service by\nthe key under which its source was imported, and says when the source counted. What is\nknown and was learned later stays. Everything is taken over in one transaction; rows that\nwere rejected are listed and left out (exit code 3). Without a mapping the columns are\ndirectory id or key, unit, available, maximum, status, population, intake, updated.",
			"Prendre en compte une table (CSV ou classeur) qui dit combien de places ont les services\net s’ils accueillent, et rien d’autre : chaque ligne désigne une fiche par son\nidentifiant, ou un service par la clé sous laquelle sa source a été importée, et dit quand\nla source a compté. Ce qu’on sait et qui a été appris plus tard reste. Tout est pris en\ncompte en une transaction; les lignes refusées sont données et laissées de côté (code de\nsortie 3). Sans correspondance, les colonnes sont identifiant du répertoire ou clé, unité,\nplaces libres, places en tout, état, population, accueil, mis à jour."),
		Example: "  relais capacity import occupancy.csv --mapping examples/toronto/capacity.toml --day 2024-01-05",
		Args:    a.exactly(1, bilingual.Text{En: "the file to read", Fr: "le fichier à lire"}),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.feed(cmd.Context(), args[0], &f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.mapping, "mapping", "", a.t("what the columns mean (TOML; see docs/import.md)", "ce que veulent dire les colonnes (TOML; voir docs/import.md)"))
	flags.StringVar(&f.source, "source", "", a.t("name of the source (default: the mapping’s)", "nom de la source (par défaut : celui de la correspondance)"))
	flags.StringVar(&f.day, "day", "", a.t("only the rows of this day, such as 2026-11-22", "seulement les lignes de ce jour, comme 2026-11-22"))
	flags.StringVar(&f.reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	flags.BoolVar(&f.dry, "dry-run", false, a.t("change nothing, only look", "ne rien changer, seulement regarder"))
	flags.BoolVar(&f.all, "all", false, a.t("print every issue", "écrire chaque problème"))
	return cmd
}

func (a *app) feed(ctx context.Context, path string, f *feedFlags) error {
	content, err := a.read(path)
	if err != nil {
		return err
	}
	how, err := a.feeding(path, f)
	if err != nil {
		return input(err)
	}
	return a.with(func(d local.Directory) error {
		bar := a.bar(a.t("reading rows", "lecture des lignes"))
		fed, err := d.Feed(ctx, how, bytes.NewReader(content), bar.tell)
		bar.done()
		if err != nil {
			return err
		}
		return a.reportFed(fed, f)
	})
}

// feeding says how the file is read; the mapping must be right before the
// directory is touched.
func (a *app) feeding(path string, f *feedFlags) (how local.Feeding, err error) {
	how = local.Feeding{Source: f.source, Reason: cmp.Or(f.reason, "capacity import "+filepath.Base(path)), Dry: f.dry}
	if f.day != "" {
		if how.Day, err = hours.ParseDate(f.day); err != nil {
			return how, &bilingual.Problem{
				Kind: bilingual.Invalid, Code: "day_unreadable", Read: f.day,
				Message: bilingual.Text{En: "--day is a day such as 2026-11-22", Fr: "--day est un jour, comme 2026-11-22"},
			}
		}
	}
	if f.mapping == "" {
		return how, nil
	}
	if how.Mapping, err = a.read(f.mapping); err == nil {
		_, err = ingest.ParseFeedMapping(how.Mapping)
	}
	return how, err
}

func (a *app) reportFed(fed relais.Fed, f *feedFlags) error {
	r := fed.Report
	if a.json {
		m := map[string]any{
			"rejected": r.Rejected, "updated": fed.Updated, "same": fed.Same, "older": fed.Older,
			"alarms": r.Alarms, "issues": r.Issues, "applied": !f.dry, "generation": fed.Receipt.Generation,
		}
		upkeep.Found(r, m)
		if err := a.printJSON(m); err != nil {
			return err
		}
	} else {
		a.printFed(fed, f)
	}
	if r.Rejected > 0 {
		return withCode{code: exitRejected}
	}
	return nil
}

func (a *app) printFed(fed relais.Fed, f *feedFlags) {
	r := fed.Report
	a.sayFound(r)
	t := table{right: map[int]bool{1: true}}
	t.add(a.t("services updated", "services mis à jour"), fmt.Sprint(fed.Updated))
	t.add(a.t("the same as before", "comme avant"), fmt.Sprint(fed.Same))
	t.add(a.t("older than what is known", "plus ancien que ce qu’on sait"), fmt.Sprint(fed.Older))
	t.add(a.t("rows rejected", "lignes refusées"), fmt.Sprint(r.Rejected))
	fmt.Fprint(a.out, t.String())
	a.printIssues(r.Issues, f.all)
	if f.dry {
		a.say("Nothing was changed (--dry-run).", "Rien n’a été modifié (--dry-run).")
	}
}

// Feed takes over a capacity feed in the name of whoever asked.
func (d *inside) Feed(_ context.Context, f local.Feeding, file io.Reader, progress relais.Progress) (relais.Fed, error) {
	content, err := io.ReadAll(file)
	if err != nil {
		return relais.Fed{}, err
	}
	feed := relais.FeedFile{Content: content, Source: f.Source, Mapping: f.Mapping, Day: f.Day, Progress: progress}
	fed, err := d.e.Feed(feed, d.actor, f.Reason, d.a.now(), f.Dry)
	if bilingual.KindOf(err) == bilingual.Invalid {
		err = input(err)
	}
	return fed, err
}
