package store

import (
	"strings"
	"time"
)

// ActionExport is audited when listings for staff are about to be written
// outside the store, ActionAlarm when somebody should look at what an actor does.
const (
	ActionExport = "export"
	ActionAlarm  = "alarm"
)

// RecordExport writes the audit entry of a staff export. Whoever exports calls
// it first: what is not audited is not written. Actor and reason are required.
func (s *Store) RecordExport(actor, reason string, at time.Time) error {
	return s.record(AuditEntry{At: at, Actor: actor, Action: ActionExport, Reason: reason})
}

// RecordAlarm writes the audit entry of an alarm about what actor does. It keeps
// nobody from anything. Actor and reason are required.
func (s *Store) RecordAlarm(actor, reason string, at time.Time) error {
	return s.record(AuditEntry{At: at, Actor: actor, Action: ActionAlarm, Reason: reason})
}

// record writes an entry about something that changes no record.
func (s *Store) record(e AuditEntry) error {
	if strings.TrimSpace(e.Actor) == "" || strings.TrimSpace(e.Reason) == "" {
		return problemNoReason()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.update(func(w *writer) error {
		_, err := w.audit(e)
		return err
	})
}
