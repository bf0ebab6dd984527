package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// whole is the body of the page that edits a record as the command line gives it:
// for hours, service areas, new services, and whatever else has no field.
type whole struct {
	Record data.ID
	Name   string
	JSON   string
}

// wholePath has no id in it: a path without names may take a larger form.
const wholePath = "whole"

// mostWhole bounds a record as JSON, in a form.
const mostWhole = 2 << 20

func (d *Desk) showWhole(v *visit) (any, error) {
	id := named(v.said("record"))
	if id == "" {
		id = named(v.r.URL.Query().Get("record"))
	}
	e, err := d.engine.Editable(id)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return nil, err
	}
	if v.form.Has("json") {
		text = []byte(v.form.Get("json"))
	}
	return whole{id, e.Record.Organization.Name.In(v.lang), string(text)}, nil
}

// editWhole makes an edit of a whole record.
func (d *Desk) editWhole(v *visit) (next, error) {
	id := named(v.said("record"))
	var e relais.Editable
	if err := strictly(v.form.Get("json"), &e); err != nil {
		return next{}, err
	}
	if e.Record == nil || e.Record.ID() != id {
		return next{}, problem(bilingual.Invalid, "json_other",
			bilingual.Text{En: "this is not the record that was given", Fr: "ce n’est pas le dossier qui a été donné"},
			bilingual.Text{En: "nothing was changed; leave the id of the organization as it is", Fr: "rien n’a été modifié; laissez l’identifiant de l’organisme tel quel"})
	}
	if faults := sealedAway(e.Record).Validate(d.engine.Terms()); len(faults) > 0 {
		return next{}, problemRecord(v.lang, faults)
	}
	done, err := d.engine.Edit(e, v.editing())
	return next{path: "records/" + string(id), done: doneOf(done, "edited")}, err
}

// strictly reads JSON into v, with known fields alone and nothing after it. The
// error names the line.
func strictly(text string, v any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something stands after the record")
		}
	}
	if err == nil {
		return nil
	}
	line := 1 + bytes.Count([]byte(text)[:min(int(d.InputOffset()), len(text))], []byte("\n"))
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "json_unread", Cause: bilingual.Faults{bilingual.Same(err.Error())},
		Message: bilingual.Textf("this could not be read, at line %d or just after", "ceci n’a pas pu être lu, à la ligne %d ou juste après", line),
		Hint:    bilingual.Text{En: "nothing was changed; what you typed is below", Fr: "rien n’a été modifié; ce que vous avez écrit est plus bas"},
	}
}
