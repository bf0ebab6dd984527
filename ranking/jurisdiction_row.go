package ranking

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// ownRow is one table of an operator's jurisdiction file. Each reader reports
// what is wrong with its key and gives nothing in its place, so that all faults
// are found in one go.
type ownRow struct {
	tables *ownTables
	where  string // "police[2]", "" for the file itself
	cells  map[string]any
	seen   map[string]bool
}

func (r *ownRow) fault(key, en, fr string) {
	if r.where != "" {
		key = r.where + "." + key
	}
	r.tables.faults = append(r.tables.faults, bilingual.Text{En: key + ": " + en, Fr: key + "\u00a0: " + fr})
}

func (r *ownRow) missing(key string) { r.fault(key, "is missing", "manque") }

// cell gives the value of a key, nil where it is not given.
func (r *ownRow) cell(key string) any {
	r.seen[key] = true
	return r.cells[key]
}

// everyKey marks keys as known without reading them.
func (r *ownRow) everyKey(keys ...string) {
	for _, key := range keys {
		r.seen[key] = true
	}
}

// leftOver reports the keys that nobody asked for.
func (r *ownRow) leftOver() {
	for _, key := range slices.Sorted(maps.Keys(r.cells)) {
		if !r.seen[key] {
			r.fault(key, "there is no such key", "cette clé n’existe pas")
		}
	}
}

func (r *ownRow) str(key string) string {
	value := r.cell(key)
	s, ok := value.(string)
	if value != nil && (!ok || s == "") {
		r.fault(key, "a text is wanted, in quotes", "il faut un texte, entre guillemets")
	}
	return s
}

func (r *ownRow) yes(key string) bool {
	value := r.cell(key)
	b, ok := value.(bool)
	if value != nil && !ok {
		r.fault(key, "true or false is wanted", "il faut true ou false")
	}
	return b
}

func (r *ownRow) list(key string) []string {
	value := r.cell(key)
	if value == nil {
		return nil
	}
	all, ok := value.([]any)
	list := make([]string, len(all))
	for i := range all {
		list[i], ok = all[i].(string)
		if !ok {
			break
		}
	}
	if !ok || len(list) == 0 {
		r.fault(key, "a list of texts is wanted", "il faut une liste de textes")
		return nil
	}
	return list
}

// tableList gives the tables of an array of them, [[key]].
func (r *ownRow) tableList(key string) []map[string]any {
	value := r.cell(key)
	if value == nil {
		return nil
	}
	all, ok := value.([]any)
	list := make([]map[string]any, len(all))
	for i := range all {
		if list[i], ok = all[i].(map[string]any); !ok {
			break
		}
	}
	if !ok {
		r.fault(key, "tables are wanted, each under [["+key+"]]", "il faut des tables, chacune sous [["+key+"]]")
		return nil
	}
	return list
}

// text reads { en = "…", fr = "…" }: both or neither.
func (r *ownRow) text(key string, needed bool) bilingual.Text {
	value := r.cell(key)
	if value == nil {
		if needed {
			r.missing(key)
		}
		return bilingual.Text{}
	}
	cells, _ := value.(map[string]any)
	en, inEnglish := cells["en"].(string)
	fr, inFrench := cells["fr"].(string)
	if !inEnglish || !inFrench || en == "" || fr == "" || len(cells) != 2 {
		r.fault(key, "both languages are wanted: { en = \"…\", fr = \"…\" }", "il faut les deux langues\u00a0: { en = \"…\", fr = \"…\" }")
	}
	return bilingual.Text{En: en, Fr: fr}
}

func (r *ownRow) textOver(old *bilingual.Text, key string) {
	if t := r.text(key, false); !t.IsZero() {
		*old = t
	}
}

// ageOver reads an age in years, at most that of any law of majority with room to
// spare.
func (r *ownRow) ageOver(old *float64, key string) {
	value := r.cell(key)
	if value == nil {
		return
	}
	age, ok := value.(float64)
	if whole, isWhole := value.(int64); isWhole {
		age, ok = float64(whole), true
	}
	if !ok || math.IsNaN(age) || age < 0 || age > 25 {
		r.fault(key, "an age in years is wanted, from 0 to 25", "il faut un âge en années, de 0 à 25")
		return
	}
	*old = age
}

func (r *ownRow) date(key string) hours.Date {
	switch value := r.cell(key).(type) {
	case nil:
		return hours.Date{}
	case toml.LocalDate:
		if d := (hours.Date{Year: value.Year, Month: time.Month(value.Month), Day: value.Day}); d.Valid() {
			return d
		}
	}
	r.fault(key, "a day is wanted, without quotes: 2026-11-20", "il faut un jour, sans guillemets\u00a0: 2026-11-20")
	return hours.Date{}
}

