package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/audit"
	"github.com/relais-directory/relais/data/bilingual"
)

// AuditReport is what VerifyAudit found. An audit without Faults is the one that
// was written, as far as checkpoints reach.
type AuditReport struct {
	Store       string       `json:"store"`
	Key         string       `json:"key"` // that checkpoints are verified with
	Entries     uint64       `json:"entries"`
	Root        string       `json:"root"`        // of the tree over all of them
	Checkpoints uint64       `json:"checkpoints"` // that are kept
	Signed      uint64       `json:"signed"`      // entries that the last one has
	Outside     uint64       `json:"outside"`     // entries that the one beside the keys has; 0 if there is none
	Taken       uint64       `json:"taken"`       // checkpoints that were brought and fit
	Faults      []AuditFault `json:"faults"`
}

// OK reports whether nothing was found.
func (r AuditReport) OK() bool { return len(r.Faults) == 0 }

// AuditFault is one thing that is not as it was written.
type AuditFault struct {
	Code    string         `json:"code"`
	Number  uint64         `json:"number,omitempty"` // of the entry, or the size of the checkpoint
	Message bilingual.Text `json:"message"`
}

// mostFaults is how many entries are named that are not what was written.
const mostFaults = 10

// VerifyAudit reads the whole audit: every entry and its place in the chain, every
// hash of the tree, the signature of every checkpoint, and whether the audit goes on
// from each of them, from the one beside the keys and from those that somebody took
// away (taken, as Checkpoint gave them). It lists what it finds; the error says that
// it could not be done, that a file is no checkpoint of this directory, or that ctx
// ended. progress may be nil. Changes go on meanwhile.
func (s *Store) VerifyAudit(ctx context.Context, progress func(done, total int), taken ...[]byte) (AuditReport, error) {
	v := &verifying{ctx: ctx, progress: progress, report: AuditReport{Store: s.ID(), Key: s.AuditKey(), Faults: []AuditFault{}}}
	brought, err := v.bring(s, taken)
	if err != nil {
		return v.report, err
	}
	outside := v.lookOutside(s)
	err = s.View(func(t *Tx) error {
		kept := v.kept(t)
		r := v.read(t, slices.Concat(kept, outside, brought))
		v.judge(r, kept, "audit_kept", bilingual.Text{
			En: "the audit does not go on from a checkpoint that it keeps itself",
			Fr: "le journal d’audit ne prolonge pas un point de contrôle qu’il garde lui-même",
		})
		v.judge(r, outside, "audit_outside", bilingual.Text{
			En: "the audit does not go on from the checkpoint beside the keys: it was cut or rewritten, or is an older copy",
			Fr: "le journal d’audit ne prolonge pas le point de contrôle gardé avec les clés : il a été tronqué ou réécrit, ou c’est une copie antérieure",
		})
		v.report.Taken = uint64(len(brought)) - v.judge(r, brought, "audit_taken", bilingual.Text{
			En: "the audit does not go on from a checkpoint that was taken away: it was cut or rewritten, or is an older copy",
			Fr: "le journal d’audit ne prolonge pas un point de contrôle qui avait été emporté : il a été tronqué ou réécrit, ou c’est une copie antérieure",
		})
		return ctx.Err()
	})
	return v.report, err
}

type verifying struct {
	ctx      context.Context
	progress func(done, total int)
	report   AuditReport
	bad      int // entries
}

func (v *verifying) found(code string, number uint64, message bilingual.Text) {
	v.report.Faults = append(v.report.Faults, AuditFault{code, number, message})
}

// bring opens the checkpoints that somebody took away.
func (v *verifying) bring(s *Store, taken [][]byte) (all []audit.Checkpoint, err error) {
	for _, signed := range taken {
		c, err := s.opened(signed)
		if errors.Is(err, audit.ErrSignature) {
			v.found("audit_taken_signature", 0, bilingual.Text{
				En: "a checkpoint that was brought is not one that the key of this directory has signed: it was altered, or the key was replaced",
				Fr: "un point de contrôle apporté n’a pas été signé par la clé de ce répertoire : il a été altéré, ou la clé a été remplacée",
			})
			continue
		}
		if err != nil {
			return nil, problemNoCheckpoint(err)
		}
		all = append(all, c)
	}
	return all, nil
}

