package ranking

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// Level is the level of government that a police service belongs to.
type Level string

// The levels, in the order of a card: from the most local on.
const (
	Municipal    Level = "municipal"
	FirstNations Level = "first_nations" // and Inuit
	Provincial   Level = "provincial"
	Federal      Level = "federal"
	NoLevel      Level = "unknown"
)

// Levels gives the levels in the order of a card.
func Levels() []Level { return []Level{Municipal, FirstNations, Provincial, Federal, NoLevel} }

func (l Level) rank() int { return slices.Index(Levels(), l) }

// local reports whether such a service stands before those of the province.
func (l Level) local() bool { return l == Municipal || l == FirstNations }

// LevelSource says what told the level of an agency.
type LevelSource string

// The sources of a level.
const (
	FromName       LevelSource = "name"       // words of the organization's name, by tables/police_levels.tsv
	FromPopulation LevelSource = "population" // made for Indigenous people
	FromArea       LevelSource = "area"       // it serves towns or postal areas alone
	FromTables     LevelSource = "tables"     // a service of the reference tables
	FromNothing    LevelSource = "nothing"
)

// Role says what part a service plays where the origin is.
type Role string

// The roles.
const (
	LocalRole    Role = "local"    // polices the place itself
	BackingRole  Role = "backing"  // polices where no local service does, and supports the others
	ContractRole Role = "contract" // the federal police as the provincial, territorial or municipal one
	FederalRole  Role = "federal"  // federal matters: borders, several provinces
	ChildRole    Role = "child"    // receives reports about children
	NoRole       Role = "unknown"  // its level is not known
)

// ofPolice reports whether r is a role that a row of the police table may have.
func (r Role) ofPolice() bool {
	return slices.Contains([]Role{LocalRole, BackingRole, ContractRole, FederalRole}, r)
}

// force is one row of the police table.
type force struct {
	level    Level
	province geo.Province
	areas    []geo.Area
	polygon  geo.Polygon // drawn by an operator, beside or in place of areas
	name     bilingual.Text
	role     Role
	Evidence
}

// police lists the police services that may be competent. Those of the tables
// are left out at a level where the directory has a likely one. Behind a likely
// local service, provincial and federal ones are possible only; so is always a
// federal one that has no contract.
func (j *Jurisdictions) police(s *index.Snapshot[data.Staff], at whereabouts) ([]Authority, int) {
	found, closed := gather(s, data.LawEnforcement, "police-reporting", at)
	for i := range found {
		a := &found[i]
		a.Level, a.LevelFrom = j.levelOf(s.Terms(), a.Listing)
		a.Role = j.roleOf(a.Level, at)
	}
	for _, f := range j.forces {
		if a, ok := f.at(at); ok && !hasLikely(found, f.level) && !f.among(found) {
			found = append(found, a)
		}
	}
	local := slices.ContainsFunc(found, func(a Authority) bool { return a.Level.local() && a.Competence == Likely })
	for i := range found {
		if a := &found[i]; local && !a.Level.local() || a.Role == FederalRole {
			a.Competence = Possible
		}
	}
	return order(found), closed
}

// hasLikely reports whether the directory itself has a likely agency of level.
func hasLikely(found []Authority, level Level) bool {
	return slices.ContainsFunc(found, func(a Authority) bool {
		return a.Listing != nil && a.Competence == Likely && a.Level == level
	})
}

// among reports whether the directory has the service under its own name, which
// is then said once.
func (f *force) among(found []Authority) bool {
	name, _, _ := strings.Cut(f.name.En, " (")
	return slices.ContainsFunc(found, func(a Authority) bool { return a.Listing != nil && saysWords(a.Name, bilingual.Fold(name)) })
}

// levelOf tells the level of an agency by its name, else by whom it is made for,
// else by an area of towns or postal areas alone.
func (j *Jurisdictions) levelOf(terms *data.Terms, l *data.Listing[data.Staff]) (Level, LevelSource) {
	for _, row := range j.levels {
		if saysWords(l.Organization.Name, row.words) {
			return row.level, FromName
		}
	}
	for _, p := range l.Populations {
		if p.Level == data.MadeFor && terms.Covers(data.TermPopulation, "indigenous", p.Term) {
			return FirstNations, FromPopulation
		}
	}
	town := func(a geo.Area) bool { return a.Kind == geo.AreaPlace || a.Kind == geo.AreaPostal }
	if len(l.ServiceAreas) > 0 && !slices.ContainsFunc(l.ServiceAreas, func(a geo.Area) bool { return !town(a) }) {
		return Municipal, FromArea
	}
	return NoLevel, FromNothing
}

// saysWords reports whether a name, in either language, has the words in a row.
func saysWords(name bilingual.Text, words string) bool {
	says := func(s string) bool { return strings.Contains(" "+bilingual.Fold(s)+" ", " "+words+" ") }
	return says(name.En) || says(name.Fr)
}

// roleOf is the part that a level plays: the federal police has a contract where
// the tables say so for the province.
func (j *Jurisdictions) roleOf(level Level, at whereabouts) Role {
	switch level {
	case Provincial:
		return BackingRole
	case NoLevel:
		return NoRole
	case Federal:
		for _, f := range j.forces {
			if f.role == ContractRole && slices.Contains(at.provinces, f.province) {
				return ContractRole
			}
		}
		return FederalRole
	}
	return LocalRole
}

// at is the service of the tables as a card shows it, where it may be competent.
func (f *force) at(at whereabouts) (Authority, bool) {
	verdict, why := at.withinAny(f.areas)
	if drawn := at.withinPolygon(f.polygon, f.province); drawn == data.Meets || verdict == data.Fails {
		verdict, why = drawn, drawnFor(drawn)
	}
	if verdict == data.Fails {
		return Authority{}, false
	}
	a := Authority{
		Name: f.name, Level: f.level, LevelFrom: FromTables, Role: f.role, Competence: Possible, Why: why,
		Evidence: f.Evidence, Protocol: Protocol{State: ProtocolNone},
		elsewhere: at.elsewhere(f.areas) || f.areas == nil && f.province != at.Province, distance: at.distanceToAny(f.areas),
	}
	if !f.polygon.IsZero() {
		a.distance = min(a.distance, geo.Distance(at.Point, f.polygon.Center()))
	}
	if verdict == data.Meets {
		a.Competence = Likely
	}
	return a, true
}
