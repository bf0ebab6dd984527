package ranking

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// With gives jurisdictions whose tables an operator's jurisdiction.toml has
// corrected and completed: what counsel has verified stands in the place of what
// came with the program. docs/jurisdiction.md has the keys. j itself is not
// changed.
//
// Everything that is wrong with the file is reported at once, as
// bilingual.Faults in the chain of one Problem of kind Invalid, and then nothing
// of it is used.
func (j *Jurisdictions) With(file []byte) (*Jurisdictions, error) {
	var tree map[string]any
	if err := toml.Unmarshal(file, &tree); err != nil {
		return nil, ownProblem(bilingual.Faults{notTOMLAt(err)})
	}
	o := ownTables{Jurisdictions: j.clone()}
	top := o.row("", tree)
	o.source, o.checked = top.str("source"), top.date("checked")
	for _, section := range []struct {
		name string
		read func(*ownRow)
	}{{"duty", o.duty}, {"police", o.police}, {"emergency", o.emergency}} {
		for i, cells := range top.tableList(section.name) {
			r := o.row(fmt.Sprintf("%s[%d]", section.name, i+1), cells)
			section.read(r)
			r.leftOver()
		}
	}
	top.leftOver()
	if len(o.faults) > 0 {
		return nil, ownProblem(o.faults)
	}
	return o.Jurisdictions, nil
}

// Changes says what an operator's file has changed in the tables, a sentence
// each, in the order of the file; nothing where there is no such file.
func (j *Jurisdictions) Changes() []bilingual.Text { return j.own }

// Unverified counts the statements of the tables that have yet to be compared
// with a source, and all of them.
func (j *Jurisdictions) Unverified() (open, all int) {
	count := func(e Evidence) {
		all++
		if e.Unverified() {
			open++
		}
	}
	for _, d := range j.byProvince {
		count(d.Evidence)
	}
	for _, f := range j.forces {
		count(f.Evidence)
	}
	for _, d := range j.dials {
		count(d.Evidence)
	}
	return open, all
}

func (j *Jurisdictions) clone() *Jurisdictions {
	both := *j
	both.forces, both.dials = slices.Clone(j.forces), slices.Clone(j.dials)
	both.byProvince, both.own = maps.Clone(j.byProvince), slices.Clone(j.own)
	return &both
}

// ownTables are the tables while an operator's file is put over them.
type ownTables struct {
	*Jurisdictions
	faults  bilingual.Faults
	source  string // of every row that names none
	checked hours.Date
}

func (o *ownTables) row(where string, cells map[string]any) *ownRow {
	return &ownRow{tables: o, where: where, cells: cells, seen: map[string]bool{}}
}

func (o *ownTables) say(en, fr string, args ...any) {
	o.own = append(o.own, bilingual.Textf(en, fr, args...))
}

// duty puts the fields that the row gives over those of its province.
func (o *ownTables) duty(r *ownRow) {
	p := r.province(true)
	d, known := o.byProvince[p]
	if !known {
		r.everyKey("statute", "section", "mandatory_under", "permitted_under", "protected_under", "who_must", "note", "report_to")
		r.evidence()
		return
	}
	r.textOver(&d.Statute, "statute")
	r.textOver(&d.Who, "who_must")
	r.textOver(&d.Note, "note")
	r.textOver(&d.Authority, "report_to")
	d.Section = cmp.Or(r.str("section"), d.Section)
	r.ageOver(&d.MustUnder, "mandatory_under")
	r.ageOver(&d.MayUnder, "permitted_under")
	r.ageOver(&d.ProtectedUnder, "protected_under")
	if fault := d.ages(); fault != nil {
		r.fault("mandatory_under", fault.En, fault.Fr)
	}
	d.Evidence = r.evidence()
	o.byProvince[p] = d
	o.say("the duty to report: %s", "l’obligation de signaler\u00a0: %s", p.Name())
}

// ages holds that the ages of a duty are in order, from the one under which a
// report is mandatory to the one to which the law protects.
func (d *Duty) ages() *bilingual.Text {
	switch {
	case d.MustUnder <= 0 || d.MustUnder > d.ProtectedUnder:
		return &bilingual.Text{En: "mandatory_under is above 0 and at most protected_under", Fr: "mandatory_under est supérieur à 0 et au plus égal à protected_under"}
	case d.MayUnder != 0 && (d.MayUnder <= d.MustUnder || d.MayUnder > d.ProtectedUnder):
		return &bilingual.Text{En: "permitted_under is 0 for none, or above mandatory_under and at most protected_under", Fr: "permitted_under est 0 pour aucun, ou supérieur à mandatory_under et au plus égal à protected_under"}
	}
	return nil
}

