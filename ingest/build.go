package ingest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// builder makes records of rows: new ones, and copies of those that the
// directory has, with the fields changed that the file speaks of.
type builder struct {
	*reader
	order  []*record.Record
	groups map[string]*draft // by the organization's key
	begun  map[data.ID]*draft
	draft  map[*record.Record]*draft

	same    map[string][]string // by its key, the keys of the rows that a row is the same as
	united  map[string]*draft   // by each of these keys, the record of the first such row
	numbers map[string]int      // of the fields
}

// draft is one record in the making.
type draft struct {
	record *record.Record
	fresh  []data.ID             // organizations, services and locations that this file has spoken of already
	hidden []data.ID             // locations that this file says are confidential
	sealed []func(*record.Parts) // to be done under the seal, in order
	claims map[string]string     // what rows that name a listing have edited, by part and field
	spoken []saying              // what rows have said of a listing
}

func newBuilder(r *reader) *builder {
	return &builder{
		reader: r, groups: map[string]*draft{}, begun: map[data.ID]*draft{}, draft: map[*record.Record]*draft{},
		united: map[string]*draft{}, numbers: fieldNumbers(),
	}
}

// take puts one accepted row into its record.
func (b *builder) take(w *row, p place) error {
	d, err := b.open(w)
	if err != nil || w.rejected {
		return err
	}
	at, err := b.join(d, w)
	if err != nil {
		return err
	}
	if w.known != nil {
		b.claim(d, w, at)
	} else {
		b.speak(d, at.ID, w, &p)
	}
	service := d.service(at.ServiceID)
	b.organization(d, w, p)
	b.service(d, service, w, p)
	if at.LocationID != "" {
		b.location(d, d.location(at.LocationID), w, p)
	}
	b.lines(at, w)
	b.parts(d, service, w)
	return nil
}

// records ends the work: seals what is to be sealed, and places what has no
// point.
func (b *builder) records() []*record.Record {
	for _, r := range b.order {
		reseal(r, b.draft[r].sealed)
		record.Locate(r, b.env.Gazetteer)
	}
	return b.order
}

// open finds the record that the row belongs to: one that this file has begun,
// one that the directory has, or a new one.
func (b *builder) open(w *row) (*draft, error) {
	if w.known != nil {
		return b.openKnown(w)
	}
	key := w.key
	if b.m.Rows.Organization != "" {
		key = "organization/" + w.group
		if d := b.groups[key]; d != nil {
			return d, nil
		}
	}
	if d := b.united[w.key]; d != nil {
		return d, nil
	}
	known, ok := b.env.bySource(b.Source, key)
	for _, same := range b.keysOf(w) {
		if !ok {
			known, ok = b.env.bySource(b.Source, same)
		}
	}
	if other, moved := b.env.bySource(b.Source, w.key); ok && moved && other.ID() != known.ID() || !ok && moved && key != w.key {
		b.stop(w, "key", "row_moved",
			bilingual.Text{En: "the organization that this row had before", Fr: "l’organisme que cette ligne avait auparavant"},
			bilingual.Text{En: "move the service by hand, or give the row a new key", Fr: "déplacez le service à la main, ou donnez une nouvelle clé à la ligne"})
		return nil, nil
	}
	d, err := b.begin(known, ok)
	if err != nil {
		return nil, err
	}
	if b.m.Rows.Organization != "" {
		b.groups[key] = d
		d.name(b.Source, key, d.record.ID())
	}
	for _, same := range b.same[w.key] {
		b.united[same] = d
	}
	return d, nil
}

// openKnown opens the record of a row that names a listing by its id. A key
// beside it names the listing from now on, unless it names another one.
func (b *builder) openKnown(w *row) (*draft, error) {
	if other, ok := b.env.bySource(b.Source, w.key); ok && other.ID() != w.known.ID() {
		b.stop(w, "key", "key_elsewhere",
			bilingual.Text{En: "a key that no other record has", Fr: "une clé qu’aucun autre dossier n’a"},
			bilingual.Text{En: "empty the key, or the id", Fr: "videz la clé, ou l’identifiant"})
		return nil, nil
	}
	d, err := b.begin(w.known, true)
	if err == nil && w.key != "" {
		d.name(b.Source, w.key, w.at)
	}
	return d, err
}

