package ingest

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// phoneField is a field that holds lines: their type, and whether the public may
// call.
type phoneField struct {
	field  string
	kind   data.PhoneType
	public bool
}

func phoneFields() []phoneField {
	return []phoneField{
		{"phone", "", true},
		{"tty", data.Textphone, true},
		{"text_line", data.TextLine, true},
		{"fax", data.Fax, true},
		{"internal_phone", "", false},
	}
}

// phones reads the row's lines. A number that cannot be read as a Canadian one
// is kept as it was written, and noted: a person may still make it out.
func (r *reader) phones(w *row) []record.Phone {
	var lines []record.Phone
	for _, f := range phoneFields() {
		for _, written := range w.list(f.field) {
			line, ok := readPhone(written)
			if !ok {
				r.note(w, f.field, "phone_unreadable",
					bilingual.Text{En: "ten digits, and an extension where there is one", Fr: "dix chiffres, et un poste s’il y en a un"},
					bilingual.Text{En: "kept as written", Fr: "gardé tel quel"})
			}
			line.Type = f.kind
			lines = append(lines, record.Phone{Phone: line, Public: f.public})
		}
	}
	return lines
}

// readPhone gives a number as E.164 with its extension, or as it was written
// with ok false. Short codes such as 911, 811 and 211 are kept as they are.
// Numbers with the exchange 555, which are invented, count as numbers.
func readPhone(written string) (line data.Phone, ok bool) {
	written = strings.TrimSpace(written)
	if len(written) == 3 && strings.HasSuffix(written, "11") && written[0] >= '2' && written[0] <= '9' {
		return data.Phone{Number: written}, true
	}
	if len(written) > 250 {
		return data.Phone{Number: written}, false
	}
	parsed, err := phonenumbers.Parse(frenchExtension(written), "CA")
	if err != nil || !plausible(parsed) {
		return data.Phone{Number: written}, false
	}
	return data.Phone{
		Number:    phonenumbers.Format(parsed, phonenumbers.E164),
		Extension: parsed.GetExtension(),
	}, true
}

// plausible accepts numbers whose length is right, and not only those that are
// assigned, so that invented ones pass.
func plausible(n *phonenumbers.PhoneNumber) bool {
	return phonenumbers.IsPossibleNumberWithReason(n) == phonenumbers.IS_POSSIBLE
}

// frenchExtension writes "poste 12" as the library reads it.
func frenchExtension(s string) string {
	lower := strings.ToLower(s)
	for _, word := range []string{"poste", "p."} {
		if i := strings.Index(lower, word); i > 0 {
			return s[:i] + "ext. " + strings.TrimLeft(s[i+len(word):], " .:")
		}
	}
	return s
}
