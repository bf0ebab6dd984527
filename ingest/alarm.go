package ingest

import (
	"fmt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// alarms counts what a person should see before anything is applied, by code.
type alarms map[string]int

func (a alarms) add(code string) { a[code]++ }

// count sets an alarm that is worked out at once; none at 0.
func (a alarms) count(code string, n int) {
	if n > 0 {
		a[code] = n
	}
}

// list gives them gravest first.
func (a alarms) list() []Alarm {
	all := []Alarm{}
	for _, code := range alarmCodes() {
		if n := a[code]; n > 0 {
			all = append(all, Alarm{Code: code, Message: alarmMessage(code), Count: n})
		}
	}
	return all
}

// farMove is how far a site may move before somebody should look, manyClosed how
// large a share of the services that a file speaks of may close.
const (
	farMove    = 5 * geo.Kilometer
	manyClosed = 0.1
)

// compare raises alarms for changes of one record that are seldom meant.
func (p *planner) compare(old, r *record.Record) {
	for _, l := range r.Locations {
		before := locationOf(old, l.ID)
		if before == nil {
			continue
		}
		if before.Confidential && !l.Confidential {
			p.alarms.add("no_longer_confidential")
		}
		if !before.Point.IsZero() && !l.Point.IsZero() && geo.Distance(before.Point, l.Point) > farMove {
			p.alarms.add("moved_far")
		}
	}
	for id, from := range sealedPoints(old) {
		if to, ok := sealedPoints(r)[id]; ok && geo.Distance(from, to) > farMove {
			p.alarms.add("moved_far")
		}
	}
}

// sealedPoints are the points under seal, for measuring: whoever has them says
// no more than that one moved.
func sealedPoints(r *record.Record) map[data.ID]geo.Point {
	points := map[data.ID]geo.Point{}
	r.Sealed.Reseal(func(parts *record.Parts) {
		for id, site := range parts.Sites {
			if !site.Point.IsZero() {
				points[id] = site.Point
			}
		}
	})
	return points
}

// overview is what concerns a file or the directory as a whole.
type overview struct {
	open, closing         int // services that were open, and those of them that close
	before, after, others territories
	shared                map[mark]bool // numbers that the file gives to one organization more
	secrets               secrets       // that the directory does not know as such yet
}

func newOverview() overview {
	return overview{before: territories{}, after: territories{}, others: territories{}, shared: map[mark]bool{}, secrets: secrets{}}
}

// survey takes one record into the overview; old may be nil.
func (p *planner) survey(old, r *record.Record) {
	w := &p.whole
	if old != nil {
		open, shut := closings(old, r)
		w.open, w.closing = w.open+open, w.closing+shut
		w.before.add(old, 1)
	}
	w.after.add(r, 1)
	w.secrets.addFresh(old, r)
	had := map[mark]bool{}
	if old != nil {
		for _, m := range allLines(old) {
			had[m] = true
		}
	}
	for _, m := range allLines(r) {
		if !had[m] && p.alike.hasOther(m, r.ID()) {
			w.shared[m] = true
		}
	}
}

// sum raises the alarms that concern a file or the directory as a whole.
func (p *planner) sum() {
	w := &p.whole
	if float64(w.closing) > manyClosed*float64(w.open) {
		p.alarms.count("many_closed", w.closing)
	}
	p.alarms.count("territory_emptied", w.before.emptied(w.after, w.others))
	p.alarms.count("phone_shared", len(w.shared))
}

// closings counts the services that were open, and how many of them close.
func closings(old, r *record.Record) (open, shut int) {
	for _, was := range old.Services {
		if closed(was.Status) {
			continue
		}
		open++
		if now := serviceOf(r, was.ID); now != nil && closed(now.Status) {
			shut++
		}
	}
	return open, shut
}

// territories counts open services by province.
type territories map[geo.Province]int

func (t territories) add(r *record.Record, sign int) {
	for _, l := range record.Disclose(r) {
		if !closed(l.Status) && l.Region() != "" {
			t[l.Region()] += sign
		}
	}
}

// emptied counts the provinces that had services and would have none, others
// being what the file does not speak of.
func (t territories) emptied(after, others territories) int {
	n := 0
	for province, had := range t {
		if had > 0 && after[province]+others[province] == 0 {
			n++
		}
	}
	return n
}

func alarmCodes() []string {
	return []string{
		"like_hidden", "text_tells", "told_already", "hidden_elsewhere", "wider", "no_longer_confidential", "consented", "kept_apart", "to_decide", "too_many_alike",
		"territory_emptied", "many_closed", "moved_far", "phone_shared", "read_without_directory",
	}
}

func alarmMessage(code string) bilingual.Text {
	switch code {
	case "wider":
		return bilingual.Text{En: "more would be seen than before: it waits for a second person (relais approve)", Fr: "on en verrait plus qu’avant : cela attend une deuxième personne (relais approve)"}
	case "like_hidden":
		return bilingual.Text{En: "the public would see what another record keeps back, such as its name, address or number: it waits for a second person", Fr: "le public verrait ce qu’un autre dossier ne montre pas, comme son nom, son adresse ou son numéro : cela attend une deuxième personne"}
	case "text_tells":
		return bilingual.Text{En: "a text says an address or a number that another record keeps sealed; which one is not told", Fr: "un texte dit une adresse ou un numéro qu’un autre dossier garde scellé; lequel, on ne le dit pas"}
	case "told_already":
		return bilingual.Text{En: "the public can read already, in another record, an address or a number that this file seals: search for it, and have it taken out", Fr: "le public peut déjà lire, dans un autre dossier, une adresse ou un numéro que ce fichier scelle : cherchez-le et faites-le retirer"}
	case "hidden_elsewhere":
		return bilingual.Text{En: "a place whose address another record seals: it comes in sealed as well", Fr: "un lieu dont un autre dossier scelle l’adresse : il entre scellé, lui aussi"}
	case "consented":
		return bilingual.Text{En: "new, with the consent in the mapping: internal until a second person agrees (relais approve)", Fr: "nouvelles, avec le consentement consigné dans la table de correspondance : internes jusqu’à l’accord d’une deuxième personne (relais approve)"}
	case "no_longer_confidential":
		return bilingual.Text{En: "a confidential address would no longer be sealed", Fr: "une adresse confidentielle ne serait plus scellée"}
	case "kept_apart":
		return bilingual.Text{En: "new, and much like a record with which only one of the two is confidential: kept apart, never merged", Fr: "nouvelles et très proches d’un dossier, une seule des deux étant confidentielle : gardées séparées, jamais fusionnées"}
	case "to_decide":
		return bilingual.Text{En: "new, and perhaps in the directory already: decide each pair, or both are kept (relais import decide)", Fr: "nouvelles et peut-être déjà dans le répertoire : tranchez pour chaque paire, sinon les deux sont gardées (relais import decide)"}
	case "too_many_alike":
		return bilingual.Textf("new, and much like more than %d records in one respect, too many to show beside them: look for them by hand", "nouvelles et très proches de plus de %d dossiers sur un point, trop nombreux pour être montrés à côté : cherchez-les à la main", crowd)
	case "territory_emptied":
		return bilingual.Text{En: "a province or territory would have no open service left", Fr: "une province ou un territoire n’aurait plus aucun service ouvert"}
	case "many_closed":
		return bilingual.Textf("services would be closed, more than %d%% of those that the file speaks of", "services seraient fermés, plus de %d %% de ceux dont parle le fichier", int(manyClosed*100))
	case "moved_far":
		return bilingual.Textf("a site would move by more than %d km", "un lieu se déplacerait de plus de %d km", int(farMove.Kilometers()))
	case "phone_shared":
		return bilingual.Text{En: "a number would belong to several organizations", Fr: "un numéro appartiendrait à plusieurs organismes"}
	case "read_without_directory":
		return bilingual.Text{En: "the directory has these rows already: they would be there twice", Fr: "le répertoire a déjà ces lignes : elles y seraient deux fois"}
	}
	return bilingual.Same(fmt.Sprintf("alarm %s", code))
}
