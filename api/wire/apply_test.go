package wire

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
)

// knowing is an office that tells who is listed: it refuses a name that only staff
// can see, as somebody might who wants no organization twice.
type knowing struct{ *relais.Engine }

func (k knowing) TakeApplication(id data.ID, f application.Form, at time.Time) error {
	seen := map[bool]int{}
	for i, s := 0, relais.Snapshot[relais.Staff](k.Engine); i < s.Len(); i++ {
		_, public := relais.Snapshot[relais.Public](k.Engine).ByID(s.At(i).ID)
		if s.At(i).Organization.Name.En == f.Name.En {
			seen[public]++
		}
	}
	if seen[false] > 0 {
		return errors.New("it is listed already")
	}
	return k.Engine.TakeApplication(id, f, at)
}

// The corpus would find an office that tells who is listed; and what it asks is
// taken, sent back, refused and rationed.
func TestAnOfficeThatTellsWhoIsListedIsSeen(t *testing.T) {
	base := baseOf(t, 3)
	plain, changed := quiet(t, base, 3), busy(t, base, 3)
	a, b := newSideOf(t, plain, siteWith(t, plain, nil, knowing{plain.engine})), newSideOf(t, changed, siteWith(t, changed, nil, knowing{changed.engine}))
	defer a.run(t)()
	defer b.run(t)()
	told, seen := 0, map[string]int{}
	corpus := newCorpus(t, 3, a, b, size)
	for i := range corpus {
		r := &corpus[i]
		if !strings.Contains(r.name, "/apply") && !strings.Contains(r.name, "asks again") {
			continue
		}
		x, y := askBoth(t, a, b, r)
		if Difference(x, y) != "" {
			told++
		}
		seen[strings.Fields(parse(x).status)[1]]++
	}
	if told == 0 {
		t.Error("an office that tells goes unseen")
	}
	for _, status := range []string{"200", "422", "403", "404", "429"} {
		if seen[status] == 0 {
			t.Errorf("nothing is answered %s: %v", status, seen)
		}
	}
}
