package ranking

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestAnOperatorsNumbersTakeThePlaceOfTheDefaultOnes(t *testing.T) {
	w, err := ParseWeights([]byte("weight.need = 1\nopen = { yes = 0.9, unknown = 0.5 }\n[capacity]\nbed_half_life_h = 1.5\n[verification]\nhalf_life_d = 100\n[proximity]\nwide_radius_m = 5e4\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Need, want.Opening, want.WideRadius = 1, TriValues{Yes: 0.9, Unknown: 0.5}, 50_000
	want.BedHalfLife, want.VerifiedHalfLife = 90*time.Minute, 100*24*time.Hour
	if w != want {
		t.Errorf("got %+v", w)
	}
	changed := []string{"weight.need = 1", "proximity.wide_radius_m = 50000", "open.yes = 0.9", "open.unknown = 0.5", "capacity.bed_half_life_h = 1.5", "verification.half_life_d = 100"}
	if got := w.Changed(); !slices.Equal(got, changed) {
		t.Errorf("changed: got %v, want %v", got, changed)
	}
	if w, err := ParseWeights(nil); err != nil || w != Default() {
		t.Errorf("an empty file gave %+v, %v", w, err)
	}
}

func TestEverythingThatIsWrongWithWeightsIsSaid(t *testing.T) {
	for file, want := range map[string][]string{
		"weight.need = -1\nweight.txet = 1\nopen.yes = \"a lot\"\n[odd]\n": {"weights_key_unknown odd", "weights_key_unknown weight.txet", "weights_not_a_number open.yes", "weights_out_of_range weight.need"},
		"weight = 3":                                          {"weights_key_unknown weight"},
		"weight.need = nan\nweight.text = inf":                {"weights_out_of_range weight.need", "weights_out_of_range weight.text"},
		"weight.specialized = 0\nweight.verification = 0":     {"weights_without_mean weight.specialized, weight.verification"},
		"capacity.bed_half_life_h = 0\nproximity.remote = 2":  {"weights_out_of_range capacity.bed_half_life_h", "weights_out_of_range proximity.remote"},
		"verification.half_life_d = 1e300":                    {"weights_out_of_range verification.half_life_d"},
		"capacity.bed_half_life_h = 1e-30":                    {"weights_out_of_range capacity.bed_half_life_h"},
		"access.unknown = 0.1\naccess.no = 0.2":               {"weights_out_of_order access.yes ≥ access.unknown ≥ access.no"},
		"capacity.assessment = 0.1\ncapacity.trusted = 0.001": {"weights_out_of_order capacity.room ≥ capacity.assessment ≥ capacity.waiting ≥ capacity.none", "weights_out_of_order capacity.trusted ≥ capacity.forgotten"},
		"admission.crisis_only = 0.7\nproximity.travel = 1.5": {"weights_out_of_order admission.intake_unknown ≥ admission.crisis_only", "weights_out_of_range proximity.travel"},
		"weight.need = 1\nweight.need = 2":                    {"weights_unreadable 2:1"},
	} {
		_, err := ParseWeights([]byte(file))
		var got []string
		for _, p := range problems(err) {
			got = append(got, p.Code+" "+p.Read)
			if p.Kind != bilingual.Invalid || p.Message.En == "" || p.Message.Fr == "" || p.Hint.En == "" || p.Hint.Fr == "" {
				t.Errorf("%s does not speak to people: %+v", p.Code, p)
			}
			if strings.Contains(p.Message.En+p.Hint.En, "txet") {
				t.Errorf("%s repeats what was written", p.Code)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", file, got, want)
		}
	}
}

func TestTheRangeOfANumberIsSaidInFrench(t *testing.T) {
	w := Default()
	w.Need = -1
	p, ok := bilingual.AsProblem(w.Validate())
	if !ok || p.Hint.Fr != "Il est d’au moins 0 et d’au plus 1000." {
		t.Errorf("got %+v", p)
	}
}

func TestDefaultWeightsAreValidAndBadOnesAreNot(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Weights){
		"a negative weight":              func(w *Weights) { w.Text = -1 },
		"a weight that is no number":     func(w *Weights) { w.Need = math.NaN() },
		"more than surely admitted":      func(w *Weights) { w.FullNow = 1.1 },
		"a known no above an unknown":    func(w *Weights) { w.CrisisOnly = 0.7 },
		"no mean":                        func(w *Weights) { w.Specialized, w.Verified = 0, 0 },
		"a value over one":               func(w *Weights) { w.RemoteProximity = 1.1 },
		"an unknown above a yes":         func(w *Weights) { w.Opening.Unknown, w.Opening.Yes = 0.9, 0.8 },
		"a no above an unknown":          func(w *Weights) { w.LanguageNone = 0.5 },
		"a half-life of nothing":         func(w *Weights) { w.BedHalfLife = 0 },
		"a value over one in the middle": func(w *Weights) { w.Assessment = 2 },
	} {
		w := Default()
		spoil(&w)
		if w.Validate() == nil {
			t.Errorf("%s passed", name)
		}
	}
}

func FuzzParseWeights(f *testing.F) {
	for _, file := range []string{"weight.need = 1", "[open]\nyes = 0.5\n", "a.b.c = {}", "weight = [1]", "x = 1979-05-27", "\xff"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		w, err := ParseWeights(file)
		if (err == nil) == (w == Weights{}) || err == nil && w.Validate() != nil {
			t.Errorf("got %+v, %v", w, err)
		}
	})
}
