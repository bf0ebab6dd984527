package staff

import (
	"net/http"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// RoomCount is the count that +, - and 0 change: of one unit, as it is known now.
type RoomCount struct {
	Unit  string
	Known bool // a number is known, and still counts
	Free  int
}

// countOf is the count of the unit that fits the call best.
func countOf(c *ranking.CapacityView, needs []string, terms *data.Terms) RoomCount {
	count := RoomCount{Unit: c.Unit}
	if count.Unit == "" {
		count.Unit = usualUnit(needs, terms)
	}
	if c.News == ranking.Current && c.Available != nil {
		count.Known, count.Free = true, *c.Available
	}
	return count
}

// usualUnit is what a service gives that has not said: beds where people live,
// appointments elsewhere.
func usualUnit(needs []string, terms *data.Terms) string {
	for _, n := range needs {
		if terms.Covers(data.TermNeed, "housing", n) {
			return "bed"
		}
	}
	return "appointment"
}

// serveRoom records what the call has just learned of room: "+ ID", "- ID" or
// "0 ID".
func (c *Console) serveRoom(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	sign, what, _ := strings.Cut(one(fields, "deed"), " ")
	said, err := c.learn(s, sign, idOf(what))
	s.tell(err, "room.recorded", said)
	if err == nil {
		s.Notice.Undo = undoLast
	}
	c.show(w, s, fields)
}

// learn records one more, one fewer or none, and says what is known now.
func (c *Console) learn(s *Screen, sign string, id data.ID) (string, error) {
	l, err := relais.Find[data.Staff](c.engine, id)
	if err != nil {
		return "", err
	}
	c.resolve(s)
	e, err := c.explain(s, id)
	if err != nil {
		return "", err
	}
	view := ranking.StaffExplanation(e, s.Lang).Match.Capacity
	now, err := counted(countOf(&view, l.Needs, s.pages.terms), sign)
	if err != nil {
		return "", err
	}
	before := reportIn(l.Inside.Capacity, now.Unit, view.Population)
	now.Population, now.Updated, now.By, now.How = view.Population, s.at.UTC(), s.Account.ID, "call"
	if before != nil {
		now.Maximum = before.Maximum
	}
	if now.Maximum != nil && now.Available != nil && *now.Available > *now.Maximum {
		now.Maximum = nil // they have more than was thought
	}
	if _, err := c.engine.SetCapacity(id, now, s.Account.ID, reasonLearned, s.at); err != nil {
		return "", err
	}
	return l.Service.Name.In(s.Lang) + ", " + l.Organization.Name.In(s.Lang), nil
}

// counted is what a count becomes by one key. From a number that is known it goes
// up and down by one; where none is, "+" says that there is room, and "-" nothing.
func counted(c RoomCount, sign string) (data.Capacity, error) {
	now := data.Capacity{Unit: c.Unit, Status: data.HasCapacity}
	switch {
	case sign == "0":
		c.Free = 0
	case sign == "+" && !c.Known:
		return now, nil
	case sign == "+":
		c.Free++
	case sign == "-" && c.Known:
		c.Free = max(0, c.Free-1)
	default:
		return now, problemNoCount()
	}
	now.Available = &c.Free
	if c.Free == 0 {
		now.Status = data.NoCapacity
	}
	return now, nil
}

func problemNoCount() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "capacity_uncounted",
		Message: bilingual.Text{En: "no number is known here to take one from", Fr: "aucun nombre n’est connu ici dont on puisse retirer un"},
		Hint:    bilingual.Text{En: "press 0 if there is no room, + if there is some", Fr: "appuyez sur 0 s’il n’y a pas de place, sur + s’il y en a"},
	}
}

// reportIn is what is known in one unit for one population.
func reportIn(known []data.Capacity, unit, population string) *data.Capacity {
	for i := range known {
		if known[i].Unit == unit && known[i].Population == population {
			k := known[i]
			return &k
		}
	}
	return nil
}
