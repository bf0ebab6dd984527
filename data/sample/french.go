package sample

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// of puts « de » before a French name, with its elision and contractions:
// « d’Ottawa », « du Roitelet », « des Trois Hérons », « de La Tuque ».
func of(name string) string {
	article, rest := splitArticle(name)
	switch {
	case article == "le":
		return "du " + rest
	case article == "les":
		return "des " + rest
	case islands(name):
		return "des " + name
	case elides(name):
		return "d’" + name
	}
	return "de " + name
}

// at puts « à » before a French name: « à Ottawa », « au Goulet », « aux Escoumins ».
func at(name string) string {
	article, rest := splitArticle(name)
	switch {
	case article == "le":
		return "au " + rest
	case article == "les":
		return "aux " + rest
	case islands(name):
		return "aux " + name
	}
	return "à " + name
}

// splitArticle takes « le » or « les » off a name, in either case.
func splitArticle(name string) (article, rest string) {
	if name == "Grand Sudbury" {
		return "le", name
	}
	word, rest, ok := strings.Cut(name, " ")
	word = strings.ToLower(word)
	if ok && (word == "le" || word == "les") {
		return word, rest
	}
	return "", name
}

func islands(name string) bool { return strings.HasPrefix(name, "Îles-") }

// muteH are the towns before whose H one elides.
func muteH() []string { return []string{"Halifax", "Hérouxville"} }

func elides(name string) bool {
	folded := bilingual.Fold(name)
	return folded != "" && strings.ContainsRune("aeiou", rune(folded[0])) || slices.Contains(muteH(), name)
}

// capital writes the first letter of a name large: « Les Trois Hérons ».
func capital(name string) string {
	_, first := utf8.DecodeRuneInString(name)
	return strings.ToUpper(name[:first]) + name[first:]
}

// inProvince says « de » and « en » of a province, as usage has them; of "",
// they speak of Canada.
func inProvince(p geo.Province) (from, within string) {
	name := p.Name().Fr
	switch p {
	case "":
		return "du Canada", "au Canada"
	case geo.Alberta, geo.Ontario:
		return "de l’" + name, "en " + name
	case geo.BritishColumbia, geo.NovaScotia, geo.Saskatchewan:
		return "de la " + name, "en " + name
	case geo.PrinceEdwardIsland:
		return "de l’" + name, "à l’" + name
	case geo.NewfoundlandAndLabrador:
		return "de " + name, "à " + name
	case geo.NorthwestTerritories:
		return "des " + name, "dans les " + name
	}
	return "du " + name, "au " + name
}

// setting is what the slots of a text stand for.
type setting struct {
	name     data.Text // a proper name; the French with its article
	word     string    // a word of an Indigenous language
	town     data.Text
	province geo.Province
}

// fill puts a setting into the slots of a text.
func (s setting) fill(t data.Text) data.Text {
	province := s.province.Name()
	if s.province == "" {
		province = bilingual.Same("Canada")
	}
	from, within := inProvince(s.province)
	english := strings.NewReplacer("{name}", s.name.En, "{word}", s.word, "{town}", s.town.En, "{province}", province.En)
	french := strings.NewReplacer(
		"{name}", capital(s.name.Fr), "{de:name}", of(s.name.Fr), "{word}", s.word,
		"{town}", s.town.Fr, "{de:town}", of(s.town.Fr), "{a:town}", at(s.town.Fr),
		"{province}", province.Fr, "{de:province}", from, "{en:province}", within)
	return data.Text{En: english.Replace(t.En), Fr: french.Replace(t.Fr)}
}

// join puts two sentences after one another.
func join(a, b data.Text) data.Text {
	return data.Text{En: strings.TrimSpace(a.En + " " + b.En), Fr: strings.TrimSpace(a.Fr + " " + b.Fr)}
}
