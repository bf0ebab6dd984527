package staff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// Found is what a search found, as the list shows it.
type Found struct {
	Rows    []Row
	Total   int
	Took    string
	GivenUp string // wishes that were given up so that somebody was found
	Removed int    // listings that nothing but an area to avoid excludes
	Near    []NearRow
	Lines   []web.Line // that answer whatever was found; few results bring them up
	More    bool       // there are further results

	answer ranking.Answer[data.Staff]
}

// few is how many results call for the lines that always answer.
const few = 3

// topReasons is how many reasons a row gives; all of them are one key away.
const topReasons = 3

// Row is one service in the list.
type Row struct {
	Rank         int
	ID           data.ID
	Service      string
	Organization string
	Lines
	Distance string
	Place    string
	Reached  string // how near that is, in a sentence
	State    string // "open", "closed" or "unknown"
	Hours    string
	Room     string
	RoomNews ranking.News // how far the room can be relied on, "" where nothing is known
	Intake   string
	Closed   bool // takes nobody, or people in crisis only
	Tongues  string
	Reasons  []string
	Asks     []string
	GivenUp  []string
	Marks    []Mark
	Compared bool
	Current  bool // it is what the panel is about
}

// Lines are the lines of a service: first those that anybody may call, then those
// for staff, which are given to nobody.
type Lines struct {
	Calls  []web.Line
	Writes []web.Line
	Inside []web.Line
}

// Mark says in a word who may know of a service.
type Mark struct{ Class, Text string }

// NearRow is a service that one change would admit.
type NearRow struct {
	ID                    data.ID
	Service, Organization string
	Change                string
}

// find searches, and makes the rows.
func (c *Console) find(s *Screen) {
	began := c.now()
	answer, err := relais.Search[data.Staff](c.engine, s.query)
	if err != nil {
		s.tell(err, "")
		return
	}
	view := ranking.StaffAnswer(answer, s.Lang, 0)
	f := &Found{Total: answer.Total, Removed: answer.Removed, answer: answer}
	f.Took = milliseconds(c.now().Sub(began), s.Lang)
	f.More = answer.Total > len(answer.Matches) && len(answer.Matches) < ranking.MaxK
	f.GivenUp = wishNames(view.Relaxations, s.Lang)
	if s.View.Open == "" && len(answer.Matches) > 0 {
		s.View.Open = answer.Matches[0].Listing.ID
	}
	for i := range view.Matches {
		f.Rows = append(f.Rows, s.row(&answer.Matches[i], &view.Matches[i]))
	}
	for _, m := range view.NearMisses {
		f.Near = append(f.Near, NearRow{m.ID, m.Service.Name, m.Organization.Name, web.Typeset(s.Lang, m.Change.In(s.Lang))})
	}
	if len(f.Rows) < few {
		f.Lines = fallbackLines(s.Lang)
	}
	s.Found = f
}

func fallbackLines(lang bilingual.Lang) []web.Line {
	var lines []web.Line
	for _, l := range ranking.Fallbacks(lang) {
		lines = append(lines, web.Call(l.Phone.Number, l.Phone.Display, l.Name))
	}
	return lines
}

