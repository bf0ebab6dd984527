package record_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/record/recordtest"
	"github.com/relais-directory/relais/geo"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The golden files list every field of a record that each audience may see. A
// new line in one of them is a decision about somebody's safety: review it as
// one.
func TestTheDoorsLetOutTheseFieldsAndNoOthers(t *testing.T) {
	doors := map[string]func() any{
		"public_open":     func() any { return record.Publish(recordtest.Filled(t, data.Open)) },
		"public_limited":  func() any { return record.Publish(recordtest.Filled(t, data.Limited)) },
		"public_internal": func() any { return record.Publish(recordtest.Filled(t, data.Internal)) },
		"public_confidential": func() any {
			r := recordtest.Filled(t, data.Open)
			r.Locations[0].Confidential = true
			return record.Publish(r)
		},
		"staff": func() any { return record.Disclose(recordtest.Filled(t, data.Internal)) },
		"staff_confidential": func() any {
			r := recordtest.Filled(t, data.Open)
			r.Locations[0].Confidential = true
			r.Locations[0].Address, r.Locations[0].Point = data.Address{}, geo.Point{}
			return record.Disclose(r)
		},
	}
	for name, door := range doors {
		got := strings.Join(slices.Sorted(maps.Keys(recordtest.Canaries(door()))), "\n") + "\n"
		path := "testdata/" + name + ".golden"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s lets out\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestNoSealedPartPassesEitherDoor(t *testing.T) {
	for _, v := range []data.Visibility{data.Internal, data.Limited, data.Open} {
		r := recordtest.Filled(t, v)
		for field := range recordtest.Canaries([]any{record.Publish(r), record.Disclose(r)}) {
			if strings.HasPrefix(field, "Sealed") {
				t.Errorf("%s passes a door at visibility %s", field, v)
			}
		}
	}
}

func TestInternalAndUnconsentedRecordsHaveNoPublicListing(t *testing.T) {
	cases := map[string]func(*record.Record){
		"internal organization":          func(r *record.Record) { r.Organization.Exposure.Visibility = data.Internal },
		"internal service":               func(r *record.Record) { r.Services[0].Exposure.Visibility = data.Internal },
		"internal location":              func(r *record.Record) { r.Locations[0].Exposure.Visibility = data.Internal },
		"organization without consent":   func(r *record.Record) { r.Organization.Exposure.Consent = record.Consent{} },
		"service that nobody agreed for": func(r *record.Record) { r.Services[0].Exposure.Consent.By = "" },
		"location agreed on no day":      func(r *record.Record) { r.Locations[0].Exposure.Consent.On = hours.Date{} },
		"join to a missing service":      func(r *record.Record) { r.At[0].ServiceID = recordtest.OrganizationID },
		"join to a missing location":     func(r *record.Record) { r.At[0].LocationID = recordtest.OrganizationID },
	}
	for name, change := range cases {
		r := recordtest.Filled(t, data.Open)
		if len(record.Publish(r)) != 1 {
			t.Fatal("the record as filled has no public listing: this test would prove nothing")
		}
		change(r)
		if got := record.Publish(r); len(got) != 0 {
			t.Errorf("%s: got %d public listings, want none", name, len(got))
		}
	}
}

func TestALimitedListingHasOnlyItsDeclaredRegion(t *testing.T) {
	r := recordtest.Filled(t, data.Limited)
	moved := recordtest.Filled(t, data.Limited)
	moved.Locations[0].Point = geo.Point{Lat: 12, Lng: 34}
	moved.Locations[0].Area.Center = geo.Point{Lat: 56, Lng: 78}
	moved.Locations[0].Address.City = "elsewhere"
	if got, want := fmt.Sprint(record.Publish(moved)), fmt.Sprint(record.Publish(r)); got != want {
		t.Errorf("moving a limited site changed its public listing:\n got %s\nwant %s", got, want)
	}
	got, want := record.Publish(r)[0].Place, r.Locations[0].Region
	if got.Center == want.Center || geo.Distance(got.Center, want.Center) > 60*geo.Kilometer {
		t.Errorf("the middle of the region is %v, declared at %v: want it moved to that of its cell", got.Center, want.Center)
	}
	if got.Center = want.Center; got != want {
		t.Errorf("place is %v, want the declared region", got)
	}
}

func TestALimitedListingNamesNoAreaSmallerThanAProvince(t *testing.T) {
	r := recordtest.Filled(t, data.Limited)
	for _, kind := range []geo.AreaKind{geo.AreaPoint, geo.AreaPostal, geo.AreaPlace, geo.AreaRegion} {
		r.Services[0].ServiceAreas = []geo.Area{{Kind: kind}}
		if got := record.Publish(r)[0].ServiceAreas; len(got) != 0 {
			t.Errorf("a service area of kind %s was published for a limited site", kind)
		}
	}
}

func TestStaffSeeAConfidentialSiteByItsAreaOnly(t *testing.T) {
	r := recordtest.Filled(t, data.Open)
	r.Locations[0].Confidential = true // the point is still there: the door must not use it
	got := record.Disclose(r)[0].Place
	if got != r.Locations[0].Area {
		t.Errorf("place is %v, want the declared area", got)
	}
	r.Locations[0].Area = geo.Area{}
	if got := record.Disclose(r)[0].Place; got != r.Locations[0].Region {
		t.Errorf("without an area, place is %v, want the region", got)
	}
}

func TestThePublicSeesTheMonthOfAVerification(t *testing.T) {
	if got := record.Publish(recordtest.Filled(t, data.Open))[0].Verified.Day; got != 1 {
		t.Errorf("verified on day %d, want the first of the month", got)
	}
}

func TestSealedSaysNothingHoweverItIsPrinted(t *testing.T) {
	r := recordtest.Filled(t, data.Open)
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		fmt.Fprintf(&b, verb+"\n", r.Sealed)
	}
	fmt.Fprintf(&b, "%v %+v %#v", *r, *r, r)
	j, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	b.Write(j)
	if j, err = json.Marshal(r.Sealed); err != nil || string(j) != `"[sealed]"` {
		t.Errorf("sealed parts marshal as %s, %v", j, err)
	}
	b.Write(j)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "sealed", r.Sealed, "record", *r)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "sealed", r.Sealed)
	if err := gob.NewEncoder(&b).Encode(struct{ S record.Sealed }{r.Sealed}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "canary:Sealed") {
		t.Errorf("a sealed part was printed: %s", b.String())
	}
}

