package relais_test

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// example is one invented organization with a public drop-in and a limited
// shelter at a confidential place.
func example() *record.Record {
	agreed := record.Consent{By: "the director", On: hours.Date{Year: 2026, Month: 1, Day: 15}, Evidence: "signed form"}
	public := record.Exposure{Visibility: data.Open, Consent: agreed}
	limited := record.Exposure{Visibility: data.Limited, Consent: agreed}
	ontario := geo.Area{Kind: geo.AreaProvince, Code: "ON", Label: bilingual.Same("Ontario"), Province: "ON", Center: geo.Point{Lat: 50, Lng: -85}, Radius: 900_000}
	toronto := geo.Area{Kind: geo.AreaPlace, Label: bilingual.Same("Toronto, ON"), Province: "ON", Center: geo.Point{Lat: 43.70, Lng: -79.40}, Radius: 20_000}
	const id = "5a000000-0000-4000-8000-00000000000"
	return &record.Record{
		Demo: true,
		Organization: record.Organization{
			ID: id + "1", Name: bilingual.Text{En: "Lantern House (demo)", Fr: "Maison de la Lanterne (démo)"},
			Kind: data.Direct, Home: "ON", Exposure: public,
			Phones: []record.Phone{{Phone: data.Phone{Number: "+14165550123"}, Public: true}},
		},
		Services: []record.Service{
			{ID: id + "2", Name: bilingual.Text{En: "Drop-in", Fr: "Halte"}, Needs: []string{"counselling"}, Exposure: public},
			{ID: id + "3", Name: bilingual.Text{En: "Shelter", Fr: "Hébergement"}, Needs: []string{"emergency-shelter"}, Exposure: limited},
		},
		Locations: []record.Location{
			{ID: id + "4", Type: record.Physical, Point: geo.Point{Lat: 43.65, Lng: -79.39}, Area: toronto, Exposure: public},
			{ID: id + "5", Type: record.Physical, Confidential: true, Area: toronto, Region: ontario, Exposure: limited},
		},
		At: []record.ServiceAtLocation{
			{ID: id + "6", ServiceID: id + "2", LocationID: id + "4"},
			{ID: id + "7", ServiceID: id + "3", LocationID: id + "5"},
		},
		Sealed: record.Seal(record.Parts{Sites: map[data.ID]record.Site{id + "5": {Point: geo.Point{Lat: 43.71, Lng: -79.33}}}}),
	}
}

// open makes a directory in a temporary folder and puts the example into it.
func open() (e *relais.Engine, done func()) {
	dir, err := os.MkdirTemp("", "relais")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)
	e, err = relais.Create(dir+"/directory", relais.Options{Keys: dir + "/keys"}, at)
	if err != nil {
		log.Fatal(err)
	}
	_, err = e.Apply(relais.Change{Actor: "an editor", Reason: "a first record", At: at, Put: []*record.Record{example()}})
	if err != nil {
		log.Fatal(err)
	}
	return e, func() { _ = e.Close(); _ = os.RemoveAll(dir) }
}

// The public finds the drop-in and the shelter; the shelter's place is its
// region, since its owner agreed to no more.
func ExampleSearch() {
	engine, done := open()
	defer done()
	at := time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)
	query, err := relais.Resolve[relais.Public](engine, ranking.Request{
		Origin: &ranking.Start{PostalCode: "m5v-2t6"},
		Needs:  []string{"maison d’hébergement", "counselling"},
	}, at)
	if err != nil {
		log.Fatal(err)
	}
	answer, err := relais.Search[relais.Public](engine, query)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range answer.Matches {
		fmt.Println(m.Listing.Organization.Name.En, "·", m.Listing.Service.Name.En, "·", m.Listing.Place.Province)
	}
	// Output:
	// Lantern House (demo) · Drop-in · ON
	// Lantern House (demo) · Shelter · ON
}

// A change is one transaction; the same key again changes nothing.
func ExampleEngine_Apply() {
	engine, done := open()
	defer done()
	r := example()
	r.Services[0].Intake.State = data.IntakeNotAccepting
	change := relais.Change{Actor: "an editor", Reason: "full until spring", Key: "2026-11-22/1", Put: []*record.Record{r},
		At: time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)}
	for range 2 {
		receipt, err := engine.Apply(change)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(receipt.Changed, "changed, generation", receipt.Generation, "repeated:", receipt.Repeated)
	}
	// Output:
	// 1 changed, generation 2 repeated: false
	// 1 changed, generation 2 repeated: true
}

// The bundle holds what is public and nothing else: the same listings give the
// same bytes.
func ExampleEngine_Publish() {
	engine, done := open()
	defer done()
	_, first, err := engine.Publish()
	if err != nil {
		log.Fatal(err)
	}
	_, second, err := engine.Publish()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(first.Listings, "public listings, same hash:", first.Hash == second.Hash)
	// Output: 2 public listings, same hash: true
}
