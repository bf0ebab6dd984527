package main

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/upkeep"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// mostShown is how many issues of one kind are printed unless all are asked for.
const mostShown = 5

// printImport prints what a file would change.
func (a *app) printImport(plan *relais.Import, f *importFlags) {
	r, c := plan.Report, plan.Changes
	a.sayFound(r)
	t := table{right: map[int]bool{1: true}}
	t.add(a.t("added", "ajoutées"), fmt.Sprint(c.Added))
	t.add(a.t("changed", "modifiées"), fmt.Sprint(c.Changed))
	t.add(a.t("unchanged", "inchangées"), fmt.Sprint(c.Unchanged))
	t.add(a.t("rejected", "refusées"), fmt.Sprint(c.Rejected))
	if plan.Waiting > 0 {
		t.add(a.t("waiting", "en attente"), fmt.Sprint(plan.Waiting))
	}
	fmt.Fprint(a.out, t.String())
	for _, alarm := range plan.Alarms {
		fmt.Fprintln(a.out, "  "+a.paint(amber, a.alarm(alarm)))
	}
	a.printIssues(r.Issues, f.all)
	a.printPairs(plan)
	if f.diff {
		a.printDiffs(c.Diffs)
	}
}

// alarm is said with how many times it holds.
func (a *app) alarm(alarm ingest.Alarm) string {
	if alarm.Count > 1 {
		return a.tf("! %d: %s", "! %d : %s", alarm.Count, alarm.Message)
	}
	return "! " + alarm.Message.In(a.lang)
}

// printPairs prints what a person should decide, side by side.
func (a *app) printPairs(plan *relais.Import) {
	for i, p := range plan.Changes.Pairs {
		if i == 0 {
			fmt.Fprintln(a.out, a.paint(bold, a.t("Perhaps the same", "Peut-être les mêmes")))
		}
		words := ""
		if same, ok := plan.Decided[p.ID]; ok {
			words = a.t(": different", " : différentes")
			if same {
				words = a.t(": the same", " : les mêmes")
			}
		}
		fmt.Fprintf(a.out, "  %s%s\n", p.ID, words)
		fmt.Fprintf(a.out, "    %s\n", beside(p.Name, p.Town))
		fmt.Fprintf(a.out, "    %s  %s\n", beside(p.Known.Name, p.Known.Town), a.paint(faint, a.known(p.Known)))
		fmt.Fprintf(a.out, "    %s\n", a.paint(faint, a.t("in common: ", "en commun : ")+a.alike(p.Why)))
	}
	if plan.Pairs > 0 && plan.ID != "" {
		a.say("  Decide with: relais import decide %s PAIR same|different", "  Tranchez avec : relais import decide %s PAIRE same|different", plan.ID)
	}
}

// known names the other side of a pair: a record by its id, or a row by its key.
func (a *app) known(k ingest.Known) string {
	if k.Record == "" {
		return a.tf("in this file: %s", "dans ce fichier : %s", k.Key)
	}
	return string(k.Record)
}

func beside(name, town string) string {
	if town == "" {
		return name
	}
	return name + ", " + town
}

// alike names what two records have in common.
func (a *app) alike(why []ingest.Alike) string {
	names := map[ingest.Alike]string{
		ingest.AlikeName: a.t("name", "nom"), ingest.AlikePhone: a.t("phone", "téléphone"), ingest.AlikeAddress: a.t("address", "adresse"),
		ingest.AlikeEmail: a.t("email", "courriel"), ingest.AlikeSite: a.t("website", "site web"), ingest.AlikeTown: a.t("town", "ville"),
	}
	words := make([]string, len(why))
	for i, w := range why {
		words[i] = names[w]
	}
	return strings.Join(words, ", ")
}

// printDiffs prints the changed fields, record by record.
func (a *app) printDiffs(diffs []ingest.Diff) {
	var last data.ID
	for _, d := range diffs {
		if d.Record != last {
			fmt.Fprintf(a.out, "%s  %s\n", a.paint(bold, d.Name), a.paint(faint, string(d.Record)))
			last = d.Record
		}
		words := fmt.Sprintf("  %s: “%s” → “%s”", d.Field, d.Old, d.New)
		if a.lang == bilingual.Fr {
			words = fmt.Sprintf("  %s : « %s » → « %s »", d.Field, d.Old, d.New)
		}
		if d.Waits {
			words += a.t(" (waits)", " (attend)")
		}
		fmt.Fprintln(a.out, words)
	}
}

// importJSON is an import as programs read it.
func importJSON(plan *relais.Import, done *relais.ImportDone, f *importFlags) map[string]any {
	return upkeep.ImportView(plan, done, f.diff)
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
	if i.Line == 0 {
		where = a.t("the file", "le fichier")
	}
	if i.Column != "" {
		where += ", " + i.Column
	}
	if i.Cell != "" {
		where += " (" + i.Cell + ")"
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
