package store

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
)

// bucketPapers holds papers by name. It comes into being with the first one.
const bucketPapers = "papers"

// Paper is what is kept for those who work on the directory, beside its records:
// the plan of an import, a proposal, an attempt to reach somebody. The store
// seals it and does not look inside.
type Paper struct {
	// Name is its kind and an id, "plan/3f…". Names are in the clear: they hold
	// nothing but kinds and random ids.
	Name    string
	Content []byte // nil takes the paper away
}

// Filing is papers to keep or take away together, and what the audit says of it.
type Filing struct {
	Papers []Paper
	// Action is what is audited, with Actor and Reason, which are then required;
	// "" for what changes nothing and shows nothing.
	Action, Actor, Reason string
	At                    time.Time
	Subjects              []data.ID
}

// File puts papers in the place of those that have their names, in one
// transaction with its audit entry. Records stay as they are, and so does the
// generation. Batch.Papers does the same together with a change of records.
func (s *Store) File(f Filing) error {
	if f.Action != "" && (strings.TrimSpace(f.Actor) == "" || strings.TrimSpace(f.Reason) == "") {
		return problemNoReason()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.update(func(w *writer) error {
		if f.Action != "" {
			if _, err := w.audit(AuditEntry{At: f.At, Actor: f.Actor, Action: f.Action, Reason: f.Reason, Subjects: f.Subjects}); err != nil {
				return err
			}
		}
		return w.papers(f.Papers)
	})
}

// papers writes and removes papers.
func (w *writer) papers(all []Paper) error {
	for _, p := range all {
		if err := w.paper(p); err != nil {
			return fmt.Errorf("write a paper: %w", err)
		}
	}
	return nil
}

func (w *writer) paper(p Paper) error {
	key := []byte(p.Name)
	had, err := w.has(bucketPapers, key)
	switch {
	case err != nil:
		return err
	case p.Content == nil && !had:
		return nil
	case p.Content == nil:
		w.next.Papers.remove(key, nil)
		w.remove(bucketPapers, key)
		return nil
	case !had:
		w.next.Papers.add(key, nil)
	}
	return w.putBytes(bucketPapers, key, p.Content)
}

// Paper gives what a paper says, and whether there is one of that name. That
// there is none is said only after the papers have been counted against the
// sealed state.
func (t *Tx) Paper(name string) (content []byte, ok bool, err error) {
	content, err = t.get(bucketPapers, []byte(name))
	if errors.Is(err, errMissing) {
		return nil, false, t.countPapers()
	}
	return content, err == nil, orDamaged(err)
}

// Papers gives the papers whose names begin with prefix, in the order of their
// names, once they have been counted. After an error it ends.
func (t *Tx) Papers(prefix string) iter.Seq2[Paper, error] {
	return func(yield func(Paper, error) bool) {
		if err := t.countPapers(); err != nil {
			yield(Paper{}, err)
			return
		}
		names, err := t.paperNames(prefix)
		if err != nil {
			yield(Paper{}, err)
			return
		}
		for _, name := range names {
			content, ok, err := t.Paper(name)
			if err == nil && !ok {
				err = problemHidden()
			}
			if !yield(Paper{Name: name, Content: content}, err) || err != nil {
				return
			}
		}
	}
}

// paperNames lists the names that begin with prefix.
func (t *Tx) paperNames(prefix string) (names []string, err error) {
	if t.tx == nil {
		return nil, errEnded
	}
	err = guard(func() error {
		c := t.cursor(bucketPapers)
		for key, _ := c.next(); key != nil; key, _ = c.next() {
			if bytes.HasPrefix(key, []byte(prefix)) {
				names = append(names, string(key))
			}
		}
		return nil
	})
	return names, orDamaged(err)
}

// countPapers makes sure that no paper is hidden: a proposal that nobody sees
// is one that nobody decides.
func (t *Tx) countPapers() error {
	names, err := t.paperNames("")
	if err != nil {
		return err
	}
	var found tally
	for _, name := range names {
		found.add([]byte(name), nil)
	}
	if found != t.state.Papers {
		return problemHidden()
	}
	return nil
}
