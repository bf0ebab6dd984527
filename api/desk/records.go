package desk

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// recordSheets find a record, show it, edit a part of it, and say what it has been
// through.
func (d *Desk) recordSheets() []sheet {
	one := func(path, name string, show func(*visit) (any, error), act func(*visit) (next, error)) sheet {
		return sheet{path: "records" + path, name: name, here: "records", see: Edit, do: Edit, show: show, act: act}
	}
	return []sheet{
		one("", "records", d.showRecords, d.findRecords),
		one("/{id}", "record", d.showRecord, nil),
		one("/{id}/parts/{part}", "edit", d.showPart, d.editPart),
		one("/{id}/history", "history", d.showHistory, d.undoChange),
		{path: wholePath, name: "whole", here: "records", see: Edit, do: Edit, show: d.showWhole, act: d.editWhole},
	}
}

// found is the body of the page that finds records.
type found struct {
	Asked   bool
	Records []data.Named
	More    bool // than are shown
}

func (d *Desk) showRecords(v *visit) (any, error) {
	f, _ := v.once.(found)
	return f, nil
}

// The bounds of a search for a record.
const (
	shortestName = 2
	mostFound    = 50
)

// findRecords finds organizations by a part of their name, or a record by its id or
// that of a listing of it. What was typed is posted, and stands in no address.
func (d *Desk) findRecords(v *visit) (next, error) {
	wanted := v.said("wanted")
	if id := named(wanted); id != "" {
		return d.findByID(id)
	}
	folded := bilingual.Fold(wanted)
	if utf8.RuneCountInString(folded) < shortestName {
		return next{}, problem(bilingual.Invalid, "search_short",
			bilingual.Text{En: "type two letters of the name at least, or an id", Fr: "écrivez au moins deux lettres du nom, ou un identifiant"}, bilingual.Text{})
	}
	f := found{Asked: true}
	seen := map[data.ID]bool{}
	s := relais.Snapshot[data.Staff](d.engine)
	for i := range s.Len() {
		o := s.At(i).Organization
		if !seen[o.ID] && (strings.Contains(bilingual.Fold(o.Name.En), folded) || strings.Contains(bilingual.Fold(o.Name.Fr), folded)) {
			seen[o.ID] = true
			f.Records = append(f.Records, o)
		}
	}
	slices.SortFunc(f.Records, func(a, b data.Named) int {
		return strings.Compare(bilingual.Fold(a.Name.In(v.lang))+string(a.ID), bilingual.Fold(b.Name.In(v.lang))+string(b.ID))
	})
	if f.More = len(f.Records) > mostFound; f.More {
		f.Records = f.Records[:mostFound]
	}
	v.once = f
	return next{}, nil
}

func (d *Desk) findByID(id data.ID) (next, error) {
	if l, err := relais.Find[data.Staff](d.engine, id); err == nil {
		id = l.Organization.ID
	}
	if _, err := d.engine.Editable(id); err != nil {
		return next{}, problem(bilingual.NotFound, "search_short",
			bilingual.Text{En: "there is no record, and no listing, with this id", Fr: "aucun dossier et aucune fiche de service ne portent cet identifiant"}, bilingual.Text{})
	}
	return next{path: "records/" + string(id)}, nil
}

// recordView is the body of the page of one record.
type recordView struct {
	*record.Record
	Facts    []fact
	Services []recordPart
	Places   []recordPart
	Listings []data.Listing[data.Staff]
}

// recordPart is one service or place of a record.
type recordPart struct {
	ID         data.ID
	Name       string
	Visibility data.Visibility
	State      string // a value of a field
	Sealed     bool
}

func (d *Desk) showRecord(v *visit) (any, error) {
	e, err := d.engine.Editable(v.id())
	if err != nil {
		return nil, err
	}
	r := e.Record
	b := recordView{Record: r, Facts: slices.DeleteFunc(d.factsOf(v.lang, r), func(f fact) bool { return f.Value == "" })}
	for i := range r.Services {
		s := &r.Services[i]
		b.Services = append(b.Services, recordPart{s.ID, s.Name.In(v.lang), s.Exposure.Effective(), string(s.Status), false})
	}
	for i := range r.Locations {
		l := &r.Locations[i]
		b.Places = append(b.Places, recordPart{l.ID, placeName(l, v.lang), l.Exposure.Effective(), "", l.Confidential})
	}
	for i := range r.At {
		if l, err := relais.Find[data.Staff](d.engine, r.At[i].ID); err == nil {
			b.Listings = append(b.Listings, *l)
		}
	}
	return b, nil
}

// past is the body of the page of a record's history.
type past struct {
	Record data.ID
	Name   string
	Edits  []relais.PastEdit
	Paging Paging
}

func (d *Desk) showHistory(v *visit) (any, error) {
	e, err := d.engine.Editable(v.id())
	if err != nil {
		return nil, err
	}
	all, err := d.engine.History(v.id(), 0)
	shown, paging := pagedBy(v, all, perHistory)
	return past{v.id(), e.Record.Organization.Name.In(v.lang), shown, paging}, err
}

// perHistory is how many changes stand on one page: each is a table.
const perHistory = 20

// undoChange takes back what one change did to the record.
func (d *Desk) undoChange(v *visit) (next, error) {
	if v.said("reason") == "" {
		return next{}, problemNoReason()
	}
	change, err := strconv.ParseUint(v.said("change"), 10, 64)
	if err != nil {
		return next{}, problemDeed()
	}
	done, err := d.engine.UndoChange(v.id(), change, v.editing())
	return next{path: "records/" + string(v.id()) + "/history", done: doneOf(done, "taken_back")}, err
}

// doneOf is what is said of an edit.
func doneOf(done relais.EditDone, whole string) string {
	switch {
	case len(done.Proposals) == 0:
		return whole
	case done.Receipt.Changed > 0:
		return "edited_waits"
	}
	return "proposed"
}
