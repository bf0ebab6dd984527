package main

import (
	"context"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
)

func (d *inside) Applications(context.Context) ([]relais.Application, error) {
	return d.e.Applications()
}

func (d *inside) Application(_ context.Context, id string) (relais.Application, error) {
	return d.e.Application(named(id))
}

func (d *inside) ReceiveApplication(_ context.Context, f relais.ApplicationForm) (relais.Application, error) {
	return d.e.ReceiveApplication(f, d.actor, d.a.now())
}

func (d *inside) reviewing(r local.Reviewing) relais.Review {
	return relais.Review{ID: named(r.ID), Actor: d.actor, Reason: r.Reason, At: d.a.now()}
}

func (d *inside) ReviewApplication(_ context.Context, r local.Reviewing) (relais.Application, error) {
	switch r.Step {
	case local.StepAsk:
		return d.e.AskDocument(d.reviewing(r), r.Document)
	case local.StepSeen:
		return d.e.SeeDocument(d.reviewing(r), r.Document)
	}
	return d.e.RefuseApplication(d.reviewing(r))
}

func (d *inside) RecommendApplication(_ context.Context, r local.Reviewing) (relais.Proposal, error) {
	return d.e.RecommendApplication(d.reviewing(r))
}

func (d *inside) ApplicationContact(_ context.Context, r local.Reviewing) (data.Contact, error) {
	return d.e.ApplicationContact(d.reviewing(r))
}

func (d *inside) editing(reason string) relais.Editing {
	return relais.Editing{Actor: d.actor, Reason: reason, At: d.a.now()}
}

func (d *inside) Editable(_ context.Context, id string) (relais.Editable, error) {
	return d.e.Editable(named(id))
}

func (d *inside) Edit(_ context.Context, e local.Editing) (relais.EditDone, error) {
	return d.e.Edit(e.Editable, d.editing(e.Reason))
}

func (d *inside) History(_ context.Context, id string, most int) ([]relais.PastEdit, error) {
	return d.e.History(named(id), most)
}

func (d *inside) UndoChange(_ context.Context, u local.UndoingChange) (relais.EditDone, error) {
	return d.e.UndoChange(named(u.ID), u.Change, d.editing(u.Reason))
}

func (d *inside) Troubles(context.Context) ([]relais.Trouble, error) { return d.e.Troubles() }

func (d *inside) ReportTrouble(_ context.Context, listing string, kind relais.TroubleKind) (relais.Trouble, error) {
	return d.e.ReportTrouble(named(listing), kind, d.a.now())
}

func (d *inside) SettleTrouble(_ context.Context, id, reason string) (relais.Trouble, error) {
	return d.e.SettleTrouble(named(id), d.editing(reason))
}

func (d *inside) RecordReferral(_ context.Context, r local.Referring) (local.Referral, error) {
	protocol, err := d.e.Triggers(relais.Signs{Kind: r.Kind, Basis: r.Basis, Danger: r.Danger, Age: r.Age, Province: r.Province})
	if err != nil {
		return local.Referral{}, err
	}
	counted, err := d.e.RecordReferral(r.Referred, d.a.now())
	return local.Referral{Counted: counted, Protocol: protocol}, err
}

func (d *inside) RecordOutcome(_ context.Context, r relais.Referred) (relais.Referral, error) {
	return d.e.RecordOutcome(r, d.a.now())
}

func (d *inside) TakeBackReferral(_ context.Context, r relais.Referred) (relais.Referral, error) {
	return d.e.TakeBackReferral(r, d.a.now())
}

func (d *inside) ReferralReports(context.Context) ([]relais.ReferralReport, error) {
	return d.e.ReferralReports(d.a.now())
}
