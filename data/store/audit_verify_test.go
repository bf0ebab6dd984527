package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/audit"
	"github.com/relais-directory/relais/data/bilingual"
)

// verified verifies the audit and expects no fault.
func verified(t testing.TB, s *Store, taken ...[]byte) AuditReport {
	t.Helper()
	report := verifies(t, s, taken...)
	for _, f := range report.Faults {
		t.Errorf("audit: %s %d: %s", f.Code, f.Number, f.Message.En)
	}
	return report
}

func verifies(t testing.TB, s *Store, taken ...[]byte) AuditReport {
	t.Helper()
	report, err := s.VerifyAudit(t.Context(), nil, taken...)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func codes(r AuditReport) (all []string) {
	for _, f := range r.Faults {
		all = append(all, f.Code)
	}
	return slices.Compact(all)
}

func reveal(t testing.TB, s *Store, times int) {
	t.Helper()
	for n := range times {
		if _, err := s.Reveal("ana", fmt.Sprint("warm transfer ", n), noon, id(1)); err != nil {
			t.Fatal(err)
		}
	}
}

func checkpointed(t testing.TB, s *Store) []byte {
	t.Helper()
	signed, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// unsynced lets a store append to its log without waiting for the disk.
func unsynced(s *Store) {
	s.appendFrame = func(l *log, frame []byte) error {
		_, err := l.file.WriteAt(frame, l.end)
		return err
	}
}

func TestAnAuditThatNobodyTouchedVerifies(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	if r := verified(t, s); r.Entries != 1 || r.Signed != 1 || r.Checkpoints != 1 {
		t.Errorf("a new store: got %+v", r)
	}
	apply(t, s, put(shelters(3, 1)...))
	taken := checkpointed(t, s)
	reveal(t, s, 5)
	if r := verified(t, s, taken); r.Entries != 7 || r.Signed != 3 || r.Outside != 3 || r.Taken != 1 {
		t.Errorf("with a log: got %+v", r)
	}
	again := checkpointed(t, s)
	if r := verified(t, s, taken, again); r.Signed != 7 || r.Outside != 7 || r.Taken != 2 {
		t.Errorf("on demand: got %+v", r)
	}
	if !bytes.Equal(again, checkpointed(t, s)) {
		t.Error("asked twice, it is another checkpoint")
	}
	reveal(t, s, 1)
	sound(t, s)
	for _, o := range []Options{{ReadOnly: true}, {}} {
		s := opening(t, h, o)
		if r := verified(t, s, taken, again); r.Entries != 8 || r.Signed != 8 || r.Outside != 8 {
			t.Errorf("closed and opened: got %+v", r)
		}
		if err := s.OlderCopy(); err != nil {
			t.Errorf("got %v", err)
		}
		sound(t, s)
	}
}

func TestTheLogHasACheckpointFromTimeToTime(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	unsynced(s)
	reveal(t, s, 2*checkpointEvery)
	r := verified(t, s)
	if r.Checkpoints != 4 || r.Signed < r.Entries-checkpointEvery || r.Outside != r.Signed {
		t.Errorf("got %+v", r)
	}
	if len(logsOf(t, h)) != 1 {
		t.Error("there is no log: this test has looked at nothing")
	}
	sound(t, s)
}

// TestAStoreThatWasKilledIsSignedWhenItIsOpened takes the files as a killed process
// leaves them: entries in the log that no checkpoint has; then a checkpoint in the
// pages that did not come outside.
func TestAStoreThatWasKilledIsSignedWhenItIsOpened(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	reveal(t, s, 3)
	killed := filepath.Join(t.TempDir(), "directory")
	if err := os.CopyFS(killed, os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(killed, File), 0o600); err != nil {
		t.Fatal(err)
	}
	behind := readFile(t, s.outside.path)
	taken := checkpointed(t, s)
	sound(t, s)

	after := home{dir: killed, keys: h.keys}
	read := opening(t, after, Options{ReadOnly: true})
	if r := verified(t, read); r.Entries != 5 || r.Signed != 3 {
		t.Errorf("who only reads: got %+v", r)
	}
	sound(t, read)
	s = after.open(t)
	if r := verified(t, s, taken); r.Signed != 5 || r.Outside != 5 {
		t.Errorf("who writes: got %+v", r)
	}
	sound(t, s)

	write(t, s.outside.path, behind)
	s = after.open(t)
	if r := verified(t, s, taken); r.Outside != 5 {
		t.Errorf("behind: got %+v", r)
	}
	sound(t, s)
}

func TestAnOlderCopyInItsPlaceIsTold(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	closing(t, s)
	older := readFile(t, h.file())
	s = h.open(t)
	reveal(t, s, 4)
	taken := checkpointed(t, s)
	sound(t, s)

	write(t, h.file(), older)
	for _, o := range []Options{{ReadOnly: true}, {}} {
		s = opening(t, h, o)
		wantProblem(t, s.OlderCopy(), bilingual.Damaged, "audit_rolled_back")
		if got := codes(verifies(t, s, taken)); !slices.Equal(got, []string{"audit_outside", "audit_taken"}) {
			t.Errorf("got %v", got)
		}
		sound(t, s) // in itself it is whole
	}

	// It goes on, and is told of until somebody says why.
	s = h.open(t)
	reveal(t, s, 9)
	_, err := s.Checkpoint()
	wantProblem(t, err, bilingual.Damaged, "audit_rolled_back")
	sound(t, s)
	s = h.open(t)
	wantProblem(t, s.OlderCopy(), bilingual.Damaged, "audit_forked")
	wantProblem(t, s.AcceptCopy("ana", " ", noon), bilingual.Invalid, "reason_required")
	if err := s.AcceptCopy("ana", "the disk died", noon); err != nil {
		t.Fatal(err)
	}
	if r := verified(t, s); r.Outside != r.Entries {
		t.Errorf("got %+v", r)
	}
	if got := codes(verifies(t, s, taken)); !slices.Equal(got, []string{"audit_taken"}) {
		t.Errorf("an auditor's own checkpoint: got %v", got)
	}
	wantProblem(t, s.AcceptCopy("ana", "again", noon), bilingual.Conflict, "audit_no_copy")
	sound(t, s)
	s = h.open(t)
	defer sound(t, s)
	if err := s.OlderCopy(); err != nil {
		t.Errorf("it was accepted and is told of: %v", err)
	}
	last := entries(t, s)[len(entries(t, s))-1]
	if last.Action != ActionRestore || last.Reason != "the disk died" {
		t.Errorf("got %+v", last)
	}
	if aside, err := filepath.Glob(filepath.Join(h.keys.Dir, "*.given-up")); err != nil || len(aside) != 1 || !bytes.Equal(readFile(t, aside[0]), taken) {
		t.Errorf("got %v, %v: the checkpoint was not kept", aside, err)
	}
}

// A store that is brought up to date again, after an older copy from before there
// were checkpoints was put back, is told of too.
func TestAnOlderCopyOfAnOlderSchemaIsTold(t *testing.T) {
	h := homeOfSchema(t, 3)
	older := readFile(t, h.file())
	s := h.open(t)
	apply(t, s, put(shelter(1, 7)))
	sound(t, s)
	write(t, h.file(), older)
	s = h.open(t)
	defer sound(t, s)
	wantProblem(t, s.OlderCopy(), bilingual.Damaged, "audit_rolled_back")
}

func TestACopyElsewhereGoesAWayOfItsOwn(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	closing(t, s)
	copied := home{dir: filepath.Join(t.TempDir(), "copy"), keys: h.keys}
	if err := os.CopyFS(copied.dir, os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(copied.file(), 0o600); err != nil {
		t.Fatal(err)
	}
	for n, one := range []home{h, copied, h, copied} {
		s := one.open(t)
		reveal(t, s, n+1)
		if err := s.OlderCopy(); err != nil {
			t.Errorf("opening %d: %v", n, err)
		}
		verified(t, s)
		sound(t, s)
	}
}

func TestACheckpointOutsideThatWasAlteredIsTold(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	path := s.outside.path
	closing(t, s)
	good := readFile(t, path)
	write(t, path, bytes.Replace(good, []byte("\n1\n"), []byte("\n0\n"), 1))
	s = h.open(t)
	wantProblem(t, s.OlderCopy(), bilingual.Damaged, "audit_outside")
	if got := codes(verifies(t, s)); !slices.Equal(got, []string{"audit_outside_signature"}) {
		t.Errorf("got %v", got)
	}
	sound(t, s)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s = h.open(t)
	defer sound(t, s)
	if r := verified(t, s); r.Outside != 1 || !bytes.Equal(readFile(t, path), good) {
		t.Errorf("got %+v", r)
	}
}

func TestWithoutItsKeyNothingIsSignedAndAllElseWorks(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	key := h.keys.auditing(s.ID())
	closing(t, s)
	good := readFile(t, key)
	other := newHome(t)
	o, err := Create(other.dir, other.keys, seeded(9), noon)
	if err != nil {
		t.Fatal(err)
	}
	closing(t, o)
	for n, bad := range [][]byte{nil, []byte("no key"), readFile(t, other.keys.auditing(o.ID()))} {
		if err := os.Remove(key); err != nil {
			t.Fatal(err)
		}
		if bad != nil {
			write(t, key, bad)
		}
		s := h.open(t)
		apply(t, s, put(shelter(1, 10+n)))
		_, err := s.Checkpoint()
		wantProblem(t, err, bilingual.Failed, "audit_unsigned")
		if r := verified(t, s); r.Signed != 1 || int(r.Entries) != 2+n {
			t.Errorf("got %+v", r)
		}
		sound(t, s)
		write(t, key, good)
	}
	s = h.open(t)
	defer sound(t, s)
	checkpointed(t, s)
	if r := verified(t, s); r.Signed != 4 || r.Outside != 4 {
		t.Errorf("got %+v", r)
	}
}

// Where the folder of the keys takes no files, changes are made all the same.
func TestACheckpointThatDoesNotComeOutsideIsSaid(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	s.outside.path = filepath.Join(t.TempDir(), "absent", "checkpoint")
	apply(t, s, put(shelter(1, 1)))
	_, err := s.Checkpoint()
	wantProblem(t, err, bilingual.Failed, "audit_not_outside")
	if r := verified(t, s); r.Outside != 0 || r.Signed != 2 {
		t.Errorf("got %+v", r)
	}
}

func TestWhatIsBroughtMustBeACheckpointOfThisStore(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	other, err := Create(newHome(t).dir, newHome(t).keys, seeded(7), noon)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, other)
	for _, b := range [][]byte{nil, []byte("hello"), checkpointed(t, other)} {
		_, err := s.VerifyAudit(t.Context(), nil, b)
		wantProblem(t, err, bilingual.Invalid, "checkpoint_unreadable")
	}
	forged, err := s.state.Load().edge.Checkpoint(s.ID()).Sign(other.auditKey)
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(verifies(t, s, forged)); !slices.Equal(got, []string{"audit_taken_signature"}) {
		t.Errorf("got %v", got)
	}
}

// insider is somebody with the store's own keys, who may write every file.
type insider struct {
	t       *testing.T
	s       *Store
	entries []AuditEntry
	before  []sealed // what the files hold of the audit
	outside []byte
}

// newInsider works on a store with some dozens of entries and checkpoints, and
// gives the checkpoint that an auditor has taken away.
func newInsider(t *testing.T) (i *insider, taken []byte) {
	s := newHome(t).create(t)
	s.db.NoSync = true
	unsynced(s)
	apply(t, s, put(shelters(3, 1)...))
	for range 5 {
		reveal(t, s, 6)
		checkpointed(t, s)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.settle(); err != nil {
		t.Fatal(err)
	}
	i = &insider{t: t, s: s, entries: entries(t, s)}
	i.outside = readFile(t, s.outside.path)
	for _, bucket := range []string{bucketState, bucketAudit, bucketTree, bucketCheckpoints} {
		i.before = append(i.before, i.raw(bucket)...)
	}
	return i, i.outside
}

func (i *insider) raw(bucket string) (all []sealed) {
	err := i.s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucket)).ForEach(func(key, value []byte) error {
			all = append(all, sealed{Bucket: bucket, Key: bytes.Clone(key), Value: bytes.Clone(value)})
			return nil
		})
	})
	if err != nil {
		i.t.Fatal(err)
	}
	return all
}

