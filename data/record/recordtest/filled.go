// Package recordtest makes records for tests: every field set, each string a
// canary that names its own field. Only tests import it.
package recordtest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// The ids of the record that Filled makes.
const (
	OrganizationID data.ID = "0a000000-0000-4000-8000-000000000001"
	ServiceID      data.ID = "0a000000-0000-4000-8000-000000000002"
	LocationID     data.ID = "0a000000-0000-4000-8000-000000000003"
	JoinID         data.ID = "0a000000-0000-4000-8000-000000000004"
)

// Filled is a record in which every field is set, those added after this test
// was written too, and every string is a canary that names its own field:
// "canary:Services.Name.En". What a door lets out can then be read from its
// output.
func Filled(t *testing.T, v data.Visibility) *record.Record {
	t.Helper()
	r := &record.Record{}
	fill(t, reflect.ValueOf(r).Elem(), "")
	parts := record.Parts{}
	fill(t, reflect.ValueOf(&parts).Elem(), "Sealed")
	parts.Sites = map[data.ID]record.Site{LocationID: parts.Sites["canary:Sealed.Sites.key"]}
	parts.Protocols = map[data.ID]data.Text{ServiceID: parts.Protocols["canary:Sealed.Protocols.key"]}
	r.Sealed = record.Seal(parts)

	r.Organization.ID, r.Services[0].ID, r.Locations[0].ID = OrganizationID, ServiceID, LocationID
	r.At[0].ID, r.At[0].ServiceID, r.At[0].LocationID = JoinID, ServiceID, LocationID
	r.Locations[0].Confidential = false
	r.Locations[0].Region.Kind, r.Locations[0].Region.Radius = geo.AreaProvince, 400_000
	for _, e := range []*record.Exposure{&r.Organization.Exposure, &r.Services[0].Exposure, &r.Locations[0].Exposure} {
		e.Visibility = v
	}
	return r
}

// fill sets v and all below it. A type that it does not know fails the test, so
// that a new kind of field cannot pass unlooked at.
func fill(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch value := v.Addr().Interface().(type) {
	case *time.Time:
		*value = time.Date(2031, 7, 13, 4, 5, 6, 789, time.UTC)
		return
	case *hours.Date:
		*value = hours.Date{Year: 2031, Month: 7, Day: 13}
		return
	case *record.Sealed:
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("canary:" + path)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	case reflect.Float64:
		v.SetFloat(44.123456)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), path)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), path)
	case reflect.Map:
		fillMap(t, v, path)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."))
		}
	default:
		t.Fatalf("fill does not know %s at %s", v.Type(), path)
	}
}

func fillMap(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
	fill(t, key, path+".key")
	fill(t, value, path)
	v.Set(reflect.MakeMap(v.Type()))
	v.SetMapIndex(key, value)
}

// Canaries tells which fields' canaries are printed in v, sorted as first met.
func Canaries(v any) map[string]bool {
	found := map[string]bool{}
	for _, word := range strings.FieldsFunc(fmt.Sprintf("%+v", v), func(r rune) bool {
		return !strings.ContainsRune("canary:.", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		if i := strings.Index(word, "canary:"); i >= 0 {
			found[word[i+len("canary:"):]] = true
		}
	}
	return found
}

// Storable is a Filled record whose terms, hours and regions are valid, so that
// a store accepts it. Its free text still holds a canary in every field.
func Storable(t *testing.T, v data.Visibility) *record.Record {
	t.Helper()
	r := Filled(t, v)
	s, l := &r.Services[0], &r.Locations[0]
	r.Organization.Kind, r.Organization.Home = data.Direct, "ON"
	for _, e := range []*record.Exposure{&r.Organization.Exposure, &s.Exposure, &l.Exposure} {
		e.Consent.On = hours.Date{Year: 2026, Month: 1, Day: 15}
	}
	s.Needs = []string{"emergency-shelter"}
	s.Status, s.Intake.State = data.Active, data.IntakeAccepting
	s.Populations = nil
	s.Eligibility.Exclusive, s.Eligibility.Genders = nil, []data.Gender{data.Woman}
	s.Languages = []data.LanguageOffered{{Code: "fr", Mode: data.ByStaff}}
	s.Barriers = nil
	l.Accessibility = nil
	s.Hours, l.Hours, r.At[0].Hours = hours.Calendar{}, hours.Calendar{}, hours.Calendar{}
	l.Type, l.Zone = record.Physical, "America/Toronto"
	l.Address, l.Point = data.Address{}, geo.Point{}
	l.Confidential = true
	l.Area = geo.Area{Kind: geo.AreaPlace, Label: l.Area.Label, Province: "ON", Center: geo.Point{Lat: 43.7, Lng: -79.4}, Radius: 20_000}
	l.Region = geo.Area{Kind: geo.AreaProvince, Code: "ON", Label: data.Text{En: "Ontario", Fr: "Ontario"}, Province: "ON", Center: geo.Point{Lat: 50, Lng: -85}, Radius: 800_000}
	s.ServiceAreas = nil
	return r
}
