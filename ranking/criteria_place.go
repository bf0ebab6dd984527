package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func (j *judge) startsSomewhere() int { return once(j.located) }

// serviceAreaVerdict asks whether the origin lies where callers may come from.
// One area that surely covers it is enough; without declared areas, or without
// an origin, there is nothing to ask.
func (j *judge) serviceAreaVerdict(c *candidate, _ int) data.Verdict {
	verdict := inapplicable
	for i := range c.facts.ServiceAreas {
		switch j.covers(&c.facts.ServiceAreas[i]) {
		case data.Meets:
			return data.Meets
		case data.Unsure:
			verdict = data.Unsure
		case data.Fails:
			if verdict == inapplicable {
				verdict = data.Fails
			}
		}
	}
	return verdict
}

func (j *judge) askServiceArea(c *candidate, _ int) bilingual.Text {
	return bilingual.Textf("Serves %s: ask whether that takes in where the caller is.",
		"Dessert %s\u00a0: demandez si cela comprend l’endroit où se trouve la personne.", areaNames(c.facts.ServiceAreas))
}

func (j *judge) changeServiceArea(c *candidate, _ int) bilingual.Text {
	return bilingual.Textf("Serves %s only: ask whether they take someone from elsewhere.",
		"Dessert seulement %s\u00a0: demandez si une personne d’ailleurs est acceptée.", areaNames(c.facts.ServiceAreas))
}

// covers says whether the origin lies in a declared area. Provinces and postal
// areas are compared by code where both have one; all else by circles, with the
// radius of the origin as the doubt.
func (j *judge) covers(area *geo.Area) data.Verdict {
	origin := &j.query.Origin
	switch area.Kind {
	case geo.AreaCountry:
		if origin.Province != "" {
			return data.Meets
		}
		return data.Unsure
	case geo.AreaProvince:
		if origin.Province == "" {
			return data.Unsure
		}
		return verdictOf(origin.Province == provinceOf(*area))
	case geo.AreaPostal:
		if origin.FSA != "" && area.Code != "" {
			return verdictOf(origin.FSA == area.Code)
		}
	}
	if area.Center.IsZero() {
		return data.Unsure
	}
	d := geo.Distance(origin.Point, area.Center)
	switch {
	case d+origin.Radius <= area.Radius && area.Kind != geo.AreaPostal:
		return data.Meets
	case d-origin.Radius > area.Radius:
		return data.Fails
	}
	return data.Unsure
}

// provinceOf is the province that an area of that kind names.
func provinceOf(area geo.Area) geo.Province {
	if area.Province != "" {
		return area.Province
	}
	return geo.Province(area.Code)
}

func (j *judge) distanceLimited() int { return once(j.query.MaxDistance > 0) }

// maxDistanceVerdict compares the nearest and the farthest that the service can
// be with the wish. Help by phone or online reaches anywhere.
func (j *judge) maxDistanceVerdict(c *candidate, _ int) data.Verdict {
	limit := j.query.MaxDistance
	switch {
	case j.reachesAnywhere(c) || c.placed && c.farthest() <= limit:
		return data.Meets
	case c.placed && c.nearest() > limit:
		return data.Fails
	}
	return data.Unsure
}

func (j *judge) askDistance(*candidate, int) bilingual.Text {
	return bilingual.Textf("Ask how far it is: it may be more than %s km away.",
		"Demandez à quelle distance c’est\u00a0: peut-être à plus de %s km.", kilometers(j.query.MaxDistance))
}

// changeDistance says by how much c surely lies beyond the limit. The public is
// told no lengths.
func (j *judge) changeDistance(c *candidate, _ int) bilingual.Text {
	if !c.facts.Staff {
		return bilingual.Text{En: "Beyond the limit you set", Fr: "Au-delà de la limite que vous avez fixée"}
	}
	by := kilometers(c.nearest() - j.query.MaxDistance)
	if c.uncertainty > 0 {
		return bilingual.Textf("At least about %s km beyond the limit you set", "Au moins environ %s km au-delà de la limite que vous avez fixée", by)
	}
	return bilingual.Textf("%s km beyond the limit you set", "%s km au-delà de la limite que vous avez fixée", by)
}

func (j *judge) noRemoteAsked() int { return once(j.query.NoRemote) }

// noRemoteVerdict fails services by phone or online that have no place to go
// to.
func (j *judge) noRemoteVerdict(c *candidate, _ int) data.Verdict {
	return verdictOf(!c.facts.Remote || !c.facts.Place.IsZero())
}

func (j *judge) changeRemote(*candidate, int) bilingual.Text {
	return bilingual.Text{En: "By phone or online only", Fr: "Par téléphone ou en ligne seulement"}
}

func (j *judge) avoidAsked() int { return once(len(j.query.Avoid) > 0) }

// avoidVerdict fails whatever is, or may be, in an area to keep away from: a
// point inside it, or a place that is only known as an area that touches it. A
// service by phone or online without a place is nowhere near. Where nothing is
// known of the place, the answer is a question.
func (j *judge) avoidVerdict(c *candidate, _ int) data.Verdict {
	if c.facts.Place.IsZero() && c.facts.Remote {
		return data.Meets
	}
	verdict := data.Meets
	for i := range j.query.Avoid {
		switch touches(&c.facts.Place, &j.query.Avoid[i]) {
		case data.Yes:
			return data.Fails
		case data.Unknown:
			verdict = data.Unsure
		}
	}
	return verdict
}

func (j *judge) askPlace(*candidate, int) bilingual.Text {
	return bilingual.Text{
		En: "Its place is not known: ask where it is before you send someone, and keep to the areas to avoid.",
		Fr: "Le lieu n’est pas connu\u00a0: demandez où c’est avant d’y diriger quelqu’un, à cause des secteurs à éviter.",
	}
}

// touches says whether a place lies in an area to avoid, or may.
func touches(place *geo.Area, avoided *AvoidArea) data.Tri {
	switch {
	case place.Kind == geo.AreaCountry || avoided.Kind == geo.AreaCountry && !place.IsZero():
		return data.Yes
	case avoided.Kind == geo.AreaProvince:
		if place.Province == "" {
			return data.Unknown
		}
		return data.TriOf(place.Province == provinceOf(*avoided))
	case place.Center.IsZero():
		return data.Unknown
	}
	return data.TriOf(geo.Distance(place.Center, avoided.Center) <= place.Radius+avoided.Radius)
}

func areaNames(areas []geo.Area) bilingual.Text {
	names := make([]bilingual.Text, len(areas))
	for i, a := range areas {
		names[i] = servedName(a)
	}
	return listed(names)
}

// servedName is the name of an area behind "serves". French has an article
// before a province, without which "Québec" would be the city.
func servedName(a geo.Area) bilingual.Text {
	if a.Kind != geo.AreaProvince || a.Label.Fr != provinceOf(a).Name().Fr {
		return a.Label
	}
	return bilingual.Text{En: a.Label.En, Fr: withArticle(provinceOf(a))}
}

func withArticle(p geo.Province) string {
	name := p.Name().Fr
	switch p {
	case geo.NewfoundlandAndLabrador:
		return name
	case geo.BritishColumbia, geo.NovaScotia, geo.Saskatchewan:
		return "la " + name
	case geo.Alberta, geo.Ontario, geo.PrinceEdwardIsland:
		return "l’" + name
	case geo.NorthwestTerritories:
		return "les " + name
	}
	return "le " + name
}
