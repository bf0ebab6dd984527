package main

import (
	"context"
	"io"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// named is the id that somebody typed. What is no id names nothing.
func named(id string) data.ID {
	parsed, _ := data.ParseID(id)
	return parsed
}

func (d *inside) PlanImport(_ context.Context, i local.Import, file io.Reader, progress relais.Progress) (*relais.Import, error) {
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	f := relais.ImportFile{Name: i.File, Content: content, Source: i.Source, Mapping: i.Mapping, Progress: progress}
	plan := d.e.PlanImport
	if i.Forget {
		plan = d.e.LookAtImport
	}
	planned, err := plan(f, d.actor, d.a.now())
	if bilingual.KindOf(err) == bilingual.Invalid {
		return nil, input(err)
	}
	return planned, err
}

func (d *inside) Imports(context.Context) ([]relais.ImportBrief, error) { return d.e.Imports() }

func (d *inside) Import(_ context.Context, id string) (*relais.Import, error) {
	return d.e.Import(named(id))
}

func (d *inside) DecidePair(_ context.Context, id, pair string, same bool) (*relais.Import, error) {
	return d.e.DecidePair(named(id), pair, same, d.actor, d.a.now())
}

func (d *inside) ApplyImport(_ context.Context, o local.Applying, progress relais.Progress) (relais.ImportDone, error) {
	return d.e.ApplyImport(relais.ImportOrder{
		ID: named(o.ID), SkipBad: o.SkipBad, Actor: d.actor, Reason: o.Reason, At: d.a.now(), Progress: progress,
	})
}

func (d *inside) EditedSince(_ context.Context, id string) ([]relais.Edited, error) {
	return d.e.EditedSince(named(id), d.a.now())
}

func (d *inside) UndoImport(_ context.Context, o local.Undoing, progress relais.Progress) (relais.ImportDone, error) {
	return d.e.UndoImport(relais.UndoOrder{
		ID: named(o.ID), Newer: o.Newer, Actor: d.actor, Reason: o.Reason, At: d.a.now(), Progress: progress,
	})
}

func (d *inside) ImportErrors(_ context.Context, m local.Mending, out io.Writer) error {
	return d.e.ReturnFile(relais.Returning{ID: named(m.ID), All: m.All, Lang: m.Lang, Actor: d.actor, At: d.a.now()}, out)
}

func (d *inside) Proposals(context.Context) ([]relais.Proposal, error) { return d.e.Proposals() }

func (d *inside) Decide(_ context.Context, o local.Deciding) (relais.Proposal, error) {
	return d.e.Decide(relais.Decision{ID: named(o.ID), Decline: o.Decline, Actor: d.actor, Reason: o.Reason, At: d.a.now()})
}

func (d *inside) Due(_ context.Context, today hours.Date, all bool) ([]relais.Due, error) {
	return d.e.Due(today, all)
}

func (d *inside) Verify(_ context.Context, v local.Verifying) (store.Receipt, error) {
	return d.e.Verify(named(v.ID), v.How, d.actor, v.Reason, d.a.now())
}

func (d *inside) RecordAttempt(_ context.Context, v local.Verifying) (relais.Tried, error) {
	return d.e.RecordAttempt(named(v.ID), v.How, d.actor, v.Reason, d.a.now())
}

func (d *inside) Withdraw(_ context.Context, id, reason string) (store.Receipt, error) {
	return d.e.Withdraw(named(id), d.actor, reason, d.a.now())
}

func (d *inside) Withdrawals(context.Context) ([]relais.Withdrawal, error) { return d.e.Withdrawals() }
