package hsds

import (
	"slices"
	"testing"

	"github.com/relais-directory/relais/data"
)

func TestALimitedListingDoesNotSilenceAnOpenOneOfItsService(t *testing.T) {
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	named := data.Named{ID: "00000000-0000-4000-8000-000000000009", Name: data.Text{En: "Soup", Fr: "Soupe"}}
	limited := data.Listing[data.Public]{ID: "00000000-0000-4000-8000-000000000001", Service: named, Organization: named}
	open, other := limited, limited
	open.ID, other.ID = "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"
	open.Description, open.URL = data.Text{En: "hot"}, "https://soup.example"
	other.Description, other.URL = data.Text{En: "cold"}, "https://cold.example"
	listings := []data.Listing[data.Public]{limited, open, other}
	for range 2 {
		services := Services(listings, terms)
		if len(services) != 1 || services[0].Description != "hot" || services[0].URL != "https://soup.example" || len(services[0].ServiceAtLocations) != 3 {
			t.Errorf("the service became %+v", services)
		}
		slices.Reverse(listings)
	}
}
