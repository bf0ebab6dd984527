package local

import (
	"context"
	"io"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// Changes is the part of Directory by which its content is brought up to date:
// imports, what waits for a second person, and verification. Each is done in the
// name of the account that asks; an id that is none names nothing.
type Changes interface {
	// PlanImport says what a file would change, and keeps the plan unless i says
	// not to; progress may be nil.
	PlanImport(ctx context.Context, i Import, file io.Reader, progress relais.Progress) (*relais.Import, error)
	Imports(ctx context.Context) ([]relais.ImportBrief, error)
	Import(ctx context.Context, id string) (*relais.Import, error)
	DecidePair(ctx context.Context, id, pair string, same bool) (*relais.Import, error)
	// ApplyImport and UndoImport tell how far they have come; progress may be nil.
	ApplyImport(ctx context.Context, o Applying, progress relais.Progress) (relais.ImportDone, error)
	EditedSince(ctx context.Context, id string) ([]relais.Edited, error)
	UndoImport(ctx context.Context, o Undoing, progress relais.Progress) (relais.ImportDone, error)
	// ImportErrors writes the rejected rows, or all, to out, in the format of the file.
	ImportErrors(ctx context.Context, m Mending, out io.Writer) error

	Proposals(ctx context.Context) ([]relais.Proposal, error)
	Decide(ctx context.Context, d Deciding) (relais.Proposal, error)

	Due(ctx context.Context, today hours.Date, all bool) ([]relais.Due, error)
	Verify(ctx context.Context, v Verifying) (store.Receipt, error)
	RecordAttempt(ctx context.Context, v Verifying) (relais.Tried, error)
	Withdraw(ctx context.Context, id, reason string) (store.Receipt, error)
	Withdrawals(ctx context.Context) ([]relais.Withdrawal, error)
}

// Import says how a file is read.
type Import struct {
	File    string `json:"file"`              // its name
	Source  string `json:"source,omitempty"`  // the name of where it comes from
	Mapping []byte `json:"mapping,omitempty"` // of a table, as it is written; none for headings that need none
	Forget  bool   `json:"forget,omitempty"`  // only look: keep no plan
}

// Applying asks for a plan to be applied.
type Applying struct {
	ID      string `json:"id"`
	SkipBad bool   `json:"skip_bad,omitempty"`
	Reason  string `json:"reason"`
}

// Undoing asks for an import to be undone.
type Undoing struct {
	ID     string       `json:"id"`
	Newer  relais.Newer `json:"newer,omitempty"`
	Reason string       `json:"reason"`
}

// Mending asks for a file back, with what is wrong with it.
type Mending struct {
	ID   string         `json:"id"`
	Lang bilingual.Lang `json:"lang"`
	All  bool           `json:"all,omitempty"` // every row, and not only the rejected ones
}

// Deciding says what a second person thinks of a proposal.
type Deciding struct {
	ID      string `json:"id"`
	Decline bool   `json:"decline,omitempty"`
	Reason  string `json:"reason"`
}

// Verifying says of which listing or organization, how, and why.
type Verifying struct {
	ID     string `json:"id"`
	How    string `json:"how"`
	Reason string `json:"reason"`
}

// The parameters of the calls that take more than one and have no type above.
type (
	pairing struct {
		ID   string `json:"id"`
		Pair string `json:"pair"`
		Same bool   `json:"same"`
	}
	dueBy struct {
		Today hours.Date `json:"today"`
		All   bool       `json:"all"`
	}
	withdrawing struct {
		ID     string `json:"id"`
		Reason string `json:"reason"`
	}
)

// changing are the methods of Changes by their names on the socket.
var changing = map[string]handler{
	"import/plan":    value(func(d Directory, c *call, i Import) (any, error) { return d.PlanImport(c.ctx, i, c.file, c.progress) }),
	"import/list":    value(func(d Directory, c *call, _ none) (any, error) { return d.Imports(c.ctx) }),
	"import/show":    value(func(d Directory, c *call, id string) (any, error) { return d.Import(c.ctx, id) }),
	"import/decide":  value(func(d Directory, c *call, p pairing) (any, error) { return d.DecidePair(c.ctx, p.ID, p.Pair, p.Same) }),
	"import/apply":   value(func(d Directory, c *call, o Applying) (any, error) { return d.ApplyImport(c.ctx, o, c.progress) }),
	"import/edited":  value(func(d Directory, c *call, id string) (any, error) { return d.EditedSince(c.ctx, id) }),
	"import/undo":    value(func(d Directory, c *call, o Undoing) (any, error) { return d.UndoImport(c.ctx, o, c.progress) }),
	"import/errors":  words(func(d Directory, c *call, m Mending) error { return d.ImportErrors(c.ctx, m, c.out) }),
	"proposals":      value(func(d Directory, c *call, _ none) (any, error) { return d.Proposals(c.ctx) }),
	"decide":         value(func(d Directory, c *call, p Deciding) (any, error) { return d.Decide(c.ctx, p) }),
	"due":            value(func(d Directory, c *call, p dueBy) (any, error) { return d.Due(c.ctx, p.Today, p.All) }),
	"verify":         value(func(d Directory, c *call, v Verifying) (any, error) { return d.Verify(c.ctx, v) }),
	"verify/attempt": value(func(d Directory, c *call, v Verifying) (any, error) { return d.RecordAttempt(c.ctx, v) }),
	"withdraw":       value(func(d Directory, c *call, p withdrawing) (any, error) { return d.Withdraw(c.ctx, p.ID, p.Reason) }),
	"withdrawals":    value(func(d Directory, c *call, _ none) (any, error) { return d.Withdrawals(c.ctx) }),
}

// PlanImport implements Changes.
func (c *Client) PlanImport(ctx context.Context, i Import, file io.Reader, progress relais.Progress) (*relais.Import, error) {
	return ask[*relais.Import](ctx, c, "import/plan", i, file, nil, progress)
}

// Imports implements Changes.
func (c *Client) Imports(ctx context.Context) ([]relais.ImportBrief, error) {
	return ask[[]relais.ImportBrief](ctx, c, "import/list", none{}, nil, nil, nil)
}

// Import implements Changes.
func (c *Client) Import(ctx context.Context, id string) (*relais.Import, error) {
	return ask[*relais.Import](ctx, c, "import/show", id, nil, nil, nil)
}

// DecidePair implements Changes.
func (c *Client) DecidePair(ctx context.Context, id, pair string, same bool) (*relais.Import, error) {
	return ask[*relais.Import](ctx, c, "import/decide", pairing{id, pair, same}, nil, nil, nil)
}

// ApplyImport implements Changes.
func (c *Client) ApplyImport(ctx context.Context, o Applying, progress relais.Progress) (relais.ImportDone, error) {
	return ask[relais.ImportDone](ctx, c, "import/apply", o, nil, nil, progress)
}

// EditedSince implements Changes.
func (c *Client) EditedSince(ctx context.Context, id string) ([]relais.Edited, error) {
	return ask[[]relais.Edited](ctx, c, "import/edited", id, nil, nil, nil)
}

// UndoImport implements Changes.
func (c *Client) UndoImport(ctx context.Context, o Undoing, progress relais.Progress) (relais.ImportDone, error) {
	return ask[relais.ImportDone](ctx, c, "import/undo", o, nil, nil, progress)
}

// ImportErrors implements Changes.
func (c *Client) ImportErrors(ctx context.Context, m Mending, out io.Writer) error {
	_, err := ask[none](ctx, c, "import/errors", m, nil, out, nil)
	return err
}

// Proposals implements Changes.
func (c *Client) Proposals(ctx context.Context) ([]relais.Proposal, error) {
	return ask[[]relais.Proposal](ctx, c, "proposals", none{}, nil, nil, nil)
}

// Decide implements Changes.
func (c *Client) Decide(ctx context.Context, d Deciding) (relais.Proposal, error) {
	return ask[relais.Proposal](ctx, c, "decide", d, nil, nil, nil)
}

// Due implements Changes.
func (c *Client) Due(ctx context.Context, today hours.Date, all bool) ([]relais.Due, error) {
	return ask[[]relais.Due](ctx, c, "due", dueBy{today, all}, nil, nil, nil)
}

// Verify implements Changes.
func (c *Client) Verify(ctx context.Context, v Verifying) (store.Receipt, error) {
	return ask[store.Receipt](ctx, c, "verify", v, nil, nil, nil)
}

// RecordAttempt implements Changes.
func (c *Client) RecordAttempt(ctx context.Context, v Verifying) (relais.Tried, error) {
	return ask[relais.Tried](ctx, c, "verify/attempt", v, nil, nil, nil)
}

// Withdraw implements Changes.
func (c *Client) Withdraw(ctx context.Context, id, reason string) (store.Receipt, error) {
	return ask[store.Receipt](ctx, c, "withdraw", withdrawing{id, reason}, nil, nil, nil)
}

// Withdrawals implements Changes.
func (c *Client) Withdrawals(ctx context.Context) ([]relais.Withdrawal, error) {
	return ask[[]relais.Withdrawal](ctx, c, "withdrawals", none{}, nil, nil, nil)
}
