package ranking

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

func page(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../docs/matching.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// section is what stands under a heading, up to the next of any rank.
func section(t *testing.T, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page(t), "# "+heading+"\n")
	if !ok {
		t.Fatalf("docs/matching.md has no section %q", heading)
	}
	text, _, _ := strings.Cut(rest, "\n#")
	return text
}

// cells gives the rows of all tables in text.
func cells(text string) [][]string {
	var rows [][]string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "|") {
			continue
		}
		row := strings.Split(strings.Trim(line, "|"), "|")
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		rows = append(rows, row)
	}
	return rows
}

// printed writes every number of w as the page does.
func printed(w Weights) map[string]string {
	all := map[string]string{}
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			name := prefix + v.Type().Field(i).Name
			switch x := v.Field(i).Interface().(type) {
			case float64:
				all[name] = fmt.Sprint(x)
			case geo.Meters:
				all[name] = fmt.Sprintf("%v km", x.Kilometers())
			case time.Duration:
				all[name] = fmt.Sprintf("%v h", x.Hours())
				if x >= 48*time.Hour {
					all[name] = fmt.Sprintf("%v d", x.Hours()/24)
				}
			default:
				walk(name+".", v.Field(i))
			}
		}
	}
	walk("", reflect.ValueOf(w))
	return all
}

func TestThePageGivesEveryWeight(t *testing.T) {
	said := map[string]string{}
	for _, row := range cells(section(t, "2.3 Numbers")) {
		for i := 0; i+1 < len(row); i += 3 {
			value := row[i+1]
			if number, err := strconv.ParseFloat(value, 64); err == nil {
				value = fmt.Sprint(number)
			}
			said[row[i]] = value
		}
	}
	for name, want := range printed(Default()) {
		if got := said[name]; got != want {
			t.Errorf("%s: the page says %q, the code %q", name, got, want)
		}
		delete(said, name)
	}
	delete(said, "name")
	delete(said, "")
	delete(said, "---")
	if len(said) > 0 {
		t.Errorf("the page has numbers that the code has not: %v", said)
	}
}

func TestThePageListsTheKeysOfTheOperatorsWeights(t *testing.T) {
	listed := map[string]bool{}
	for _, row := range cells(section(t, "2.5 An operator's own numbers")) {
		if !strings.HasPrefix(row[0], "`") {
			continue
		}
		quoted := regexp.MustCompile("`([a-z_]+)`")
		for _, table := range quoted.FindAllStringSubmatch(row[0], -1) {
			for _, key := range quoted.FindAllStringSubmatch(row[1], -1) {
				listed[table[1]+"."+key[1]] = true
			}
		}
	}
	w := Default()
	for _, n := range w.numbers() {
		if !listed[n.key] {
			t.Errorf("%s is not on the page", n.key)
		}
		delete(listed, n.key)
	}
	if len(listed) > 0 {
		t.Errorf("the page has keys that the code has not: %v", listed)
	}
	if got := len(printed(w)); got != len(w.numbers()) {
		t.Errorf("%d numbers, and %d of them can be changed", got, len(w.numbers()))
	}
}

func TestThePageGivesTheHalfDistances(t *testing.T) {
	rows := cells(section(t, "2.1 Proximity"))
	for i := 1; i < len(rows[0]); i++ {
		people, _ := strconv.Atoi(strings.ReplaceAll(rows[0][i], ",", ""))
		if got, want := fmt.Sprint(HalfDistance(people).Kilometers()), rows[2][i]; got != want {
			t.Errorf("%d people: the page says %s km, the code %s", people, want, got)
		}
		if people > 0 && HalfDistance(people-1) == HalfDistance(people) {
			t.Errorf("%d people is no step", people)
		}
	}
	if fmt.Sprintf("%v km", DensityRadius.Kilometers()) != "50 km" || DefaultHalfDistance != 40*geo.Kilometer {
		t.Error("the page says 50 km around the origin, and 40 km where nobody said")
	}
}

