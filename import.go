package relais

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/ingest"
)

// ImportFile is a file that somebody wants to bring into the directory.
type ImportFile struct {
	Name    string // as its sender calls it
	Content []byte
	// Source names where it comes from and stands in for the mapping's own name
	// where it is not "".
	Source   string
	Mapping  []byte // TOML, for tables; nil for the one that is remembered for Source, or headings that need none
	Progress Progress
}

// ImportState says how far an import has come.
type ImportState string

// The states of an import.
const (
	ImportPlanned ImportState = "planned" // nothing has been changed
	ImportApplied ImportState = "applied"
	ImportUndone  ImportState = "undone"
)

// Act is who did something to an import or decided over a proposal, when and why.
type Act struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// ImportBrief is an import in short: what a list shows.
type ImportBrief struct {
	ID         data.ID        `json:"id"` // "" for a plan that was not kept
	File       string         `json:"file"`
	Hash       string         `json:"hash"` // SHA-256 of the file, in hex
	Source     string         `json:"source"`
	Format     string         `json:"format"`
	By         []string       `json:"by"` // who planned it, and decided its pairs
	At         time.Time      `json:"at"`
	Generation uint64         `json:"generation"` // of the directory that it was planned on
	Rows       int            `json:"rows"`
	Added      int            `json:"added"` // records, like the three below
	Changed    int            `json:"changed"`
	Unchanged  int            `json:"unchanged"`
	Waiting    int            `json:"waiting"`  // for a second person
	Rejected   int            `json:"rejected"` // rows
	Pairs      int            `json:"pairs"`    // to be decided
	Alarms     []ingest.Alarm `json:"alarms"`
	State      ImportState    `json:"state"`
	Applied    *Act           `json:"applied,omitempty"`
	Undone     *Act           `json:"undone,omitempty"`
	Spent      bool           `json:"spent,omitempty"` // its file and records are kept no longer
}

// Import is what a file would change, or has changed.
type Import struct {
	ImportBrief
	Report  ingest.Report    `json:"report"`
	Changes ingest.ChangeSet `json:"changes"` // a kept one is read without its records
	// Decided says, by their ids, which pairs somebody called the same (true) or
	// different.
	Decided map[string]bool `json:"decided"`

	had *existing // what it was compared with, until it is kept
}

// PlanImport reads a file of any format, compares it with the directory and keeps
// the plan, sealed, under an id. Nothing in the directory is changed, and that
// somebody has looked is audited. The error is for a file that cannot be read at
// all; bad rows are in the report.
func (e *Engine) PlanImport(f ImportFile, actor string, at time.Time) (*Import, error) {
	given := len(f.Mapping) > 0
	f, err := e.mapped(f)
	if err != nil {
		return nil, err
	}
	i, err := e.planImport(f, []string{actor}, at, map[string]bool{})
	if err != nil {
		return nil, err
	}
	if !given {
		i.sayMapping(f)
	}
	if i.ID, err = data.NewID(e.random); err != nil {
		return nil, err
	}
	if err := e.keepImport(i, f, actor); err != nil || !given {
		return i, err
	}
	return i, e.RememberMapping(i.Source, f.Mapping)
}

// LookAtImport is PlanImport that keeps nothing but the audit entry: it gives a plan
// without an id.
func (e *Engine) LookAtImport(f ImportFile, actor string, at time.Time) (*Import, error) {
	given := len(f.Mapping) > 0
	f, err := e.mapped(f)
	if err != nil {
		return nil, err
	}
	i, err := e.planImport(f, []string{actor}, at, map[string]bool{})
	if err != nil {
		return nil, err
	}
	if !given {
		i.sayMapping(f)
	}
	if err := e.recordLook(look{action: actionLook, actor: actor, at: at, rows: i.Rows, told: i.told()}); err != nil {
		return nil, err
	}
	return i, nil
}

