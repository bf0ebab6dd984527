package bilingual_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestTextSpeaksTheOtherLanguageRatherThanNothing(t *testing.T) {
	cases := []struct {
		text   bilingual.Text
		en, fr string
	}{
		{bilingual.Text{En: "shelter", Fr: "refuge"}, "shelter", "refuge"},
		{bilingual.Text{En: "shelter"}, "shelter", "shelter"},
		{bilingual.Text{Fr: "refuge"}, "refuge", "refuge"},
		{bilingual.Text{}, "", ""},
	}
	for _, c := range cases {
		if en, fr := c.text.In(bilingual.En), c.text.In(bilingual.Fr); en != c.en || fr != c.fr {
			t.Errorf("%+v: got %q and %q, want %q and %q", c.text, en, fr, c.en, c.fr)
		}
	}
}

func TestTextfPutsTextsIntoTheLanguageAtHand(t *testing.T) {
	got := bilingual.Textf("near %s (%d)", "près de %s (%d)", bilingual.Text{En: "the river", Fr: "la rivière"}, 3)
	if want := (bilingual.Text{En: "near the river (3)", Fr: "près de la rivière (3)"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Most texts are not formatted by fmt. They come out as if they were.
func TestTextfWritesWhatFmtWrites(t *testing.T) {
	river, pi := bilingual.Text{En: "the river", Fr: "la rivière"}, 3.14
	for _, c := range []struct {
		pattern string
		args    []any
	}{
		{"nothing", nil}, {"", nil}, {"100 %%", nil}, {"%s", []any{"one"}}, {"%d of %d: %s.", []any{3, -4, "five"}},
		{"%s and %s", []any{river, pi}}, {"%[2]s before %[1]s", []any{"one", river}}, {"%02d", []any{7}}, {"%d", []any{"word"}},
		{"%s", []any{7}}, {"%s", nil}, {"too many", []any{1}}, {"%", []any{1}}, {"%s %", []any{river}}, {"%d %% %s", []any{1, river}},
		{"%v %q", []any{river, "said"}}, {"%s", []any{bilingual.Fr}},
	} {
		var en, fr []any
		for _, arg := range c.args {
			if text, ok := arg.(bilingual.Text); ok {
				en, fr = append(en, text.En), append(fr, text.Fr)
				continue
			}
			en, fr = append(en, arg), append(fr, arg)
		}
		got := bilingual.Textf(c.pattern, c.pattern, c.args...)
		if want := (bilingual.Text{En: fmt.Sprintf(c.pattern, en...), Fr: fmt.Sprintf(c.pattern, fr...)}); got != want {
			t.Errorf("%q of %v: got %q, want %q", c.pattern, c.args, got, want)
		}
	}
}

func TestParseLang(t *testing.T) {
	for s, want := range map[string]bilingual.Lang{"fr": "fr", "FR-ca": "fr", "fr_CA.UTF-8": "fr", "en": "en", "en_US": "en"} {
		if got, ok := bilingual.ParseLang(s); got != want || !ok {
			t.Errorf("%s: got %s, %v, want %s", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "C", "de", "french"} {
		if _, ok := bilingual.ParseLang(s); ok {
			t.Errorf("%q was taken for a language of the directory", s)
		}
	}
}

func TestFold(t *testing.T) {
	for s, want := range map[string]string{
		"Sept-Îles":                 "sept iles",
		"L’Œuvre  d'Élise":          "l oeuvre d elise",
		"Kahnawà:ke":                "kahnawa ke",
		"2ELGBTQI+":                 "2elgbtqi",
		"  ":                        "",
		"ᐃᓄᒃᑎᑐᑦ":                    "ᐃᓄᒃᑎᑐᑦ",
		"Trois\u2011Rivie\u0300res": "trois rivieres",
	} {
		if got := bilingual.Fold(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Sept-Îles", "\xff", "œ’é", "ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := bilingual.Fold(s)
		if !utf8.ValidString(once) && utf8.ValidString(s) {
			t.Errorf("Fold(%q) = %q is not UTF-8", s, once)
		}
		if strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
			t.Errorf("Fold(%q) = %q has loose spaces", s, once)
		}
	})
}

func TestAProblemIsFoundThroughWhatWrapsIt(t *testing.T) {
	cause := errors.New("disk on fire")
	p := &bilingual.Problem{Kind: bilingual.Damaged, Code: "x", Message: bilingual.Same("it is damaged"), Cause: cause}
	err := fmt.Errorf("open the store: %w", p)
	if got, ok := bilingual.AsProblem(err); !ok || got != p {
		t.Errorf("the problem was lost in %v", err)
	}
	if bilingual.KindOf(err) != bilingual.Damaged || bilingual.KindOf(cause) != bilingual.Failed {
		t.Error("the kind is not that of the problem")
	}
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), "disk on fire") {
		t.Error("the cause is lost")
	}
}

func TestDe(t *testing.T) {
	for name, want := range map[string]string{
		"Gatineau, QC": "de Gatineau, QC", "Iqaluit, NU": "d’Iqaluit, NU", "Île-à-la-Crosse": "d’Île-à-la-Crosse",
		"Le Bic": "du Bic", "Les Escoumins": "des Escoumins", "M5V (Toronto, ON)": "de M5V (Toronto, ON)", "": "de ", "Œuvre": "d’Œuvre",
	} {
		if got := bilingual.De(name); got != want {
			t.Errorf("De(%q) = %q, want %q", name, got, want)
		}
	}
}
