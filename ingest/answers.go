package ingest

import (
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// yesNo reads an answer in either language. ok is false for what is neither
// yes nor no nor a plain "unknown".
func yesNo(s string) (answer data.Tri, ok bool) {
	switch bilingual.Fold(s) {
	case "yes", "y", "oui", "o", "true", "vrai", "1", "x":
		return data.Yes, true
	case "no", "n", "non", "false", "faux", "0":
		return data.No, true
	case "unknown", "inconnu", "inconnue":
		return data.Unknown, true
	}
	return data.Unknown, false
}

// visibilityOf reads a visibility, or the answer to "publish?".
func visibilityOf(s string) (data.Visibility, bool) {
	switch bilingual.Fold(s) {
	case "public", "publique", "open", "yes", "oui":
		return data.Open, true
	case "limited", "limite", "limitee":
		return data.Limited, true
	case "internal", "interne", "staff", "no", "non", "confidential", "confidentiel", "confidentielle":
		return data.Internal, true
	}
	return data.Internal, false
}

// levelWord is a visibility in words.
func levelWord(v data.Visibility) bilingual.Text {
	switch v {
	case data.Open:
		return bilingual.Text{En: "public", Fr: "public"}
	case data.Limited:
		return bilingual.Text{En: "limited", Fr: "limité"}
	}
	return bilingual.Text{En: "internal", Fr: "interne"}
}

// number reads a decimal number, with a decimal point or comma.
func number(s string) (n float64, comma, ok bool) {
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s, comma = strings.Replace(s, ",", ".", 1), true
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return n, comma, err == nil && n-n == 0 // n-n is not 0 for infinities and NaN
}

// decide finds out who may see the row and whether it is confidential, before
// anything else of it is read: what cannot be told is.
func (r *reader) decide(w *row) {
	w.visibility, w.exposed = r.visibility(w)
	said := w.get("confidential")
	if w.known != nil && said == "" {
		w.confidential = w.settled()
		return
	}
	if r.speaks["confidential"] {
		answer, ok := yesNo(said)
		if !ok || answer == data.Unknown {
			answer = data.Yes
			r.note(w, "confidential", "confidentiality_unreadable",
				bilingual.Text{En: "yes or no", Fr: "oui ou non"},
				bilingual.Text{En: "taken as confidential; give a default in the mapping if empty means no", Fr: "traité comme confidentiel; donnez une valeur par défaut dans la table de correspondance si une case vide veut dire non"})
		}
		w.confidential = answer
		return
	}
	if r.shelters(w) {
		w.confidential = data.Yes
		r.note(w, "needs", "shelter_confidential",
			bilingual.Text{En: "a shelter, with a word on whether its address is confidential", Fr: "un hébergement, avec une mention disant si son adresse est confidentielle"},
			bilingual.Text{En: "taken as confidential: its address is sealed; add the field confidential to say otherwise", Fr: "traité comme confidentiel : son adresse est scellée; ajoutez le champ confidential pour dire le contraire"})
		return
	}
	if field, unclear := r.unclear(w); unclear {
		w.confidential = data.Yes
		r.note(w, field, "maybe_shelter",
			bilingual.Text{En: "terms of the directory, or a word on whether the address is confidential", Fr: "des termes du répertoire, ou une mention disant si l’adresse est confidentielle"},
			bilingual.Text{En: "taken as confidential, since it may be a shelter: correct the words, or add the field confidential", Fr: "traité comme confidentiel, car ce peut être un hébergement : corrigez les mots, ou ajoutez le champ confidential"})
	}
}

// sheltering reports whether a need is a place to stay whose address is taken
// for secret unless somebody says otherwise: every shelter and every
// transitional home; a long-term one where people who hide from someone live.
func (r *reader) sheltering(need string, violence bool) bool {
	covers := func(wide string) bool { return r.env.Terms.Covers(data.TermNeed, wide, need) }
	return covers("emergency-shelter") || covers("transitional-housing") || violence && covers("long-term-housing")
}

// hiding reports whether a population may have to hide from someone.
func (r *reader) hiding(population string) bool {
	return r.env.Terms.Covers(data.TermPopulation, "violence-survivors", population) ||
		r.env.Terms.Covers(data.TermPopulation, "trafficked-people", population)
}

// visibility is the row's: the file's consent, narrowed by what the row says.
// ok is false where the file says nothing of visibility.
func (r *reader) visibility(w *row) (v data.Visibility, ok bool) {
	consented := r.m.Exposure.Effective()
	if !r.speaks["visibility"] {
		return consented, r.m.Exposure.Consent.Given()
	}
	if w.known != nil && w.get("visibility") == "" {
		return data.Internal, false // it stays as the directory has it
	}
	v, readable := visibilityOf(w.get("visibility"))
	if !readable {
		r.note(w, "visibility", "visibility_unreadable",
			bilingual.Text{En: "public, limited or internal", Fr: "public, limited ou internal"},
			bilingual.Text{En: "taken as internal", Fr: "traité comme interne"})
	}
	if v > consented {
		r.note(w, "visibility", "no_consent",
			bilingual.Text{En: "a recorded consent for what is not internal", Fr: "un consentement consigné pour ce qui n’est pas interne"},
			bilingual.Textf("taken as %s; add [consent] to the mapping", "traité comme %s; ajoutez [consent] à la table de correspondance", levelWord(consented)))
	}
	if w.known != nil && v > consented {
		return data.Internal, false // no consent: it stays as the directory has it
	}
	return min(v, consented), true
}