func (i *insider) put(puts []sealed) {
	if err := i.s.db.Update(func(tx *bbolt.Tx) error { return putAll(tx, puts) }); err != nil {
		i.t.Fatal(err)
	}
}

// back undoes all tampering.
func (i *insider) back() {
	for _, bucket := range []string{bucketAudit, bucketTree, bucketCheckpoints} {
		now := i.raw(bucket)
		for n := range now {
			now[n].Value = nil
		}
		i.put(now)
	}
	i.put(i.before)
	write(i.t, i.s.outside.path, i.outside)
}

// How far an insider goes to hide what was done to the entries.
const (
	chained   = iota // numbers, chain, tree and state made anew
	unsigned         // and all kept checkpoints taken away, and the one outside
	resigned         // and signed anew, with the key
	coverings        // how many ways there are
)

// rewrite puts other entries in the place of all.
func (i *insider) rewrite(all []AuditEntry, covering int) {
	i.back()
	w := i.s.writer()
	w.next.edge, w.next.Audit, w.next.Head = audit.Edge{}, 0, Hash{}
	for _, bucket := range []string{bucketAudit, bucketTree} {
		for _, one := range i.raw(bucket) {
			w.remove(one.Bucket, one.Key)
		}
	}
	for _, e := range all {
		w.next.Audit++
		e.Number, e.Prev = w.next.Audit, w.next.Head
		plain, err := json.Marshal(e)
		if err != nil {
			i.t.Fatal(err)
		}
		w.next.Head = hashEntry(plain)
		if err := w.grow(e.Number, plain); err != nil {
			i.t.Fatal(err)
		}
		i.must(w.putBytes(bucketAudit, number(e.Number), plain))
	}
	if covering >= unsigned {
		for _, one := range i.raw(bucketCheckpoints) {
			w.remove(one.Bucket, one.Key)
		}
		w.next.Checkpoints, w.next.Signed = 0, 0
		i.must(os.Remove(i.s.outside.path))
	}
	if covering == resigned {
		i.must(w.checkpoint())
		write(i.t, i.s.outside.path, w.signed)
	}
	i.must(w.finish())
	i.put(w.puts)
}

