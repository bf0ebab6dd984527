package ingest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// ReadAIRS reads AIRS XML 3.1 (and 3.0, which differs in nothing that is read
// here) into records: one for each agency, an agency within another too. Agencies
// are taken one after the other, and read on as HSDS's organizations are; keys
// stand among the record's sources.
//
// An address or number that is marked confidential is sealed, or for staff
// alone. A mark that says otherwise is not trusted: it is required, and programs
// write it unasked, so that a shelter stays confidential. The codes of the
// taxonomy are licensed to their users and not known here: they are noted, and
// services come without needs until somebody gives them some.
func ReadAIRS(in io.Reader, env Env) ([]*record.Record, Report, error) {
	h := newHarvest(FormatAIRS, env)
	records, err := h.airs(in)
	h.finish()
	return records, h.Report, err
}

func (h *harvest) airs(in io.Reader) ([]*record.Record, error) {
	if h.Source = h.env.Source; h.Source == "" {
		return nil, noSource()
	}
	raw, err := readAll(in, MaxHSDSBytes)
	if err != nil {
		return nil, err
	}
	text, err := h.xmlText(raw)
	if err != nil {
		return nil, err
	}
	x := newXMLReader(strings.NewReader(text), airsUnreadable())
	x.plain = true
	x.d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	return h.agencies(x, len(text))
}

// declared finds the encoding that an XML file says it has.
var declared = regexp.MustCompile(`^<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']`)

// xmlText gives the text of an XML file, whatever its encoding.
func (h *harvest) xmlText(raw []byte) (string, error) {
	told := ""
	if m := declared.FindSubmatch(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "utf-8":
			told = "utf-8"
		case "windows-1252", "iso-8859-1", "latin1":
			told = "windows-1252"
		}
	}
	d, err := decode(raw, told)
	h.Encoding = d.encoding
	return d.text, err
}

// agencies takes one agency after the other.
func (h *harvest) agencies(x *xmlReader, size int) ([]*record.Record, error) {
	d := xml.NewTokenDecoder(x)
	root := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && root {
			return h.records(), nil
		}
		if err != nil {
			return nil, x.fault
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !root && start.Name.Local == "Source" {
			root = true
			continue
		}
		h.line = x.line()
		h.env.progress(Rows, int(x.d.InputOffset()), size)
		if !root || start.Name.Local != "Agency" {
			return nil, x.fault
		}
		var a airsAgency
		if err := d.DecodeElement(&a, &start); err != nil {
			return nil, x.fault
		}
		if err := h.agency(&a); err != nil {
			return nil, err
		}
	}
}

// agency takes an agency, and those within it.
func (h *harvest) agency(a *airsAgency) error {
	h.Rows++
	if airsYes(a.Deleted) {
		h.deletedThere("Agency")
	} else if err := h.organizationEntry(h.airsOrganization(a)); err != nil {
		return err
	}
	for i := range a.Agencies {
		if err := h.agency(&a.Agencies[i]); err != nil {
			return err
		}
	}
	return nil
}

func (h *harvest) deletedThere(element string) {
	h.say(Note, element, "deleted_at_source", "",
		bilingual.Text{En: "something that its source still has", Fr: "quelque chose que sa source a toujours"},
		bilingual.Text{En: "its source has deleted it; nothing was changed here: withdraw it by hand", Fr: "sa source l’a supprimé; rien n’a été modifié ici : retirez-le à la main"})
}

// passedOverAIRS names elements that a record has no place for.
func (h *harvest) passedOverAIRS(in string, rest []airsOther) {
	for _, other := range rest {
		i := h.passed[in+"."+other.XMLName.Local]
		if i == 0 {
			h.say(Note, in+"."+other.XMLName.Local, "field_passed_over", "",
				bilingual.Text{En: "a field that the directory keeps", Fr: "un champ que le répertoire conserve"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
			h.passed[in+"."+other.XMLName.Local] = len(h.Issues)
			continue
		}
		h.Issues[i-1].Count = max(h.Issues[i-1].Count, 1) + 1
	}
}

func airsUnreadable() error {
	return problem("airs_unreadable",
		bilingual.Text{En: "the file is not AIRS XML, is damaged, or holds what no such file has: a document type, entities, or elements nested without end", Fr: "le fichier n’est pas du XML AIRS, est abîmé, ou contient ce qu’aucun fichier de ce genre n’a : un type de document, des entités, ou des éléments imbriqués sans fin"},
		bilingual.Text{En: "Export it again as AIRS XML 3.1.", Fr: "Exportez-le de nouveau en XML AIRS 3.1."}, "")
}
