package desk

import (
	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/hours"
)

func (d *Desk) startSheets() []sheet {
	return []sheet{{name: "start", here: "start", see: See, show: d.showStart}}
}

// started is the body of the first page: what waits, by the part of the desk that
// it waits in.
type started struct {
	Waiting []waiting
	Nothing bool
}

// waiting is how much waits in one part.
type waiting struct {
	Path  string
	Key   string // of its words
	Count int
	Own   int // of these, what only somebody else may decide
}

func (d *Desk) showStart(v *visit) (any, error) {
	proposed, err := d.proposals(v, "")
	if err != nil {
		return nil, err
	}
	own := 0
	for _, p := range proposed {
		if p.Own {
			own++
		}
	}
	imports, err := d.engine.Imports()
	if err != nil {
		return nil, err
	}
	plans, pairs := 0, 0
	for _, i := range imports {
		if i.State == relais.ImportPlanned {
			plans, pairs = plans+1, pairs+i.Pairs
		}
	}
	due, err := d.engine.Due(hours.DateOf(v.at), false)
	if err != nil {
		return nil, err
	}
	asking, err := d.engine.Applications()
	if err != nil {
		return nil, err
	}
	open := 0
	for _, a := range asking {
		if a.State == relais.ApplicationOpen {
			open++
		}
	}
	wrong, err := d.engine.Troubles()
	b := started{Waiting: []waiting{
		{"trouble", "start.trouble", len(wrong), 0},
		{"proposals", "start.proposals", len(proposed), own},
		{"imports", "start.plans", plans, 0},
		{"imports", "start.pairs", pairs, 0},
		{"applications", "start.applications", open, 0},
		{"verification", "start.due", len(due), 0},
	}}
	b.Nothing = len(wrong)+len(proposed)+plans+pairs+open+len(due) == 0
	return b, err
}
