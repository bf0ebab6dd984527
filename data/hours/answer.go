package hours

import (
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// Horizon is how far Calendar.At looks ahead: 60 days.
const Horizon = 60 * 24 * time.Hour

// Answer is what is known of a place at one instant.
type Answer struct {
	State         State
	Until         time.Time      // the first instant of another state, in the zone; zero if there is none within Horizon
	NextOpen      time.Time      // the next instant at which it is surely open; zero if it is open now, or not within Horizon
	Why           bilingual.Text // why the state is not known, or which change or holiday decides; empty for the usual hours
	ByAppointment bool           // not for whoever comes, but by appointment; the State is Unknown
	Holiday       Holiday        // the public holiday that decides, or zero
}

// At tells whether the place is open at t, until when, and why. It is exact,
// slow (microseconds, and tens of them where nothing opens within Horizon) and
// obvious: Compiled is held to it.
//
// The zone is that of the place. Without one (nil) nothing can be told but
// of a place that is always open.
func (c Calendar) At(t time.Time, zone *time.Location) Answer {
	if zone == nil {
		return c.anywhere()
	}
	c.Schedules = bounded(c.Schedules)
	found := c.at(wall(t, zone))
	a := Answer{State: found.state, Why: found.why(), ByAppointment: found.cause == byAppointment, Holiday: found.holiday}
	if len(c.Changes) > 0 || len(c.Schedules) > 0 && !c.Always {
		a.Until, a.NextOpen = c.ahead(t, zone, found.state)
	}
	return a
}

// anywhere is the answer for a place whose clock is not known.
func (c *Calendar) anywhere() Answer {
	found := finding{state: Unknown, cause: zoneNotKnown}
	if c.Always && len(c.Changes) == 0 {
		found = finding{state: Open, cause: byAlways}
	}
	return Answer{State: found.state, Why: found.why()}
}

// ahead walks from t over every instant at which the state may change, until
// it knows when the state ends and, if it is not open now, when it opens.
func (c *Calendar) ahead(t time.Time, zone *time.Location, now State) (until, nextOpen time.Time) {
	end := t.Add(Horizon)
	for at := c.step(t, zone); !at.After(end); at = c.step(at, zone) {
		state := c.at(wall(at, zone)).state
		if until.IsZero() && state != now {
			until = at
		}
		if state == Open && now != Open {
			return until, at
		}
		if now == Open && !until.IsZero() {
			break
		}
	}
	return until, time.Time{}
}

// step is the first instant after t at which the state may be another one.
// The state follows from what the wall shows, and changes only at midnight and
// where a session opens or closes; the wall runs evenly until the zone's next
// shift, and at the shift itself we look anew. So no change is stepped over.
func (c *Calendar) step(t time.Time, zone *time.Location) time.Time {
	shown := t.In(zone)
	second := shown.Hour()*3600 + shown.Minute()*60 + shown.Second()
	next := t.Add(time.Duration(c.boundary(second/60)*60-second)*time.Second - time.Duration(t.Nanosecond()))
	if _, shift := shown.ZoneBounds(); !shift.IsZero() && shift.Before(next) {
		next = shift
	}
	return next.In(zone)
}

// boundary is the first minute of a day after this one at which any session
// may open or close, or midnight.
func (c *Calendar) boundary(after int) int {
	next := int(Midnight)
	for i := range c.Schedules {
		next = earlier(next, c.Schedules[i].OpensAt, c.Schedules[i].ClosesAt, after)
	}
	for i := range c.Changes {
		next = earlier(next, c.Changes[i].OpensAt, c.Changes[i].ClosesAt, after)
	}
	return next
}

func earlier(next int, opens, closes Clock, after int) int {
	for _, edge := range [...]int{int(opens), int(closes)} {
		if after < edge && edge < next {
			next = edge
		}
	}
	return next
}

// why says what the finding was known from, in words.
func (f finding) why() bilingual.Text {
	switch f.cause {
	case byChange:
		return f.change.why()
	case byHoliday:
		return f.holiday.why()
	}
	return causes[f.cause]
}

func (ch *Change) why() bilingual.Text {
	switch {
	case !ch.Reason.IsZero():
		return ch.Reason
	case ch.Closed:
		return bilingual.Text{En: "temporarily closed", Fr: "fermeture temporaire"}
	}
	return bilingual.Text{En: "temporary change of hours", Fr: "horaire temporairement modifié"}
}

func (h Holiday) why() bilingual.Text {
	if h.Substitute {
		return bilingual.Textf("perhaps closed in place of a public holiday: %s", "peut-être fermé en remplacement d’un jour férié : %s", h.Name)
	}
	if !h.Statutory {
		return bilingual.Textf("some places close on this day: %s", "certains lieux ferment ce jour-là : %s", h.Name)
	}
	return bilingual.Textf("public holiday: %s", "jour férié : %s", h.Name)
}

// causes are the reasons that need no names. The usual hours need no words.
var causes = [...]bilingual.Text{
	byAlways:      {En: "open day and night", Fr: "ouvert jour et nuit"},
	byAppointment: {En: "by appointment", Fr: "sur rendez-vous"},
	notStated:     {En: "the hours are not known", Fr: "les heures ne sont pas connues"},
	outOfDate:     {En: "no hours are known for this date", Fr: "aucune heure n’est connue pour cette date"},
	daysNotSure:   {En: "the days are not known exactly", Fr: "les jours ne sont pas connus avec précision"},
	timesNotKnown: {En: "open on this day, at times that are not known", Fr: "ouvert ce jour-là, à des heures qui ne sont pas connues"},
	zoneNotKnown:  {En: "the time zone of the place is not known", Fr: "le fuseau horaire du lieu n’est pas connu"},
}
