package desk

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// editing is the body of the page that edits one part of a record.
type editing struct {
	Base   string // what it was made from: an edit on another is refused
	Record data.ID
	Part   data.ID
	Kind   string // "organization", "service", "place" or "listing"
	Name   string
	Groups []group
	Sealed bool // of a place: its address stands elsewhere
}

// part is the id in the address of the part that is edited.
func (v *visit) part() data.ID { return named(v.r.PathValue("part")) }

func (d *Desk) showPart(v *visit) (any, error) {
	e, err := d.engine.Editable(v.id())
	if err != nil {
		return nil, err
	}
	f, err := d.formFor(v, e.Record)
	if err != nil {
		return nil, err
	}
	b := editing{Base: e.Base, Record: e.Record.ID(), Part: v.part(), Kind: f.kind, Name: f.name, Groups: f.groups, Sealed: f.sealed}
	if base := v.said("base"); base != "" {
		b.Base = base // of the form that was refused: sent again, it is refused again if the record has changed
	}
	return b, nil
}

// editPart makes an edit of one part. Whatever the form has no field for stays as it
// is.
func (d *Desk) editPart(v *visit) (next, error) {
	e, err := d.engine.Editable(v.id())
	if err != nil {
		return next{}, err
	}
	f, err := d.formFor(v, e.Record)
	if err != nil {
		return next{}, err
	}
	if err := f.take(v.form); err != nil {
		return next{}, err
	}
	d.relocate(e.Record, f.before)
	if faults := sealedAway(e.Record).Validate(d.engine.Terms()); len(faults) > 0 {
		return next{}, problemRecord(v.lang, faults)
	}
	e.Base = v.said("base")
	done, err := d.engine.Edit(e, v.editing())
	return next{path: "records/" + string(v.id()), done: doneOf(done, "edited")}, err
}

// relocate works out anew where a place is whose address was edited: its point was
// the former address's. One that has become confidential keeps nothing finer than
// its province, since what is worked out from a secret address is no declaration.
func (d *Desk) relocate(r *record.Record, before *record.Location) {
	if before == nil {
		return
	}
	l := &r.Locations[slices.IndexFunc(r.Locations, func(l record.Location) bool { return l.ID == before.ID })]
	if l.Address != before.Address {
		l.Point = geo.Point{}
	}
	if l.Address != before.Address || l.Confidential && !before.Confidential {
		l.Area, l.Zone = geo.Area{}, ""
	}
	record.Locate(r, d.engine.Gazetteer())
}

// sealedAway is r as the engine checks it: with the address of a place that is
// confidential under its seal, where an edit puts it.
func sealedAway(r *record.Record) *record.Record {
	open := *r
	open.Locations = slices.Clone(r.Locations)
	for i := range open.Locations {
		if l := &open.Locations[i]; l.Confidential {
			l.Address, l.Point = data.Address{}, geo.Point{}
		}
	}
	return &open
}

func problemRecord(lang bilingual.Lang, faults []record.Fault) error {
	var listed bilingual.Faults
	for _, f := range faults {
		listed = append(listed, bilingual.Textf("%s: %s", "%s : %s", fieldName(lang, f.Field), f.Message))
	}
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "record_invalid", Cause: listed,
		Message: bilingual.Text{En: "the record would not be right", Fr: "le dossier ne serait pas correct"},
		Hint:    bilingual.Text{En: "nothing was changed; correct what is named here", Fr: "rien n’a été modifié; corrigez ce qui est nommé ici"},
	}
}

// formFor is the form of the part that the address names.
func (d *Desk) formFor(v *visit, r *record.Record) (*form, error) {
	f := &form{lang: v.lang, terms: d.engine.Terms(), pages: d.pages}
	id := v.part()
	if r.ID() == id {
		f.organization(&r.Organization)
		return f, nil
	}
	for i := range r.Services {
		if r.Services[i].ID == id {
			f.service(&r.Services[i])
			return f, nil
		}
	}
	for i := range r.Locations {
		if r.Locations[i].ID == id {
			was := r.Locations[i]
			f.before = &was
			f.place(&r.Locations[i])
			return f, nil
		}
	}
	for i := range r.At {
		if r.At[i].ID == id {
			f.listing(r, &r.At[i])
			return f, nil
		}
	}
	return nil, problem(bilingual.NotFound, "part_unknown",
		bilingual.Text{En: "this record has no such part", Fr: "ce dossier n’a pas cette partie"}, bilingual.Text{})
}
