package staff

import (
	"regexp"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// withDistance is a place with a number of kilometres behind it, apart from it by
// a space, a comma or a colon.
var withDistance = regexp.MustCompile(`(?i)^(.*?[^\s,:])(?:[\s,]+|\s*:\s*)(\d+(?:[.,]\d+)?)\s*(?:km)?$`)

// coordinates end in a number that is no distance.
var coordinates = regexp.MustCompile(`^-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?$`)

func areaToAvoid(s string) string {
	if _, err := geo.ParseProvince(s); err == nil {
		return s
	}
	if m := withDistance.FindStringSubmatch(s); m != nil && !coordinates.MatchString(s) {
		return m[1] + ":" + m[2]
	}
	return s + ":" + around
}

// avoided says the areas as they were understood, for the banner.
func avoided(areas []geo.Area, lang bilingual.Lang) []string {
	var said []string
	for _, a := range areas {
		label := a.Label.In(lang)
		if a.Kind != geo.AreaProvince && a.Kind != geo.AreaCountry {
			label = say(lang, "avoid.around", label, kilometers(a.Radius, lang))
		}
		said = append(said, label)
	}
	return said
}
