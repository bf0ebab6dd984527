package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// The actions that are audited.
const (
	ActionCreate = "create" // the store was made
	ActionApply  = "apply"  // records were changed
	ActionReveal = "reveal" // sealed parts of a record were shown
)

// AuditEntry is one line of the audit. It names who did what to which records,
// and never a caller or a search. Entries are numbered from 1 without gaps, and
// each holds the hash of the one before it.
type AuditEntry struct {
	Number   uint64    `json:"number"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor,omitempty"` // "" for the creation
	Action   string    `json:"action"`
	Reason   string    `json:"reason,omitempty"`
	Subjects []data.ID `json:"subjects,omitempty"` // the organizations, in the order of the batch
	Change   uint64    `json:"change,omitempty"`   // for Tx.Change
	Added    int       `json:"added,omitempty"`
	Changed  int       `json:"changed,omitempty"`
	Deleted  int       `json:"deleted,omitempty"`
	// Salt makes the entry's hash one that cannot be found by guessing what the
	// entry says, so that hashes may leave the building.
	Salt []byte `json:"salt"`
	Prev Hash   `json:"prev"` // of the entry before; zero in the first
}

const saltSize = 16

func (b Batch) audited(p plan) AuditEntry {
	e := AuditEntry{
		At: b.At, Actor: b.Actor, Action: ActionApply, Reason: b.Reason, Change: p.receipt.Change,
		Added: p.receipt.Added, Changed: p.receipt.Changed, Deleted: p.receipt.Deleted,
	}
	for _, edit := range p.edits {
		e.Subjects = append(e.Subjects, edit.id)
	}
	return e
}

// audit writes the next entry, takes it into the tree and gives its number.
func (w *writer) audit(e AuditEntry) (uint64, error) {
	w.next.Audit++
	e.Number, e.Prev, e.At = w.next.Audit, w.next.Head, e.At.UTC()
	e.Salt = make([]byte, saltSize)
	if _, err := io.ReadFull(w.random, e.Salt); err != nil {
		return 0, fmt.Errorf("salt an audit entry: %w", err)
	}
	plain, err := json.Marshal(e)
	if err != nil {
		return 0, fmt.Errorf("write an audit entry: %w", err)
	}
	w.next.Head = hashEntry(plain)
	if err := w.grow(e.Number, plain); err != nil {
		return 0, err
	}
	return e.Number, w.putBytes(bucketAudit, number(e.Number), plain)
}

func hashEntry(plain []byte) Hash {
	return sha256.Sum256(append([]byte("relais audit entry 1\x00"), plain...))
}

// Audit gives the audit from its first entry on. Each entry is held against the
// one before it, and the last against the sealed state: a gap, or an entry that
// is not the one that was written, gives a Problem of kind Damaged and ends it.
func (t *Tx) Audit() iter.Seq2[AuditEntry, error] {
	return func(yield func(AuditEntry, error) bool) {
		var head Hash
		var count uint64
		for e, err := range t.scan(bucketAudit) {
			if err != nil {
				yield(AuditEntry{}, err)
				return
			}
			count++
			entry, err := parseEntry(e, count, head)
			if !yield(entry, err) || err != nil {
				return
			}
			head = hashEntry(e.plain)
		}
		if count != t.state.Audit || head != t.state.Head {
			yield(AuditEntry{}, problemAudit())
		}
	}
}

func parseEntry(e entry, n uint64, prev Hash) (AuditEntry, error) {
	entry, err := readEntry(e.plain)
	if err != nil {
		return AuditEntry{}, err
	}
	if len(e.key) != 8 || binary.BigEndian.Uint64(e.key) != n || entry.Number != n || entry.Prev != prev {
		return AuditEntry{}, problemAudit()
	}
	return entry, nil
}

// readEntry reads an entry, which has the fields of AuditEntry and no others.
func readEntry(plain []byte) (entry AuditEntry, err error) {
	d := json.NewDecoder(bytes.NewReader(plain))
	d.DisallowUnknownFields()
	if err := d.Decode(&entry); err != nil {
		return AuditEntry{}, problemAudit()
	}
	return entry, nil
}

// Reveal gives the grant that opens the sealed parts of one record. The audit
// entry is durable before there is a grant: without the one, never the other.
// Actor and reason are required.
func (s *Store) Reveal(actor, reason string, at time.Time, id data.ID) (record.Grant, error) {
	if strings.TrimSpace(actor) == "" || strings.TrimSpace(reason) == "" {
		return record.Grant{}, problemNoReason()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.View(func(t *Tx) error { _, err := t.Record(id); return err }); err != nil {
		return record.Grant{}, err
	}
	var n uint64
	err := s.update(func(w *writer) (err error) {
		n, err = w.audit(AuditEntry{At: at, Actor: actor, Action: ActionReveal, Reason: reason, Subjects: []data.ID{id}})
		return err
	})
	if err != nil {
		return record.Grant{}, err
	}
	return record.Grant{Record: id, Entry: n}, nil
}