func TestThePageNamesEveryCriterionFactorAndBand(t *testing.T) {
	criteria, factors, bands := section(t, "1. Criteria"), section(t, "2.2 Factors"), section(t, "4. Distance bands")
	all := Query{
		Origin: toronto(), MaxDistance: 1, OutOfRegion: true, Needs: []string{"housing"}, Populations: []string{"women"}, Languages: []string{"fr"},
		Age: AgeOf(1), Gender: data.Woman, Text: "word", Urgency: Now, Units: 1, OpenNow: true, NoRemote: true,
		Avoid: []AvoidArea{at(45, -75)}, Barriers: []string{"no-id"}, At: noon,
	}
	j, err := newJudge(index.Build[data.Staff](nil, terms(t), 1).Vocabulary(), all, Default())
	if err != nil {
		t.Fatal(err)
	}
	rows := cells(criteria)[2:]
	for i, c := range j.criteria {
		name, _, _ := strings.Cut(c.name, ":")
		if !regexp.MustCompile("`" + name + "(:ID)?`").MatchString(rows[i][0]) {
			t.Errorf("criterion %d is %s, the page has %s", i+1, c.name, rows[i][0])
		}
		if got, want := strings.Contains(rows[i][0], "wish"), c.wish > 0; got != want {
			t.Errorf("%s: the page says wish %v", c.name, got)
		}
	}
	rows = cells(factors)[2:]
	for i, f := range j.factors {
		if rows[i][0] != "`"+f.name+"`" {
			t.Errorf("factor %d is %s, the page has %s", i+1, f.name, rows[i][0])
		}
	}
	for _, b := range DistanceBands() {
		if !strings.Contains(bands, "`"+string(b)+"`") {
			t.Errorf("the page does not name the band %s", b)
		}
	}
	for i, wish := range Wishes() {
		if !strings.Contains(section(t, "3. Wishes that are given up"), fmt.Sprintf("%d. `%s`", i+1, wish)) {
			t.Errorf("wish %d is %s, but not on the page", i+1, wish)
		}
	}
}

// The page's example is recomputed by its own arithmetic, and compared with
// what the engine says of the same listing.
func TestTheWorkedExample(t *testing.T) {
	m := search(t, sceneQuery(), scene[data.Staff]()...).Matches[0]
	text := section(t, "5. A worked example")
	number := func(s string) float64 {
		n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
		if err != nil {
			t.Fatalf("%q is no number", s)
		}
		return n
	}
	same := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: the page says %v, it is %v", what, got, want)
		}
	}
	sum, weights, admission, i, factors := 0.0, 0.0, 0.0, 0, m.Say().Factors
	said := map[string]float64{}
	for _, row := range cells(text) {
		switch {
		case row[0] == "part" || row[0] == "step" || row[0] == "---":
		case row[0] == "sum":
			same("sum of weights", number(row[2]), weights)
			same("sum of products", number(row[3]), sum)
		case len(row) == 2:
			said[row[0]] = number(row[1])
		default:
			f := factors[i]
			i++
			if f.Factor != row[0] {
				t.Fatalf("factor %d is %s, the page has %s", i, f.Factor, row[0])
			}
			same(row[0], number(row[1]), f.Value)
			if f.Factor == AdmissionFactor {
				admission = number(row[1])
			}
			same("weight of "+row[0], number(row[2]), f.Weight)
			same("product of "+row[0], number(row[3]), f.Value*f.Weight)
			sum, weights = sum+f.Value*f.Weight, weights+f.Weight
		}
	}
	if i != len(factors) {
		t.Errorf("the page has %d factors of %d", i, len(factors))
	}
	d := number(regexp.MustCompile(`lies ([\d,.]+) m`).FindStringSubmatch(text)[1])
	if math.Abs(d-float64(m.Distance)) > 1e-6 {
		t.Errorf("the page says %v m, it is %v", d, m.Distance)
	}
	same("fit", said["fit"], admission*sum/weights)
	same("proximity", said["proximity"], 10_000/(10_000+d))
	same("score", said["score"], m.Score)
	same("score by hand", said["score"], admission*sum/weights*10_000/(10_000+d))
}

func TestThePageListsTheSmallWords(t *testing.T) {
	_, list, _ := strings.Cut(section(t, "2.2 Factors"), "Small words do not count:\n")
	list, _, _ = strings.Cut(list, "; and single letters")
	words := regexp.MustCompile(`[,;]\s+`).Split(list, -1)
	if len(words) < 40 {
		t.Fatalf("only %d words on the page", len(words))
	}
	for _, word := range words {
		if got := index.WordsOf(word); len(got) > 0 {
			t.Errorf("%q counts, as %v", word, got)
		}
	}
}
