package public

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

// A place or a word that nobody knows is a fault of the request, as the description
// declares it; 404 says that an address leads nowhere.
func TestAPlaceThatNobodyKnowsIsAFaultOfTheRequest(t *testing.T) {
	h := handler(t)
	for _, path := range []string{"/v1/search", "/v1/plan"} {
		for body, code := range map[string]string{
			`{"needs":["legal"],"origin":{"place":"Zzqqxville"}}`:     "place_unknown",
			`{"needs":["legal"],"origin":{"postal_code":"X9X"}}`:      "postal_code_unknown",
			`{"needs":["zzqqx"],"origin":{"place":"Halifax"}}`:        "need_unknown",
			`{"needs":["legal"],"avoid":["Zzqqxville:30"]}`:           "place_unknown",
			`{"needs":["legal"],"origin":{"place":"British"},"k":-1}`: "",
		} {
			w := postJSON(h, path, body)
			var p serve.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 422 || p.Status != 422 || len(p.Errors) == 0 {
				t.Errorf("%s %s: %s", path, body, all(w))
				continue
			}
			if code != "" && p.Errors[0].Code != code {
				t.Errorf("%s %s: got %s, want %s", path, body, p.Errors[0].Code, code)
			}
			if strings.Contains(strings.ToLower(w.Body.String()), "zzqqx") {
				t.Errorf("%s repeats what was typed: %s", path, w.Body)
			}
			if code == "need_unknown" && (!strings.Contains(p.Errors[0].Hint.Fr, "GET /v1/terms") || strings.Contains(w.Body.String(), "relais terms")) {
				t.Errorf("%s sends a program to a command line: %s", path, w.Body)
			}
		}
	}
}

// A program can say what the page says of how a place was read: a search from the
// wrong town finds the wrong shelters.
func TestTheOriginSaysHowItWasRead(t *testing.T) {
	h := handler(t)
	for body, want := range map[string]string{
		`{"origin":{"place":"Calgari"}}`:                           "Calgary",
		`{"origin":{"place":"Halifax"},"avoid":["Torontoo:30"]}`:   "Toronto",
		`{"origin":{"postal_code":"X0A"}}`:                         "rural",
		`{"origin":{"place":"Halifax"},"needs":["housing"],"k":1}`: "",
	} {
		var view ranking.PublicAnswerView
		w := postJSON(h, "/v1/search", body)
		if err := json.Unmarshal(w.Body.Bytes(), &view); err != nil || w.Code != 200 || view.Origin == nil {
			t.Fatalf("%s: %s", body, all(w))
		}
		said := ""
		for _, n := range view.Origin.Notes {
			if n.En == "" || n.Fr == "" || n.En == n.Fr {
				t.Errorf("%s: not said in both languages: %+v", body, n)
			}
			said += n.En + "\n"
		}
		if (want == "") != (said == "") || !strings.Contains(said, want) {
			t.Errorf("%s: got %q, want it to name %q", body, said, want)
		}
		for _, typed := range []string{"Calgari\"", "Torontoo"} {
			if strings.Contains(w.Body.String(), typed) {
				t.Errorf("%s: what was typed comes back: %s", body, w.Body)
			}
		}
	}
}

func TestAListingSaysItsKind(t *testing.T) {
	world, h := sampleWorld(t), handler(t)
	seen := map[data.ProviderKind]bool{}
	for i := range world.snapshot.Len() {
		l := world.snapshot.At(i)
		if seen[l.Kind] {
			continue
		}
		seen[l.Kind] = true
		w := get(h, "/v1/listings/"+string(l.ID))
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"kind":"`+string(l.Kind)+`"`) {
			t.Errorf("%s: %s", l.Kind, all(w))
		}
	}
	if !seen[data.LawEnforcement] {
		t.Error("the sample has no police: this test proves nothing")
	}
}
