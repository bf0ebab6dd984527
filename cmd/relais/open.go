package main

import (
	"context"
	"fmt"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

// with gives the directory to f: through the socket of the server that holds its
// store, or else by opening the store for the time of f. A command cannot tell
// which.
func (a *app) with(f func(local.Directory) error) error { return a.through(a.options(), f) }

// reading is with for what only reads: beside other readers, and also where this
// account may not write.
func (a *app) reading(f func(local.Directory) error) error {
	o := a.options()
	o.ReadOnly = true
	return a.through(o, f)
}

// recording is with for what works on records alone and asks the catalogs nothing:
// they are not made.
func (a *app) recording(f func(local.Directory) error) error {
	o := a.options()
	o.Unlisted = true
	return a.through(o, f)
}

func (a *app) through(o relais.Options, f func(local.Directory) error) error {
	dir, err := a.directory()
	if err != nil {
		return err
	}
	served, err := a.served(dir, f)
	if served || err != nil {
		return err
	}
	engine, err := relais.Open(dir, o)
	if err == nil {
		return a.closing(engine, func(e *relais.Engine) error { return f(a.inside(e, a.actor())) })
	}
	if bilingual.KindOf(err) == bilingual.Locked { // a server may have come up in between
		if served, answer := a.served(dir, f); served {
			return answer
		}
	}
	return err
}

// served gives the directory to f if a server holds it, and reports whether one
// does.
func (a *app) served(dir string, f func(local.Directory) error) (bool, error) {
	client, err := local.Dial(context.Background(), dir)
	if client == nil {
		return false, err
	}
	defer func() { _ = client.Close() }() // it only connected
	return true, f(client)
}

// hold opens the store itself, for the time of f.
func (a *app) hold(o relais.Options, f func(*relais.Engine) error) error {
	dir, err := a.directory()
	if err != nil {
		return err
	}
	engine, err := relais.Open(dir, o)
	if err != nil {
		return err
	}
	return a.closing(engine, f)
}

func (a *app) closing(e *relais.Engine, f func(*relais.Engine) error) (err error) {
	defer func() {
		if closing := e.Close(); err == nil {
			err = closing
		}
	}()
	if e.Store().Interrupted() {
		a.note("The last program that used this directory was stopped in the middle of a change. That change was never confirmed, and was left out.",
			"Le dernier programme à utiliser ce répertoire a été arrêté au milieu d’un changement. Ce changement n’avait jamais été confirmé; il a été laissé de côté.")
	}
	if p, older := bilingual.AsProblem(e.Store().OlderCopy()); older {
		fmt.Fprintf(a.err, "! %s\n  → %s\n", p.Message.In(a.lang), p.Hint.In(a.lang))
	}
	return f(e)
}
