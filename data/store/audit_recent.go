package store

import "time"

// AuditSince gives the entries after the one with a number, the latest first, back
// to the first that was made before an instant.
func (s *Store) AuditSince(after uint64, since time.Time) ([]AuditEntry, error) {
	all := []AuditEntry{}
	err := s.View(func(t *Tx) error {
		for n := t.state.Audit; n > after; n-- {
			e, _, err := t.auditEntry(n)
			if err != nil {
				return err
			}
			if e.At.Before(since) {
				return nil
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}
