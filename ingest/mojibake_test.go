package ingest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// damage reads Windows-1252 as Mac Roman, which is how the damage came about.
func damage(t testing.TB, s string) string {
	t.Helper()
	raw, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	read, err := charmap.Macintosh.NewDecoder().String(raw)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestMacRomanIsUndoneInADamagedFile(t *testing.T) {
	for damaged, want := range map[string]string{
		"QuÈbec":                       "Québec",
		"hÙpital":                      "hôpital",
		"riviËre":                      "rivière",
		"Óles":                         "îles",
		"agecare ó beverly":            "agecare — beverly",
		"josephís":                     "joseph’s",
		"ch‚teau":                      "château",
		"pointe-‡-la-croix":            "pointe-à-la-croix",
		"Sept-Œles":                    "Sept-Îles",
		"…lisabeth":                    "Élisabeth",
		"saint-moÔse":                  "saint-moïse",
		"joÎl":                         "joël",
		"RÈsidence St. FranÁois":       "Résidence St. François",
		"la pÍche":                     "la pêche",
		"le d˚":                        "le dû",
		"4815 ñ 51 avenue":             "4815 – 51 avenue",
		"william a. ìbillî george":     "william a. “bill” george",
		"CISSS de la GaspÈsie":         "CISSS de la Gaspésie",
		"plain ascii":                  "plain ascii",
		"l'ouest-de-l'Óle-de-montrÈal": "l'ouest-de-l'île-de-montréal",
	} {
		if got, ok := repairText(damaged, true); !ok || got != want {
			t.Errorf("repairText(%q) = %q, %v, want %q", damaged, got, ok, want)
		}
	}
}

func TestEveryFrenchWordSurvivesDamageAndRepair(t *testing.T) {
	for _, want := range []string{
		"hôpital général de l’Île-aux-Coudres", "à côté de l’église", "Élodie", "être âgé", "où ça",
		"naïveté", "Noël — fête", "« guillemets »", "Œuvre de la Miséricorde", "cœur", "aiguë", "dû", "forêt",
	} {
		if got, ok := repairText(damage(t, want), true); !ok || got != want {
			t.Errorf("repairText(damage(%q)) = %q, %v", want, got, ok)
		}
	}
}

func TestUTF8ReadAsWindows1252IsUndoneAnywhere(t *testing.T) {
	for damaged, want := range map[string]string{
		"QuÃ©bec":            "Québec",
		"HÃ´pital gÃ©nÃ©ral": "Hôpital général",
		"lâ€™Ã®le":           "l’île",
		"Ã\u00a0 la carte":   "à la carte",
		"Ã‰cole":             "École",
		"á\u0090ƒá\u0093„á\u0092ƒá‘\u008eá‘\u0090á‘¦": "ᐃᓄᒃᑎᑐᑦ",
	} {
		if got, ok := repairText(damaged, false); !ok || got != want {
			t.Errorf("repairText(%q) = %q, %v, want %q", damaged, got, ok, want)
		}
	}
}

// A healthy file keeps every letter, capitals above all: in them the same
// letters stand that damage leaves.
func TestHealthyTextIsNotHarmed(t *testing.T) {
	healthy := []string{
		"QUÉBEC", "HÔPITAL", "MONTRÉAL-NORD", "L’ÎLE", "FRANÇOIS", "CHÂTEAUGUAY", "NOËL", "FÊTE", "GENÈVE", "ÇA",
		"Île d’Orléans", "Óscar Ibáñez", "José", "Señora", "Été", "À la Une", "Ô Canada", "Kahnawà:ke", "Tłı̨chǫ", "ᐃᓄᒃᑎᑐᑦ",
		"Zürich", "Âge d’or", "Œuvre", "naïf", "Ñandú",
	}
	seen := evidence{}
	for _, s := range healthy {
		seen.see(s)
	}
	if seen.damaged() {
		t.Errorf("a healthy file counts as damaged: %+v", seen)
	}
	for _, s := range healthy {
		if got, _ := repairText(s, seen.damaged()); got != s {
			t.Errorf("repairText harmed %q: %q", s, got)
		}
	}
}

// Capitals in a file that is otherwise damaged cannot have come through the
// damage: they are left to a person.
func TestCapitalsAreLeftAloneEvenInADamagedFile(t *testing.T) {
	for _, s := range []string{"HÔPITAL", "MONTRÉAL", "NOËL", "L’ÎLE", "GENÈVE", "FÊTE"} {
		if got, ok := repairText(s, true); ok || got != s {
			t.Errorf("repairText(%q) = %q, %v, want it left and doubted", s, got, ok)
		}
	}
}

func TestWhatIsNotCertainIsLeftAndDoubted(t *testing.T) {
	for _, s := range []string{"chÊteauguay", "no„´lville", "Saint-Marc-des-Carriﬁres", "colebrook‚ clinic", "chute-„", "Qu\ufffdbec"} {
		if got, ok := repairText(s, true); ok || got != s {
			t.Errorf("repairText(%q) = %q, %v, want it left and doubted", s, got, ok)
		}
	}
}

func TestOneDamagedWordIsNoPattern(t *testing.T) {
	env := newEnv(t, nil)
	records, report := readCSV(t, env, "key,organization,city", "1,Maison QuÈbec,Lévis")
	wantCodes(t, report, "note letters_doubtful")
	if got := records[0].Organization.Name.Fr; got != "Maison QuÈbec" {
		t.Errorf("name is %q: one word alone is not certain", got)
	}
}

func TestAlikeRepairsAreOneIssueWithACount(t *testing.T) {
	env := newEnv(t, nil)
	lines := []string{"key,organization"}
	for _, key := range []string{"1", "2", "3", "4", "5"} {
		lines = append(lines, key+",hÙpital "+key)
	}
	records, report := readCSV(t, env, lines...)
	wantCodes(t, report, "fix letters_repaired")
	if i := issue(t, report, "letters_repaired"); i.Count != 5 || i.Line != 2 || i.Read != "hÙpital" || i.Suggestion.Fr != "hôpital" {
		t.Errorf("the repair is reported as %+v", i)
	}
	if got := records[4].Organization.Name.En; got != "hôpital 5" {
		t.Errorf("name is %q", got)
	}
}

func TestTitleCase(t *testing.T) {
	for s, want := range map[string]string{
		"advanced facial & nasal surgery centre": "Advanced Facial & Nasal Surgery Centre",
		"hôpital de l'est":                       "Hôpital de l'Est",
		"centre d’accueil":                       "Centre d’Accueil",
		"l'étape":                                "L'Étape",
		"st. joseph’s health centre":             "St. Joseph’s Health Centre",
		"o'leary":                                "O'Leary",
		"clsc de la pointe (point de service)":   "CLSC de la Pointe (Point de Service)",
		"trois-rivières":                         "Trois-Rivières",
		"notre-dame-de-lourdes":                  "Notre-Dame-de-Lourdes",
		"HÔPITAL GÉNÉRAL":                        "Hôpital Général",
		"La Maison bleue":                        "La Maison bleue",
		"le gardeur":                             "Le Gardeur",
		"1210 20 ave":                            "1210 20 Ave",
		"mcmaster and sons":                      "McMaster and Sons",
		"jean xxiii":                             "Jean XXIII",
		"les îles-de-la-madeleine":               "Les Îles-de-la-Madeleine",
		"à la croisée":                           "À la Croisée",
		"":                                       "",
		"ᐃᓄᒃᑎᑐᑦ":                                 "ᐃᓄᒃᑎᑐᑦ",
	} {
		if got := titleCase(s); got != want {
			t.Errorf("titleCase(%q) = %q, want %q", s, got, want)
		}
	}
}

func FuzzMojibake(f *testing.F) {
	for _, s := range []string{"QuÈbec", "QuÃ©bec", "HÔPITAL", "…", "‚", "\ufffd", "ᐃᓄ", "a\x80", "Ã"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, damaged bool) {
		if !utf8.ValidString(s) {
			t.Skip()
		}
		got, ok := repairText(s, damaged)
		if !ok && got != s {
			t.Errorf("%q was doubted and changed to %q", s, got)
		}
		if !utf8.ValidString(got) || strings.ContainsRune(got, utf8.RuneError) && !strings.ContainsRune(s, utf8.RuneError) {
			t.Errorf("repairing %q lost a letter: %q", s, got)
		}
		if again := titleCase(titleCase(got)); again != titleCase(got) {
			t.Errorf("title case of %q is not stable: %q", got, again)
		}
	})
}
