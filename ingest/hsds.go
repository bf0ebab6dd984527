package ingest

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
)

// ReadHSDS reads HSDS 3.1 JSON into records, one for each organization, in the
// order in which the file first speaks of them.
//
// HSDS knows no visibility: everything is internal, and a shelter is
// confidential, unless the directory has decided otherwise already. The file's
// ids are kept where they are UUIDs that nothing else has; otherwise new ones
// are drawn, and the file's stand among the record's sources. Attributes that
// our own exports write are read back; of foreign ones, those whose term the
// directory knows. Whatever has no place in a record is noted.
func ReadHSDS(in io.Reader, env Env) ([]*record.Record, Report, error) {
	h := newHarvest(FormatHSDS, env)
	records, err := h.read(in)
	h.finish()
	return records, h.Report, err
}

// harvest reads one HSDS file.
type harvest struct {
	*builder
	orgs map[string]*source // by the file's id of the organization
	said map[string]said    // services, by the file's id
	line int                // of the object at hand

	passed map[string]int // what AIRS XML has that is passed over: the number of its issue
}

func newHarvest(format string, env Env) *harvest {
	r := &reader{env: env, m: &Mapping{}}
	r.Format, r.Encoding = format, "utf-8"
	return &harvest{builder: newBuilder(r), orgs: map[string]*source{}, said: map[string]said{}, passed: map[string]int{}}
}

// said is what the file's first word on a service was.
type said struct {
	line                            int
	organization, name, description string
}

// source is one organization of the file with the record that it becomes.
type source struct {
	*draft
	ids       map[string]data.ID        // the file's ids, with the kind in front, to ours
	clash     bool                      // the organization's id is somebody else's, so that those below it are too
	locations map[string]*hsds.Location // of the organization, by the file's id
	exported  *exported                 // of an organization that came out of this directory
}

func (h *harvest) read(in io.Reader) ([]*record.Record, error) {
	raw, err := readAll(in, MaxHSDSBytes)
	if err != nil {
		return nil, err
	}
	doc, err := hsds.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, unreadableHSDS(err)
	}
	return h.document(doc)
}

// document takes services and organizations into records.
func (h *harvest) document(doc hsds.Document) ([]*record.Record, error) {
	if h.Source = h.env.Source; h.Source == "" {
		return nil, noSource()
	}
	h.passedOver(doc)
	for _, o := range doc.Organizations {
		h.Rows++
		h.line = o.Line
		if err := h.organizationEntry(&o.Value); err != nil {
			return nil, err
		}
	}
	for i, s := range doc.Services {
		h.env.progress(Rows, i, len(doc.Services))
		h.Rows++
		h.line = s.Line
		if err := h.serviceEntry(&s.Value); err != nil {
			return nil, err
		}
	}
	return h.records(), nil
}

// passedOver notes what the file has that a record has no place for.
func (h *harvest) passedOver(doc hsds.Document) {
	for _, g := range doc.Ignored {
		h.add(Issue{
			Line: g.Line, Column: g.Path, Code: "field_passed_over", Severity: Note, Count: g.Count,
			Expected:   bilingual.Text{En: "a field that the directory keeps", Fr: "un champ que le répertoire conserve"},
			Suggestion: bilingual.Text{En: "left out", Fr: "laissé de côté"},
		})
	}
	for _, line := range doc.Lost {
		h.add(Issue{
			Line: line, Code: "letters_doubtful", Severity: Note,
			Expected:   bilingual.Text{En: "letters that were not damaged on the way", Fr: "des lettres qui n’ont pas été abîmées en route"},
			Suggestion: bilingual.Text{En: "a letter was lost before this file was made; left as it is", Fr: "une lettre a été perdue avant que ce fichier soit fait; laissé tel quel"},
		})
	}
}

// say reports an issue with the object at hand.
func (h *harvest) say(severity Severity, column, code, read string, expected, suggestion bilingual.Text) {
	h.add(Issue{Line: h.line, Column: column, Code: code, Severity: severity, Read: read, Expected: expected, Suggestion: suggestion})
}

// refuse rejects the object at hand.
func (h *harvest) refuse(column, code string, expected bilingual.Text) {
	h.reject(Issue{
		Line: h.line, Column: column, Code: code, Expected: expected,
		Suggestion: bilingual.Text{En: "give it in the file", Fr: "indiquez-le dans le fichier"},
	})
}

func (h *harvest) organizationEntry(o *hsds.Organization) error {
	if o.ID == "" || strings.TrimSpace(o.Name) == "" {
		h.refuse("organization.name", "name_missing", bilingual.Text{En: "an id and a name", Fr: "un id et un nom"})
		return nil
	}
	src, err := h.source(o)
	if err != nil {
		return err
	}
	for i := range o.Services {
		h.Rows++
		if err := h.service(src, o.ID, &o.Services[i]); err != nil {
			return err
		}
	}
	return h.loose(src, o)
}

// serviceEntry takes a service that stands by itself in the list. One without an
// organization becomes an organization of its own name.
func (h *harvest) serviceEntry(s *hsds.Service) error {
	o := s.Organization
	if o == nil {
		o = &hsds.Organization{ID: orElse(s.OrganizationID, s.ID), Name: s.Name}
		if h.orgs[o.ID] == nil {
			h.say(Note, "service.organization", "organization_missing", "",
				bilingual.Text{En: "the organization that gives the service", Fr: "l’organisme qui offre le service"},
				bilingual.Text{En: "the service’s own name stands for it", Fr: "le nom du service en tient lieu"})
		}
	}
	if o.ID == "" || strings.TrimSpace(o.Name) == "" {
		h.refuse("organization.name", "name_missing", bilingual.Text{En: "an id and a name", Fr: "un id et un nom"})
		return nil
	}
	src, err := h.source(o)
	if err != nil {
		return err
	}
	return h.service(src, o.ID, s)
}