func (i *insider) must(err error) {
	i.t.Helper()
	if err != nil {
		i.t.Fatal(err)
	}
}

// alterations are what is done to the entries; each alters something.
var alterations = map[string]func([]AuditEntry, *rand.Rand) []AuditEntry{
	"edit": func(all []AuditEntry, r *rand.Rand) []AuditEntry {
		all[r.IntN(len(all))].Actor = "nobody"
		return all
	},
	"drop": func(all []AuditEntry, r *rand.Rand) []AuditEntry {
		n := r.IntN(len(all))
		return slices.Delete(all, n, n+1)
	},
	"cut": func(all []AuditEntry, r *rand.Rand) []AuditEntry { return all[:r.IntN(len(all))] },
	"swap": func(all []AuditEntry, r *rand.Rand) []AuditEntry {
		n := r.IntN(len(all) - 1)
		all[n], all[n+1] = all[n+1], all[n]
		return all
	},
	"double": func(all []AuditEntry, r *rand.Rand) []AuditEntry {
		n := r.IntN(len(all) - 1)
		return slices.Insert(all, n, all[n])
	},
	"insert": func(all []AuditEntry, r *rand.Rand) []AuditEntry {
		return slices.Insert(all, r.IntN(len(all)), AuditEntry{Action: ActionReveal, Actor: "somebody", At: noon})
	},
}