func (b *builder) begin(known *record.Record, ok bool) (*draft, error) {
	if ok && b.begun[known.ID()] != nil {
		return b.begun[known.ID()], nil
	}
	d := &draft{}
	var err error
	if ok {
		d.record, err = copyOf(known)
	} else {
		d.record, err = b.empty()
	}
	if err != nil {
		return nil, err
	}
	b.order = append(b.order, d.record)
	b.draft[d.record] = d
	if ok {
		b.begun[known.ID()] = d
	}
	return d, nil
}

func (b *builder) empty() (*record.Record, error) {
	id, err := data.NewID(b.env.Random)
	return &record.Record{Organization: record.Organization{ID: id, Kind: data.Direct}, Demo: b.m.Demo}, err
}

func copyOf(r *record.Record) (*record.Record, error) {
	raw, err := record.Encode(r)
	if err != nil {
		return nil, fmt.Errorf("copy a record: %w", err)
	}
	return record.Decode(raw)
}

// join finds the row's service at a location, or makes it with its service and
// location.
func (b *builder) join(d *draft, w *row) (*record.ServiceAtLocation, error) {
	r := d.record
	id := cmp.Or(w.at, d.named(b.Source, w.key))
	for _, key := range b.keysOf(w) {
		id = cmp.Or(id, d.named(b.Source, key))
	}
	if i := slices.IndexFunc(r.At, func(at record.ServiceAtLocation) bool { return id != "" && at.ID == id }); i >= 0 {
		if w.known == nil {
			d.name(b.Source, w.key, id)
		}
		return &r.At[i], nil
	}
	ids, err := b.draw(d, w)
	if err != nil {
		return nil, err
	}
	r.At = append(r.At, record.ServiceAtLocation{ID: ids.join, ServiceID: ids.service, LocationID: ids.location})
	d.name(b.Source, w.key, ids.join)
	return &r.At[len(r.At)-1], nil
}

type ids struct{ join, service, location data.ID }

// draw gives a new join its ids: those of the group's service and location
// where there are such, else new ones.
func (b *builder) draw(d *draft, w *row) (ids, error) {
	var made ids
	var err error
	if made.join, err = data.NewID(b.env.Random); err != nil {
		return made, err
	}
	if made.service, err = b.part(d, w, "service", w.service); err != nil {
		return made, err
	}
	if d.service(made.service) == nil {
		d.record.Services = append(d.record.Services, record.Service{ID: made.service, Status: data.Active})
	}
	if made.location, err = b.part(d, w, "location", w.location); err != nil {
		return made, err
	}
	if d.location(made.location) == nil {
		d.record.Locations = append(d.record.Locations, record.Location{ID: made.location, Type: record.Physical})
	}
	return made, nil
}

// part gives the id of the service or location that several rows share.
func (b *builder) part(d *draft, w *row, kind, shared string) (data.ID, error) {
	if shared == "" {
		return data.NewID(b.env.Random)
	}
	key := kind + "/" + w.group + "/" + shared
	if id := d.named(b.Source, key); id != "" {
		return id, nil
	}
	id, err := data.NewID(b.env.Random)
	d.name(b.Source, key, id)
	return id, err
}

// named finds what a key of a source stands for in this record.
func (d *draft) named(source, key string) data.ID {
	for _, s := range d.record.Sources {
		if s.Name == source && s.Key == key {
			return s.ID
		}
	}
	return ""
}

func (d *draft) name(source, key string, id data.ID) {
	if d.named(source, key) == "" {
		d.record.Sources = append(d.record.Sources, record.Source{Name: source, Key: key, ID: id})
	}
}

func (d *draft) service(id data.ID) *record.Service {
	if i := slices.IndexFunc(d.record.Services, func(s record.Service) bool { return s.ID == id }); i >= 0 {
		return &d.record.Services[i]
	}
	return nil
}

func (d *draft) location(id data.ID) *record.Location {
	if i := slices.IndexFunc(d.record.Locations, func(l record.Location) bool { return l.ID == id }); i >= 0 {
		return &d.record.Locations[i]
	}
	return nil
}

