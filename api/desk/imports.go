package desk

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// importSheets are the list of imports, with the form that plans one, and the
// pages of each.
func (d *Desk) importSheets() []sheet {
	one := func(path, name string, show func(*visit) (any, error), act func(*visit) (next, error)) sheet {
		return sheet{path: "imports" + path, name: name, here: "imports", see: Import, do: Import, show: show, act: act}
	}
	return []sheet{
		one("", "imports", d.showImports, d.planImport),
		one("/{id}", "import", d.showImport, d.applyImport),
		one("/{id}/rows", "rows", d.showRows, nil),
		one("/{id}/changes", "changes", d.showChanges, nil),
		one("/{id}/pairs", "pairs", d.showPairs, d.decidePair),
		one("/{id}/undo", "undo", d.showUndo, d.undoImport),
		one("/{id}/errors", "import", d.showImport, d.giveErrors),
	}
}

// importList is the body of the list.
type importList struct {
	Imports []relais.ImportBrief
	Paging  Paging
	MostMB  int
}

func (d *Desk) showImports(v *visit) (any, error) {
	all, err := d.engine.Imports()
	shown, paging := paged(v, all)
	return importList{shown, paging, ingest.MaxBytes >> 20}, err
}

// slow is how long a file may take to come, and its plan to be made.
const slow = 5 * time.Minute

// planImport plans the file of a form, and leads to the plan.
func (d *Desk) planImport(v *visit) (next, error) {
	c, until := http.NewResponseController(v.w), time.Now().Add(slow)
	_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until) // where there is no connection, there is none to end
	f, err := upload(v)
	if err != nil {
		return next{}, err
	}
	plan, err := d.engine.PlanImport(f, v.who.ID, v.at)
	if err != nil {
		return next{}, withRead(err)
	}
	return next{path: "imports/" + string(plan.ID), done: "planned"}, nil
}

// withRead tells whoever sent a file which of its own headings a problem is about.
// It is said to nobody else and kept nowhere: elsewhere, what was read is not
// answered at all.
func withRead(err error) error {
	p, ok := bilingual.AsProblem(err)
	if _, listed := errors.AsType[bilingual.Faults](err); !ok || listed || p.Read == "" {
		return err
	}
	told := *p
	told.Cause = bilingual.Faults{}
	for line := range strings.SplitSeq(p.Read, "\n") {
		told.Cause = append(told.Cause.(bilingual.Faults), bilingual.Same(line))
	}
	return &told
}

// mostMapping bounds a mapping, which is a page of text.
const mostMapping = 1 << 20

// upload reads the form with a file, part by part and in memory alone: what it holds
// may be sealed, and must not lie on a disk in the clear.
func upload(v *visit) (f relais.ImportFile, err error) {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return f, problemNoFile()
	}
	for {
		part, err := parts.NextRawPart()
		switch {
		case errors.Is(err, io.EOF) && len(f.Content) == 0:
			return f, problemNoFile()
		case errors.Is(err, io.EOF):
			return f, nil
		case err != nil:
			return f, unread(err)
		}
		if err := take(v, part, &f); err != nil {
			_, _ = io.Copy(io.Discard, v.r.Body) // or the browser would show no answer
			return f, err
		}
	}
}

// take takes one part of the form in.
func take(v *visit, part *multipart.Part, f *relais.ImportFile) error {
	var err error
	switch part.FormName() {
	case "file":
		f.Name = part.FileName()
		f.Content, err = within(part, ingest.MaxBytes)
	case "mapping":
		f.Mapping, err = within(part, mostMapping)
	case "source":
		var source []byte
		source, err = within(part, mostSource)
		f.Source = strings.TrimSpace(string(source))
		v.form.Set("source", f.Source)
	}
	return err
}

// mostSource bounds the name of a source, in bytes.
const mostSource = 400

// within reads all of a part, or says that it is too large.
func within(part io.Reader, most int64) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(part, most+1))
	switch {
	case err != nil:
		return nil, unread(err)
	case n > most:
		return nil, problemFileLarge()
	}
	return b.Bytes(), nil
}

func unread(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return problemFileLarge()
	}
	return problem(bilingual.Invalid, "file_unread",
		bilingual.Text{En: "this file did not arrive whole", Fr: "ce fichier n’est pas arrivé au complet"},
		bilingual.Text{En: "nothing was kept; choose it again", Fr: "rien n’a été gardé; choisissez-le de nouveau"})
}

func problemFileLarge() error {
	return problem(bilingual.Invalid, "file_too_large",
		bilingual.Textf("this is larger than may be sent here: %d MB for a file, 1 MB for a mapping", "ceci est plus grand que ce qui peut être envoyé ici : %d Mo pour un fichier, 1 Mo pour une table de correspondance", ingest.MaxBytes>>20),
		bilingual.Text{En: "nothing was kept; send the file in parts, each under the same source", Fr: "rien n’a été gardé; envoyez le fichier en plusieurs parties, chacune sous la même source"})
}

func problemNoFile() error {
	return problem(bilingual.Invalid, "file_required",
		bilingual.Text{En: "choose a file", Fr: "choisissez un fichier"},
		bilingual.Text{En: "nothing was kept", Fr: "rien n’a été gardé"})
}
