package sample_test

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

func TestVisibilities(t *testing.T) {
	shares, n := map[data.Visibility]int{}, 0
	for _, r := range providers() {
		n++
		e := r.Organization.Exposure
		shares[e.Effective()]++
		if e.Consent.Given() != (e.Visibility != data.Internal) {
			t.Errorf("%s: %v with consent %+v", r.Organization.Name.En, e.Visibility, e.Consent)
		}
	}
	for v, want := range map[data.Visibility][2]int{data.Open: {58, 66}, data.Limited: {9, 16}, data.Internal: {20, 32}} {
		if got := shares[v] * 100 / n; got < want[0] || got > want[1] {
			t.Errorf("%d %% of the providers are %v, want %d to %d", got, v, want[0], want[1])
		}
	}
}

// Whoever reads a record without a grant must not learn where a confidential
// house is: neither from its location nor from any text, area or postal code
// that the record shows.
func TestConfidentialHousesTellNothing(t *testing.T) {
	houses, alone := 0, 0
	for _, r := range shared() {
		parts := open(t, r)
		for _, l := range r.Locations {
			if !l.Confidential {
				continue
			}
			houses++
			site, ok := parts.Sites[l.ID]
			if !ok || site.Point.IsZero() || site.Address.Line1 == "" {
				t.Errorf("%s: nothing is sealed for its house", r.Organization.Name.En)
			}
			if !l.Point.IsZero() || !l.Address.IsZero() || l.Area.Kind == geo.AreaPoint || l.Area.Radius < 2*geo.Kilometer || l.Region.Kind != geo.AreaProvince && l.Region.Kind != geo.AreaRegion || l.Region.Radius < 100*geo.Kilometer {
				t.Errorf("%s: its house is in the clear: %+v", r.Organization.Name.En, l)
			}
			if l.Exposure.Effective() == data.Open {
				t.Errorf("%s: its house is public", r.Organization.Name.En)
			}
			if geo.Distance(l.Area.Center, site.Point) < 500 {
				t.Errorf("%s: the house is in the middle of its declared area", r.Organization.Name.En)
			}
			if strings.Contains(bilingual.Fold(r.Organization.Name.En+r.Organization.Description.En), bilingual.Fold(site.Address.City)) {
				t.Errorf("%s tells the town of its house", r.Organization.Name.En)
			}
			alone += max(0, 2-len(r.Locations))
		}
		checkPublic(t, r, parts)
	}
	if houses < 100 || alone == 0 || alone == houses {
		t.Errorf("%d houses, %d of them without an office; want both sorts, a hundred in all", houses, alone)
	}
}

// checkPublic holds that no public listing carries a sealed street or point.
func checkPublic(t *testing.T, r *record.Record, parts record.Parts) {
	for _, l := range record.Publish(r) {
		for _, site := range parts.Sites {
			if l.Address.Line1 == site.Address.Line1 || l.Place.Center == site.Point {
				t.Errorf("%s: a public listing shows the house", r.Organization.Name.En)
			}
		}
	}
}

func TestSheltersThatHide(t *testing.T) {
	_, terms := tables()
	hidden, all, sharing, sealed := 0, 0, 0, 0
	for _, r := range providers() {
		secret := map[data.ID]bool{}
		for _, l := range r.Locations {
			secret[l.ID] = l.Confidential
			if l.Confidential && len(r.Locations) > 1 && len(l.Phones) > 0 && l.Phones[0].Number == r.Organization.Phones[0].Number {
				sharing++
			}
		}
		protocols := open(t, r).Protocols
		for _, at := range r.At {
			s := service(r, at.ServiceID)
			if s.Needs[0] == "emergency-shelter" || s.Needs[0] == "transitional-housing" {
				if flees(terms, s) {
					all++
					if secret[at.LocationID] || r.Organization.Exposure.Effective() != data.Open {
						hidden++
					}
				}
				if _, ok := protocols[s.ID]; ok {
					sealed++
				}
			}
		}
	}
	if hidden*100 < all*55 || hidden*100 > all*85 {
		t.Errorf("%d of %d shelters for people who flee are internal or limited, want about two thirds", hidden, all)
	}
	if sharing == 0 || sealed == 0 {
		t.Errorf("%d offices share a line with a house, %d shelters seal their protocol; want some of both", sharing, sealed)
	}
}

func service(r *record.Record, id data.ID) *record.Service {
	for i := range r.Services {
		if r.Services[i].ID == id {
			return &r.Services[i]
		}
	}
	return nil
}

// flees reports whether a service is made for people who flee violence or
// trafficking.
func flees(terms *data.Terms, s *record.Service) bool {
	for _, p := range s.Populations {
		if p.Level == data.MadeFor && (terms.Covers(data.TermPopulation, "trafficked-people", p.Term) ||
			terms.Covers(data.TermPopulation, "violence-survivors", p.Term) || terms.Covers(data.TermPopulation, "women-and-girls", p.Term)) {
			return true
		}
	}
	return false
}
