package geo

import "strings"

// alias is another word for a place that is not its name: "Mtl", "Fort Mac".
type alias struct {
	town int32
	sure confidence
}

// confidence says what is done with an alias that somebody types: a high one is
// understood, a medium one is understood and said aloud, a low one is only
// offered as a choice.
type confidence string

const (
	high   confidence = "high"
	medium confidence = "medium"
	low    confidence = "low"
)

func (g *Gazetteer) loadAliases() error {
	g.aliases = make(map[string][]alias)
	t := openTable("aliases.tsv", "alias", "place", "province", "confidence", "why")
	for t.next() {
		i, ok := g.mainTown(t.text("place"), t.province())
		sure := confidence(t.text("confidence"))
		if !ok || sure != high && sure != medium && sure != low {
			t.fail("an alias needs a place that is known, and a confidence")
			continue
		}
		key := placeKey(t.text("alias"))
		g.aliases[key] = append(g.aliases[key], alias{i, sure})
	}
	return t.err
}

// known gives the towns that r's name is a word for, those that it may only
// perhaps mean left out, and whether that is to be said.
func (g *Gazetteer) known(r reading) (found []int32, say bool) {
	for _, a := range g.aliases[r.key] {
		if a.sure != low {
			found = append(found, a.town)
			say = say || a.sure == medium
		}
	}
	return g.keep(found, r), say
}

// perhaps gives all towns that r's name may be a word for.
func (g *Gazetteer) perhaps(r reading) []int32 {
	var found []int32
	for _, a := range g.aliases[r.key] {
		found = append(found, a.town)
	}
	return g.keep(found, r)
}

// titles are words before a name that do not change what it means; parts are
// words before or after it that mean a part of the place or what lies around it.
// All are folded, the longer ones first.
var (
	titles = []string{
		"the city of ", "city of ", "the town of ", "town of ", "the village of ", "village of ",
		"township of ", "municipality of ", "district of ", "hamlet of ", "community of ",
		"la ville de ", "la ville d ", "ville de ", "ville d ", "la municipalite de ", "la municipalite d ",
		"municipalite de ", "municipalite d ", "village de ", "village d ", "canton de ", "canton d ",
		"village nordique de ", "village nordique d ", "northern village of ", "village cri de ", "village cri d ",
		"cite de ", "cite d ", "hameau de ", "communaute de ", "communaute d ",
	}
	partsBefore = []string{
		"downtown ", "central ", "the centre of ", "centre of ", "the middle of ", "the outskirts of ", "outskirts of ",
		"au centre ville de ", "au centre ville d ", "le centre ville de ", "le centre ville d ",
		"centre ville de ", "centre ville d ", "centre ville du ", "centre ville ", "le centre de ", "le centre d ",
		"the greater ", "greater ", "le grand ", "grand ", "metro ", "old ", "le vieux ", "vieux ",
		"la region de ", "la region d ", "region de ", "region d ", "la banlieue de ", "banlieue de ",
		"near ", "close to ", "around ", "pres de ", "pres d ", "autour de ", "autour d ",
		"l est de ", "l est d ", "l ouest de ", "l ouest d ", "le nord de ", "le nord d ", "le sud de ", "le sud d ",
		"the east end of ", "the west end of ", "the north end of ", "the south end of ",
	}
	partsAfter = []string{
		" downtown", " centre ville", " area", " region", " city", " proper", " suburbs", " metro area", " metro",
		" east end", " west end", " north end", " south end",
	}
)

// nationsBefore and nationsAfter are the words by which a nation is told from the
// community where it lives, folded, the longer ones first.
var (
	nationsBefore = []string{
		"la premiere nation de ", "la premiere nation d ", "la premiere nation du ", "la premiere nation des ",
		"premiere nation de ", "premiere nation d ", "premiere nation du ", "premiere nation des ", "premiere nation ",
		"la nation crie de ", "la nation crie d ", "nation crie de ", "nation crie d ", "cree nation of ",
		"reserve de ", "reserve d ",
	}
	nationsAfter = []string{
		" first nations", " first nation", " cree nation", " ojibway nation", " ojibwe nation", " dene nation",
		" indian reserve", " indian band", " reservation", " reserve", " nation", " band",
	}
)

// withoutNation takes such words off a name, before it or else after it.
func withoutNation(name string) string {
	if rest := cutAnyPrefix(name, nationsBefore); rest != name {
		return rest
	}
	for _, after := range nationsAfter {
		if cut, ok := strings.CutSuffix(name, after); ok && cut != "" {
			return cut
		}
	}
	return name
}

// bare takes such words off a name, once before it and once after it, and says
// whether any of them meant a part.
func bare(name string) (rest string, part, changed bool) {
	rest = cutAnyPrefix(name, titles)
	whole := rest
	rest = cutAnyPrefix(rest, partsBefore)
	for _, after := range partsAfter {
		if cut, ok := strings.CutSuffix(rest, after); ok && cut != "" {
			rest = cut
			break
		}
	}
	return rest, rest != whole, rest != name
}

func cutAnyPrefix(name string, prefixes []string) string {
	for _, prefix := range prefixes {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" {
			return rest
		}
	}
	return name
}
