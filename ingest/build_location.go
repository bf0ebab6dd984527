package ingest

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// location takes over what the row says of the place.
func (b *builder) location(d *draft, l *record.Location, w *row, p place) {
	if !w.adds() && slices.Contains(d.fresh, l.ID) {
		b.widen(&l.Exposure, w)
		b.confide(d, l, w, p)
		return
	}
	d.fresh = append(d.fresh, l.ID)
	for _, id := range b.terms(w, "accessibility", data.TermAccessibility) {
		l.Accessibility = answered(l.Accessibility, id, data.Yes)
	}
	if w.known == nil {
		b.expose(&l.Exposure, w) // a row that names a listing narrows its service
	}
	b.confide(d, l, w, p)
	b.declareArea(l, w, p)
}

// confide decides whether the place is a secret, and puts it where it belongs:
// into the location, or under seal. A place that another row of the file has
// said to be confidential stays so.
func (b *builder) confide(d *draft, l *record.Location, w *row, p place) {
	switch {
	case w.confidential == data.Yes && !l.Confidential:
		b.hide(d, l, p)
	case w.confidential == data.No && l.Confidential && !slices.Contains(d.hidden, l.ID):
		b.unhide(d, l, w, p)
	}
	if l.Confidential {
		if !w.adds() || !p.empty() {
			b.sealPlace(d, l, p)
		}
		return
	}
	moved := movePlace(&l.Address, &l.Point, p)
	if moved {
		l.Area, l.Zone = geo.Area{}, ""
		if l.Region.Kind == geo.AreaProvince {
			l.Region = geo.Area{}
		}
	}
}

// hide makes a place confidential: its address and point go under seal, and
// what was worked out from them goes.
func (b *builder) hide(d *draft, l *record.Location, p place) {
	site := record.Site{Address: l.Address, Point: l.Point}
	id := l.ID
	l.Confidential = true
	l.Address, l.Point, l.Area, l.Zone = data.Address{}, geo.Point{}, geo.Area{}, ""
	if !site.Address.IsZero() || !site.Point.IsZero() {
		d.sealed = append(d.sealed, func(parts *record.Parts) { parts.Sites[id] = site })
	}
	d.hidden = append(d.hidden, id)
	if area, ok := b.env.Gazetteer.ProvinceArea(p.province); ok {
		l.Area, l.Region = area, area
	}
}

// unhide takes a place out from under its seal because the file says that it is
// no secret, and where it is. The plan raises an alarm about it. A row that does
// not say where leaves the seal: nothing is ever read out from under it.
func (b *builder) unhide(d *draft, l *record.Location, w *row, p place) {
	if p.address.Line1 == "" && p.point.IsZero() {
		b.note(w, "confidential", "still_confidential",
			bilingual.Text{En: "an address, if it is no longer confidential", Fr: "une adresse, si elle n’est plus confidentielle"},
			bilingual.Text{En: "it stays confidential", Fr: "elle reste confidentielle"})
		return
	}
	l.Confidential = false
	l.Area, l.Zone = geo.Area{}, ""
	id := l.ID
	d.sealed = append(d.sealed, func(parts *record.Parts) { delete(parts.Sites, id) })
}

// sealPlace puts the row's address and point under seal.
func (b *builder) sealPlace(d *draft, l *record.Location, p place) {
	id := l.ID
	d.hidden = append(d.hidden, id)
	d.sealed = append(d.sealed, func(parts *record.Parts) {
		site := parts.Sites[id]
		if movePlace(&site.Address, &site.Point, p) {
			parts.Sites[id] = site
		}
	})
}

// movePlace takes over an address and a point, each as a whole, and reports
// whether anything changed. A new address without a point drops the old point,
// which no longer holds.
func movePlace(address *data.Address, point *geo.Point, p place) bool {
	before, at := *address, *point
	said := p.address
	said.Province, said.Country = "", ""
	if said != (data.Address{}) {
		*address = p.address
		if *address != before && p.point.IsZero() {
			*point = geo.Point{}
		}
	} else if address.IsZero() {
		*address = p.address
	}
	if !p.point.IsZero() {
		*point = p.point
	}
	return *address != before || *point != at
}

// declareArea takes over a declared area: for a confidential place the only one
// finer than its province.
func (b *builder) declareArea(l *record.Location, w *row, p place) {
	words := w.get("area")
	if words == "" {
		return
	}
	area, err := b.areaNamed(words, p.province)
	if err != nil {
		b.note(w, "area", "area_unknown",
			bilingual.Text{En: "three characters of a postal code, or a town of the row’s province", Fr: "trois caractères d’un code postal, ou une ville de la province de la ligne"},
			bilingual.Text{En: "left out", Fr: "laissé de côté"})
		return
	}
	l.Area = area
}

// lines takes over phone lines and hours, which belong to this service at this
// place.
func (b *builder) lines(at *record.ServiceAtLocation, w *row) {
	said := b.phones(w)
	for _, f := range phoneFields() {
		if w.get(f.field) != "" {
			at.Phones = slices.DeleteFunc(at.Phones, func(p record.Phone) bool { return p.Type == f.kind && p.Public == f.public })
		}
	}
	at.Phones = append(at.Phones, said...)
	always := data.Unknown
	b.answer(&always, w, "always_open")
	if always == data.Yes {
		at.Hours.Always = true
	}
}

// parts collects what is sealed whatever the place: a contact inside the
// organization, and the protocol of a confidential service.
func (b *builder) parts(d *draft, s *record.Service, w *row) {
	if protocol := w.text("protocol", b.lang()); !protocol.IsZero() {
		if w.confidential == data.Yes {
			s.Protocol = data.Text{}
			id := s.ID
			d.sealed = append(d.sealed, func(parts *record.Parts) { parts.Protocols[id] = protocol })
		} else {
			mergeText(&s.Protocol, protocol)
		}
	}
	contact := data.Contact{Name: w.get("contact_name"), Email: w.get("contact_email")}
	if number := w.get("contact_phone"); number != "" {
		contact.Phone, _ = readPhone(number)
	}
	if contact == (data.Contact{}) {
		return
	}
	d.sealed = append(d.sealed, func(parts *record.Parts) { addContact(parts, contact) })
}

// addContact adds a contact that is not there yet. None is ever removed by an
// import: who left an organization is for a person to say.
func addContact(parts *record.Parts, contact data.Contact) {
	if !slices.Contains(parts.Contacts, contact) {
		parts.Contacts = append(parts.Contacts, contact)
	}
}

// reseal carries out changes under the seal, beside what was sealed before.
func reseal(r *record.Record, changes []func(*record.Parts)) {
	if len(changes) == 0 {
		return
	}
	r.Sealed = r.Sealed.Reseal(func(parts *record.Parts) {
		for _, change := range changes {
			change(parts)
		}
	})
}
