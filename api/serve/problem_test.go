package serve

import (
	"net/http"
	"testing"
)

func TestAMediaTypeIsAcceptedByItsName(t *testing.T) {
	for _, c := range []struct {
		accept []string
		want   bool
	}{
		{[]string{"application/geo+json"}, true},
		{[]string{"text/html, Application/GEO+JSON;q=0.5"}, true},
		{[]string{"text/html", "application/json, application/geo+json"}, true},
		{[]string{" application/geo+json ; charset=utf-8"}, true},
		{[]string{"*/*"}, false},
		{[]string{"application/*"}, false},
		{[]string{"application/json"}, false},
		{[]string{"application/geo+jsonx"}, false},
		{nil, false},
	} {
		if got := Accepts(&http.Request{Header: http.Header{"Accept": c.accept}}, GeoJSON); got != c.want {
			t.Errorf("%q: got %t", c.accept, got)
		}
	}
}
