package sample

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// populationOf draws for whom a profile's services are made; "" is everybody.
func (d *draft) populationOf(p *profile) string {
	if term := p.populations.draw(d.dice); term != "-" {
		return term
	}
	return ""
}

// servedBy is whom the service for a need is made for: mostly the people of the
// organization.
func (d *draft) servedBy(need string) string {
	switch {
	case need == "child-and-youth":
		return pick(d.dice, []string{"children", "teens", "youth", "minors"})
	case need == "leaving-care":
		return "youth-in-care"
	case need == "exiting-sex-industry":
		return "sex-industry-experience"
	case d.dice.chance(65):
		return d.people
	}
	return d.populationOf(d.profile)
}

// eligibility draws whom the service accepts: ages are unsaid for about a third.
func (d *draft) eligibility(need, people string) data.Eligibility {
	group := d.texts.populations[people]
	exclusive := people != "" && d.dice.chance(d.profile.exclusive)
	e := data.Eligibility{Ages: d.ages(group), Genders: d.genders(group.gender, exclusive)}
	if exclusive {
		e.Exclusive = []string{people}
	}
	if d.dice.chance(30) {
		e.Notes = d.eligibilityNote(need)
	}
	return e
}

// eligibilityNote keeps the words about children to the places where one stays.
func (d *draft) eligibilityNote(need string) data.Text {
	if sheltering(need) && d.dice.chance(60) {
		return pick(d.dice, d.texts.notes["stay"])
	}
	return pick(d.dice, d.texts.notes["eligibility"])
}

func (d *draft) ages(group population) data.AgeRange {
	if group.min != 0 || group.max != 0 {
		if d.dice.chance(86) {
			return data.AgeRange{Stated: true, Min: group.min, Max: group.max}
		}
		return data.AgeRange{}
	}
	switch d.dice.weighted([]int{35, 36, 15, 14}) {
	case 1:
		return data.AgeRange{Stated: true, Min: adultAge(d.home)}
	case 2:
		return data.AgeRange{Stated: true, Min: 16}
	case 3:
		return data.AgeRange{Stated: true}
	}
	return data.AgeRange{}
}

func (d *draft) genders(gender data.Gender, exclusive bool) []data.Gender {
	all := []data.Gender{data.Woman, data.Man, data.NonBinary}
	switch {
	case gender == data.Man:
		return []data.Gender{data.Man}
	case gender == data.Woman && exclusive && d.dice.chance(65):
		return []data.Gender{data.Woman}
	case gender == data.Woman && d.dice.chance(70):
		return []data.Gender{data.Woman, data.NonBinary}
	case gender == "" && d.dice.chance(38):
		return all
	}
	return nil
}

// populations lists whom the service is made for and whom it says it welcomes,
// nobody among them whom its eligibility turns away.
func (d *draft) populations(people string, e data.Eligibility) []data.PopulationServed {
	var served []data.PopulationServed
	if people != "" {
		served = append(served, data.PopulationServed{Term: people, Level: data.MadeFor})
	}
	listed, _ := d.terms.Get(data.TermPopulation, people)
	if d.profile.name == "indigenous" && people != "indigenous" && listed.Parent != "indigenous" {
		served = append(served, data.PopulationServed{Term: "indigenous", Level: data.MadeFor})
	}
	for _, term := range some(d.dice, d.dice.weighted([]int{34, 26, 18, 14, 8}), d.texts.welcomed) {
		if d.fits(term, people, e) && !slices.ContainsFunc(served, func(p data.PopulationServed) bool { return p.Term == term }) {
			served = append(served, data.PopulationServed{Term: term, Level: data.Welcomes})
		}
	}
	return served
}

// fits reports whether a service may say that it welcomes the people of a term.
func (d *draft) fits(term, people string, e data.Eligibility) bool {
	t, _ := d.terms.Get(data.TermPopulation, term)
	switch {
	case people != "" && d.terms.Disjoint(term, people):
		return false
	case t.Gender != "" && len(e.Genders) > 0 && !slices.Contains(e.Genders, t.Gender):
		return false
	}
	return overlap(t.Ages, e.Ages)
}