func TestOpenNeedsAGrantForThisRecord(t *testing.T) {
	r := recordtest.Filled(t, data.Open)
	for _, g := range []record.Grant{{}, {Record: r.ID()}, {Record: recordtest.ServiceID, Entry: 7}} {
		if _, err := r.Open(g); err == nil {
			t.Errorf("grant %+v opened the sealed parts", g)
		}
	}
	parts, err := r.Open(record.Grant{Record: r.ID(), Entry: 7})
	if err != nil || len(parts.Contacts) != 1 {
		t.Errorf("a grant did not open the sealed parts: %v, %v", parts.IsZero(), err)
	}
}

func TestEncodingKeepsEverything(t *testing.T) {
	r := recordtest.Filled(t, data.Open)
	b, err := record.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	back, err := record.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := record.Encode(back)
	if err != nil || !bytes.Equal(again, b) {
		t.Errorf("a decoded record encodes differently: %v", err)
	}
	for field := range recordtest.Canaries(*r) {
		if !bytes.Contains(b, []byte("canary:"+field)) {
			t.Errorf("%s is lost when a record is encoded", field)
		}
	}
	if _, err := record.Decode(append(b, '{')); err == nil {
		t.Error("bytes after the end were not refused")
	}
}

func TestALimitedSiteWhoseRegionIsTooSmallHasNoPublicPlace(t *testing.T) {
	r := recordtest.Filled(t, data.Limited)
	for _, kind := range []geo.AreaKind{geo.AreaPoint, geo.AreaPostal, geo.AreaPlace} {
		r.Locations[0].Region.Kind = kind
		if got := record.Publish(r)[0].Place; !got.IsZero() {
			t.Errorf("a region of kind %s was published: %v", kind, got)
		}
	}
}

func TestARegionTooSmallToHideAnythingIsNeitherStoredNorPublished(t *testing.T) {
	r := recordtest.Filled(t, data.Limited)
	r.Locations[0].Region.Kind, r.Locations[0].Region.Radius = geo.AreaRegion, 10
	if got := record.Publish(r)[0].Place; !got.IsZero() {
		t.Errorf("a region of 10 m was published: %v", got)
	}
	if !faulty(r, "locations[0].region") {
		t.Error("a region of 10 m was accepted")
	}
}

func TestAConfidentialSiteWithItsAddressInTheClearIsRefused(t *testing.T) {
	r := recordtest.Filled(t, data.Limited)
	r.Locations[0].Confidential = true
	if !faulty(r, "locations[0]") {
		t.Error("an address in the clear was accepted")
	}
}

func faulty(r *record.Record, field string) bool {
	for _, f := range r.Validate(nil) {
		if f.Field == field {
			return true
		}
	}
	return false
}

func TestAServiceWithAConfidentialSiteIsLimitedWhereverItIsGiven(t *testing.T) {
	r := recordtest.Filled(t, data.Open)
	r.Locations[0].Confidential = true
	r.At = append(r.At, record.ServiceAtLocation{ID: recordtest.OrganizationID, ServiceID: r.Services[0].ID})
	for _, l := range record.Publish(r) {
		if !l.Description.IsZero() || l.URL != "" {
			t.Errorf("the description of a service with a confidential site was published at %s", l.ID)
		}
	}
}