// police adds a force, or replaces or removes the one of that name and province.
func (o *ownTables) police(r *ownRow) {
	f := force{name: r.text("name", true), province: r.province(true)}
	at := slices.IndexFunc(o.forces, func(known force) bool {
		return known.province == f.province && (bilingual.Fold(known.name.En) == bilingual.Fold(f.name.En) || bilingual.Fold(known.name.Fr) == bilingual.Fold(f.name.Fr))
	})
	if r.yes("remove") {
		r.everyKey("level", "role", "places", "fsas", "polygon", "source", "checked", "confidence")
		o.removeForce(r, at, f)
		return
	}
	f.level, f.role = r.level(), r.role()
	f.polygon = r.polygon()
	if f.polygon.IsZero() || r.cells["places"] != nil || r.cells["fsas"] != nil {
		f.areas = r.areas(f.province)
	}
	f.Evidence = r.evidence()
	if at < 0 {
		o.forces = append(o.forces, f)
		o.say("police added: %s (%s)", "police ajoutée\u00a0: %s (%s)", f.name, f.province)
		return
	}
	o.forces[at] = f
	o.say("police replaced: %s (%s)", "police remplacée\u00a0: %s (%s)", f.name, f.province)
}

func (o *ownTables) removeForce(r *ownRow, at int, f force) {
	if at < 0 && f.province == "" {
		return // told already
	}
	if at < 0 {
		r.fault("name", "the tables have no police service of this name in this province", "les tableaux n’ont pas de service de police de ce nom dans cette province")
		return
	}
	o.forces = slices.Delete(o.forces, at, at+1)
	o.say("police removed: %s (%s)", "police retirée\u00a0: %s (%s)", f.name, f.province)
}

// emergency adds what to dial somewhere, in the place of what the tables say for
// exactly there.
func (o *ownTables) emergency(r *ownRow) {
	d := dial{Guidance: Guidance{Text: r.text("text", true)}, replaces: r.yes("replaces"), areas: []geo.Area{o.gazetteer.Country()}}
	p := r.province(false)
	if p != "" {
		d.areas = r.wholeProvince(p)
	}
	if fsas := r.list("fsas"); len(fsas) > 0 {
		d.areas = r.postal(fsas)
	}
	d.Evidence = r.evidence()
	if slices.ContainsFunc(d.areas, func(a geo.Area) bool { return a.Kind == "" }) {
		return // told already
	}
	where := d.where()
	if at := slices.IndexFunc(o.dials, func(known dial) bool { return known.where() == where }); at >= 0 {
		o.dials[at] = d
		o.say("what to dial replaced: %s", "numéro d’urgence remplacé\u00a0: %s", where)
		return
	}
	o.dials = append(o.dials, d)
	o.say("what to dial added: %s", "numéro d’urgence ajouté\u00a0: %s", where)
}

// where names the areas of a dial.
func (d *dial) where() bilingual.Text {
	names := make([]bilingual.Text, len(d.areas))
	for i, a := range d.areas {
		names[i] = a.Label
	}
	return listed(names)
}

func ownProblem(faults bilingual.Faults) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "jurisdiction_invalid", Cause: faults,
		Message: bilingual.Textf("the jurisdiction file cannot be used (corrections needed: %d)", "le fichier des compétences ne peut pas servir (corrections à faire\u00a0: %d)", len(faults)),
		Hint: bilingual.Text{
			En: "Correct what is listed; docs/jurisdiction.md has the keys. No card is made until then.",
			Fr: "Corrigez ce qui est énuméré; docs/jurisdiction.md donne les clés. Aucune fiche n’est faite d’ici là.",
		},
	}
}

func notTOMLAt(err error) bilingual.Text {
	line, column := 1, 1
	if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column = bad.Position()
	}
	return bilingual.Textf("line %d, column %d: this is not TOML", "ligne %d, colonne %d\u00a0: ceci n’est pas du TOML", max(line, 1), max(column, 1))
}
