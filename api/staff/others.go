package staff

import (
	"slices"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// mostOthers is how many services of a name are listed.
const mostOthers = 12

// Others are the services of the organizations whose name begins, in any of its
// words, with what was typed: to ask of each why it is not among those found.
type Others struct {
	Typed string
	Rows  []NearRow
	None  bool // nothing has that name
}

func (c *Console) addOthers(s *Screen) {
	s.Panel.Others = &Others{Typed: s.Other}
	if s.Other == "" {
		return
	}
	snapshot := relais.Snapshot[data.Staff](c.engine)
	var named []string
	for _, found := range snapshot.Suggest(s.Other, s.Lang, mostOthers) {
		if found.Kind == index.Organization {
			named = append(named, found.ID)
		}
	}
	o := s.Panel.Others
	for i := 0; i < snapshot.Len() && len(o.Rows) < mostOthers; i++ {
		if l := snapshot.At(i); slices.Contains(named, string(l.Organization.ID)) {
			o.Rows = append(o.Rows, NearRow{ID: l.ID, Service: l.Service.Name.In(s.Lang), Organization: l.Organization.Name.In(s.Lang)})
		}
	}
	o.None = len(o.Rows) == 0
}
