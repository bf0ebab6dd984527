package upkeep

import (
	"bytes"
	"cmp"
	"net/http"
	"reflect"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/ingest"
)

// PlanPattern takes bodies that hold a file: of ingest.MaxBytes, in base64, with
// the JSON around it.
const (
	PlanPattern = "POST /v1/staff/imports"
	LargestFile = ingest.MaxBytes/3*4 + 64<<10
)

// slow is how long a file may take to come, and its plan to be made.
const slow = 5 * time.Minute

// File is a file to plan an import of.
type File struct {
	File    string `json:"file" doc:"Its name"`
	Source  string `json:"source,omitempty" doc:"The name of where it comes from; that of the mapping by itself"`
	Mapping []byte `json:"mapping,omitempty" doc:"TOML, in base64, for a table whose headings need it"`
	Content []byte `json:"content" doc:"The file, in base64"`
}

// Pairing says whether two records of a plan are one.
type Pairing struct {
	Pair string `json:"pair"`
	Same bool   `json:"same"`
}

// Applying asks for a plan to be applied.
type Applying struct {
	SkipBad bool   `json:"skip_bad,omitempty" doc:"Leave out the rows that were rejected"`
	Reason  string `json:"reason,omitempty"`
}

// Undoing asks for an import to be undone.
type Undoing struct {
	Newer  relais.Newer `json:"newer,omitempty" doc:"What becomes of records edited since: nothing is undone, unless keep leaves them or force loses the edits"`
	Reason string       `json:"reason,omitempty"`
}

// Imports are all imports, the latest first.
type Imports struct {
	Imports []relais.ImportBrief `json:"imports"`
}

func (u *Upkeep) imports() []serve.Operation {
	view := reflect.TypeFor[map[string]any]()
	done := reflect.TypeFor[relais.ImportDone]()
	return []serve.Operation{
		{
			Pattern: "GET /v1/staff/imports", ID: "imports", Summary: "List the imports, the latest first",
			Answer: reflect.TypeFor[Imports](), Errors: reading,
			Handle: act(func(*http.Request) (any, error) {
				all, err := u.Engine.Imports()
				return Imports{all}, err
			}),
		}, {
			Pattern: PlanPattern, ID: "planImport", Summary: "Say what a file would change, and keep the plan",
			Detail: "As relais import plan --diff --json prints it. Nothing is changed.",
			Body:   reflect.TypeFor[File](), Answer: view, Errors: append(changing, http.StatusRequestEntityTooLarge),
			Handle: u.plan,
		}, {
			Pattern: "GET /v1/staff/imports/{id}", ID: "import", Summary: "Look at a plan again", Params: idParam, Answer: view, Errors: reading,
			Handle: act(func(r *http.Request) (any, error) { return viewed(u.Engine.Import(id(r))) }),
		}, {
			Pattern: "POST /v1/staff/imports/{id}/decide", ID: "decidePair", Summary: "Say whether two records of a plan are one", Params: idParam,
			Body: reflect.TypeFor[Pairing](), Answer: view, Errors: changing,
			Handle: told(func(r *http.Request, p Pairing) (any, error) {
				return viewed(u.Engine.DecidePair(id(r), p.Pair, p.Same, u.Actor(r), u.Now()))
			}),
		}, {
			Pattern: "POST /v1/staff/imports/{id}/apply", ID: "applyImport", Summary: "Apply a plan: all of it or nothing", Params: idParam,
			Detail: "What it would show more widely than before waits for a second person.",
			Body:   reflect.TypeFor[Applying](), Answer: done, Errors: changing, Handle: told(u.apply),
		}, {
			Pattern: "POST /v1/staff/imports/{id}/undo", ID: "undoImport", Summary: "Put back what was there before an import", Params: idParam,
			Body: reflect.TypeFor[Undoing](), Answer: done, Errors: changing, Handle: told(u.undo),
		}, {
			Pattern: "POST /v1/staff/imports/{id}/errors", ID: "importErrors", Summary: "The rows that were rejected, in their own format, to be mended", Params: idParam,
			Answer: reflect.TypeFor[string](), Media: "application/octet-stream", Errors: reading, Handle: u.errors,
		},
	}
}

// plan reads a file, which takes longer than other requests may.
func (u *Upkeep) plan(w http.ResponseWriter, r *http.Request) error {
	c, until := http.NewResponseController(w), time.Now().Add(slow)
	_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until) // where there is no connection, there is none to end
	return told(func(r *http.Request, f File) (any, error) {
		return viewed(u.Engine.PlanImport(relais.ImportFile{Name: f.File, Content: f.Content, Source: f.Source, Mapping: f.Mapping}, u.Actor(r), u.Now()))
	})(w, r)
}

func (u *Upkeep) apply(r *http.Request, o Applying) (any, error) {
	brief, err := u.Engine.Import(id(r))
	if err != nil {
		return nil, err
	}
	return u.Engine.ApplyImport(relais.ImportOrder{
		ID: id(r), SkipBad: o.SkipBad, Actor: u.Actor(r), Reason: cmp.Or(o.Reason, "import "+brief.File), At: u.Now(),
	})
}

func (u *Upkeep) undo(r *http.Request, o Undoing) (any, error) {
	return u.Engine.UndoImport(relais.UndoOrder{
		ID: id(r), Newer: o.Newer, Actor: u.Actor(r), Reason: cmp.Or(o.Reason, "undo an import"), At: u.Now(),
	})
}

func (u *Upkeep) errors(w http.ResponseWriter, r *http.Request) error {
	var rows bytes.Buffer
	if err := u.Engine.ImportErrors(id(r), serve.Preferred(r), u.Actor(r), u.Now(), &rows); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(rows.Bytes()) // whoever asked has gone
	return nil
}

func viewed(plan *relais.Import, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return ImportView(plan, nil, true), nil
}

// ImportView is an import as programs read it, once it is done if done is not nil.
func ImportView(plan *relais.Import, done *relais.ImportDone, diffs bool) map[string]any {
	m := map[string]any{
		"id": plan.ID, "file": plan.File, "hash": plan.Hash,
		"generation": plan.Generation, "added": plan.Added, "changed": plan.Changed, "unchanged": plan.Unchanged,
		"waiting": plan.Waiting, "rejected": plan.Rejected, "alarms": plan.Alarms, "issues": plan.Report.Issues,
		"pairs": plan.Changes.Pairs, "decided": plan.Decided, "proposals": plan.Changes.Proposals, "state": plan.State, "applied": done != nil,
	}
	Found(plan.Report, m)
	if done != nil {
		m["state"], m["content"] = done.State, done.Content
	}
	if diffs {
		m["diffs"] = plan.Changes.Diffs
	}
	return m
}

// Found adds what a file was found to be: its format and encoding, how a table
// writes its rows, and where its header is.
func Found(r ingest.Report, into map[string]any) {
	into["source"], into["format"], into["encoding"], into["rows"] = r.Source, r.Format, r.Encoding, r.Rows
	if r.Delimiter != "" {
		into["delimiter"], into["quote"] = r.Delimiter, r.Quote
	}
	if r.Header != 0 {
		into["header"] = r.Header
	}
	if r.Sheet != "" {
		into["sheet"] = r.Sheet
	}
}
