package desk

import (
	"bytes"
	"cmp"
	"mime"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// importView is the body of each page of one import.
type importView struct {
	*relais.Import
	Undecided int // pairs
	Waits     int // proposals of it that nobody has decided

	Rows      []rowIssue // of the page of its rows
	Diffs     []diffGroup
	Doubts    []doubt
	Same      []string // pairs that somebody called the same, by their ids
	Edited    []relais.Edited
	Paging    Paging
	UndoUntil string // the last day on which it can be undone
	Undoable  bool
}

// look reads the import of the address.
func (d *Desk) look(v *visit) (importView, error) {
	i, err := d.engine.Import(v.id())
	if err != nil {
		return importView{}, err
	}
	b := importView{Import: i}
	for _, p := range i.Changes.Pairs {
		if _, decided := i.Decided[p.ID]; !decided && b.Planned() {
			b.Undecided++
		}
	}
	if i.Applied != nil {
		last := i.Applied.At.Add(relais.UndoFor)
		b.UndoUntil, b.Undoable = last.Format("2006-01-02"), i.State == relais.ImportApplied && v.at.Before(last)
	}
	waiting, err := d.engine.Proposals()
	for _, p := range waiting {
		if p.Import == i.ID {
			b.Waits++
		}
	}
	return b, err
}

// Planned reports whether nobody has applied it.
func (b importView) Planned() bool { return b.State == relais.ImportPlanned }

// Problems counts what its rows have met with.
func (b importView) Problems() int { return len(b.Report.Issues) }

func (d *Desk) showImport(v *visit) (any, error) { return d.look(v) }

// applyImport applies a plan. Alarms want an answer, as at a terminal.
func (d *Desk) applyImport(v *visit) (next, error) {
	if v.said("deed") != "apply" {
		return next{}, problemDeed()
	}
	i, err := d.engine.Import(v.id())
	if err != nil {
		return next{}, err
	}
	if len(i.Alarms) > 0 && v.said("alarms") == "" && i.State == relais.ImportPlanned {
		return next{}, problem(bilingual.Invalid, "alarms_unread",
			bilingual.Text{En: "this plan has alarms, and nobody said that they were read", Fr: "ce plan comporte des alertes, et personne n’a dit les avoir lues"},
			bilingual.Text{En: "nothing was changed; read them, tick the box, and apply again", Fr: "rien n’a été modifié; lisez-les, cochez la case et appliquez de nouveau"})
	}
	_, err = d.engine.ApplyImport(relais.ImportOrder{
		ID: v.id(), SkipBad: v.said("skip_bad") != "", Actor: v.who.ID, Reason: v.said("reason"), At: v.at,
	})
	return next{path: "imports/" + string(v.id()), done: "applied"}, err
}

// rowIssue is one thing that a row met with.
type rowIssue struct {
	ingest.Issue
	First bool // of its severity on this page
}

// Times is how often it was met with.
func (i rowIssue) Times() int { return max(i.Count, 1) }

func (d *Desk) showRows(v *visit) (any, error) {
	b, err := d.look(v)
	if err != nil {
		return nil, err
	}
	grave := []ingest.Severity{ingest.Stop, ingest.Fix, ingest.Note}
	all := slices.Clone(b.Report.Issues)
	slices.SortStableFunc(all, func(x, y ingest.Issue) int {
		return cmp.Compare(slices.Index(grave, x.Severity), slices.Index(grave, y.Severity))
	})
	var shown []ingest.Issue
	shown, b.Paging = paged(v, all)
	for i, one := range shown {
		b.Rows = append(b.Rows, rowIssue{one, i == 0 || shown[i-1].Severity != one.Severity})
	}
	return b, nil
}

// diffGroup is what changes in one record.
type diffGroup struct {
	Record data.ID
	Name   string
	Diffs  []ingest.Diff
}

func (d *Desk) showChanges(v *visit) (any, error) {
	b, err := d.look(v)
	if err != nil {
		return nil, err
	}
	var shown []ingest.Diff
	shown, b.Paging = paged(v, b.Changes.Diffs)
	b.Diffs = grouped(shown)
	return b, nil
}

func grouped(diffs []ingest.Diff) []diffGroup {
	var all []diffGroup
	for _, one := range diffs {
		if n := len(all); n == 0 || all[n-1].Record != one.Record {
			all = append(all, diffGroup{Record: one.Record, Name: one.Name})
		}
		last := &all[len(all)-1]
		last.Diffs = append(last.Diffs, one)
	}
	return all
}

// showUndo shows what undoing would lose.
func (d *Desk) showUndo(v *visit) (any, error) {
	b, err := d.look(v)
	if err != nil || !b.Undoable {
		return b, err
	}
	b.Edited, err = d.engine.EditedSince(v.id(), v.at)
	return b, err
}

func (d *Desk) undoImport(v *visit) (next, error) {
	done, err := d.engine.UndoImport(relais.UndoOrder{
		ID: v.id(), Newer: relais.Newer(v.said("newer")), Actor: v.who.ID, Reason: v.said("reason"), At: v.at,
	})
	to := next{path: "imports/" + string(v.id()), done: "undone"}
	if done.Held > 0 {
		to.done = "undone_held"
	}
	return to, err
}

// giveErrors gives the rejected rows as a file.
func (d *Desk) giveErrors(v *visit) (next, error) {
	i, err := d.engine.Import(v.id())
	if err != nil {
		return next{}, err
	}
	var rows bytes.Buffer
	if err := d.engine.ImportErrors(v.id(), v.lang, v.who.ID, v.at, &rows); err != nil {
		return next{}, err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": errorsName(i.File, rows.Bytes())}))
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(rows.Bytes()) // whoever asked has gone
	return next{answered: true}, nil
}

// errorsName is what the file with the rejected rows is called: after the sender's,
// by what it turned out to be.
func errorsName(file string, content []byte) string {
	ending := ".csv"
	if bytes.HasPrefix(content, []byte("PK")) {
		ending = ".xlsx"
	}
	name := filepath.Base(strings.ReplaceAll(file, `\`, "/"))
	return strings.TrimSuffix(name, filepath.Ext(name)) + "-errors" + ending
}

// command is a command's name within an alarm: a page has a button for it.
var command = regexp.MustCompile(`\s*\(relais [^)]*\)`)

// AlarmWords say an alarm.
func (b importView) AlarmWords(a ingest.Alarm) bilingual.Text {
	words := bilingual.Text{En: command.ReplaceAllString(a.Message.En, ""), Fr: command.ReplaceAllString(a.Message.Fr, "")}
	if a.Count > 1 {
		words = bilingual.Textf("%s (%s)", "%s (%s)", words, bilingual.Text{En: number(bilingual.En, a.Count), Fr: number(bilingual.Fr, a.Count)})
	}
	return words
}