// lookOutside opens the checkpoint beside the keys, as it is now.
func (v *verifying) lookOutside(s *Store) []audit.Checkpoint {
	if s.identity.Schema < schemaOfTree {
		return nil
	}
	s.writing.Lock() // it is written after what it says
	signed, err := os.ReadFile(s.outside.path)
	s.writing.Unlock()
	if err != nil {
		return nil // the report says that there is none
	}
	c, err := s.opened(signed)
	if err != nil {
		v.found("audit_outside_signature", 0, bilingual.Text{
			En: "the checkpoint beside the keys is not one that the key of this directory has signed",
			Fr: "le point de contrôle gardé avec les clés n’a pas été signé par la clé de ce répertoire",
		})
		return nil
	}
	v.report.Outside = c.Size
	return []audit.Checkpoint{c}
}

// kept opens the checkpoints that are kept, each larger than the one before.
func (v *verifying) kept(t *Tx) (all []audit.Checkpoint) {
	v.report.Checkpoints, v.report.Signed = t.state.Checkpoints, t.state.Signed
	var last uint64
	for n := uint64(1); n <= t.state.Checkpoints && v.ctx.Err() == nil; n++ {
		signed, err := t.get(bucketCheckpoints, number(n))
		var c audit.Checkpoint
		if err == nil {
			c, err = t.store.opened(signed)
		}
		if err == nil && c.Size <= last {
			err = errMismatch
		}
		if err != nil {
			v.found("audit_checkpoint", n, bilingual.Textf(
				"checkpoint %d is missing or is not the one that was signed", "le point de contrôle %d manque ou n’est pas celui qui a été signé", n))
			continue
		}
		all, last = append(all, c), c.Size
	}
	if count, err := t.count(bucketCheckpoints); err != nil || count != t.state.Checkpoints || last != t.state.Signed && len(v.report.Faults) == 0 {
		v.found("audit_checkpoint", 0, bilingual.Text{
			En: "there are other checkpoints than were kept", Fr: "il y a d’autres points de contrôle que ceux qui ont été gardés",
		})
	}
	return all
}

// count is how many values a bucket has.
func (t *Tx) count(bucket string) (n uint64, err error) {
	err = guard(func() error {
		c := t.cursor(bucket)
		for key, _ := c.next(); key != nil; key, _ = c.next() {
			n++
		}
		return nil
	})
	return n, orDamaged(err)
}

// read goes through the entries with their hashes, held against checkpoints.
func (v *verifying) read(t *Tx, claims []audit.Checkpoint) *audit.Reading {
	r, head, planted := audit.Read(claims...), Hash{}, t.store.identity.Schema >= schemaOfTree
	for e, err := range t.scan(bucketAudit) {
		n := r.Edge().Size() + 1
		if err != nil {
			v.entry(n)
			break // what it says is lost, and so is the rest of the tree
		}
		_, wrong := parseEntry(e, n, head)
		head = hashEntry(e.plain)
		var kept []audit.Hash
		if planted {
			kept, err = t.hashes(n)
		}
		if hashes := r.Next(e.plain, kept); wrong != nil || planted && (err != nil || hashes != nil) {
			v.entry(n)
		}
		if v.progress != nil {
			v.progress(int(n), int(max(n, t.state.Audit)))
		}
		if v.ctx.Err() != nil {
			return r
		}
	}
	v.report.Entries, v.report.Root = r.Edge().Size(), r.Edge().Root().String()
	hashes, err := t.count(bucketTree)
	if v.report.Entries != t.state.Audit || head != t.state.Head || err != nil || planted && hashes != t.state.Audit {
		v.found("audit_entries", t.state.Audit, bilingual.Textf(
			"the last of %d entries is not the one that was written, or some are missing or too many",
			"la dernière des %d entrées n’est pas celle qui a été écrite, ou il en manque, ou il y en a trop", t.state.Audit))
	}
	return r
}

