package ranking

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// theirs are the tables with an operator's file over them.
func theirs(t *testing.T, file string) *Jurisdictions {
	t.Helper()
	_, j := jurisdictions()
	own, err := j.With([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return own
}

func TestWhatTheOperatorVerifiedStandsInThePlaceOfTheTables(t *testing.T) {
	_, built := jurisdictions()
	before := built.byProvince[geo.NovaScotia]
	j := theirs(t, `
source = "counsel"
checked = 2026-11-20
[[duty]]
province = "NS"
mandatory_under = 19
note = { en = "Report.", fr = "Signalez." }
[[duty]]
province = "NB"
source = "the statute"
checked = 2026-11-21
confidence = "medium"
`)
	ns, nb := j.byProvince[geo.NovaScotia], j.byProvince[geo.NewBrunswick]
	if ns.MustUnder != 19 || ns.Note.Fr != "Signalez." || ns.Statute != before.Statute || ns.Who != before.Who || ns.ProtectedUnder != before.ProtectedUnder {
		t.Errorf("Nova Scotia: %+v", ns)
	}
	if ns.Evidence != (Evidence{"counsel", hours.Date{Year: 2026, Month: 11, Day: 20}, HighConfidence}) || ns.Unverified() {
		t.Errorf("Nova Scotia rests on %+v", ns.Evidence)
	}
	if nb.Evidence != (Evidence{"the statute", hours.Date{Year: 2026, Month: 11, Day: 21}, MediumConfidence}) {
		t.Errorf("New Brunswick rests on %+v", nb.Evidence)
	}
	if built.byProvince[geo.NovaScotia].MustUnder != before.MustUnder || len(built.Changes()) != 0 {
		t.Error("the tables that came with the program were changed")
	}
	if got := j.Changes(); len(got) != 2 || !strings.Contains(got[0].Fr, "Nouvelle-Écosse") {
		t.Errorf("changes: %+v", got)
	}
}

func TestPoliceOfTheOperator(t *testing.T) {
	const evidence = "source = \"call\"\nchecked = 2026-11-20\n"
	miramichi := Case{Origin: originOf(t, "Miramichi")}
	police := func(file string) []string {
		card, err := theirs(t, evidence+file).Card(index.Build[data.Staff](nil, terms(t), 1), miramichi)
		if err != nil {
			t.Fatal(err)
		}
		return short(card.Police)
	}
	if got := police(""); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "municipal") }) {
		t.Fatalf("the tables have a municipal service there already: %q", got)
	}
	added := "[[police]]\nprovince = \"NB\"\nlevel = \"municipal\"\nrole = \"local\"\nplaces = [\"Miramichi\"]\nname = { en = \"Miramichi Police Force\", fr = \"Service de police de Miramichi\" }\n"
	if got := police(added); got[0] != "likely municipal Miramichi Police Force" || got[1] != "possible federal RCMP, New Brunswick" {
		t.Errorf("added: %q", got)
	}
	replaced := "[[police]]\nprovince = \"NB\"\nlevel = \"federal\"\nrole = \"federal\"\nname = { en = \"RCMP, New Brunswick (J Division)\", fr = \"GRC\" }\n"
	if got := police(replaced); !slices.Equal(got, []string{"possible federal RCMP, New Brunswick"}) {
		t.Errorf("replaced: %q", got)
	}
	postal := strings.Replace(added, "places = [\"Miramichi\"]", "fsas = [\"E1N\"]", 1)
	if got := police(postal); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "likely municipal") }) {
		t.Errorf("by postal area, of a town that its circle may hold: %q", got)
	}
	miramichi.Origin = originOf(t, "E1N")
	if got := police(postal); got[0] != "likely municipal Miramichi Police Force" {
		t.Errorf("by postal area: %q", got)
	}
	miramichi.Origin = originOf(t, "E1A")
	if got := police(postal); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "Miramichi") }) {
		t.Errorf("by another postal area: %q", got)
	}
	removed := "[[police]]\nprovince = \"NB\"\nname = { en = \"rcmp, new brunswick (j division)\", fr = \"x\" }\nremove = true\n"
	if got := police(removed); len(got) != 0 {
		t.Errorf("removed: %q", got)
	}
}

