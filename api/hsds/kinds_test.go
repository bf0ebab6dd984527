package hsds

import (
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	wire "github.com/relais-directory/relais/data/hsds"
)

// Nobody meets the police in a list that did not ask for them, whatever else it
// asked for.
func TestListsHoldWhoHelpsDirectlyUnlessAKindIsNamed(t *testing.T) {
	w := sampleWorld(t)
	of := map[data.ProviderKind][]string{}
	for i := range w.listings {
		l := &w.listings[i]
		of[l.Kind] = append(of[l.Kind], string(l.ID))
	}
	if len(of) < 3 || len(of[data.LawEnforcement]) == 0 {
		t.Fatal("the sample has no such kinds: this test proves nothing")
	}
	for _, query := range []string{"", "full=true", "search=police", "postcode=M5V", "taxonomy_id=" + string(wire.TaxonomyID("relais:need"))} {
		for _, id := range idsOf(t, "service_at_locations", query) {
			if !slices.Contains(of[data.Direct], id) {
				t.Errorf("%q lists %s, which is not a direct provider", query, id)
			}
		}
	}
	for kind, want := range of {
		slices.Sort(want)
		named := "taxonomy_term_id=" + string(wire.TermID("relais:provider_kind", string(kind)))
		if got := idsOf(t, "service_at_locations", named); !slices.Equal(got, want) {
			t.Errorf("%s: %d are listed, want %d", kind, len(got), len(want))
		}
		if got := idsOf(t, "service_at_locations", named, every); !slices.Equal(got, want) {
			t.Errorf("%s among all: %d are listed, want %d", kind, len(got), len(want))
		}
	}
}

// A kind that cannot be named here would be left out of lists without a way to ask
// for it.
func TestEveryKindOfProviderCanBeNamed(t *testing.T) {
	for _, term := range sampleWorld(t).terms.All(data.TermProviderKind) {
		if !namesKinds([]data.ID{wire.TermID("relais:provider_kind", term.ID)}) {
			t.Errorf("%s cannot be asked for", term.ID)
		}
	}
}

// What is asked for by its id is answered, and says its kind.
func TestAThingOfAnyKindIsAnsweredByItsID(t *testing.T) {
	w := sampleWorld(t)
	i := slices.IndexFunc(w.listings, func(l data.Listing[data.Public]) bool { return l.Kind == data.LawEnforcement })
	id := string(w.listings[i].Service.ID)
	if slices.Contains(idsOf(t, "services"), id) {
		t.Error("the police are in the plain list")
	}
	if body := string(get(t, "/hsds/services/"+id)); !strings.Contains(body, string(wire.TermID("relais:provider_kind", "law_enforcement"))) {
		t.Errorf("it does not say its kind: %.300s", body)
	}
}
