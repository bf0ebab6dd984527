package store

import (
	"strings"
	"time"
)

// ActionExport is audited when listings for staff are about to be written
// outside the store.
const ActionExport = "export"

// RecordExport writes the audit entry of a staff export. Whoever exports calls
// it first: what is not audited is not written. Actor and reason are required.
func (s *Store) RecordExport(actor, reason string, at time.Time) error {
	if strings.TrimSpace(actor) == "" || strings.TrimSpace(reason) == "" {
		return problemNoReason()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.update(func(w *writer) error {
		_, err := w.audit(AuditEntry{At: at, Actor: actor, Action: ActionExport, Reason: reason})
		return err
	})
}
