// Package api puts the staff's side beside the public one: everything that relais
// serve answers at one address.
//
// It owns which right every route of the staff takes (rights.go), the description
// of the routes for programs, and how the console and the upkeep learn who asks.
// It owns no page and no answer: they are api/staff's, api/desk's and api/upkeep's, and
// whoever signs in does so at api/access. It changes nothing of the public side: a
// server with staff answers every public path with the bytes of one without.
//
// Begin with AddStaff.
package api

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/relais-directory/relais"
	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/desk"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/staff"
	"github.com/relais-directory/relais/api/upkeep"
	"github.com/relais-directory/relais/data/access"
)

// Options says what the staff work on and how they are let in.
type Options struct {
	Engine *relais.Engine
	// Origins are the addresses under which browsers reach the staff's pages:
	// https, or http on this machine. The first one is the passkeys'.
	Origins  []string
	Provider *gate.Provider // an identity provider; nil for none

	Random io.Reader
	Now    func() time.Time
	Log    *slog.Logger // nil discards
	Cost   access.Cost  // of passwords; the zero Cost is the default one
}

// Staff is the staff's side of a server.
type Staff struct {
	gate   *gate.Gate
	guard  *gate.Guard
	origin string
}

// AddStaff registers every route of the staff with the mux of a public site, each
// behind the guard. The error is an origin that is none, in words, or a route
// that nobody decided about: such a program does not start.
func AddStaff(site serve.Site, o Options) (*Staff, error) {
	if err := checkOrigins(o.Origins); err != nil {
		return nil, err
	}
	keeper := o.Engine.Store().Access()
	g, err := gate.New(gate.Options{
		Keeper: keeper, Origins: o.Origins, Provider: o.Provider, Audit: o.Engine.Store(), Random: o.Random, Now: o.Now, Log: o.Log, Cost: o.Cost,
	})
	if err != nil {
		return nil, err
	}
	console, err := staff.New(staff.Options{Engine: o.Engine, Access: asking{}, Keys: keyring{keeper, o.Now}, Links: []staff.Link{toDesk}, Now: o.Now})
	if err != nil {
		return nil, err
	}
	work, err := desk.New(desk.Options{Engine: o.Engine, Who: sitting, Now: o.Now})
	if err != nil {
		return nil, err
	}
	s := &Staff{gate: g, origin: o.Origins[0]}
	return s, s.mount(site.Mux, console, work, upkeep.New(upkeep.Options{Engine: o.Engine, Actor: actor, Now: o.Now}))
}

// limits are the staff's own, apart from the public's: a hundred advocates behind
// one address who type without a pause stay below them, and no flood of the
// public's side, from their own network even, takes their places.
var limits = serve.Limits{Rate: 200, Burst: 4000, Concurrent: 64}

// mount registers the routes, and holds all that the program has against the
// table.
func (s *Staff) mount(mux *serve.Mux, console *staff.Console, work *desk.Desk, keep *upkeep.Upkeep) error {
	rows, err := consoleRows(console.Routes())
	if err != nil {
		return err
	}
	more, err := deskRows(work.Routes())
	if err != nil {
		return err
	}
	rows = append(rows, more...)
	s.guard = s.gate.Guard(mux, append(append(rows, upkeepRows...), describedRow)...)
	console.Mount(s.guard)
	for _, op := range keep.Operations() {
		s.guard.Handle(op.Pattern, op.Handler())
	}
	for _, route := range work.Routes() {
		s.guard.HandleFunc(route.Pattern, route.Handle)
	}
	mux.Admit(upkeep.PlanPattern, upkeep.LargestFile)
	for pattern, bytes := range desk.Larger() {
		mux.Admit(pattern, bytes)
	}
	mux.Apart(limits, "/staff", "/v1/staff")
	if err := s.describe(keep.Operations()); err != nil {
		return err
	}
	if faults := gate.Faults(s.guard.Table(), mux.Patterns()); len(faults) > 0 {
		return errors.New("api: " + strings.Join(faults, "; "))
	}
	return nil
}

// Table is every route of the staff with the right that it takes.
func (s *Staff) Table() []gate.Row { return s.guard.Table() }

// Address is where the console is.
func (s *Staff) Address() string { return s.origin + "/staff/" }

// FirstRun gives the address at which the first administrator is set up, "" where
// there is one already. See access.Gate.
func (s *Staff) FirstRun(actor string) (string, error) {
	address, _, err := s.gate.FirstRun(actor)
	return address, err
}

// Try gives the address at which an account to try the console with is set up, ""
// once it has been. It may do all that is done with records. It is for an
// invented directory.
func (s *Staff) Try(office access.Registry, actor string, at time.Time) (string, error) {
	const name = "demo"
	a, err := office.Named(name)
	if err == nil && a.Ready() {
		return "", nil
	}
	var link access.Secret
	if err == nil {
		_, link, err = office.Link(actor, name, at)
	} else {
		_, link, err = office.Add(actor, name, access.Approver, at)
	}
	if err != nil {
		return "", fmt.Errorf("an account to try the console with: %w", err)
	}
	return gate.LinkAddress(s.origin, link), nil
}
