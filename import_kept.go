package relais

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// The papers of an import: a line for lists, what it would change, the records
// themselves, and the sender's file.
const (
	paperImport  = "import/"
	paperPlan    = "plan/"
	paperRecords = "records/"
	paperFile    = "file/"
)

// planRules numbers the rules by which plans are made and kept: what may be shown, how
// records are written. It goes up with each change of them, so that no plan is applied
// by other rules than it was looked at under.
const planRules = 2

// keptBrief is the paper with the line for lists.
type keptBrief struct {
	ImportBrief
	Rules int `json:"rules"`
}

// keptPlan is the paper with what an import would change.
type keptPlan struct {
	Report  ingest.Report
	Changes ingest.ChangeSet
	Decided map[string]bool
	Mapping []byte
	Source  string // as it was asked for
}

// keptRecord is one record that an import touches, encoded.
type keptRecord struct {
	ID   data.ID
	Had  []byte // in the directory when it was planned; nil for none
	Put  []byte // as the import leaves it; nil if it leaves it alone
	Want []byte // as the file has it, where that waits for a second person
}

// wanted is the record as the file has it.
func (k keptRecord) wanted() []byte {
	if k.Want != nil {
		return k.Want
	}
	return k.Put
}

// Imports lists all imports, the newest first.
func (e *Engine) Imports() ([]ImportBrief, error) {
	all := []ImportBrief{}
	err := e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.Papers(paperImport) {
			if err != nil {
				return err
			}
			var b ImportBrief
			if err := json.Unmarshal(p.Content, &b); err != nil {
				return fmt.Errorf("read an import: %w", err)
			}
			all = append(all, b)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b ImportBrief) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Generation, a.Generation)) })
	return all, err
}

// Import gives one import as it was planned, without its records.
func (e *Engine) Import(id data.ID) (*Import, error) {
	i := &Import{}
	var plan keptPlan
	err := e.store.View(func(tx *store.Tx) error {
		if err := readPaper(tx, paperImport, id, &i.ImportBrief); err != nil {
			return err
		}
		return readPaper(tx, paperPlan, id, &plan)
	})
	if err != nil {
		return nil, err
	}
	i.Report, i.Changes, i.Decided = plan.Report, plan.Changes, plan.Decided
	if i.Decided == nil {
		i.Decided = map[string]bool{}
	}
	return i, nil
}

// readPaper reads a paper of an import; that there is none says that there is no
// such import.
func readPaper(tx *store.Tx, kind string, id data.ID, v any) error {
	content, ok, err := tx.Paper(kind + string(id))
	if err != nil {
		return err
	}
	if !ok {
		return problemNoImport()
	}
	if kind != paperImport {
		if content, err = io.ReadAll(flate.NewReader(bytes.NewReader(content))); err != nil {
			return fmt.Errorf("read an import: %w", err)
		}
	}
	return json.Unmarshal(content, v)
}

// keepImport keeps a plan, its records and its file, and audits that actor has
// looked at it.
func (e *Engine) keepImport(i *Import, f ImportFile, actor string) error {
	papers, err := importPapers(i, f)
	if err != nil {
		return err
	}
	i.Changes.Put, i.had = nil, nil // they are in the papers by now, and may be many
	old, err := e.outdated(i.At)
	if err != nil {
		return err
	}
	return e.recordLook(look{
		action: actionPlan, actor: actor, at: i.At, rows: i.Rows, told: i.told(), papers: append(papers, old...),
	})
}

// planFor is how long a plan is kept that nobody applies.
const planFor = 30 * 24 * time.Hour

// outdated takes away what has served its time: plans that nobody applied, and
// the file and records of imports that cannot be undone any more. That there was
// such an import, and what it changed, stays.
func (e *Engine) outdated(now time.Time) (gone []store.Paper, err error) {
	all, err := e.Imports()
	for _, i := range all {
		switch {
		case i.State == ImportPlanned && now.Sub(i.At) > planFor:
			gone = append(gone, store.Paper{Name: paperImport + string(i.ID)}, store.Paper{Name: paperPlan + string(i.ID)})
		case i.State == ImportPlanned || i.Spent || i.Applied == nil || now.Sub(i.Applied.At) <= UndoFor:
			continue
		default:
			i.Spent = true
			brief, err := briefPaper(i)
			if err != nil {
				return nil, err
			}
			gone = append(gone, brief)
		}
		gone = append(gone, store.Paper{Name: paperRecords + string(i.ID)}, store.Paper{Name: paperFile + string(i.ID)})
	}
	return gone, err
}

func importPapers(i *Import, f ImportFile) ([]store.Paper, error) {
	brief, err := briefPaper(i.ImportBrief)
	if err != nil {
		return nil, err
	}
	plan, err := json.Marshal(keptPlan{i.Report, i.Changes, i.Decided, f.Mapping, f.Source})
	if err != nil {
		return nil, err
	}
	id := string(i.ID)
	papers := []store.Paper{brief, {Name: paperPlan + id}, {Name: paperRecords + id}, {Name: paperFile + id}}
	for n, write := range []func(io.Writer) error{
		func(w io.Writer) error { _, err := w.Write(plan); return err },
		func(w io.Writer) error { return i.writeRecords(w, f.Progress) },
		func(w io.Writer) error { _, err := w.Write(f.Content); return err },
	} {
		if papers[n+1].Content, err = deflated(write); err != nil {
			return nil, fmt.Errorf("keep an import: %w", err)
		}
	}
	return papers, nil
}

