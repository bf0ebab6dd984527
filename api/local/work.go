package local

import (
	"context"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
)

// Work is the part of Directory for what its people do besides searching:
// applications of those who wish to be listed, edits of a record and their history,
// trouble that calls have shown, and the count of referrals. What is audited is done
// in the name of the account that asks; trouble and referrals are counted in
// nobody's.
type Work interface {
	Applications(ctx context.Context) ([]relais.Application, error)
	Application(ctx context.Context, id string) (relais.Application, error)
	ReceiveApplication(ctx context.Context, f relais.ApplicationForm) (relais.Application, error)
	ReviewApplication(ctx context.Context, r Reviewing) (relais.Application, error)
	RecommendApplication(ctx context.Context, r Reviewing) (relais.Proposal, error)
	ApplicationContact(ctx context.Context, r Reviewing) (data.Contact, error)

	Editable(ctx context.Context, id string) (relais.Editable, error)
	Edit(ctx context.Context, e Editing) (relais.EditDone, error)
	History(ctx context.Context, id string, most int) ([]relais.PastEdit, error)
	UndoChange(ctx context.Context, u UndoingChange) (relais.EditDone, error)

	Troubles(ctx context.Context) ([]relais.Trouble, error)
	ReportTrouble(ctx context.Context, listing string, kind relais.TroubleKind) (relais.Trouble, error)
	SettleTrouble(ctx context.Context, id, reason string) (relais.Trouble, error)

	// RecordReferral counts one, and says what the protocol asks for.
	RecordReferral(ctx context.Context, r Referring) (Referral, error)
	RecordOutcome(ctx context.Context, r relais.Referred) (relais.Referral, error)
	TakeBackReferral(ctx context.Context, r relais.Referred) (relais.Referral, error)
	ReferralReports(ctx context.Context) ([]relais.ReferralReport, error)
}

// Step is one step of reviewing an application.
type Step string

// The steps.
const (
	StepAsk    Step = "ask"  // for a document
	StepSeen   Step = "seen" // a document was
	StepRefuse Step = "refuse"
)

// Reviewing asks for a step of reviewing an application.
type Reviewing struct {
	ID       string `json:"id"`
	Step     Step   `json:"step,omitempty"`
	Document string `json:"document,omitempty"` // its name
	Reason   string `json:"reason"`
}

// Editing asks for an edit.
type Editing struct {
	relais.Editable
	Reason string `json:"reason"`
}

// UndoingChange asks for one change of one record to be taken back.
type UndoingChange struct {
	ID     string `json:"id"`
	Change uint64 `json:"change"`
	Reason string `json:"reason"`
}

// The parameters of the calls that take more than one and have no type above.
type (
	lookingBack struct {
		ID   string `json:"id"`
		Most int    `json:"most"`
	}
	troubling struct {
		Listing string             `json:"listing"`
		Kind    relais.TroubleKind `json:"kind"`
	}
	settling struct {
		ID     string `json:"id"`
		Reason string `json:"reason"`
	}
)

// Referring is a referral to count, and what the protocol turns on, which is kept
// nowhere.
type Referring struct {
	relais.Referred
	Danger bool     `json:"danger,omitempty"`
	Age    *float64 `json:"age,omitempty"` // years
}

// Referral is what was counted, and what the protocol asks for.
type Referral struct {
	Counted  relais.Referral  `json:"counted"`
	Protocol []relais.Trigger `json:"protocol"`
}

// working are the methods of Work by their names on the socket.
var working = map[string]handler{
	"application/list": value(func(d Directory, c *call, _ none) (any, error) { return d.Applications(c.ctx) }),
	"application/show": value(func(d Directory, c *call, id string) (any, error) { return d.Application(c.ctx, id) }),
	"application/receive": value(func(d Directory, c *call, f relais.ApplicationForm) (any, error) {
		return d.ReceiveApplication(c.ctx, f)
	}),
	"application/review":    value(func(d Directory, c *call, r Reviewing) (any, error) { return d.ReviewApplication(c.ctx, r) }),
	"application/recommend": value(func(d Directory, c *call, r Reviewing) (any, error) { return d.RecommendApplication(c.ctx, r) }),
	"application/contact":   value(func(d Directory, c *call, r Reviewing) (any, error) { return d.ApplicationContact(c.ctx, r) }),
	"edit/take":             value(func(d Directory, c *call, id string) (any, error) { return d.Editable(c.ctx, id) }),
	"edit/make":             value(func(d Directory, c *call, e Editing) (any, error) { return d.Edit(c.ctx, e) }),
	"history/list":          value(func(d Directory, c *call, p lookingBack) (any, error) { return d.History(c.ctx, p.ID, p.Most) }),
	"history/undo":          value(func(d Directory, c *call, u UndoingChange) (any, error) { return d.UndoChange(c.ctx, u) }),
	"trouble/list":          value(func(d Directory, c *call, _ none) (any, error) { return d.Troubles(c.ctx) }),
	"trouble/report":        value(func(d Directory, c *call, p troubling) (any, error) { return d.ReportTrouble(c.ctx, p.Listing, p.Kind) }),
	"trouble/settle":        value(func(d Directory, c *call, p settling) (any, error) { return d.SettleTrouble(c.ctx, p.ID, p.Reason) }),
	"referral/record":       value(func(d Directory, c *call, r Referring) (any, error) { return d.RecordReferral(c.ctx, r) }),
	"referral/outcome":      value(func(d Directory, c *call, r relais.Referred) (any, error) { return d.RecordOutcome(c.ctx, r) }),
	"referral/undo":         value(func(d Directory, c *call, r relais.Referred) (any, error) { return d.TakeBackReferral(c.ctx, r) }),
	"referral/reports":      value(func(d Directory, c *call, _ none) (any, error) { return d.ReferralReports(c.ctx) }),
}

