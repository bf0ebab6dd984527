package local

import (
	"context"

	"github.com/relais-directory/relais/data/store"
)

// Audit is the part of Directory by which the audit is read and held against what
// was signed.
type Audit interface {
	AuditList(ctx context.Context, q store.AuditQuery) ([]store.AuditEntry, error)
	AuditShow(ctx context.Context, number uint64) (store.ShownEntry, error)
	// VerifyAudit reads all of it, with checkpoints that somebody took away; progress
	// may be nil.
	VerifyAudit(ctx context.Context, taken [][]byte, progress func(done, total int)) (store.AuditReport, error)
	// Checkpoint signs the audit as it is now.
	Checkpoint(ctx context.Context) (SignedCheckpoint, error)
	// AcceptCopy says that the directory is an older copy on purpose. It is audited,
	// under the account that asks.
	AcceptCopy(ctx context.Context, reason string) error
}

// SignedCheckpoint is a checkpoint of the audit, to be taken away.
type SignedCheckpoint struct {
	Checkpoint string `json:"checkpoint"` // a signed note
	Key        string `json:"key"`        // that it is verified with
}

// auditing are the methods of Audit by their names on the socket.
var auditing = map[string]handler{
	"audit/list": value(func(d Directory, c *call, q store.AuditQuery) (any, error) { return d.AuditList(c.ctx, q) }),
	"audit/show": value(func(d Directory, c *call, number uint64) (any, error) { return d.AuditShow(c.ctx, number) }),
	"audit/verify": value(func(d Directory, c *call, taken [][]byte) (any, error) {
		return d.VerifyAudit(c.ctx, taken, counting(c.progress))
	}),
	"audit/checkpoint": value(func(d Directory, c *call, _ none) (any, error) { return d.Checkpoint(c.ctx) }),
	"audit/restored":   value(func(d Directory, c *call, reason string) (any, error) { return none{}, d.AcceptCopy(c.ctx, reason) }),
}

// AuditList implements Audit.
func (c *Client) AuditList(ctx context.Context, q store.AuditQuery) ([]store.AuditEntry, error) {
	return ask[[]store.AuditEntry](ctx, c, "audit/list", q, nil, nil, nil)
}

// AuditShow implements Audit.
func (c *Client) AuditShow(ctx context.Context, number uint64) (store.ShownEntry, error) {
	return ask[store.ShownEntry](ctx, c, "audit/show", number, nil, nil, nil)
}

// VerifyAudit implements Audit.
func (c *Client) VerifyAudit(ctx context.Context, taken [][]byte, progress func(done, total int)) (store.AuditReport, error) {
	return ask[store.AuditReport](ctx, c, "audit/verify", taken, nil, nil, phaseless(progress))
}

// Checkpoint implements Audit.
func (c *Client) Checkpoint(ctx context.Context) (SignedCheckpoint, error) {
	return ask[SignedCheckpoint](ctx, c, "audit/checkpoint", none{}, nil, nil, nil)
}

// AcceptCopy implements Audit.
func (c *Client) AcceptCopy(ctx context.Context, reason string) error {
	_, err := ask[none](ctx, c, "audit/restored", reason, nil, nil, nil)
	return err
}
