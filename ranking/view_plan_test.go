package ranking

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// planScene is a shelter whose house has a legal desk too, a better legal
// clinic, and withdrawal beds for men only.
func planScene[A data.Audience]() []data.Listing[A] {
	desk, clinic, beds := plain[A](6), plain[A](7), plain[A](8)
	desk.Needs, clinic.Needs, beds.Needs = []string{"immigration-legal"}, []string{"legal"}, []string{"detox"}
	desk.Organization = shelter[A]().Organization
	desk.Service.Name = data.Text{En: "Legal desk", Fr: "Comptoir juridique"}
	clinic.Organization.Name = data.Text{En: "Harbour Legal Clinic (demo)", Fr: "Clinique juridique du Port (démo)"}
	clinic.Specialized = data.Yes
	beds.Organization.Name = data.Text{En: "Quiet Cove (demo)", Fr: "Anse tranquille (démo)"}
	beds.Eligibility.Genders = []data.Gender{data.Man}
	return append(scene[A](), desk, clinic, beds)
}

func planSceneQuery() Query {
	q := sceneQuery()
	q.Needs, q.Barriers = []string{"legal", "housing", "detox"}, nil
	return q
}

func plan[A data.Audience](t *testing.T, q Query, listings ...data.Listing[A]) Plan[A] {
	t.Helper()
	p, err := PlanFor(index.Build(listings, terms(t), 7), q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPlanGoldens(t *testing.T) {
	golden(t, "plan_staff.json", StaffPlan(plan(t, planSceneQuery(), planScene[data.Staff]()...), bilingual.En, 85*time.Microsecond))
	golden(t, "plan_public.json", PublicPlan(plan(t, planSceneQuery(), planScene[data.Public]()...), bilingual.Fr))
}

// fields gives, for each object of a JSON value, its path with its fields.
func fields(t *testing.T, path string, value json.RawMessage, found map[string][]string) {
	t.Helper()
	var list []json.RawMessage
	if json.Unmarshal(value, &list) == nil {
		for _, one := range list {
			fields(t, path+"[]", one, found)
		}
		return
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(value, &object) != nil || object == nil {
		return
	}
	found[path] = keys(t, value)
	for name, inside := range object {
		fields(t, path+"."+name, inside, found)
	}
}

func printedFields(t *testing.T, v any) map[string][]string {
	t.Helper()
	printed, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	fields(t, "", printed, found)
	return found
}

// A public plan and a public explanation are made of a public search's parts: a
// match has the same fields as there, and so has everything in it.
func TestPublicPlansAndExplanationsShowNoMoreThanASearch(t *testing.T) {
	listings := planScene[data.Public]()
	search := printedFields(t, PublicAnswer(search(t, planSceneQuery(), listings...), bilingual.En))
	e, err := Explain(index.Build(listings, terms(t), 7), planSceneQuery(), id(4))
	if err != nil {
		t.Fatal(err)
	}
	compare := func(v any, match string, own map[string][]string) {
		for path, got := range printedFields(t, v) {
			want, ok := own[path]
			if inside, is := strings.CutPrefix(path, match); is {
				want, ok = search[".matches[]"+inside]
			}
			if !ok || !slices.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", path, got, want)
			}
		}
	}
	named, words := []string{"id", "name", "names"}, []string{"en", "fr"}
	compare(PublicPlan(plan(t, planSceneQuery(), listings...), bilingual.En), ".providers[].covers[].match", map[string][]string{
		"":                                 {"origin", "providers", "uncovered", "total", "relaxations", "fallback"},
		".origin":                          search[".origin"],
		".origin.notes[]":                  words,
		".providers[]":                     {"organization", "covers"},
		".providers[].organization":        named,
		".providers[].organization.names":  words,
		".providers[].covers[]":            {"need", "match"},
		".providers[].covers[].need":       named,
		".providers[].covers[].need.names": words,
		".uncovered[]":                     {"need"},
		".uncovered[].need":                named,
		".uncovered[].need.names":          words,
		".fallback[]":                      {"name", "phone"},
		".fallback[].phone":                {"number", "display", "type"},
	})
	compare(PublicExplanation(e, bilingual.En), ".match", map[string][]string{
		"":                     {"origin", "found", "match", "exclusions"},
		".origin":              search[".origin"],
		".origin.notes[]":      words,
		".exclusions[]":        {"criterion", "wish", "reason"},
		".exclusions[].reason": words,
	})
}

func TestStaffPlanHasItsFieldsInOrder(t *testing.T) {
	listings := planScene[data.Staff]()
	got := printedFields(t, StaffPlan(plan(t, planSceneQuery(), listings...), bilingual.En, 0))
	search := printedFields(t, StaffAnswer(search(t, planSceneQuery(), listings...), bilingual.En, 0))
	for path, want := range map[string][]string{
		"":                            {"origin", "providers", "uncovered", "total", "relaxations", "fallback", "score", "generation", "elapsed_us", "removed_by_avoid"},
		".uncovered[]":                {"need", "near_misses"},
		".providers[].covers[].match": search[".matches[]"],
	} {
		if !slices.Equal(got[path], want) {
			t.Errorf("%s: got %v, want %v", path, got[path], want)
		}
	}
}

// lengths finds a number of kilometres or metres in words.
var lengths = regexp.MustCompile(`\d\s*(km|m|kilom)\b`)

// The words of a public explanation and of a public plan name a band at the most:
// a length in words would give away what the missing numbers hide. The caller's
// own maximum may be said back.
func TestPublicWordsTellNoDistance(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := smallDirectory[data.Public](w), planQuery(w)
		s := index.Build(listings, w.terms, 1)
		p, err := PlanFor(s, q)
		if err != nil {
			rt.Fatal(err)
		}
		views := []any{PublicPlan(p, bilingual.Fr)}
		for _, l := range listings {
			e, err := Explain(s, q, l.ID)
			if err != nil {
				rt.Fatal(err)
			}
			views = append(views, PublicExplanation(e, bilingual.En))
		}
		for _, v := range views {
			printed, err := json.Marshal(v)
			if err != nil {
				rt.Fatal(err)
			}
			if said := lengths.Find(withoutAllowed(q, string(printed))); said != nil {
				rt.Fatalf("%q is said in %s", said, printed)
			}
		}
	})
}

