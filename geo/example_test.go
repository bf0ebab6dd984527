package geo_test

import (
	"errors"
	"fmt"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func ExampleGazetteer_Postal() {
	g, err := geo.Load()
	if err != nil {
		panic(err)
	}
	o, err := g.Postal("kia 0b1") // the letter I where a digit must be
	fmt.Println(o.Label.En, o.FSA, err)
	fmt.Println(o.Notes[0].En)
	// Output:
	// K1A (Ottawa, ON) K1A <nil>
	// read I as 1 in the postal code
}

func ExampleGazetteer_Place() {
	g, err := geo.Load()
	if err != nil {
		panic(err)
	}
	_, err = g.Place("Windsor")
	if p, ok := errors.AsType[*bilingual.Problem](err); ok {
		fmt.Println(p.Message.En)
		for _, c := range p.Choices {
			fmt.Println("-", c.Input)
		}
	}
	o, _ := g.Place("Windsor (N.-É.)")
	fmt.Println(o.Label.En)
	// Output:
	// several places have this name
	// - Windsor, NS
	// - Windsor, ON
	// - Windsor, QC
	// Windsor, NS
}
