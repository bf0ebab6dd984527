package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/relais-directory/relais/data/audit"
	"github.com/relais-directory/relais/data/durable"
)

// outside is the last checkpoint where the directory's folder is not: beside its
// keys. An older copy of the folder, put back in its place, does not go on from it.
// There is one for each place that a directory is kept in, for a copy of it
// elsewhere goes a way of its own.
type outside struct {
	path      string
	size      uint64 // of what is there; 0 if there is none
	fault     error  // a Problem: the directory does not go on from it
	unwritten error  // why the last one is not there
}

func (k Keys) checkpoint(store, dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole
	}
	place := sha256.Sum256([]byte(dir))
	return filepath.Join(k.Dir, fmt.Sprintf("%s-%x.checkpoint", store, place[:4]))
}

// lookOutside holds the directory against its last checkpoint.
func (s *Store) lookOutside() error {
	s.outside = outside{path: s.keys.checkpoint(s.identity.Store, s.dir)}
	if s.identity.Schema < schemaOfTree {
		return nil
	}
	signed, err := os.ReadFile(s.outside.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		s.outside.unwritten = err
		return nil
	}
	c, err := s.opened(signed)
	if err != nil {
		s.outside.fault = problemOutside(err)
		return nil
	}
	s.outside.size = c.Size
	return s.View(func(t *Tx) error {
		s.outside.fault, err = t.goesOnFrom(c)
		return err
	})
}

// goesOnFrom gives the Problem of an audit that does not go on from a checkpoint.
func (t *Tx) goesOnFrom(c audit.Checkpoint) (fault, err error) {
	if c.Size > t.state.Audit {
		return problemRolledBack(c.Size - t.state.Audit), nil
	}
	e, err := audit.EdgeOf(t, c.Size)
	if err == nil && e.Root() != c.Root {
		fault = problemForked()
	}
	return fault, err
}

// OlderCopy gives the Problem of a directory that does not go on from the last
// checkpoint that was kept outside of it when it was here: an older copy was put in
// its place, or its audit was rewritten. It is nil for all others. The directory
// opens all the same: somebody may need it now.
func (s *Store) OlderCopy() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.outside.fault
}

// carryOut writes a checkpoint outside. A change that is durable has been made
// whatever becomes of it. A store that is being brought up to date has yet to be held
// against the one that is there.
func (s *Store) carryOut(signed []byte, size uint64) {
	if signed == nil || s.outside.fault != nil || s.identity.Schema < schemaOfTree {
		return
	}
	if s.outside.unwritten = durable.WriteFile(s.outside.path, signed, private); s.outside.unwritten == nil {
		s.outside.size = size
	}
}

// catchUp writes outside what a killed process did not come to.
func (s *Store) catchUp() error {
	st := s.state.Load()
	if s.outside.size >= st.Signed {
		return nil
	}
	signed, err := s.lastCheckpoint()
	if err == nil {
		s.carryOut(signed, st.Signed)
	}
	return err
}

// ActionRestore is audited when somebody says that an older copy of the directory
// was put in its place on purpose.
const ActionRestore = "restore"

// AcceptCopy says that the directory is an older copy on purpose: a backup that was
// restored. That is audited; the checkpoint that it does not go on from is kept
// beside the new one. A checkpoint that an auditor has taken away goes on telling.
// Actor and reason are required.
func (s *Store) AcceptCopy(actor, reason string, at time.Time) error {
	if strings.TrimSpace(actor) == "" || strings.TrimSpace(reason) == "" {
		return problemNoReason()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.outside.fault == nil {
		return problemNoCopy()
	}
	err := s.update(func(w *writer) error {
		if _, err := w.audit(AuditEntry{At: at, Actor: actor, Action: ActionRestore, Reason: reason}); err != nil {
			return err
		}
		return w.checkpoint()
	})
	if err != nil {
		return err
	}
	if err := s.setAside(); err != nil {
		return problemNotOutside(err)
	}
	s.outside.fault, s.outside.size = nil, 0
	return s.catchUp()
}

// setAside keeps the checkpoint that is outside under a name of its own.
func (s *Store) setAside() error {
	signed, err := os.ReadFile(s.outside.path)
	if err != nil {
		return err
	}
	name := sha256.Sum256(signed)
	aside := strings.TrimSuffix(s.outside.path, ".checkpoint") + fmt.Sprintf("-%x.given-up", name[:4])
	if kept, err := os.ReadFile(aside); err == nil && bytes.Equal(kept, signed) {
		return nil
	}
	return durable.WriteFile(aside, signed, private)
}