// withoutAllowed takes out the names of bands and the caller's own maximum.
func withoutAllowed(q Query, printed string) []byte {
	var allowed []string
	for _, b := range DistanceBands() {
		for _, name := range []bilingual.Text{b.Name(), capitalized(b.Name())} {
			allowed = append(allowed, name.En, "", name.Fr, "")
		}
	}
	limit := kilometers(q.MaxDistance)
	allowed = append(allowed, "more than "+limit.En+" km", "", "plus de "+limit.Fr+" km", "")
	return []byte(strings.NewReplacer(allowed...).Replace(printed))
}

// The page describes plans and explanations: every field that their JSON has of
// its own, and how many needs a plan may have.
func TestThePageTellsOfPlansAndExplanations(t *testing.T) {
	told := section(t, "6. Plan")
	if !strings.Contains(told, "one to eight needs") || MaxPlanNeeds != 8 {
		t.Errorf("the page says eight needs, the code %d", MaxPlanNeeds)
	}
	for path, names := range printedFields(t, StaffPlan(plan(t, planSceneQuery(), planScene[data.Staff]()...), bilingual.En, 0)) {
		if strings.Count(path, ".") > 2 || strings.HasPrefix(path, ".origin") || strings.Contains(path, "near_misses") || strings.Contains(path, "fallback") {
			continue // told with the search
		}
		for _, name := range names {
			if name != "en" && name != "fr" && !strings.Contains(told, `"`+name+`"`) {
				t.Errorf("%s.%s is not on the page", path, name)
			}
		}
	}
	told = section(t, "7. Explain")
	for _, name := range []string{"`found`", "`exclusions`", "`wish`", "`value`", "`weight`", "`share`", "`adds`", "`fit`", "match.score = match.proximity.value × fit"} {
		if !strings.Contains(told, name) {
			t.Errorf("%s is not on the page", name)
		}
	}
}
