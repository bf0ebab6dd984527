package ingest

import (
	"iter"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// recognize finds the listing that the row names by its id in the directory, as
// our own exports do. Cells that say what the directory says already, to either
// audience and in either language, are emptied: an empty cell changes nothing,
// so that only what somebody has edited is taken over.
func (r *reader) recognize(w *row) {
	id := w.get("listing_id")
	if id == "" {
		return
	}
	parsed, err := data.ParseID(id)
	known := r.listings()[parsed]
	if err != nil || known == nil {
		if w.key == "" {
			w.key, w.headings["key"] = canonicalKey(id), w.headings["listing_id"]
		}
		r.stranger(w)
		return
	}
	w.known, w.at = known, parsed
	w.dropUnchanged(r.versions(known, parsed))
}

// stranger notes a row with the id of a listing that is not here. A whole export
// of another directory is full of them: they are one note, at the first.
func (r *reader) stranger(w *row) {
	if r.strangers > 0 {
		first := &r.Issues[r.strangers-1]
		first.Count = max(first.Count, 1) + 1
		return
	}
	r.note(w, "listing_id", "listing_unknown",
		bilingual.Text{En: "the id of a listing of this directory, or nothing", Fr: "l’identifiant d’une fiche de ce répertoire, ou rien"},
		bilingual.Text{En: "taken as a new row, which this id names", Fr: "pris comme une nouvelle ligne, que cet identifiant désigne"})
	r.strangers = len(r.Issues)
}

// listings finds the record of a listing. The directory is gone through once,
// when a file first names one.
func (r *reader) listings() map[data.ID]*record.Record {
	if r.byListing != nil {
		return r.byListing
	}
	r.byListing = map[data.ID]*record.Record{}
	all, ok := r.env.Existing.(interface {
		All() iter.Seq[*record.Record]
	})
	if !ok {
		return r.byListing
	}
	for known := range all.All() {
		for _, at := range known.At {
			r.byListing[at.ID] = known
		}
	}
	return r.byListing
}

// versions are the cells that an export would have for a listing.
func (r *reader) versions(known *record.Record, id data.ID) []map[string]string {
	var all []map[string]string
	for _, lang := range []bilingual.Lang{bilingual.En, bilingual.Fr} {
		all = append(all, cellsFor(record.Disclose(known), id, r.env.Terms, lang)...)
		all = append(all, cellsFor(record.Publish(known), id, r.env.Terms, lang)...)
	}
	return all
}

func cellsFor[A data.Audience](listings []data.Listing[A], id data.ID, terms *data.Terms, lang bilingual.Lang) []map[string]string {
	for i := range listings {
		if listings[i].ID == id {
			return []map[string]string{cellsOf(&listings[i], terms, lang)}
		}
	}
	return nil
}

// together are the fields that mean something only with each other: if one was
// edited, all are taken over.
func together() [][]string {
	return [][]string{
		{"address_1", "address_2", "city", "province", "postal_code", "country", "latitude", "longitude"},
		{"minimum_age", "maximum_age"},
		{"languages", "interpreted"},
		{"populations", "made_for"},
	}
}

// dropUnchanged empties the cells that one of the versions has too. A province of
// Canada stays: other cells are read by it.
func (w *row) dropUnchanged(versions []map[string]string) {
	grouped := map[string]bool{"listing_id": true}
	for _, fields := range together() {
		same := slices.ContainsFunc(versions, func(v map[string]string) bool {
			return !slices.ContainsFunc(fields, func(f string) bool { return w.differs(f, v) })
		})
		for _, f := range fields {
			grouped[f] = true
			if same && (f != "province" || w.values["country"] != "") {
				w.values[f] = ""
			}
		}
	}
	for field := range w.values {
		if !grouped[field] && slices.ContainsFunc(versions, func(v map[string]string) bool { return !w.differs(field, v) }) {
			w.values[field] = ""
		}
	}
}

// differs reports whether the row says something else of a field. A text without
// its language is compared with both.
func (w *row) differs(field string, version map[string]string) bool {
	said := w.values[field]
	same := func(name string) bool { return said == strings.TrimSpace(version[name]) }
	return said != "" && !same(field) && !same(field+"_en") && !same(field+"_fr")
}

// settled gives what the directory has decided of a listing that the row names:
// whether its place is confidential.
func (w *row) settled() data.Tri {
	for _, at := range w.known.At {
		if at.ID != w.at {
			continue
		}
		if l := locationOf(w.known, at.LocationID); l != nil {
			return data.TriOf(l.Confidential)
		}
	}
	return data.No
}

// partOf names the part of a record that a field belongs to, so that rows which
// contradict each other about it are told.
func partOf(field string, at *record.ServiceAtLocation, organization data.ID) data.ID {
	name := strings.TrimSuffix(strings.TrimSuffix(field, "_en"), "_fr")
	switch {
	case slices.Contains([]string{"organization_name", "organization_description", "kind", "home"}, name):
		return organization
	case slices.Contains(together()[0], name), name == "area", name == "accessibility", name == "confidential":
		return at.LocationID
	case name == "always_open", slices.ContainsFunc(phoneFields(), func(f phoneField) bool { return f.field == name }):
		return at.ID
	}
	return at.ServiceID
}

// claim lets the first row that edits a part of a record have its say; a later
// one that says otherwise is noted and passed over.
func (b *builder) claim(d *draft, w *row, at *record.ServiceAtLocation) {
	for field, said := range w.values {
		if said == "" || field == "listing_id" || field == "province" {
			continue
		}
		key := string(partOf(field, at, d.record.ID())) + "/" + field
		first, ok := d.claims[key]
		if !ok {
			if d.claims == nil {
				d.claims = map[string]string{}
			}
			d.claims[key] = said
			continue
		}
		if first != said {
			b.note(w, field, "rows_disagree",
				bilingual.Text{En: "the same in all rows that belong together", Fr: "la même chose dans toutes les lignes qui vont ensemble"},
				bilingual.Text{En: "the first row’s was kept", Fr: "ce que dit la première ligne a été gardé"})
			w.values[field] = ""
		}
	}
}