// evidence is what the row rests on, its own or that of the whole file: an
// operator who changes the tables says from where, and when that was looked up.
func (r *ownRow) evidence() Evidence {
	e := Evidence{
		Source:     cmp.Or(r.str("source"), r.tables.source),
		Checked:    cmp.Or(r.date("checked"), r.tables.checked),
		Confidence: Confidence(cmp.Or(r.str("confidence"), string(HighConfidence))),
	}
	if e.Source == "" && r.cells["source"] == nil {
		r.missing("source")
	}
	if e.Checked.IsZero() && r.cells["checked"] == nil {
		r.missing("checked")
	}
	if !e.Confidence.valid() {
		r.fault("confidence", "high, medium or low is wanted", "il faut high, medium ou low")
	}
	return e
}

func (r *ownRow) province(needed bool) geo.Province {
	code := r.str("province")
	p := geo.Province(code)
	switch {
	case code == "" && needed && r.cells["province"] == nil:
		r.missing("province")
	case code != "" && !p.Valid():
		r.fault("province", "the two letters of a province or territory are wanted", "il faut les deux lettres d’une province ou d’un territoire")
		return ""
	}
	return p
}

func (r *ownRow) level() Level {
	l := Level(r.str("level"))
	if r.cells["level"] == nil {
		r.missing("level")
	} else if l != "" && (l.rank() < 0 || l == NoLevel) {
		r.fault("level", "municipal, first_nations, provincial or federal is wanted", "il faut municipal, first_nations, provincial ou federal")
	}
	return l
}

func (r *ownRow) role() Role {
	role := Role(r.str("role"))
	if r.cells["role"] == nil {
		r.missing("role")
	} else if role != "" && !role.ofPolice() {
		r.fault("role", "local, backing, contract or federal is wanted", "il faut local, backing, contract ou federal")
	}
	return role
}

// areas are the postal areas and the places of a police service; without any, its
// whole province.
func (r *ownRow) areas(p geo.Province) []geo.Area {
	all := r.postal(r.list("fsas"))
	for _, area := range all {
		if p != "" && area.Province != "" && area.Province != p {
			r.fault("fsas", "a postal area lies in another province: "+area.Code, "un secteur postal se trouve dans une autre province\u00a0: "+area.Code)
		}
	}
	if r.cells["places"] == nil && r.cells["fsas"] == nil {
		return r.wholeProvince(p)
	}
	for _, name := range r.list("places") {
		area, ok := r.tables.gazetteer.PlaceArea(name, p)
		if !ok && p != "" {
			r.tables.faults = append(r.tables.faults, bilingual.Textf(
				"%s.places: the gazetteer has no one place of this name in the province: %s",
				"%s.places\u00a0: le répertoire toponymique n’a pas un seul lieu de ce nom dans la province\u00a0: %s", r.where, name))
		}
		all = append(all, area)
	}
	return all
}

// polygon reads corners, each a latitude and a longitude.
func (r *ownRow) polygon() geo.Polygon {
	value := r.cell("polygon")
	if value == nil {
		return geo.Polygon{}
	}
	list, _ := value.([]any)
	corners := make([]geo.Point, len(list))
	for i, corner := range list {
		pair, _ := corner.([]any)
		if len(pair) != 2 {
			corners = nil
			break
		}
		lat, right := degrees(pair[0])
		lng, also := degrees(pair[1])
		if corners[i] = (geo.Point{Lat: lat, Lng: lng}); !right || !also {
			corners = nil
			break
		}
	}
	drawn, err := geo.NewPolygon(corners)
	if err != nil {
		r.fault("polygon", "three corners or more are wanted, each as [latitude, longitude]", "il faut trois sommets ou plus, chacun par [latitude, longitude]")
	}
	return drawn
}

func degrees(value any) (float64, bool) {
	if whole, ok := value.(int64); ok {
		return float64(whole), true
	}
	d, ok := value.(float64)
	return d, ok
}

func (r *ownRow) wholeProvince(p geo.Province) []geo.Area {
	area, _ := r.tables.gazetteer.ProvinceArea(p) // one that is none has been told
	return []geo.Area{area}
}

func (r *ownRow) postal(fsas []string) []geo.Area {
	var all []geo.Area
	for _, fsa := range fsas {
		area, ok := r.tables.gazetteer.PostalArea(fsa)
		if !ok {
			r.tables.faults = append(r.tables.faults, bilingual.Textf("%s.fsas: no such postal area: %s", "%s.fsas\u00a0: ce secteur postal n’existe pas\u00a0: %s", r.where, fsa))
		}
		all = append(all, area)
	}
	return all
}