// organization takes over what the row says of the organization.
func (b *builder) organization(d *draft, w *row, p place) {
	o := &d.record.Organization
	if !w.adds() && b.again(d, o.ID, w, "organization_name", o.Name) {
		b.widen(&o.Exposure, w)
		return
	}
	mergeName(&o.Name, b.nameOf(w, "organization_name"))
	mergeText(&o.Description, w.text("organization_description", b.lang()))
	if kind, ok := b.term(w, "kind", data.TermProviderKind, w.get("kind")); ok {
		o.Kind = data.ProviderKind(kind)
	}
	if w.adds() && w.get("home") == "" {
		return
	}
	b.home(o, w, p)
	if w.known == nil {
		b.expose(&o.Exposure, w)
	}
}

// again reports whether an earlier row of this file has spoken of the same
// thing. The first row decides; a later one that names it otherwise is noted.
func (b *builder) again(d *draft, id data.ID, w *row, field string, name data.Text) bool {
	if !slices.Contains(d.fresh, id) {
		d.fresh = append(d.fresh, id)
		return false
	}
	said := b.nameOf(w, field)
	if !said.IsZero() && bilingual.Fold(said.In(bilingual.En)) != bilingual.Fold(name.In(bilingual.En)) {
		b.note(w, field, "rows_disagree",
			bilingual.Text{En: "the same name in all rows that belong together", Fr: "le même nom dans toutes les lignes qui vont ensemble"},
			bilingual.Text{En: "the first row’s was kept", Fr: "celui de la première ligne a été gardé"})
	}
	return true
}

func (b *builder) home(o *record.Organization, w *row, p place) {
	if p.abroad {
		o.Country = p.address.Country
		return
	}
	province := p.province
	if said := w.get("home"); said != "" {
		parsed, err := geo.ParseProvince(said)
		if err != nil {
			b.note(w, "home", "province_unreadable",
				bilingual.Text{En: "a province or territory, by code or name", Fr: "une province ou un territoire, par code ou par nom"},
				bilingual.Text{En: "left out", Fr: "laissée de côté"})
		} else {
			province = parsed
		}
	}
	if o.Home == "" || w.get("home") != "" || b.m.Rows.Organization == "" && province != "" {
		o.Home = province
	}
}

// lang is the language of texts that do not say.
func (b *builder) lang() bilingual.Lang {
	return bilingual.Lang(orElse(string(b.m.Language), orElse(string(b.env.Language), string(bilingual.En))))
}

// nameOf reads a name. One that the file gives in one language only is the
// organization's own and reads alike in both; a service's is in the file's
// language.
func (b *builder) nameOf(w *row, field string) data.Text {
	t := w.text(field, b.lang())
	if field == "organization_name" && w.get(field+"_en") == "" && w.get(field+"_fr") == "" {
		t = bilingual.Same(w.get(field))
	}
	return data.Text{En: b.named(t.En), Fr: b.named(t.Fr)}
}

// mergeName takes over a name. One that reads alike in both languages does not
// undo a translation that somebody has added to it since.
func mergeName(old *data.Text, said data.Text) {
	if said.En == said.Fr && (old.En == said.En || old.Fr == said.Fr) {
		return
	}
	mergeText(old, said)
}

// mergeText takes over the languages that the file gives.
func mergeText(old *data.Text, said data.Text) {
	if said.En != "" {
		old.En = said.En
	}
	if said.Fr != "" {
		old.Fr = said.Fr
	}
}

// expose takes over the row's visibility where the file speaks of it.
func (b *builder) expose(e *record.Exposure, w *row) {
	if !w.exposed || w.further && w.visibility >= e.Effective() {
		return
	}
	e.Visibility = w.visibility
	if w.visibility != data.Internal {
		e.Consent = b.m.Exposure.Consent
	}
}

// widen lets an organization be as visible as the most visible of its rows.
func (b *builder) widen(e *record.Exposure, w *row) {
	if w.exposed && w.visibility > e.Effective() {
		b.expose(e, w)
	}
}