func milliseconds(d time.Duration, lang bilingual.Lang) string {
	s := fmt.Sprintf("%.1f\u00a0ms", float64(d.Microseconds())/1000)
	if lang == bilingual.Fr {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

func wishNames(wishes []string, lang bilingual.Lang) string {
	var names []string
	for _, w := range wishes {
		names = append(names, ranking.WishName(w).In(lang))
	}
	return strings.Join(names, ", ")
}

// row puts one match in words.
func (s *Screen) row(m *ranking.Match[data.Staff], v *ranking.StaffMatchView) Row {
	l := m.Listing
	r := Row{
		Rank: v.Rank, ID: v.ID, Service: v.Service.Name, Organization: v.Organization.Name, Lines: s.lines(l),
		Distance: s.far(m), Place: v.Place, Reached: web.Typeset(s.Lang, v.Proximity.Reason.In(s.Lang)),
		Room: s.roomWords(v.Capacity), RoomNews: v.Capacity.News,
		Intake: s.speech.Intake(m.Intake), Closed: m.Intake == data.IntakeNotAccepting || m.Intake == data.IntakeCrisisOnly,
		Tongues: s.speech.Languages(l.Languages, l.Interpretation), Reasons: s.reasons(v.Factors),
		Asks: s.asks(v.Verdicts), GivenUp: s.givenUp(v.Verdicts), Marks: s.marks(l),
		Compared: slices.Contains(s.View.Compare, v.ID), Current: s.View.Open == v.ID,
	}
	r.State, r.Hours = s.speech.Openness(l.Hours, s.at)
	return r
}

// far is a distance as briefly as it can be told: "2.3 km", or "9.5 to 17 km"
// between areas, of which it never looks more exact than is known.
func (s *Screen) far(m *ranking.Match[data.Staff]) string {
	doubt := m.Listing.Place.Radius + s.query.Origin.Radius
	if m.Listing.Place.Kind == geo.AreaPoint {
		doubt = s.query.Origin.Radius
	}
	near, far := max(0, m.Distance-doubt), m.Distance+doubt
	switch {
	case m.Band == ranking.Remote:
		return say(s.Lang, "place.remote")
	case !m.Placed:
		return say(s.Lang, "far.unknown")
	case !m.Approximate:
		return kilometers(m.Distance, s.Lang)
	case near < geo.Kilometer:
		return say(s.Lang, "far.within", kilometers(far, s.Lang))
	}
	from, to := strings.TrimSuffix(kilometers(near, s.Lang), "\u00a0km"), kilometers(far, s.Lang)
	if to == from+"\u00a0km" {
		return say(s.Lang, "far.about", to)
	}
	return say(s.Lang, "far.between", from, to)
}

func (s *Screen) lines(l *data.Listing[data.Staff]) Lines {
	var all Lines
	for _, p := range l.Phones {
		switch p.Type {
		case data.TextLine:
			all.Writes = append(all.Writes, s.speech.Line(p))
		case data.Fax:
		default:
			all.Calls = append(all.Calls, s.speech.Line(p))
		}
	}
	for _, p := range l.Inside.Lines {
		if p.Type != data.Fax {
			all.Inside = append(all.Inside, s.speech.Line(p))
		}
	}
	return all
}

func (s *Screen) roomWords(c ranking.CapacityView) string {
	if c.Reason.IsZero() {
		return ""
	}
	return web.Typeset(s.Lang, c.Reason.In(s.Lang))
}

// said elsewhere on a row, so that no reason need repeat it.
var saidElsewhere = []string{ranking.AdmissionFactor, ranking.OpenFactor, ranking.CapacityFactor}

// reasons are the factors that speak most for a match, in words: what they add to
// its fit, the most first.
func (s *Screen) reasons(factors []ranking.FactorView) []string {
	all := slices.DeleteFunc(slices.Clone(factors), func(f ranking.FactorView) bool {
		speaks := f.Value > 0.5 || f.Factor == ranking.NeedFactor && f.Value > 0
		return f.Weight == 0 || !speaks || slices.Contains(saidElsewhere, f.Factor)
	})
	slices.SortStableFunc(all, func(a, b ranking.FactorView) int { return cmp.Compare(b.Value*b.Weight, a.Value*a.Weight) })
	var said []string
	for _, f := range all[:min(topReasons, len(all))] {
		said = append(said, web.Typeset(s.Lang, f.Reason.In(s.Lang)))
	}
	return said
}

// asks are the questions that would settle what is not known.
func (s *Screen) asks(verdicts []ranking.VerdictView) []string {
	var asks []string
	for _, v := range verdicts {
		if v.Ask != nil {
			asks = append(asks, web.Typeset(s.Lang, v.Ask.In(s.Lang)))
		}
	}
	return asks
}

// givenUp says of each wish that was given up how far it is from being met.
func (s *Screen) givenUp(verdicts []ranking.VerdictView) []string {
	var said []string
	for _, v := range verdicts {
		if v.Verdict == data.Fails && !v.Change.IsZero() {
			said = append(said, web.Typeset(s.Lang, v.Change.In(s.Lang)))
		}
	}
	return said
}

// marks say who may know of a service, and what of it is sealed.
func (s *Screen) marks(l *data.Listing[data.Staff]) []Mark {
	marks := []Mark{{l.Inside.Visibility.String(), say(s.Lang, "visibility."+l.Inside.Visibility.String())}}
	if slices.Contains(l.Inside.Sealed, "address") {
		marks = append(marks, Mark{"sealed", say(s.Lang, "mark.sealed")})
	}
	if l.Kind != data.Direct {
		marks = append(marks, Mark{"kind", s.speech.Names(data.TermProviderKind, []string{string(l.Kind)})})
	}
	return marks
}
