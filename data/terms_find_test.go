package data

import (
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestFindTerms(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, c := range []struct {
		kind  TermKind
		words string
		want  string
	}{
		{TermNeed, "emergency-shelter", "emergency-shelter"},
		{TermNeed, " Emergency Shelter ", "emergency-shelter"},
		{TermNeed, "HÉBERGEMENT D'URGENCE", "emergency-shelter"},
		{TermNeed, "maison d'hébergement", "emergency-shelter"},
		{TermNeed, "maisons d’hébergement", "emergency-shelter"},
		{TermNeed, "safe houses", "emergency-shelter"},
		{TermNeed, "women's shelters", "emergency-shelter"},
		{TermNeed, "womens shelter", "emergency-shelter"},
		{TermNeed, "refuge", "emergency-shelter"},
		{TermNeed, "un endroit sûr", "emergency-shelter"},
		{TermNeed, "A safe place to stay tonight", "emergency-shelter"},
		{TermNeed, "shelterr", "emergency-shelter"},
		{TermNeed, "bed", "emergency-shelter"},
		{TermNeed, "un lit", "emergency-shelter"},
		{TermNeed, "refuge pour femmes", "emergency-shelter"},
		{TermNeed, "chien", "pet-sheltering"},
		{TermNeed, "psy", "mental-health"},
		{TermNeed, "argent", "emergency-funds"},
		{TermNeed, "carte d'identité", "identity-documents"},
		{TermNeed, "VIH", "reproductive-health"},
		{TermLanguage, "langage des signes", "sgn"},
		{TermNeed, "désintox", "detox"},
		{TermNeed, "rehab", "addictions"},
		{TermNeed, "avocate", "legal-representation"},
		{TermNeed, "avocat·e·s", "legal-representation"},
		{TermNeed, "lawyers", "legal-representation"},
		{TermNeed, "thérapies", "counselling"},
		{TermNeed, "therapy", "counselling"},
		{TermNeed, "hôpitaux", "hospital-care"},
		{TermNeed, "DPJ", "child-protection"},
		{TermPopulation, "Autochtones", "indigenous"},
		{TermPopulation, "2ELGBTQI+", "2elgbtqi"},
		{TermPopulation, "LGBTQ2S+", "2elgbtqi"},
		{TermPopulation, "sourds", "deaf"},
		{TermPopulation, "Sourd.e.s", "deaf"},
		{TermPopulation, "Métis", "metis"},
		{TermPopulation, "refugees", "refugees"},
		{TermPopulation, "sans statut", "no-status"},
		{TermPopulation, "families", "with-children"},
		{TermLanguage, "fra", "fr"},
		{TermLanguage, "fre", "fr"},
		{TermLanguage, "FR", "fr"},
		{TermLanguage, "fr-CA", "fr"},
		{TermLanguage, "en_CA", "en"},
		{TermLanguage, "ENG", "en"},
		{TermLanguage, "de", "de"},
		{TermLanguage, "zh-Hant-TW", "zh"},
		{TermLanguage, "zh-yue", "yue"},
		{TermLanguage, "Cree", "cr"},
		{TermLanguage, "cri", "cr"},
		{TermLanguage, "Plains Cree", "crk"},
		{TermLanguage, "nehiyawewin", "crk"},
		{TermLanguage, "nēhiyawēwin", "crk"},
		{TermLanguage, "ᐃᓄᒃᑐᑦ", "iu"},
		{TermLanguage, "Inuktitut", "iu"},
		{TermLanguage, "Anishinaabemowin", "oj"}, // its dialects say so too
		{TermLanguage, "Tlicho", "dgr"},
		{TermLanguage, "Tłı̨chǫ", "dgr"},
		{TermLanguage, "Gwich'in", "gwi"},
		{TermLanguage, "gwichʼin", "gwi"},
		{TermLanguage, "Kanien'keha", "moh"},
		{TermLanguage, "Mikmaq", "mic"},
		{TermLanguage, "ASL", "ase"},
		{TermLanguage, "langue des signes québécoise", "fcs"},
		{TermLanguage, "Tagalog", "tl"},
		{TermLanguage, "fil", "tl"},
		{TermLanguage, "Ukriainian", "uk"}, // a letter too many
		{TermBarrier, "no police", "no-police-report"},
		{TermBarrier, "gratuit", "no-fee"},
		{TermBarrier, "sans-papiers", "no-status"},
		{TermAccessibility, "wheelchair accessible", "wheelchair"},
		{TermAccessibility, "ATS", "tty"},
		{TermProviderKind, "law_enforcement", "law_enforcement"},
		{TermProviderKind, "law enforcement", "law_enforcement"},
		{TermProviderKind, "ministère", "government"},
	} {
		if got, err := terms.Find(c.kind, c.words); err != nil || got.ID != c.want {
			t.Errorf("Find(%s, %q) = %q, %v, want %q", c.kind, c.words, got.ID, err, c.want)
		}
	}
}

func TestFindAnswersEveryLabel(t *testing.T) {
	terms := mustLoadTerms(t)
	eachTerm(t, terms, func(term Term) {
		for _, label := range term.labels() {
			if label == "" {
				continue
			}
			found, err := terms.Find(term.Kind, label)
			asked := bilingual.KindOf(err) == bilingual.Ambiguous
			if err != nil && !asked {
				t.Errorf("Find(%s, %q): %v", term.Kind, label, err)
			}
			if err == nil && !terms.Covers(term.Kind, found.ID, term.ID) {
				t.Errorf("Find(%s, %q) = %s, want %s or a wider term", term.Kind, label, found.ID, term.ID)
			}
		}
	})
}

func TestFindRefusesWhatItDoesNotKnow(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, c := range []struct {
		kind  TermKind
		words string
		near  string // among the choices
	}{
		{TermNeed, "emergncy sheltr", "emergency-shelter"},
		{TermNeed, "xyzzy", ""},
		{TermNeed, "", ""},
		{TermNeed, "foud", "food"}, // too short a word to guess, near enough to ask
		{TermPopulation, "youth 16-18", "youth-16-17"},
		{TermLanguage, "oukraynian", "uk"},
		{TermLanguage, "klingon", ""},
		{TermBarrier, "no polise at all, report", "no-police-report"},
		{TermAccessibility, "wheel chairs accesible", "wheelchair"},
		{TermProviderKind, "spies", ""},
		{"no-such-kind", "spies", ""},
	} {
		_, err := terms.Find(c.kind, c.words)
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Kind != bilingual.Invalid || p.Code != string(c.kind)+"_unknown" {
			t.Errorf("Find(%s, %q) = %v, want %s_unknown", c.kind, c.words, err, c.kind)
			continue
		}
		if c.near != "" && !slices.ContainsFunc(p.Choices, func(x bilingual.Choice) bool { return x.Input == c.near }) {
			t.Errorf("Find(%s, %q) proposes %v, want %s among them", c.kind, c.words, p.Choices, c.near)
		}
		if len(p.Choices) > 5 || p.Message.Fr == "" || !strings.Contains(p.Hint.En, "relais terms") || !strings.Contains(p.Hint.Fr, "relais terms") {
			t.Errorf("Find(%s, %q): not a helpful problem: %+v", c.kind, c.words, p)
		}
		if said := p.Message.En + p.Message.Fr + p.Hint.En + p.Hint.Fr; c.words != "" && strings.Contains(said, c.words) {
			t.Errorf("Find(%s, %q) echoes what was typed", c.kind, c.words)
		}
	}
}

// The slow twin of oneSlip is the edit distance with adjacent exchanges,
// over every pair of words of up to four letters of a small alphabet.
func TestOneSlipIsAnEditDistance(t *testing.T) {
	words := [][]rune{{}}
	for begin := 0; len(words[len(words)-1]) < 4; begin++ {
		for _, letter := range "abc" {
			words = append(words, append(slices.Clone(words[begin]), letter))
		}
	}
	for _, a := range words {
		for _, b := range words {
			if got, want := oneSlip(a, b), editDistance(a, b) <= 1; got != want {
				t.Fatalf("oneSlip(%q, %q) = %v, want %v", string(a), string(b), got, want)
			}
		}
	}
}

func editDistance(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	change := 1
	if a[0] == b[0] {
		change = 0
	}
	best := min(editDistance(a[1:], b)+1, editDistance(a, b[1:])+1, editDistance(a[1:], b[1:])+change)
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		best = min(best, editDistance(a[2:], b[2:])+1)
	}
	return best
}

func BenchmarkFindTerm(b *testing.B) {
	terms := mustLoadTerms(b)
	for _, words := range []string{"emergency-shelter", "maisons d’hébergement", "shelterr", "xyzzy"} {
		b.Run(words, func(b *testing.B) {
			for b.Loop() {
				_, _ = terms.Find(TermNeed, words)
			}
		})
	}
}
