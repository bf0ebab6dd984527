package main

import (
	"context"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/store"
)

func (d *inside) AuditList(_ context.Context, q store.AuditQuery) ([]store.AuditEntry, error) {
	return d.e.Store().AuditList(q)
}

func (d *inside) AuditShow(_ context.Context, number uint64) (store.ShownEntry, error) {
	return d.e.Store().AuditShow(number)
}

func (d *inside) VerifyAudit(ctx context.Context, taken [][]byte, progress func(done, total int)) (store.AuditReport, error) {
	return d.e.Store().VerifyAudit(ctx, progress, taken...)
}

func (d *inside) Checkpoint(context.Context) (local.SignedCheckpoint, error) {
	signed, err := d.e.Store().Checkpoint()
	return local.SignedCheckpoint{Checkpoint: string(signed), Key: d.e.Store().AuditKey()}, err
}

func (d *inside) AcceptCopy(_ context.Context, reason string) error {
	return d.e.Store().AcceptCopy(d.actor, reason, d.a.now())
}
