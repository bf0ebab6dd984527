package staff

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

func (d *desk) json(name, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/v1/staff/"+name, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return d.do(r)
}

func TestProgramsAreAnsweredAsTheCommandLineIs(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	q, err := relais.Resolve[data.Staff](d.engine, ranking.Request{Origin: ranking.StartAt("M5V 2T6"), Needs: []string{"emergency-shelter"}, K: 3}, now)
	if err != nil {
		t.Fatal(err)
	}
	a, err := relais.Search[data.Staff](d.engine, q)
	if err != nil || len(a.Matches) != 3 {
		t.Fatal(err)
	}
	want, err := json.Marshal(ranking.StaffAnswer(a, bilingual.En, 0))
	if err != nil {
		t.Fatal(err)
	}
	w := d.json("search", `{"origin":{"postal_code":"M5V 2T6"},"needs":["emergency-shelter"],"k":3}`)
	if got := w.Body.String(); w.Code != http.StatusOK || same(t, got) != same(t, string(want)) {
		t.Errorf("got %s\nwant %s", got, want)
	}
	id := a.Matches[1].Listing.ID
	for name, c := range map[string]struct{ path, body, has string }{
		"plan":         {"plan", `{"origin":{"place":"Halifax"},"needs":["legal","housing"]}`, `"providers":[`},
		"explain":      {"explain", fmt.Sprintf(`{"listing":%q,"request":{"origin":{"postal_code":"M5V 2T6"},"needs":["emergency-shelter"]}}`, id), `"rank":2`},
		"jurisdiction": {"jurisdiction", `{"origin":{"place":"Thunder Bay"},"age":15}`, `"duty_to_report":[{`},
	} {
		if w := d.json(c.path, c.body); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), c.has) {
			t.Errorf("%s: %s", name, all(w))
		}
	}
}

func same(t *testing.T, body string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(v)
}

func TestProgramsRecordAndReveal(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := sealedListing(t, d)
	if w := d.json("capacity", fmt.Sprintf(`{"listing":%q,"capacity":{"unit":"cot","status":"capacity","available":4,"by":"somebody else"}}`, l.ID)); w.Code != http.StatusOK {
		t.Error(all(w))
	}
	found, err := relais.Find[data.Staff](d.engine, l.ID)
	if err != nil {
		t.Fatal(err)
	}
	if c := reportIn(found.Inside.Capacity, "cot", ""); c == nil || *c.Available != 4 || c.By != "ana" || c.How != "call" || !c.Updated.Equal(now) {
		t.Errorf("recorded: %+v", c)
	}
	if w := d.json("reveal", fmt.Sprintf(`{"listing":%q,"reason":"because"}`, l.ID)); w.Code != http.StatusUnprocessableEntity {
		t.Error(all(w))
	}
	before := len(audit(t, d.engine))
	if w := d.json("reveal", fmt.Sprintf(`{"listing":%q,"reason":"transfer"}`, l.ID)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"address_1"`) || len(audit(t, d.engine)) != before+1 {
		t.Error(all(w))
	}
}

func TestProgramsAreRefusedInOneWay(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	for _, who := range []string{"", "eve"} {
		d.as = who
		for _, name := range []string{"search", "plan", "explain", "jurisdiction", "capacity", "reveal"} {
			if w := d.json(name, `{"needs":["XQCANARY"]}`); w.Code != http.StatusForbidden || strings.Contains(all(w), "XQCANARY") {
				t.Errorf("%s by %q: %s", name, who, all(w))
			}
		}
	}
	d.as = "ana"
	for name, body := range map[string]string{"search": `{"needs":["XQCANARY"]}`, "plan": `{"needs":["XQCANARY"]}`, "explain": `{"listing":"XQCANARY","request":{}}`, "jurisdiction": `{"origin":{"place":"XQCANARY"}}`, "capacity": `{"XQCANARY":1}`, "reveal": `{"listing":"XQCANARY","reason":"XQCANARY"}`} {
		if w := d.json(name, body); w.Code < 400 || w.Code >= 500 || strings.Contains(all(w), "XQCANARY") || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s", name, all(w))
		}
	}
}