func overlap(a, b data.AgeRange) bool {
	if !a.Stated || !b.Stated {
		return true
	}
	return (a.Max == 0 || a.Max >= b.Min) && (b.Max == 0 || b.Max >= a.Min)
}

// specialized is yes for about one service in seven, and unknown for many.
func (d *draft) specialized(people string) data.Tri {
	trafficked := d.terms.Covers(data.TermPopulation, "trafficked-people", people)
	switch {
	case d.profile.name == "exit":
		return data.Tri(d.dice.weighted([]int{8, 92, 0}))
	case trafficked:
		return data.Tri(d.dice.weighted([]int{25, 72, 3}))
	}
	return data.Tri(d.dice.weighted([]int{62, 6, 32}))
}

// spoken draws the languages of the organization's staff.
func (d *draft) spoken() []data.LanguageOffered {
	codes := d.official()
	if d.word.language != "" && d.dice.chance(75) {
		codes = append(codes, d.word.language)
	} else if d.home != "" && d.dice.chance(4) {
		codes = append(codes, pick(d.dice, d.texts.wordsOf(d.home)).language)
	}
	if d.profile.name == "access" {
		codes = append(codes, d.signed())
	}
	chance := map[string]int{"newcomer": 95, "worker": 95, "legal": 30, "health": 30, "counselling": 22, "community": 25}[d.profile.name]
	if d.dice.chance(max(chance, 6)) {
		codes = append(codes, some(d.dice, d.dice.between(1, 4), newcomerLanguages())...)
	}
	slices.Sort(codes[1:])
	var spoken []data.LanguageOffered
	for _, code := range slices.Compact(codes) {
		spoken = append(spoken, data.LanguageOffered{Code: code, Mode: data.ByStaff})
	}
	if d.dice.chance(10) {
		spoken = append(spoken, d.interpreted(codes))
	}
	return spoken
}

// interpreted is one language that an interpreter speaks here.
func (d *draft) interpreted(spoken []string) data.LanguageOffered {
	other := slices.DeleteFunc(append(newcomerLanguages(), d.signed()), func(code string) bool { return slices.Contains(spoken, code) })
	return data.LanguageOffered{Code: pick(d.dice, other), Mode: data.ByInterpreter}
}

// signed is the sign language of the place.
func (d *draft) signed() string {
	switch d.home {
	case geo.Quebec:
		return "fcs"
	case geo.Nunavut:
		return "iks"
	}
	return "ase"
}

// official draws which of French and English are spoken, the usual one first.
func (d *draft) official() []string {
	lat, lng := d.town.area.Center.Lat, d.town.area.Center.Lng
	switch {
	case d.home == "":
		return []string{"en", "fr"}
	case d.home == geo.Quebec && lat > 54:
		return d.usually("en", "fr", 50)
	case d.home == geo.Quebec:
		return d.usually("fr", "en", 48)
	case d.home == geo.NewBrunswick && (lat > 46.9 || lng > -65):
		return d.usually("fr", "en", 80)
	case d.home == geo.NewBrunswick:
		return d.usually("en", "fr", 55)
	case d.home == geo.Ontario && (lat > 46 && lng > -85 || lat > 45 && lng > -76.5):
		return d.usually("en", "fr", 58)
	case d.home == geo.Ontario:
		return d.usually("en", "fr", 16)
	}
	return d.usually("en", "fr", 9)
}

func (d *draft) usually(first, second string, percent int) []string {
	if d.dice.chance(percent) {
		return []string{first, second}
	}
	return []string{first}
}

// newcomerLanguages are those that many staff bring along.
func newcomerLanguages() []string {
	return []string{
		"es", "ar", "tl", "pa", "cmn", "yue", "pt", "fa", "ur", "hi", "bn", "ta", "gu", "so", "am", "ti", "sw",
		"uk", "ru", "pl", "ro", "vi", "ko", "ja", "ht", "ln", "rw", "prs", "ps", "ku", "tr", "hu", "it", "de", "ne", "si", "yo", "ig", "wo", "ceb",
	}
}