func auditSeed(t *testing.T) *rand.Rand {
	n, err := strconv.ParseUint(os.Getenv("RELAIS_AUDIT_SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("RELAIS_AUDIT_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 0))
}

// TestAnInsiderIsFoundAThousandTimes rewrites the audit with the store's own keys,
// and hides it as well as such a person could. What an auditor has taken away finds
// all of it; the checkpoints that are kept find what was not signed anew.
func TestAnInsiderIsFoundAThousandTimes(t *testing.T) {
	i, taken := newInsider(t)
	defer func() { i.back(); sound(t, i.s) }()
	random := auditSeed(t)
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range alterations {
			if !yield(name) {
				return
			}
		}
	})
	i.back()
	verified(t, i.s, taken)
	for n := range 1000 {
		name, covering := names[random.IntN(len(names))], random.IntN(coverings)
		i.rewrite(alterations[name](slices.Clone(i.entries), random), covering)
		if got := codes(verifies(t, i.s, taken)); !slices.Contains(got, "audit_taken") {
			t.Fatalf("%d: a %s, covering %d: an auditor does not find it: %v", n, name, covering, got)
		}
		if alone := verifies(t, i.s); covering == chained && alone.OK() {
			t.Fatalf("%d: a %s, covering %d: the kept checkpoints do not find it", n, name, covering)
		}
	}
}

