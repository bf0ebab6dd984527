package geo

import (
	"encoding/json"
	"testing"
)

func TestOnlyAPointIsDrawn(t *testing.T) {
	ottawa := Point{Lat: 45.42, Lng: -75.7}
	for _, c := range []struct {
		area Area
		want string
	}{
		{Area{Kind: AreaPoint, Center: ottawa}, `{"type":"Point","coordinates":[-75.7,45.42]}`},
		{Area{Kind: AreaPoint}, "null"},
		{Area{Center: ottawa}, "null"},
		{Area{Kind: AreaPostal, Code: "K1P", Center: ottawa, Radius: 900}, "null"},
		{Area{Kind: AreaPlace, Center: ottawa}, "null"},
		{Area{Kind: AreaRegion, Center: ottawa, Radius: 80_000}, "null"},
		{Area{Kind: AreaProvince, Center: ottawa}, "null"},
		{Area{Kind: AreaCountry, Center: ottawa}, "null"},
	} {
		got, err := json.Marshal(c.area.Geometry())
		if err != nil || string(got) != c.want {
			t.Errorf("%+v is drawn as %s, %v, want %s", c.area, got, err, c.want)
		}
		if c.area.IsPoint() != (c.want != "null") {
			t.Errorf("%+v is a point: %t", c.area, c.area.IsPoint())
		}
	}
}
