package main

import (
	"context"
	"crypto/rand"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/access"
)

// office looks after the accounts and tokens of the directory.
func (d *inside) office() access.Registry {
	return access.Registry{Keeper: d.e.Store().Access(), Random: rand.Reader}
}

func (d *inside) Accounts(context.Context) ([]local.StaffAccount, error) {
	accounts, err := d.office().Keeper.Accounts()
	listed := []local.StaffAccount{}
	for _, a := range accounts {
		listed = append(listed, local.AccountOf(a))
	}
	return listed, err
}

func (d *inside) AddAccount(_ context.Context, name string, role access.Role) (local.SetUp, error) {
	a, link, err := d.office().Add(d.actor, name, role, d.a.now())
	return local.SetUp{Account: local.AccountOf(a), Secret: link.Text()}, err
}

func (d *inside) LinkAccount(_ context.Context, name string) (local.SetUp, error) {
	a, link, err := d.office().Link(d.actor, name, d.a.now())
	return local.SetUp{Account: local.AccountOf(a), Secret: link.Text()}, err
}

func (d *inside) ShutAccount(_ context.Context, s local.Shutting) (local.StaffAccount, error) {
	shut := d.office().Disable
	if s.Enable {
		shut = d.office().Enable
	}
	a, err := shut(d.actor, s.Reason, s.Name, d.a.now())
	return local.AccountOf(a), err
}

func (d *inside) SetRole(_ context.Context, name string, role access.Role) (local.StaffAccount, error) {
	a, err := d.office().SetRole(d.actor, name, role, d.a.now())
	return local.AccountOf(a), err
}

func (d *inside) Tokens(context.Context) ([]local.Token, error) {
	tokens, err := d.office().Keeper.Tokens()
	listed := []local.Token{}
	for _, t := range tokens {
		listed = append(listed, local.TokenOf(t))
	}
	return listed, err
}

func (d *inside) MakeToken(_ context.Context, m local.Making) (local.MadeToken, error) {
	t, secret, err := d.office().MakeToken(d.actor, m.Name, m.Role, m.Actions, d.a.now(), m.Life)
	return local.MadeToken{Token: local.TokenOf(t), Secret: access.TokenText(secret)}, err
}

func (d *inside) RevokeToken(_ context.Context, name, reason string) (local.Token, error) {
	t, err := d.office().RevokeToken(d.actor, reason, name, d.a.now())
	return local.TokenOf(t), err
}