// TestEveryAlteredValueIsFound alters one value with the store's own key, or without
// it, and leaves the others.
func TestEveryAlteredValueIsFound(t *testing.T) {
	i, _ := newInsider(t)
	defer func() { i.back(); sound(t, i.s) }()
	random := auditSeed(t)
	for n := range 1000 {
		i.back()
		pool := slices.DeleteFunc(slices.Clone(i.before), func(one sealed) bool { return one.Bucket == bucketState })
		one := pool[random.IntN(len(pool))]
		plain, err := i.s.box.open(one.Bucket, one.Key, one.Value)
		i.must(err)
		how := []string{"dropped", "flipped", "edited", "shortened", "doubled"}[random.IntN(5)]
		value, key := bytes.Clone(one.Value), one.Key
		at := random.IntN(len(plain))
		switch how {
		case "dropped":
			value = nil
		case "flipped":
			value[random.IntN(len(value))] ^= 1
		case "edited":
			plain[at] ^= byte(1 + random.IntN(255))
			value, err = i.s.box.seal(one.Bucket, key, 1, plain)
		case "shortened":
			value, err = i.s.box.seal(one.Bucket, key, 1, plain[:at])
		case "doubled":
			key = number(uint64(100 + random.IntN(9)))
			value, err = i.s.box.seal(one.Bucket, key, 1, plain)
		}
		i.must(err)
		i.put([]sealed{{Bucket: one.Bucket, Key: key, Value: value}})
		if verifies(t, i.s).OK() {
			t.Fatalf("%d: a value of %s was %s, and it was not found", n, one.Bucket, how)
		}
	}
}

func TestSwappedCheckpointsAreFound(t *testing.T) {
	i, _ := newInsider(t)
	defer func() { i.back(); sound(t, i.s) }()
	all := i.raw(bucketCheckpoints)
	for n := range len(all) - 1 {
		i.back()
		one, err := i.s.box.open(bucketCheckpoints, all[n].Key, all[n].Value)
		i.must(err)
		two, err := i.s.box.open(bucketCheckpoints, all[n+1].Key, all[n+1].Value)
		i.must(err)
		sign := func(b []byte) []byte { return b[bytes.LastIndex(b, []byte("\n\n")):] }
		text := func(b []byte) []byte { return bytes.Clone(b[:bytes.LastIndex(b, []byte("\n\n"))]) }
		for _, pair := range [][2][]byte{{two, one}, {append(text(one), sign(two)...), two}} {
			a, err := i.s.box.seal(bucketCheckpoints, all[n].Key, 1, pair[0])
			i.must(err)
			b, err := i.s.box.seal(bucketCheckpoints, all[n+1].Key, 1, pair[1])
			i.must(err)
			i.put([]sealed{{Bucket: bucketCheckpoints, Key: all[n].Key, Value: a}, {Bucket: bucketCheckpoints, Key: all[n+1].Key, Value: b}})
			if verifies(t, i.s).OK() {
				t.Errorf("checkpoint %d: not found", n+1)
			}
		}
	}
}

// An account is found by its name as people say it, and days as the entries say them.
func TestAuditListByWhomAndWhen(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelters(3, 1)...))
	day := func(n int) time.Time { return time.Date(2027, 3, n, 12, 0, 0, 0, time.UTC) }
	for n, actor := range []string{"account:ana", "token:ana", "ana", "account:joana"} {
		if _, err := s.Reveal(actor, "a reason", day(n+1), id(2)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		q    AuditQuery
		want []uint64
	}{
		{AuditQuery{Actor: "ana"}, []uint64{5, 4, 3}},
		{AuditQuery{Actor: "token:ana"}, []uint64{4}},
		{AuditQuery{Since: day(2)}, []uint64{6, 5, 4}},
		{AuditQuery{Since: day(2), Until: day(4)}, []uint64{5, 4}},
		{AuditQuery{Actor: "ana", Since: day(2), Last: 1}, []uint64{5}},
		{AuditQuery{Since: day(9)}, nil},
	} {
		all, err := s.AuditList(c.q)
		var got []uint64
		for _, e := range all {
			got = append(got, e.Number)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, want %v, %v", c.q, got, c.want, err)
		}
	}
}

