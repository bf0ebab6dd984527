package store

import (
	"errors"

	"github.com/relais-directory/relais/data/audit"
)

// bucketCheckpoints holds the signed checkpoints of the audit, by number. It comes
// into being with the first.
const bucketCheckpoints = "checkpoints"

// checkpointEvery is how many entries of the audit there may be after the last
// checkpoint, in the log. What is folded into the pages has one at its end.
const checkpointEvery = 256

// checkpoint signs what the audit is now, if there are entries that no checkpoint
// has. Without its key, nothing is signed, and the store works on: VerifyAudit
// says it.
func (w *writer) checkpoint() error {
	if w.sign == nil || w.next.Signed == w.next.Audit {
		return nil
	}
	signed, err := w.next.edge.Checkpoint(w.box.store).Sign(w.sign)
	if err != nil {
		return err
	}
	w.next.Checkpoints++
	w.next.Signed, w.signed = w.next.Audit, signed
	return w.putBytes(bucketCheckpoints, number(w.next.Checkpoints), signed)
}

// due reports whether the audit has gone on for so long that it wants a checkpoint.
func (w *writer) due() bool { return w.next.Audit-w.next.Signed >= checkpointEvery }

// Checkpoint gives a signed checkpoint of the audit as it is now, to be taken away
// by whoever means to verify it later. It is kept, in the store and outside.
func (s *Store) Checkpoint() ([]byte, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.auditKey == nil {
		return nil, problemUnsigned(s.unsigned)
	}
	if st := s.state.Load(); st.Signed < st.Audit && !s.readOnly {
		if err := s.update((*writer).checkpoint); err != nil {
			return nil, err
		}
	}
	if why := s.outside.fault; why != nil {
		return nil, why
	}
	if why := s.outside.unwritten; why != nil && !s.readOnly {
		return nil, problemNotOutside(why)
	}
	return s.lastCheckpoint()
}

// lastCheckpoint is the last one that is kept; nil if there is none.
func (s *Store) lastCheckpoint() (signed []byte, err error) {
	err = s.View(func(t *Tx) error {
		if t.state.Checkpoints == 0 {
			return nil
		}
		signed, err = t.get(bucketCheckpoints, number(t.state.Checkpoints))
		if errors.Is(err, errMissing) {
			return problemAudit()
		}
		return orDamaged(err)
	})
	return signed, err
}

// opened reads a signed checkpoint of this store's audit.
func (s *Store) opened(signed []byte) (audit.Checkpoint, error) {
	return audit.OpenCheckpoint(signed, s.identity.Store, s.identity.audit)
}

// AuditKey is the key that checkpoints of this store are verified with, in the form
// that programs for signed notes take; "" for a store that has none yet.
func (s *Store) AuditKey() string {
	text, err := audit.VerifierKey(s.identity.Store, s.identity.audit)
	if err != nil {
		return ""
	}
	return text
}
