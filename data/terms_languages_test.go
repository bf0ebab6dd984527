package data

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/relais-directory/relais/data/bilingual"
)

// otherwise are the names of CLDR that do not lead to their language, and why.
var otherwise = map[string]string{
	"den esclave": "it means a slave, and nobody of these peoples is asked to be found by it",
	"xsl esclave": "likewise",
	"gaa Ga":      "also the code of Irish: the person is asked",
	"gaa ga":      "likewise",
	"lu Tshiluba": "the name of another language, which the library gives by mistake",
}

// Whoever types CLDR's name of a language, in English, in French or in the
// language itself, finds that language, or the wider one that it is a kind of.
func TestTheNamesOfCLDRFindTheirLanguage(t *testing.T) {
	terms := mustLoadTerms(t)
	english, french := display.English.Languages(), display.French.Languages()
	checked := 0
	for _, term := range terms.All(TermLanguage) {
		tag, err := language.Raw.Parse(term.ID)
		if err != nil {
			continue // CLDR's library does not know the code
		}
		for _, name := range []string{english.Name(tag), french.Name(tag), display.Self.Name(tag)} {
			if name == "" {
				continue
			}
			checked++
			found, err := terms.Find(TermLanguage, name)
			leads := err == nil && terms.Covers(TermLanguage, found.ID, term.ID)
			if _, known := otherwise[term.ID+" "+name]; leads == known {
				t.Errorf("%s (%s): %q finds %q, %v; known to lead elsewhere: %v", term.ID, term.Name.En, name, found.ID, err, known)
			}
		}
	}
	if checked < 500 {
		t.Errorf("only %d names checked", checked)
	}
}

// About ninety languages of Canada stand in the table by hand, and well over two
// hundred that people bring with them.
func TestHowManyLanguagesThereAre(t *testing.T) {
	all := mustLoadTerms(t).All(TermLanguage)
	first := slices.IndexFunc(all, func(term Term) bool { return term.ID == "es" })
	if first < 85 || len(all)-first < 250 {
		t.Errorf("%d languages of Canada and %d others", first, len(all)-first)
	}
}

// What belongs together, and what does not, is decided here and in
// docs/terms.md; the table is held to it.
func TestMacrolanguagesAreDecided(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, c := range []struct{ wanted, offered string }{
		{"zh", "cmn"}, {"zh", "yue"}, {"zh", "nan"}, {"zh", "hak"}, {"zh", "wuu"}, {"zh", "gan"}, {"zh", "hsn"}, {"zh", "cdo"},
		{"ar", "arz"}, {"ar", "apc"}, {"ar", "ary"}, {"ar", "acm"}, {"ar", "apd"}, {"ar", "arq"}, {"ar", "aeb"}, {"ar", "ayl"}, {"ar", "afb"}, {"ar", "ayn"},
		{"fa", "pes"}, {"fa", "prs"}, {"sh", "sr"}, {"sh", "hr"}, {"sh", "bs"}, {"sh", "cnr"}, {"ku", "kmr"}, {"ku", "ckb"}, {"ku", "sdh"},
		{"az", "azb"}, {"hy", "hyw"}, {"sw", "swc"}, {"nds", "pdt"}, {"kar", "ksw"}, {"kar", "kyu"}, {"raj", "mwr"}, {"ber", "kab"},
		{"cr", "crk"}, {"oj", "ojs"}, {"iu", "ikt"},
	} {
		if !terms.Covers(TermLanguage, c.wanted, c.offered) || terms.Covers(TermLanguage, c.offered, c.wanted) {
			t.Errorf("a search for %s must find %s, and never the reverse", c.wanted, c.offered)
		}
	}
	for _, apart := range [][2]string{
		{"ms", "id"}, {"fa", "tg"}, {"prs", "haz"}, {"hi", "ur"}, {"no", "da"}, {"rw", "rn"}, {"sh", "sl"}, {"ro", "rup"},
		{"ku", "zza"}, {"nd", "nr"}, {"st", "nso"}, {"so", "ymm"}, {"pa", "skr"}, {"gd", "gle"}, {"cr", "oj"}, {"cmn", "yue"}, {"zh", "bo"},
	} {
		if terms.Covers(TermLanguage, apart[0], apart[1]) || terms.Covers(TermLanguage, apart[1], apart[0]) {
			t.Errorf("%s and %s are told apart", apart[0], apart[1])
		}
	}
	for code, want := range map[string]string{
		"nb": "no", "nn": "no", "nob": "no", "zsm": "ms", "azj": "az", "pnb": "pa", "fil": "tl", "tw": "ak", "fat": "ak", "gom": "kok", "hbs": "sh", "uzn": "uz", "kj": "ng", "ory": "or",
	} {
		if found, err := terms.Find(TermLanguage, code); err != nil || found.ID != want {
			t.Errorf("the code %s means %q, %v, want %s", code, found.ID, err, want)
		}
	}
}

// What people say, in either language, and what it must find.
func TestLanguagesAsPeopleSayThem(t *testing.T) {
	terms := mustLoadTerms(t)
	for said, want := range map[string]string{
		"Cree": "cr", "cri": "cr", "nehiyawewin": "crk", "Mandarin": "cmn", "Cantonese": "yue", "chinois": "zh", "Farsi": "fa", "Dari": "prs",
		"serbo-croate": "sh", "Serbo-Croatian": "sh", "Bosnian": "bs", "monténégrin": "cnr", "Norwegian Nynorsk": "no", "norvégien": "no",
		"Malay": "ms", "Indonésien": "id", "arabe tunisien": "aeb", "Algerian Arabic": "arq", "Twi": "ak", "Oriya": "or", "Nepal Bhasa": "new",
		"Mirpuri": "phr", "katchi": "kfr", "Tedim": "ctd", "Low German": "nds", "bas allemand mennonite": "pdt", "Fur": "fvr", "Pedi": "nso",
		"Tuareg": "tmh", "Gaeilge": "gle", "shona": "sn", "kikongo": "kg",
	} {
		if found, err := terms.Find(TermLanguage, said); err != nil || found.ID != want {
			t.Errorf("%q finds %q, %v, want %s", said, found.ID, err, want)
		}
	}
}

// The French of a language begins with a small letter, as in a sentence, unless it
// is the language's own name or a name that stands with a capital.
func TestFrenchNamesOfLanguagesBeginSmall(t *testing.T) {
	for _, term := range mustLoadTerms(t).All(TermLanguage) {
		first, _, _ := strings.Cut(term.Name.Fr, " ")
		if bilingual.Fold(first) != "" && first != strings.ToLower(first) && !strings.ContainsAny(first, "’") && first != "SENĆOŦEN" && !term.Sign {
			t.Errorf("%s: %q", term.ID, term.Name.Fr)
		}
	}
}