func TestAuditListAndShow(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelters(3, 1)...))
	reveal(t, s, 4)
	for _, c := range []struct {
		q    AuditQuery
		want []uint64
	}{
		{AuditQuery{}, []uint64{6, 5, 4, 3, 2, 1}},
		{AuditQuery{Last: 2}, []uint64{6, 5}},
		{AuditQuery{Last: 2, Before: 5}, []uint64{4, 3}},
		{AuditQuery{Before: 900, Last: 1}, []uint64{6}},
		{AuditQuery{Actor: "marie"}, []uint64{2}},
		{AuditQuery{Action: ActionReveal, Last: 1}, []uint64{6}},
		{AuditQuery{Subject: string(id(2))}, []uint64{2}},
		{AuditQuery{Actor: "nobody"}, nil},
	} {
		all, err := s.AuditList(c.q)
		if err != nil {
			t.Fatal(err)
		}
		var got []uint64
		for _, e := range all {
			got = append(got, e.Number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, want %v", c.q, got, c.want)
		}
	}
	for _, n := range []uint64{0, 7} {
		_, err := s.AuditShow(n)
		wantProblem(t, err, bilingual.NotFound, "audit_entry_absent")
	}
	if shown, err := s.AuditShow(6); err != nil || shown.Checkpoint != "" || shown.Entry.Number != 6 {
		t.Errorf("an entry that no checkpoint has: got %+v, %v", shown, err)
	}
	checkpointed(t, s)
	for n := range uint64(6) {
		shown, err := s.AuditShow(n + 1)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.opened([]byte(shown.Checkpoint))
		if err != nil {
			t.Fatal(err)
		}
		if err := audit.CheckEntry(c, n+1, shown.Content, audit.Proof(shown.Proof)); err != nil {
			t.Error(err)
		}
	}
}

// mayHold are the fields of an audit entry, and why each says nothing of a caller.
var mayHold = map[string]string{
	"number":   "the place in the audit",
	"at":       "when a member of staff did something",
	"actor":    "the account of a member of staff",
	"action":   "one of the program's own words",
	"reason":   "what staff say of their work; the console gives a choice, and the command asks to say nothing of the caller",
	"subjects": "ids of organizations",
	"change":   "a number",
	"added":    "a count of records",
	"changed":  "a count of records",
	"deleted":  "a count of records",
	"salt":     "drawn at random",
	"prev":     "a hash of the entry before",
}

// TestAnAuditEntryHasNoFieldForACaller fails when an entry gets a field that nobody
// has thought about, and when one is stored that the program does not know.
func TestAnAuditEntryHasNoFieldForACaller(t *testing.T) {
	for f := range reflect.TypeFor[AuditEntry]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if mayHold[name] == "" {
			t.Errorf("an entry has %s (%s): say here why it tells nothing of a caller", f.Name, name)
		}
		if k := f.Type.Kind(); k == reflect.Map || k == reflect.Interface {
			t.Errorf("%s takes anything", f.Name)
		}
	}
	if _, err := readEntry([]byte(`{"number":1,"caller":"x"}`)); err == nil {
		t.Error("an entry with another field was read")
	}
}

// many is a store with so many entries.
func many(t testing.TB, count int) *Store {
	s := newHome(t).create(t)
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.update(func(w *writer) error {
		for n := 1; n < count; n++ {
			if _, err := w.audit(AuditEntry{At: noon, Actor: "ana", Action: ActionReveal, Reason: "warm transfer", Subjects: []data.ID{id(n % 900)}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// BenchmarkVerifyAudit verifies 100,000 entries.
func BenchmarkVerifyAudit(b *testing.B) {
	s := many(b, 100_000)
	defer closing(b, s)
	for b.Loop() {
		if r := verified(b, s); r.Entries != 100_000 {
			b.Fatalf("got %+v", r)
		}
	}
}
