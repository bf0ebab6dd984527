package staff

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

// Comparison is up to three services side by side, what differs first.
type Comparison struct {
	Columns []Column
	Rows    []CompareRow
}

// Column is one of the services.
type Column struct {
	ID                    data.ID
	Service, Organization string
	Marks                 []Mark
}

// CompareRow is one fact of each service. A cell that is not known is empty.
type CompareRow struct {
	Name    string
	Cells   []string
	Differs bool
}

func (c *Console) addComparison(s *Screen) {
	cmp := &Comparison{}
	var cells [][]string
	for _, id := range s.View.Compare {
		e, err := c.explain(s, id)
		if err != nil {
			continue // it was taken out of the directory meanwhile
		}
		view := ranking.StaffExplanation(e, s.Lang)
		row := s.row(&e.Match, &view.Match)
		cmp.Columns = append(cmp.Columns, Column{id, row.Service, row.Organization, row.Marks})
		cells = append(cells, s.compared(&row, e.Match.Listing))
	}
	if len(cmp.Columns) == 0 {
		s.Panel.Missing = say(s.Lang, "compare.empty", s.KeyOf("compare"))
		return
	}
	cmp.Rows = s.rowsOf(cells)
	s.Panel.Compare = cmp
}

// comparedFacts name what is compared, in the order in which it is asked for.
var comparedFacts = []string{
	"compare.where", "compare.open", "compare.room", "compare.intake", "compare.tongues", "fact.serves", "compare.given_up", "compare.ask",
	"fact.not_asked", "fact.asked", "fact.access", "fact.get_in", "fact.fees", "fact.bring", "compare.lines", "compare.checked",
}

// compared are the facts of one service, as comparedFacts names them.
func (s *Screen) compared(r *Row, l *data.Listing[data.Staff]) []string {
	var lines []string
	for _, line := range r.Calls {
		lines = append(lines, line.Display)
	}
	checked := ""
	if !l.Verified.IsZero() {
		checked = s.speech.Date(l.Verified)
	}
	return []string{
		join(r.Distance, r.Place), r.Hours, r.Room, r.Intake, r.Tongues, s.speech.Serves(l.Eligibility, l.Populations),
		s.orNothing(r.GivenUp), s.orNothing(r.Asks),
		s.named(data.TermBarrier, l.Barriers, data.Yes), s.named(data.TermBarrier, l.Barriers, data.No),
		s.named(data.TermAccessibility, l.Accessibility, data.Yes), l.Application.In(s.Lang), l.Fees.In(s.Lang), s.speech.Texts(l.Documents),
		strings.Join(lines, ", "), checked,
	}
}

// orNothing says sentences, or that there are none.
func (s *Screen) orNothing(all []string) string {
	if len(all) == 0 {
		return say(s.Lang, "nothing")
	}
	return strings.Join(all, " ")
}

// rowsOf turns columns into rows: those that differ first, those of which nothing
// is known left out.
func (s *Screen) rowsOf(columns [][]string) []CompareRow {
	var rows []CompareRow
	for i, fact := range comparedFacts {
		row := CompareRow{Name: say(s.Lang, fact)}
		for _, column := range columns {
			row.Cells = append(row.Cells, column[i])
		}
		row.Differs = slices.ContainsFunc(row.Cells, func(cell string) bool { return cell != row.Cells[0] })
		if strings.Join(row.Cells, "") != "" {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b CompareRow) int { return sameLast(a.Differs) - sameLast(b.Differs) })
	return rows
}

func sameLast(differs bool) int {
	if differs {
		return 0
	}
	return 1
}
