package desk

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

// Everything is said in both languages, with what stands in it in the same places,
// and no page tells anybody to type a command where it has a button.
func TestEverythingIsSaidInBothLanguages(t *testing.T) {
	check := func(key string, text bilingual.Text) {
		if strings.TrimSpace(text.En) == "" || strings.TrimSpace(text.Fr) == "" {
			t.Errorf("%s is said in one language: %+v", key, text)
		}
		for _, verb := range []string{"%s", "%d"} {
			if strings.Count(text.En, verb) != strings.Count(text.Fr, verb) {
				t.Errorf("%s says other things in each language: %+v", key, text)
			}
		}
		if strings.Contains(text.Fr, "'") || strings.Contains(text.Fr, " ?") || strings.Contains(text.Fr, " ;") {
			t.Errorf("%s is not set as French is in Canada: %s", key, text.Fr)
		}
	}
	for _, of := range append([]map[string]bilingual.Text{words, fieldWords, valueWords}, moreWords...) {
		for key, text := range of {
			check(key, text)
		}
	}
	for _, done := range dones {
		if _, err := word(bilingual.Fr, "done."+done); err != nil {
			t.Error(err)
		}
	}
	for code, ours := range ourWords {
		for _, text := range ours {
			if namesCommand(text.En) || namesCommand(text.Fr) {
				t.Errorf("%s names a command: %+v", code, text)
			}
			if !text.IsZero() {
				check(code, text)
			}
		}
	}
	if _, err := word(bilingual.En, "qwxz"); err == nil {
		t.Error("a key without words is let by")
	}
}

func TestFieldsAndValuesAreNamed(t *testing.T) {
	for path, want := range map[string][2]string{
		"services[0].needs[1]":               {"service\u00a01 · needs\u00a02", "service\u00a01 · besoins\u00a02"},
		"organization.name.fr":               {"organization · name · French", "organisme · nom · français"},
		"locations[2].address.postal_code":   {"place\u00a03 · address · postal code", "lieu\u00a03 · adresse · code postal"},
		"sealed":                             {"sealed parts", "parties scellées"},
		"services[0].qwxz":                   {"service\u00a01 · qwxz", "service\u00a01 · qwxz"},
		"What stands in somebody’s own file": {"What stands in somebody’s own file", "What stands in somebody’s own file"},
	} {
		if en, fr := fieldName(bilingual.En, path), fieldName(bilingual.Fr, path); en != want[0] || fr != want[1] {
			t.Errorf("%s is named %q and %q", path, en, fr)
		}
	}
	for n, want := range map[int][2]string{0: {"0", "0"}, 999: {"999", "999"}, 2820: {"2,820", "2\u00a0820"}, 1234567: {"1,234,567", "1\u00a0234\u00a0567"}} {
		if en, fr := number(bilingual.En, n), number(bilingual.Fr, n); en != want[0] || fr != want[1] {
			t.Errorf("%d is written %q and %q", n, en, fr)
		}
	}
}