func briefPaper(b ImportBrief) (store.Paper, error) {
	content, err := json.Marshal(keptBrief{b, planRules})
	return store.Paper{Name: paperImport + string(b.ID), Content: content}, err
}

// deflated is what write writes, made smaller. It is sealed as one value, whose
// length tells no more than about how much there is.
func deflated(write func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := write(w); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// writeRecords writes the records that a plan touches, in the order of their ids,
// with what the directory had. Each is encoded when its turn comes.
func (i *Import) writeRecords(w io.Writer, progress Progress) error {
	put, want, ids := map[data.ID]*record.Record{}, map[data.ID]*record.Record{}, map[data.ID]bool{}
	for _, r := range i.Changes.Put {
		put[r.ID()], ids[r.ID()] = r, true
	}
	for _, p := range i.Changes.Proposals {
		want[p.Record], ids[p.Record] = p.Want, true
	}
	out := gob.NewEncoder(w)
	for n, id := range slices.Sorted(maps.Keys(ids)) {
		progress.tell(ingest.Write, n, len(ids))
		k, err := keep(id, i.had.records[id], put[id], want[id])
		if err == nil {
			err = out.Encode(k)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keep encodes what there is of a record beside what the directory had; nil stays
// nil.
func keep(id data.ID, had []byte, put, want *record.Record) (k keptRecord, err error) {
	k.ID, k.Had = id, had
	for _, one := range []struct {
		to *[]byte
		of *record.Record
	}{{&k.Put, put}, {&k.Want, want}} {
		if one.of == nil {
			continue
		}
		if *one.to, err = record.Encode(one.of); err != nil {
			return k, err
		}
	}
	return k, nil
}

// encodedRecord is a record of the directory, encoded; nil if there is none.
func encodedRecord(tx *store.Tx, id data.ID) ([]byte, error) {
	r, err := tx.Record(id)
	if bilingual.KindOf(err) == bilingual.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return record.Encode(r)
}

// keptRecords are the records of a kept plan, as its paper has them: many, so that
// they are read one after another.
type keptRecords []byte

// recordsOf gives back the records of a kept plan.
func recordsOf(tx *store.Tx, id data.ID) (keptRecords, error) {
	content, ok, err := tx.Paper(paperRecords + string(id))
	if err == nil && !ok {
		err = problemNoImport()
	}
	return content, err
}

// all gives them in the order of their ids. After an error it ends.
func (packed keptRecords) all() iter.Seq2[keptRecord, error] {
	return func(yield func(keptRecord, error) bool) {
		in := gob.NewDecoder(flate.NewReader(bytes.NewReader(packed)))
		for len(packed) > 0 {
			var k keptRecord
			err := in.Decode(&k)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				err = fmt.Errorf("read the records of an import: %w", err)
			}
			if !yield(k, err) || err != nil {
				return
			}
		}
	}
}

// put gives those that the import leaves behind.
func (packed keptRecords) put() iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		for k, err := range packed.all() {
			var r *record.Record
			if err == nil && k.Put != nil {
				r, err = record.Decode(k.Put)
			}
			if (r != nil || err != nil) && !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// fileOf gives back the file of a kept import, as it was read.
func (e *Engine) fileOf(i *Import) (f ImportFile, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		var plan keptPlan
		if err := readPaper(tx, paperPlan, i.ID, &plan); err != nil {
			return err
		}
		packed, ok, err := tx.Paper(paperFile + string(i.ID))
		if err != nil {
			return err
		}
		if !ok {
			return problemFileGone()
		}
		f = ImportFile{Name: i.File, Source: plan.Source, Mapping: plan.Mapping}
		f.Content, err = io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
		return err
	})
	return f, err
}

// with gives names and some more, each once.
func with(names []string, more ...string) []string {
	all := slices.Clone(names)
	for _, name := range more {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

func problemNoImport() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "import_unknown",
		Message: bilingual.Text{En: "there is no import with this id", Fr: "aucune importation ne porte cet identifiant"},
		Hint:    bilingual.Text{En: "list them with: relais import list", Fr: "affichez-les avec : relais import list"},
	}
}

func problemOtherRules() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "import_other_version",
		Message: bilingual.Text{En: "this plan was made by another version of the program", Fr: "ce plan a été préparé par une autre version du logiciel"},
		Hint: bilingual.Text{
			En: "nothing was changed; plan the file again, and look at what it would change: relais import plan FILE",
			Fr: "rien n’a été modifié; préparez de nouveau le fichier et regardez ce qu’il changerait : relais import plan FICHIER",
		},
	}
}

func problemFileGone() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "import_file_gone",
		Message: bilingual.Text{En: "the file of this import is not kept any more", Fr: "le fichier de cette importation n’est plus gardé"},
		Hint:    bilingual.Text{En: "it is kept for as long as the import can be undone; ask its sender", Fr: "il l’est tant que l’importation peut être annulée; demandez-le à qui l’a envoyé"},
	}
}