// A territory that is drawn holds what lies in it for sure, may hold what lies
// across its edge, and nothing else; it never leaves its province.
func TestAPoliceTerritoryMayBeDrawn(t *testing.T) {
	j := theirs(t, `
source = "map of the service"
checked = 2026-11-20
[[police]]
province = "ON"
level = "municipal"
role = "local"
name = { en = "Drawn Police", fr = "Police tracée" }
polygon = [[44.0, -78.0], [44.0, -77.0], [45.0, -77.0], [45.0, -78]]
`)
	for at, want := range map[string]string{
		"44.5,-77.5": "likely municipal Drawn Police", "44.01,-77.99": "likely municipal Drawn Police",
		"43.9,-77.5": "", "44.5,-76.9": "", "45.5,-73.6": "",
	} {
		card, err := j.Card(index.Build[data.Staff](nil, terms(t), 1), Case{Origin: originOf(t, at)})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, s := range short(card.Police) {
			if strings.Contains(s, "Drawn") {
				got = s
				if card.Police[i].Why.Fr == "" || card.Police[i].Competence == Likely && i != 0 {
					t.Errorf("%s: %+v", at, card.Police[i])
				}
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
	for place, want := range map[string]string{"Marmora": "likely", "Belleville": "possible", "Toronto": ""} {
		o := originOf(t, place+", ON")
		if place == "Belleville" {
			o.Point.Lat, o.Radius = 44.0, 10_000 // a town across the edge
		}
		var got string
		for _, f := range j.forces {
			if a, ok := f.at(j.locate(o)); ok && f.name.En == "Drawn Police" {
				got = string(a.Competence)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", place, got, want)
		}
	}
}

func TestWhatToDialOfTheOperator(t *testing.T) {
	dial := func(file string, place string) []string {
		j := theirs(t, "source = \"call\"\nchecked = 2026-11-20\n"+file)
		var said []string
		for _, g := range j.emergency(j.locate(originOf(t, place))) {
			said = append(said, g.Text.En)
		}
		return said
	}
	text := "text = { en = \"Dial ours.\", fr = \"Composez le nôtre.\" }\n"
	if got := dial("[[emergency]]\nprovince = \"NU\"\nreplaces = true\n"+text, "Iqaluit"); !slices.Equal(got, []string{"Dial ours."}) {
		t.Errorf("Nunavut replaced: %q", got)
	}
	if got := dial("[[emergency]]\nprovince = \"MB\"\n"+text, "Winnipeg"); len(got) != 2 || got[0] != "Dial ours." || !strings.Contains(got[1], "911") {
		t.Errorf("Manitoba added: %q", got)
	}
	if got := dial("[[emergency]]\nfsas = [\"R3C\"]\n"+text, "R2W"); len(got) != 1 {
		t.Errorf("another postal area: %q", got)
	}
	if got := dial("[[emergency]]\n"+text, "Winnipeg"); !slices.Equal(got, []string{"Dial ours."}) {
		t.Errorf("the general rule replaced: %q", got)
	}
}

// Everything is told at once, in both languages, with its place, and nothing of
// the file is used.
func TestEverythingWrongWithTheJurisdictionFileIsSaid(t *testing.T) {
	_, j := jurisdictions()
	for file, want := range map[string][]string{
		"[[duty]]\nprovince = \"ZZ\"\nmandatory_undr = 3\n":                                                                      {"duty[1].province: the two letters", "duty[1].source: is missing", "duty[1].checked: is missing", "duty[1].mandatory_undr: there is no such key"},
		"source = \"x\"\nchecked = \"2026-11-20\"\n[[duty]]\nprovince = \"ON\"\nmandatory_under = 19\npermitted_under = \"x\"\n": {"checked: a day is wanted", "duty[1].permitted_under: an age", "duty[1].mandatory_under: mandatory_under is above 0", "duty[1].checked: is missing"},
		"source = \"x\"\nchecked = 2026-11-20\n[[duty]]\nprovince = \"ON\"\npermitted_under = 16\n":                              {"duty[1].mandatory_under: permitted_under is 0"},
		"source = \"x\"\nchecked = 2026-11-20\n[[duty]]\nprovince = \"ON\"\nmandatory_under = nan\nnote = { en = \"x\" }\n":      {"duty[1].note: both languages", "duty[1].mandatory_under: an age"},
		"source = \"x\"\nchecked = 2026-11-20\n[[police]]\nname = { en = \"A\", fr = \"B\" }\nplaces = [\"Nowhere at all\"]\nprovince = \"ON\"\nlevel = \"royal\"\nrole = 3\nconfidence = \"sure\"\n": {
			"police[1].level: municipal", "police[1].role: a text", "police[1].places: the gazetteer", "police[1].confidence: high"},
		"source = \"x\"\nchecked = 2026-11-20\n[[police]]\nname = { en = \"A\", fr = \"B\" }\nfsas = [\"H2X\", \"Z9Z\"]\nprovince = \"ON\"\nlevel = \"municipal\"\nrole = \"local\"\n": {
			"police[1].fsas: no such postal area", "police[1].fsas: a postal area lies in another province: H2X"},
		"[[police]]\nprovince = \"ON\"\nname = { en = \"No such\", fr = \"Aucun\" }\nremove = true\n":                                                                                           {"police[1].name: the tables have no"},
		"source = \"x\"\nchecked = 2026-11-20\n[[emergency]]\nfsas = [\"Z9Z\", \"M5V\"]\nreplaces = \"yes\"\n":                                                                                  {"emergency[1].text: is missing", "emergency[1].replaces: true or false", "emergency[1].fsas: no such postal area"},
		"source = \"x\"\nchecked = 2026-11-20\n[[police]]\nprovince = \"ON\"\nlevel = \"municipal\"\nrole = \"local\"\nname = { en = \"A\", fr = \"B\" }\npolygon = [[44, -78], [45, \"x\"]]\n": {"police[1].polygon: three corners"},
		"duty = 3\npolice = [1]\n[odd]\n": {"duty: tables are wanted", "police: tables are wanted", "odd: there is no such key"},
		"[[duty]\n":                       {"line 1, column"},
	} {
		own, err := j.With([]byte(file))
		p, ok := bilingual.AsProblem(err)
		if !ok || own != nil || p.Code != "jurisdiction_invalid" || p.Kind != bilingual.Invalid || p.Hint.Fr == "" {
			t.Errorf("%s\ngives %v, %v", file, own, err)
			continue
		}
		faults, _ := p.Cause.(bilingual.Faults)
		for _, w := range want {
			if !slices.ContainsFunc(faults, func(f bilingual.Text) bool { return strings.HasPrefix(f.En, w) }) {
				t.Errorf("%s\ndoes not say %q but %q", file, w, faults)
			}
		}
		if len(faults) != len(want) {
			t.Errorf("%s\nsays %d things, want %d: %q", file, len(faults), len(want), faults)
		}
		for _, f := range faults {
			if f.Fr == "" || f.Fr == f.En {
				t.Errorf("%q is not in French: %q", f.En, f.Fr)
			}
		}
	}
}

// The page's own example is accepted, and does what it says.
func TestTheExampleOfThePageIsAccepted(t *testing.T) {
	page, err := os.ReadFile("../docs/jurisdiction.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "## Facts that you have verified")
	var file strings.Builder
	for line := range strings.Lines(rest) {
		if code, ok := strings.CutPrefix(line, "    "); ok || strings.TrimSpace(line) == "" {
			file.WriteString(code)
		}
	}
	j := theirs(t, file.String())
	if len(j.Changes()) != 4 || j.byProvince[geo.NovaScotia].MustUnder != 19 {
		t.Errorf("changes: %+v", j.Changes())
	}
	_, built := jurisdictions()
	open, all := j.Unverified()
	openBuilt, allBuilt := built.Unverified()
	if all != allBuilt+1 || open >= openBuilt {
		t.Errorf("to be verified: %d of %d, before %d of %d", open, all, openBuilt, allBuilt)
	}
}

// A statement that was never compared with a source says so, whatever its
// confidence, and one that was does not.
func TestWhatWasNeverCheckedIsMarked(t *testing.T) {
	_, j := jurisdictions()
	for _, d := range j.byProvince {
		view := viewDuty(&d)
		if view.Unverified != d.Checked.IsZero() || view.Source == "" {
			t.Errorf("%s: %+v", d.Province, view.EvidenceView)
		}
	}
	unchecked := 0
	for _, f := range j.forces {
		if strings.HasPrefix(f.Source, "public knowledge") && !f.Unverified() {
			t.Errorf("%s rests on %q and is not marked", f.name.En, f.Source)
		}
		if f.Unverified() {
			unchecked++
		}
	}
	if open, all := j.Unverified(); open < unchecked || all <= open {
		t.Errorf("%d of %d", open, all)
	}
}

func FuzzJurisdictionFile(f *testing.F) {
	for _, file := range []string{"", "source = \"x\"\nchecked = 2026-11-20\n[[duty]]\nprovince = \"NS\"\nmandatory_under = 19\n",
		"[[police]]\nprovince = \"ON\"\nname = { en = \"Toronto Police Service\", fr = \"x\" }\nremove = true\n",
		"[[emergency]]\nfsas = [\"A0P\"]\ntext = { en = \"x\", fr = \"y\" }\nsource = \"x\"\nchecked = 2026-01-01\n",
		"source = \"x\"\nchecked = 2026-11-20\n[[police]]\nprovince = \"ON\"\nlevel = \"municipal\"\nrole = \"local\"\nname = { en = \"A\", fr = \"B\" }\npolygon = [[44, -78], [45, -78], [45, -77.5]]\n",
		"[[duty]]\n[[duty]]\nprovince = 3\n", "duty = [[]]", "checked = 0000-00-00", "\xff", "[[police]]\nplaces = [[1]]\nname = []\n"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		_, j := jurisdictions()
		own, err := j.With(file)
		if err != nil {
			p, ok := bilingual.AsProblem(err)
			if faults, listed := p.Cause.(bilingual.Faults); !ok || own != nil || !listed || len(faults) == 0 {
				t.Fatalf("got %v, %v", own, err)
			}
			return
		}
		for _, d := range own.byProvince {
			if d.ages() != nil || d.Statute.En == "" || d.Statute.Fr == "" || d.Source == "" {
				t.Fatalf("accepted %+v", d)
			}
		}
		for _, f := range own.forces {
			if f.name.En == "" || f.name.Fr == "" || !f.role.ofPolice() || f.level.rank() < 0 || len(f.areas) == 0 && f.polygon.IsZero() || len(f.areas) > 0 && f.areas[0].Kind == "" {
				t.Fatalf("accepted %+v", f)
			}
		}
		for _, d := range own.dials {
			if d.Text.En == "" || d.Text.Fr == "" || len(d.areas) == 0 || d.areas[0].Kind == "" {
				t.Fatalf("accepted %+v", d)
			}
		}
	})
}
