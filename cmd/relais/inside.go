package main

import (
	"bytes"
	"context"
	"io"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/bundle"
)

// inside is the Directory of a process that has opened the store: for its own
// command, or, while it serves, for the commands of others.
type inside struct {
	a     *app
	e     *relais.Engine
	actor string // in whose name what is audited is done
}

var _ local.Directory = (*inside)(nil)

func (a *app) inside(e *relais.Engine, actor string) *inside {
	return &inside{a: a, e: e, actor: actor}
}

// speak is the app that writes to out in the voice of whoever asked.
func (d *inside) speak(v local.Voice, out io.Writer) *app {
	return &app{
		program: d.a.program, out: out, err: io.Discard, getenv: d.a.getenv, now: d.a.now,
		lang: v.Lang, json: v.JSON, color: v.Color,
	}
}

func (d *inside) Search(_ context.Context, v local.Voice, q local.Question, out io.Writer) error {
	if q.Staff {
		return searchAs[data.Staff](d.speak(v, out), d.e, q)
	}
	return searchAs[data.Public](d.speak(v, out), d.e, q)
}

func (d *inside) Plan(_ context.Context, v local.Voice, q local.Question, out io.Writer) error {
	if q.Staff {
		return planAs[data.Staff](d.speak(v, out), d.e, q)
	}
	return planAs[data.Public](d.speak(v, out), d.e, q)
}

func (d *inside) Explain(_ context.Context, v local.Voice, listing string, q local.Question, out io.Writer) error {
	if q.Staff {
		return explainAs[data.Staff](d.speak(v, out), d.e, listing, q)
	}
	return explainAs[data.Public](d.speak(v, out), d.e, listing, q)
}

func (d *inside) Jurisdiction(_ context.Context, v local.Voice, q local.Question, out io.Writer) error {
	return d.speak(v, out).cardFor(d.e, q)
}

func (d *inside) Show(_ context.Context, v local.Voice, listing string, staff bool, out io.Writer) error {
	if staff {
		return show[data.Staff](d.speak(v, out), d.e, listing)
	}
	return show[data.Public](d.speak(v, out), d.e, listing)
}

func (d *inside) Stats(context.Context) (relais.Stats, error) { return d.e.Stats() }

func (d *inside) Where(context.Context) (local.Where, error) {
	return local.Where{Keys: d.e.Store().KeysDir(), Store: d.e.Store().ID()}, nil
}

func (d *inside) Holds(_ context.Context, path string) (bool, error) { return d.e.Holds(path), nil }

func (d *inside) Check(ctx context.Context, progress func(done, total int)) (local.Checked, error) {
	report, err := d.e.Store().Check(ctx, progress)
	c := local.Checked{Report: report, Problems: []bilingual.Text{}, Generation: d.e.Generation()}
	for _, p := range report.Problems {
		c.Problems = append(c.Problems, p.Message)
	}
	return c, err
}

func (d *inside) Reveal(_ context.Context, listing, reason string) (relais.Revealed, error) {
	id, _ := data.ParseID(listing) // what is no id names nothing either
	return d.e.Reveal(id, d.actor, reason, d.a.now())
}

func (d *inside) SetCapacity(_ context.Context, l local.Learned) (local.Recorded, error) {
	at := d.a.now()
	c := l.Capacity
	c.Updated, c.By = at.UTC(), d.actor
	if l.Population != "" {
		term, err := d.e.Terms().Find(data.TermPopulation, l.Population)
		if err != nil {
			return local.Recorded{}, input(err)
		}
		c.Population = term.ID
	}
	id, _ := data.ParseID(l.Listing) // what is no id names nothing either
	receipt, err := d.e.SetCapacity(id, c, d.actor, l.Reason, at)
	return local.Recorded{Listing: id, Capacity: c, Receipt: receipt}, err
}

func (d *inside) Publish(_ context.Context, out io.Writer) (bundle.Info, error) {
	b, info, err := d.e.Publish()
	if err != nil {
		return info, err
	}
	_, err = io.Copy(out, bytes.NewReader(b))
	return info, err
}