func (v *verifying) entry(n uint64) {
	if v.bad++; v.bad <= mostFaults {
		v.found("audit_entry", n, bilingual.Textf("entry %d is not the one that was written there", "l’entrée %d n’est pas celle qui avait été écrite à cet endroit", n))
	}
}

// judge notes the checkpoints of one source that the audit does not go on from, and
// gives their number.
func (v *verifying) judge(r *audit.Reading, source []audit.Checkpoint, code string, message bilingual.Text) (bad uint64) {
	if v.ctx.Err() != nil {
		return 0
	}
	for _, c := range source {
		if slices.Contains(r.Forked(), c) || slices.Contains(r.Ahead(), c) {
			v.found(code, c.Size, message)
			bad++
		}
	}
	return bad
}

// AuditQuery says which entries are wanted: those that have all that is given.
type AuditQuery struct {
	Actor   string    `json:"actor,omitempty"` // "ada" is account:ada and token:ada too
	Action  string    `json:"action,omitempty"`
	Subject string    `json:"subject,omitempty"` // the id of an organization
	Since   time.Time `json:"since,omitzero"`    // from this instant on
	Until   time.Time `json:"until,omitzero"`    // and before this one
	Before  uint64    `json:"before,omitempty"`  // entries before this number
	Last    int       `json:"last,omitempty"`    // no more than so many, the latest; 0 for all
}

func (q AuditQuery) wants(e AuditEntry) bool {
	return (q.Actor == "" || q.Actor == e.Actor || strings.HasSuffix(e.Actor, ":"+q.Actor)) && (q.Action == "" || q.Action == e.Action) &&
		!e.At.Before(q.Since) && (q.Until.IsZero() || e.At.Before(q.Until)) &&
		(q.Subject == "" || slices.ContainsFunc(e.Subjects, func(id data.ID) bool { return string(id) == q.Subject }))
}

// AuditList gives the entries that a query wants, the latest first.
func (s *Store) AuditList(q AuditQuery) ([]AuditEntry, error) {
	all := []AuditEntry{}
	err := s.View(func(t *Tx) error {
		from := t.state.Audit
		if q.Before > 0 {
			from = min(from, q.Before-1)
		}
		for n := from; n > 0 && (q.Last == 0 || len(all) < q.Last); n-- {
			e, _, err := t.auditEntry(n)
			if err != nil {
				return err
			}
			if q.wants(e) {
				all = append(all, e)
			}
		}
		return nil
	})
	return all, err
}

// ShownEntry is an audit entry with the proof that a checkpoint has it.
type ShownEntry struct {
	Entry AuditEntry `json:"entry"`
	// Content is the entry as it is hashed, to the byte.
	Content    []byte       `json:"content"`
	Checkpoint string       `json:"checkpoint,omitempty"` // the last one; "" if it is older than the entry
	Proof      []audit.Hash `json:"proof"`
}

// AuditShow gives the entry with a number; a Problem of kind NotFound if there is
// none.
func (s *Store) AuditShow(n uint64) (shown ShownEntry, err error) {
	err = s.View(func(t *Tx) (err error) {
		if n == 0 || n > t.state.Audit {
			return problemNoEntry()
		}
		if shown.Entry, shown.Content, err = t.auditEntry(n); err != nil || n > t.state.Signed {
			return err
		}
		signed, err := t.get(bucketCheckpoints, number(t.state.Checkpoints))
		if err != nil {
			return orDamaged(err)
		}
		shown.Checkpoint = string(signed)
		proof, err := audit.ProveEntry(t, t.state.Signed, n)
		shown.Proof = proof
		return err
	})
	return shown, err
}

// auditEntry reads one entry, which is known to be there.
func (t *Tx) auditEntry(n uint64) (AuditEntry, []byte, error) {
	plain, err := t.get(bucketAudit, number(n))
	if err != nil {
		return AuditEntry{}, nil, orDamaged(err)
	}
	e, err := readEntry(plain)
	if err == nil && e.Number != n {
		err = problemAudit()
	}
	return e, plain, err
}