// source finds or begins the record of an organization.
func (h *harvest) source(o *hsds.Organization) (*source, error) {
	if src := h.orgs[o.ID]; src != nil {
		return src, nil
	}
	key := "organization/" + o.ID
	known, ok := h.env.bySource(h.Source, key)
	returns := false
	if !ok {
		known, returns = h.ours(o)
	}
	d, err := h.begin(known, ok || returns)
	if err != nil {
		return nil, err
	}
	src := &source{draft: d, ids: map[string]data.ID{}, locations: map[string]*hsds.Location{}}
	h.orgs[o.ID] = src
	switch {
	case returns:
		src.exported = h.exported(known)
	case !ok:
		h.adopt(src, o.ID)
		fallthrough
	default:
		d.name(h.Source, key, d.record.ID())
	}
	for i := range o.Locations {
		src.locations[o.Locations[i].ID] = &o.Locations[i]
	}
	if !src.exported.organization(o) {
		h.organizationFields(src, o)
	}
	return src, nil
}

// adopt keeps the file's id of an organization where nobody has it.
func (h *harvest) adopt(src *source, id string) {
	parsed, err := data.ParseID(id)
	if err != nil {
		src.clash = true
		return
	}
	if _, taken := h.env.byID(parsed); taken {
		src.clash = true
		h.say(Note, "organization.id", "id_taken", id,
			bilingual.Text{En: "an id that the directory does not have from elsewhere", Fr: "un id que le répertoire n’a pas d’ailleurs"},
			bilingual.Text{En: "taken as a new organization: check that it is not there twice", Fr: "pris comme un nouvel organisme : vérifiez qu’il n’y est pas deux fois"})
		return
	}
	src.record.Organization.ID = parsed
}

// id gives our id for one of the file's: the one that an earlier import gave it,
// else its own where that can be kept, else a new one.
func (h *harvest) id(src *source, kind, theirs string) (data.ID, error) {
	key := kind + "/" + theirs
	if ours := src.ids[key]; ours != "" {
		return ours, nil
	}
	ours := src.named(h.Source, key)
	if parsed, err := data.ParseID(theirs); ours == "" && err == nil && !src.clash && !src.uses(parsed, kind) {
		ours = parsed
	}
	if ours == "" {
		drawn, err := data.NewID(h.env.Random)
		if err != nil {
			return "", fmt.Errorf("import %s: %w", key, err)
		}
		ours = drawn
		src.name(h.Source, key, ours)
	}
	src.ids[key] = ours
	return ours, nil
}

// uses reports whether the record has an id already for something of another
// kind: in one record every id names one thing.
func (src *source) uses(id data.ID, kind string) bool {
	r := src.record
	if r.ID() == id || kind != "service" && src.service(id) != nil || kind != "location" && src.location(id) != nil {
		return true
	}
	return kind != "at" && src.at(id) != nil
}

func (src *source) at(id data.ID) *record.ServiceAtLocation {
	for i := range src.record.At {
		if src.record.At[i].ID == id {
			return &src.record.At[i]
		}
	}
	return nil
}

// text gives a field in both languages: its French from our attributes.
func (h *harvest) text(words string, attributes []hsds.Attribute, field string) data.Text {
	return hsds.Text(strings.TrimSpace(words), attributes, field, h.lang())
}

// name gives a name, which reads alike in both languages unless the file has
// both.
func (h *harvest) nameText(words string, attributes []hsds.Attribute) data.Text {
	if hsds.French(attributes, "name") == "" {
		return bilingual.Same(strings.TrimSpace(words))
	}
	return h.text(words, attributes, "name")
}

func (h *harvest) organizationFields(src *source, o *hsds.Organization) {
	org := &src.record.Organization
	mergeName(&org.Name, h.nameText(o.Name, o.Attributes))
	mergeText(&org.AlternateName, h.text(o.AlternateName, nil, ""))
	mergeText(&org.Description, h.text(o.Description, o.Attributes, "description"))
	org.URL = orElse(o.Website, org.URL)
	org.Email = orElse(o.Email, org.Email)
	if len(o.Phones) > 0 {
		org.Phones = h.phoneLines("organization.phones", o.Phones)
	}
	for _, a := range o.Attributes {
		if said, ok := a.Read(); ok && said.Link == hsds.LinkProviderKind {
			if _, known := h.env.Terms.Get(data.TermProviderKind, said.Code); known {
				org.Kind = data.ProviderKind(said.Code)
			}
		}
	}
	h.contacts(src, o.Contacts)
}

// contacts puts named people under seal.
func (h *harvest) contacts(src *source, people []hsds.Contact) {
	for _, p := range people {
		contact := data.Contact{Name: p.Name, Title: h.text(p.Title, nil, ""), Email: p.Email}
		if len(p.Phones) > 0 {
			contact.Phone, _ = readPhone(p.Phones[0].Number)
		}
		if contact != (data.Contact{}) {
			src.sealed = append(src.sealed, func(parts *record.Parts) { addContact(parts, contact) })
		}
	}
}
