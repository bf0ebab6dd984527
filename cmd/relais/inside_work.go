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