// Applications implements Work.
func (c *Client) Applications(ctx context.Context) ([]relais.Application, error) {
	return ask[[]relais.Application](ctx, c, "application/list", none{}, nil, nil, nil)
}

// Application implements Work.
func (c *Client) Application(ctx context.Context, id string) (relais.Application, error) {
	return ask[relais.Application](ctx, c, "application/show", id, nil, nil, nil)
}

// ReceiveApplication implements Work.
func (c *Client) ReceiveApplication(ctx context.Context, f relais.ApplicationForm) (relais.Application, error) {
	return ask[relais.Application](ctx, c, "application/receive", f, nil, nil, nil)
}

// ReviewApplication implements Work.
func (c *Client) ReviewApplication(ctx context.Context, r Reviewing) (relais.Application, error) {
	return ask[relais.Application](ctx, c, "application/review", r, nil, nil, nil)
}

// RecommendApplication implements Work.
func (c *Client) RecommendApplication(ctx context.Context, r Reviewing) (relais.Proposal, error) {
	return ask[relais.Proposal](ctx, c, "application/recommend", r, nil, nil, nil)
}

// ApplicationContact implements Work.
func (c *Client) ApplicationContact(ctx context.Context, r Reviewing) (data.Contact, error) {
	return ask[data.Contact](ctx, c, "application/contact", r, nil, nil, nil)
}

// Editable implements Work.
func (c *Client) Editable(ctx context.Context, id string) (relais.Editable, error) {
	return ask[relais.Editable](ctx, c, "edit/take", id, nil, nil, nil)
}

// Edit implements Work.
func (c *Client) Edit(ctx context.Context, e Editing) (relais.EditDone, error) {
	return ask[relais.EditDone](ctx, c, "edit/make", e, nil, nil, nil)
}

// History implements Work.
func (c *Client) History(ctx context.Context, id string, most int) ([]relais.PastEdit, error) {
	return ask[[]relais.PastEdit](ctx, c, "history/list", lookingBack{id, most}, nil, nil, nil)
}

// UndoChange implements Work.
func (c *Client) UndoChange(ctx context.Context, u UndoingChange) (relais.EditDone, error) {
	return ask[relais.EditDone](ctx, c, "history/undo", u, nil, nil, nil)
}

// Troubles implements Work.
func (c *Client) Troubles(ctx context.Context) ([]relais.Trouble, error) {
	return ask[[]relais.Trouble](ctx, c, "trouble/list", none{}, nil, nil, nil)
}

// ReportTrouble implements Work.
func (c *Client) ReportTrouble(ctx context.Context, listing string, kind relais.TroubleKind) (relais.Trouble, error) {
	return ask[relais.Trouble](ctx, c, "trouble/report", troubling{listing, kind}, nil, nil, nil)
}

// SettleTrouble implements Work.
func (c *Client) SettleTrouble(ctx context.Context, id, reason string) (relais.Trouble, error) {
	return ask[relais.Trouble](ctx, c, "trouble/settle", settling{id, reason}, nil, nil, nil)
}

// RecordReferral implements Work.
func (c *Client) RecordReferral(ctx context.Context, r Referring) (Referral, error) {
	return ask[Referral](ctx, c, "referral/record", r, nil, nil, nil)
}

// RecordOutcome implements Work.
func (c *Client) RecordOutcome(ctx context.Context, r relais.Referred) (relais.Referral, error) {
	return ask[relais.Referral](ctx, c, "referral/outcome", r, nil, nil, nil)
}

// TakeBackReferral implements Work.
func (c *Client) TakeBackReferral(ctx context.Context, r relais.Referred) (relais.Referral, error) {
	return ask[relais.Referral](ctx, c, "referral/undo", r, nil, nil, nil)
}

// ReferralReports implements Work.
func (c *Client) ReferralReports(ctx context.Context) ([]relais.ReferralReport, error) {
	return ask[[]relais.ReferralReport](ctx, c, "referral/reports", none{}, nil, nil, nil)
}