// planImport plans a file with what somebody has decided of its pairs.
func (e *Engine) planImport(f ImportFile, by []string, at time.Time, decided map[string]bool) (*Import, error) {
	mapping, err := mappingOf(f.Mapping)
	if err != nil {
		return nil, err
	}
	had, err := e.existing()
	if err != nil {
		return nil, err
	}
	i, err := e.compareImport(f, mapping, had, at)
	if err != nil {
		return nil, err
	}
	if same := had.decide(i.Changes.Pairs, decided); same {
		if i, err = e.compareImport(f, mapping, had, at); err != nil {
			return nil, err
		}
	}
	i.By, i.At, i.Decided, i.had = by, at.UTC(), decided, had
	i.Pairs = len(slices.DeleteFunc(slices.Clone(i.Changes.Pairs), func(p ingest.Pair) bool { _, ok := decided[p.ID]; return ok }))
	return i, nil
}

func mappingOf(raw []byte) (*ingest.Mapping, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	return ingest.ParseMapping(raw)
}

func (e *Engine) compareImport(f ImportFile, m *ingest.Mapping, had *existing, at time.Time) (*Import, error) {
	records, report, err := ingest.Read(bytes.NewReader(f.Content), m, ingest.Env{
		Gazetteer: e.gazetteer, Terms: e.terms, Existing: had,
		Random: e.random, Today: hours.DateOf(at), Source: f.Source, Same: had.same, Progress: f.Progress,
	})
	if err != nil {
		return nil, err
	}
	c := ingest.PlanTold(records, had, f.Progress)
	if had.bad != nil {
		return nil, had.bad
	}
	c.Rejected = report.Rejected
	hash := sha256.Sum256(f.Content)
	return &Import{Report: report, Changes: c, ImportBrief: ImportBrief{
		File: f.Name, Hash: hex.EncodeToString(hash[:]), Source: report.Source, Format: report.Format,
		Generation: had.generation, Rows: report.Rows,
		Added: c.Added, Changed: c.Changed, Unchanged: c.Unchanged, Waiting: len(c.Proposals), Rejected: c.Rejected,
		Alarms: append(slices.Clone(report.Alarms), c.Alarms...), State: ImportPlanned,
	}}, nil
}

// DecidePair records whether a new record of a plan is the one of the directory, or of
// another row, that it is like, and plans the file again with that. The plan keeps its id, and
// is now actor's too. Whoever looks at it next sees what has changed.
func (e *Engine) DecidePair(id data.ID, pair string, same bool, actor string, at time.Time) (*Import, error) {
	kept, err := e.Import(id)
	if err != nil {
		return nil, err
	}
	if kept.State != ImportPlanned {
		return nil, problemImportDone()
	}
	known := slices.ContainsFunc(kept.Changes.Pairs, func(p ingest.Pair) bool { return p.ID == pair })
	if _, before := kept.Decided[pair]; !known && !before {
		return nil, problemNoPair()
	}
	f, err := e.fileOf(kept)
	if err != nil {
		return nil, err
	}
	kept.Decided[pair] = same
	i, err := e.planImport(f, with(kept.By, actor), at, kept.Decided)
	if err != nil {
		return nil, err
	}
	i.ID = id
	if slices.ContainsFunc(kept.Report.Issues, func(n ingest.Issue) bool { return n.Code == codeRemembered }) {
		i.sayMapping(f)
	}
	return i, e.keepImport(i, f, actor)
}

func problemImportDone() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "import_done",
		Message: bilingual.Text{En: "this import has been applied already", Fr: "cette importation a déjà été appliquée"},
		Hint:    bilingual.Text{En: "nothing was changed; plan the file again to change more", Fr: "rien n’a été modifié; préparez de nouveau le fichier pour modifier autre chose"},
	}
}

func problemNoPair() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "pair_unknown",
		Message: bilingual.Text{En: "this plan has no such pair to decide", Fr: "ce plan n’a pas cette paire à trancher"},
		Hint:    bilingual.Text{En: "look at its pairs: relais import show ID", Fr: "voyez ses paires : relais import show ID"},
	}
}
