package sample_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Where each group of authorities may say that it serves.
var territories = []struct {
	name  string // of the organization
	kinds []geo.AreaKind
	count int
}{
	{"Nations P", []geo.AreaKind{geo.AreaPlace}, 14},
	{"Provincial Police", []geo.AreaKind{geo.AreaProvince}, 3},
	{" Division (demo)", []geo.AreaKind{geo.AreaProvince}, 11},
	{" Detachment (demo)", []geo.AreaKind{geo.AreaRegion}, 13},
	{"", []geo.AreaKind{geo.AreaPlace, geo.AreaPostal, geo.AreaRegion}, 58}, // municipal
}

func TestPoliceServeWhatTheirKindServes(t *testing.T) {
	counts := make([]int, len(territories))
	municipal := map[geo.AreaKind]int{}
	for _, r := range shared() {
		if r.Organization.Kind != data.LawEnforcement {
			continue
		}
		for i, group := range territories {
			if !strings.Contains(r.Organization.Name.En, group.name) {
				continue
			}
			counts[i]++
			for _, area := range r.Services[0].ServiceAreas {
				if !slices.Contains(group.kinds, area.Kind) || area.Province != r.Organization.Home {
					t.Errorf("%s serves %s %s of %q", r.Organization.Name.En, area.Kind, area.Label.En, area.Province)
				}
				if group.name == "" {
					municipal[area.Kind]++
				}
			}
			if len(r.Services[0].ServiceAreas) == 0 {
				t.Errorf("%s serves nowhere", r.Organization.Name.En)
			}
			break
		}
	}
	for i, group := range territories {
		if counts[i] != group.count {
			t.Errorf("%d agencies named %q, want %d", counts[i], group.name, group.count)
		}
	}
	for _, kind := range territories[4].kinds {
		if municipal[kind] == 0 {
			t.Errorf("no municipal agency serves a %s", kind)
		}
	}
}

func TestNoTownHasTwoMunicipalServices(t *testing.T) {
	seen := map[string]string{}
	for _, r := range shared() {
		name := r.Organization.Name.En
		if r.Organization.Kind != data.LawEnforcement || strings.Contains(name, "Nations P") || strings.Contains(name, "Federal") || strings.Contains(name, "Provincial") {
			continue
		}
		area := r.Services[0].ServiceAreas[0]
		key := fmt.Sprint(area.Province, area.Center)
		if other := seen[key]; other != "" {
			t.Errorf("%s and %s police one town", name, other)
		}
		seen[key] = name
	}
}

// Every province has a child-protection authority for all of it, or several for
// its parts.
func TestChildProtectionHasTerritories(t *testing.T) {
	whole, parts := map[geo.Province]int{}, map[geo.Province]int{}
	for _, r := range shared() {
		if r.Organization.Kind != data.ChildProtection {
			continue
		}
		switch area := r.Services[0].ServiceAreas[0]; area.Kind {
		case geo.AreaProvince:
			whole[area.Province]++
		case geo.AreaRegion:
			parts[area.Province]++
		default:
			t.Errorf("%s serves a %s", r.Organization.Name.En, area.Kind)
		}
	}
	for _, p := range geo.Provinces() {
		if whole[p] != 1 && parts[p] < 5 {
			t.Errorf("%s: %d authorities for the whole and %d for parts", p, whole[p], parts[p])
		}
	}
}
