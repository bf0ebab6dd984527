package public

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// The same matches in the same order, with a point for each that is public and for
// nothing else.
func TestASearchIsAnsweredAsGeoJSONOnRequest(t *testing.T) {
	world := sampleWorld(t)
	_, h, _ := served(t, world.snapshot)
	const body = `{"origin":{"place":"Montréal"},"needs":["housing"],"k":100}`
	ask := func(accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/v1/search", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	var plain struct {
		Matches []struct{ ID data.ID }
		Total   int
	}
	var drawn FeatureCollection
	if err := json.Unmarshal(ask("*/*").Body.Bytes(), &plain); err != nil {
		t.Fatal(err)
	}
	w := ask("application/geo+json;q=0.9, */*;q=0.1")
	if err := json.Unmarshal(w.Body.Bytes(), &drawn); err != nil {
		t.Fatal(err)
	}
	if got := w.Header().Get("Content-Type"); got != "application/geo+json" || drawn.Type != "FeatureCollection" || drawn.Total != plain.Total {
		t.Errorf("type %s, %s of %d in all, want %d", got, drawn.Type, drawn.Total, plain.Total)
	}
	if len(drawn.Features) != len(plain.Matches) || len(plain.Matches) == 0 {
		t.Fatalf("%d features of %d matches", len(drawn.Features), len(plain.Matches))
	}
	points, areas := 0, 0
	for i, f := range drawn.Features {
		l, ok := world.snapshot.ByID(f.ID)
		if !ok || f.ID != plain.Matches[i].ID {
			t.Fatalf("feature %d is %s, want %s", i, f.ID, plain.Matches[i].ID)
		}
		switch public := l.Place.Kind == geo.AreaPoint; {
		case public && (f.Geometry == nil || f.Geometry.Coordinates != [2]float64{l.Place.Center.Lng, l.Place.Center.Lat}):
			t.Errorf("%s is at %v, and drawn at %v", f.ID, l.Place.Center, f.Geometry)
		case !public && f.Geometry != nil:
			t.Errorf("%s is an area, and drawn at %v", f.ID, f.Geometry)
		case public:
			points++
		default:
			areas++
		}
	}
	if points == 0 || areas == 0 {
		t.Errorf("%d points and %d areas: both must be seen", points, areas)
	}
}
