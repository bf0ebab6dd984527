package data

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
	"golang.org/x/text/unicode/norm"
)

func mustLoadTerms(t testing.TB, extra ...TermSource) *Terms {
	t.Helper()
	terms, err := LoadTerms(extra...)
	if err != nil {
		t.Fatalf("LoadTerms: %v", err)
	}
	return terms
}

// eachTerm calls check with every built-in term.
func eachTerm(t *testing.T, terms *Terms, check func(Term)) {
	t.Helper()
	for _, kind := range TermKinds() {
		all := terms.All(kind)
		if len(all) == 0 {
			t.Errorf("no terms of kind %s", kind)
		}
		for _, term := range all {
			check(term)
		}
	}
}

func TestTermsThatOthersRelyOn(t *testing.T) {
	terms := mustLoadTerms(t)
	required := map[TermKind]string{
		TermNeed: "emergency-shelter transitional-housing long-term-housing housing legal counselling case-management " +
			"mental-health addictions transportation health-care hospital-care residential-care police-reporting child-protection crisis-line",
		TermBarrier:  "no-police-report no-id no-status no-fee no-referral",
		TermLanguage: "fr en cr crk cwd csw crl crj crm oj iu ike ikt mic moh moe crg chp dgr ase fcs iks psd uk",
	}
	for kind, ids := range required {
		for id := range strings.FieldsSeq(ids) {
			if _, ok := terms.Get(kind, id); !ok {
				t.Errorf("no %s %q", kind, id)
			}
		}
	}
}

func TestBarriersBeginWithThoseOfTheSearch(t *testing.T) {
	var got []string
	for _, term := range mustLoadTerms(t).All(TermBarrier)[:5] {
		got = append(got, term.ID)
	}
	want := []string{"no-police-report", "no-id", "no-status", "no-fee", "no-referral"}
	if !slices.Equal(got, want) {
		t.Errorf("first barriers are %v, want %v", got, want)
	}
}

func TestProviderKindsAreThoseOfTheProgram(t *testing.T) {
	var got []ProviderKind
	for _, term := range mustLoadTerms(t).All(TermProviderKind) {
		got = append(got, ProviderKind(term.ID))
	}
	want := []ProviderKind{Direct, Indirect, LawEnforcement, ChildProtection, Government, Coalition}
	if !slices.Equal(got, want) {
		t.Errorf("provider kinds are %v, want %v", got, want)
	}
}

func TestTermsAreWrittenInBothLanguages(t *testing.T) {
	eachTerm(t, mustLoadTerms(t), func(term Term) {
		where := fmt.Sprintf("%s %s", term.Kind, term.ID)
		for what, text := range map[string]Text{"name": term.Name, "plain name": term.Plain} {
			if text.En == "" || text.Fr == "" {
				t.Errorf("%s: the %s is not in both languages: %+v", where, what, text)
			}
		}
		if (term.Note.En == "") != (term.Note.Fr == "") {
			t.Errorf("%s: the note is in one language only", where)
		}
		for _, shown := range []string{term.Name.Fr, term.Plain.Fr, term.Note.Fr, term.Name.En, term.Plain.En, term.Note.En} {
			if strings.Contains(shown, "'") {
				t.Errorf("%s: typewriter apostrophe in %q", where, shown)
			}
		}
		for _, label := range term.labels() {
			if !norm.NFC.IsNormalString(label) {
				t.Errorf("%s: %q is not in normal form C", where, label)
			}
		}
	})
}

func TestLanguagesAreNamedByTheirCodes(t *testing.T) {
	id, code := regexp.MustCompile(`^[a-z]{2,3}$`), regexp.MustCompile(`^[a-z]{2,3}(-[a-z]{2,3})*$`)
	named := 0
	for _, term := range mustLoadTerms(t).All(TermLanguage) {
		if !id.MatchString(term.ID) {
			t.Errorf("%q is no ISO 639 code", term.ID)
		}
		for _, other := range term.Codes {
			if !code.MatchString(other) {
				t.Errorf("%s: %q is no code", term.ID, other)
			}
		}
		if term.Sign != (term.ID == "sgn" || term.Parent == "sgn") {
			t.Errorf("%s: signed is %v, below %q", term.ID, term.Sign, term.Parent)
		}
		if term.Sign || term.Autonym != "" {
			named++
		}
	}
	if named < 150 {
		t.Errorf("only %d languages bear the name that their speakers use", named)
	}
}

// Plain words are what a visitor reads: Name standing in for them would not do.
func TestVisitorsReadPlainWords(t *testing.T) {
	for _, kind := range []TermKind{TermNeed, TermPopulation, TermBarrier} {
		rows, _ := parseTermTable(builtinTable(t, kind))
		for _, row := range rows {
			if plain := row.text("plain"); plain.En == "" || plain.Fr == "" {
				t.Errorf("%s:%d: %s has no plain name in both languages", row.file, row.line, row.cells["id"])
			}
		}
	}
}

func builtinTable(t *testing.T, kind TermKind) TermSource {
	t.Helper()
	table, err := termFiles.ReadFile("terms/" + termFile(kind))
	if err != nil {
		t.Fatal(err)
	}
	return TermSource{Name: termFile(kind), Data: table}
}

func TestParentsStandBeforeTheirChildren(t *testing.T) {
	seen := map[TermKind]map[string]bool{}
	eachTerm(t, mustLoadTerms(t), func(term Term) {
		if seen[term.Kind] == nil {
			seen[term.Kind] = map[string]bool{}
		}
		if term.Parent != "" && !seen[term.Kind][term.Parent] {
			t.Errorf("%s %s stands before its parent %s", term.Kind, term.ID, term.Parent)
		}
		seen[term.Kind][term.ID] = true
	})
}

// Words that two terms claim on purpose: the answer is a question back.
func meantAmbiguities() map[TermKind][]string {
	return map[TermKind][]string{
		TermNeed:       {"papers", "papiers", "mes papiers"},
		TermPopulation: {"family", "famille"},
		TermLanguage: {"Dene", "déné", "Creole", "créole", "Patwa", "Sioux", "Tutchone", "Nakoda", "Eeyou",
			"Mon", "Ga"}, // also the codes of Mongolian and of Irish
	}
}

func TestNoWordBelongsToTwoTermsByAccident(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, kind := range TermKinds() {
		v := terms.kinds[kind]
		meant := map[string]bool{}
		for _, words := range meantAmbiguities()[kind] {
			meant[termStem(termKey(words))] = true
		}
		for _, stem := range slices.Sorted(maps.Keys(v.labels().stems)) {
			if found := v.widest(v.labels().stems[stem]); len(found) > 1 && !meant[stem] {
				t.Errorf("%s: %q is claimed by %v", kind, stem, v.choices(found))
			}
		}
	}
}

func TestMeantAmbiguitiesAreAsked(t *testing.T) {
	terms := mustLoadTerms(t)
	for kind, all := range meantAmbiguities() {
		for _, words := range all {
			v := terms.kinds[kind]
			if len(v.labels().stems[termStem(termKey(words))]) < 2 {
				t.Errorf("%s: %q is not ambiguous any more; take it off the list", kind, words)
			}
		}
	}
	_, err := terms.Find(TermNeed, "papers")
	p, ok := bilingual.AsProblem(err)
	if !ok || p.Kind != bilingual.Ambiguous || p.Code != "need_ambiguous" {
		t.Fatalf("Find(papers) = %v, want need_ambiguous", err)
	}
	var got []string
	for _, choice := range p.Choices {
		got = append(got, choice.Input)
	}
	if want := []string{"immigration-legal", "identity-documents"}; !slices.Equal(got, want) {
		t.Errorf("choices are %v, want %v", got, want)
	}
}

func TestCoversGoesDownOnly(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, c := range []struct {
		kind            TermKind
		wanted, offered string
		want            bool
	}{
		{TermLanguage, "cr", "crk", true},
		{TermLanguage, "crk", "cr", false},
		{TermLanguage, "crk", "crk", true},
		{TermLanguage, "crk", "cwd", false},
		{TermLanguage, "oj", "ojs", true},
		{TermLanguage, "iu", "ike", true},
		{TermLanguage, "sgn", "fcs", true},
		{TermLanguage, "cr", "oj", false},
		{TermNeed, "housing", "emergency-shelter", true},
		{TermNeed, "emergency-shelter", "housing", false},
		{TermNeed, "health", "detox", true},
		{TermPopulation, "indigenous", "inuit", true},
		{TermPopulation, "2elgbtqi", "two-spirit", true},
		{TermPopulation, "indigenous", "two-spirit", true},
		{TermPopulation, "two-spirit", "indigenous", false},
		{TermPopulation, "indigenous", "trans-women", false},
		{TermNeed, "no-such", "housing", false},
		{TermNeed, "housing", "no-such", false},
		{"no-such-kind", "housing", "emergency-shelter", false},
	} {
		if got := terms.Covers(c.kind, c.wanted, c.offered); got != c.want {
			t.Errorf("Covers(%s, %q, %q) = %v, want %v", c.kind, c.wanted, c.offered, got, c.want)
		}
	}
}

func TestAncestorsNearestFirst(t *testing.T) {
	terms := mustLoadTerms(t)
	if got, want := terms.Ancestors(TermNeed, "detox"), []string{"addictions", "health"}; !slices.Equal(got, want) {
		t.Errorf("Ancestors(detox) = %v, want %v", got, want)
	}
	if got := terms.Ancestors(TermNeed, "housing"); got != nil {
		t.Errorf("Ancestors(housing) = %v, want none", got)
	}
	if got, want := terms.Ancestors(TermPopulation, "two-spirit"), []string{"2elgbtqi", "indigenous"}; !slices.Equal(got, want) {
		t.Errorf("Ancestors(two-spirit) = %v, want %v", got, want)
	}
	if got := terms.Ancestors(TermNeed, "no-such"); got != nil {
		t.Errorf("Ancestors(no-such) = %v, want none", got)
	}
}

// A population may have several wider terms, in an operator's file too; what is wrong
// with them is told by their column.
func TestAPopulationMayBelongToSeveral(t *testing.T) {
	const header = "kind\tid\tparent\tname_en\tname_fr\talso\n"
	load := func(rows string) (*Terms, error) {
		return LoadTerms(TermSource{Name: "own.tsv", Data: []byte(header + rows)})
	}
	terms, err := load("population\tfled\trefugees\tFled\tAyant fui\tviolence-survivors | with-children\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := terms.Ancestors(TermPopulation, "fled"), []string{"refugees", "violence-survivors", "with-children", "newcomers"}; !slices.Equal(got, want) {
		t.Errorf("above is %v, want %v", got, want)
	}
	for rows, want := range map[string]string{
		"population\tx\t\tX\tX\tnobody\n": "also: parent_unknown", "need\tx\t\tX\tX\tlegal\n": "also: column_misplaced",
		"population\tx\t\tX\tX\ty\npopulation\ty\tx\tY\tY\n": "parent: cycle", "population\tgirls\t\t\t\tminors\n": "also: term_fixed",
		"population\tx\tgirls\tX\tX\tmen\n": "gender: gender_contradicts",
	} {
		_, err := load(rows)
		faults, _ := errors.AsType[TermFaults](err)
		if !slices.ContainsFunc(faults, func(f TermFault) bool { return f.Column+": "+f.Code == want }) {
			t.Errorf("%q: got %v, want %s", rows, faults, want)
		}
	}
}

// Slow twin of Covers: the ancestors, written out.
func TestCoversAgreesWithAncestors(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, kind := range TermKinds() {
		all := terms.All(kind)
		for _, wanted := range all {
			for _, offered := range all {
				want := wanted.ID == offered.ID || slices.Contains(terms.Ancestors(kind, offered.ID), wanted.ID)
				if got := terms.Covers(kind, wanted.ID, offered.ID); got != want {
					t.Fatalf("Covers(%s, %s, %s) = %v, want %v", kind, wanted.ID, offered.ID, got, want)
				}
			}
		}
	}
}

func TestPopulationsSayOnlyWhatIsCertain(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, c := range []struct {
		id     string
		gender Gender
		ages   AgeRange
	}{
		{"minors", "", AgeRange{Stated: true, Max: 17}},
		{"youth-16-17", "", AgeRange{Stated: true, Min: 16, Max: 17}},
		{"adults", "", AgeRange{Stated: true, Min: 18}},
		{"women-and-girls", Woman, AgeRange{}},
		{"girls", Woman, AgeRange{Stated: true, Max: 17}},
		{"trans-women", Woman, AgeRange{}},
		{"non-binary", NonBinary, AgeRange{}},
		{"men", Man, AgeRange{}},
		{"pregnant", "", AgeRange{}},
		{"youth", "", AgeRange{}},
		{"two-spirit", "", AgeRange{}},
	} {
		term, ok := terms.Get(TermPopulation, c.id)
		if !ok || term.Gender != c.gender || term.Ages != c.ages {
			t.Errorf("%s says gender %q, ages %+v (found %v), want %q, %+v", c.id, term.Gender, term.Ages, ok, c.gender, c.ages)
		}
	}
}

func TestDisjointPopulations(t *testing.T) {
	terms := mustLoadTerms(t)
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"minors", "adults", true},
		{"children", "seniors", true}, // through their wider terms
		{"youth-18-24", "seniors", true},
		{"youth", "minors", false},
		{"women-and-girls", "men-and-boys", true},
		{"women", "trans-women", false},
		{"women", "2elgbtqi", false},
		{"newcomers", "indigenous", false},
		{"no-status", "refugees", false},
		{"minors", "minors", false},
		{"minors", "no-such", false},
	} {
		if got := terms.Disjoint(c.a, c.b); got != c.want {
			t.Errorf("Disjoint(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := terms.Disjoint(c.b, c.a); got != c.want {
			t.Errorf("Disjoint(%s, %s) = %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

func TestTermsMayBeReadByMany(t *testing.T) {
	terms := mustLoadTerms(t)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for _, term := range terms.All(TermNeed) {
				if got, err := terms.Find(TermNeed, term.Name.Fr); err != nil || got.ID != term.ID {
					t.Errorf("Find(%q) = %s, %v", term.Name.Fr, got.ID, err)
				}
			}
		})
	}
	readers.Wait()
}

func TestAllIsTheCallersOwn(t *testing.T) {
	terms := mustLoadTerms(t)
	terms.All(TermNeed)[0].ID = "changed"
	if got := terms.All(TermNeed)[0].ID; got != "housing" {
		t.Errorf("the first need is %q after a caller changed its own slice", got)
	}
}

const operatorHeader = "kind\tid\tparent\tname_en\tname_fr\tplain_en\tplain_fr\tsynonyms_en\tsynonyms_fr\tmin_age\tmax_age\tgender\texcludes\n"

func TestOperatorsAddTermsWithoutCode(t *testing.T) {
	terms := mustLoadTerms(t, TermSource{Name: "ukraine.tsv", Data: []byte("\ufeff# 2022\r\n" + strings.ReplaceAll(operatorHeader, "\n", "\r\n") +
		"population\tukraine-2022\tnewcomers\tPeople displaced from Ukraine (2022)\tPersonnes déplacées d’Ukraine (2022)\t\t\tUkraine arrivals | CUAET\tarrivées d’Ukraine | AVUCU\r\n" +
		"need\tukraine-2022\timmigration-settlement\tUkraine arrivals desk\tAccueil des arrivées d’Ukraine\r\n" +
		"population\tukraine-minors\tminors\tMinors from Ukraine\tMineur·e·s d’Ukraine\r\n" +
		"need\temergency-shelter\t\t\t\t\t\tthe cottage\tle chalet\r\n" +
		"provider_kind\tgovernment\t\tPublic body\tOrganisme public\r\n")})

	for words, want := range map[string]string{"Ukraine 2022": "ukraine-2022", "arrivee d'Ukraine": "ukraine-2022", "CUAET": "ukraine-2022"} {
		if got, err := terms.Find(TermPopulation, words); err != nil || got.ID != want {
			t.Errorf("Find(population, %q) = %s, %v, want %s", words, got.ID, err, want)
		}
	}
	if !terms.Covers(TermPopulation, "newcomers", "ukraine-2022") || !terms.Covers(TermNeed, "immigration-settlement", "ukraine-2022") {
		t.Error("the new terms do not stand below their parents")
	}
	if got, _ := terms.Get(TermPopulation, "ukraine-2022"); got.Plain != got.Name {
		t.Errorf("plain name is %+v, want the name where none was given", got.Plain)
	}
	if got, _ := terms.Get(TermPopulation, "ukraine-minors"); got.Ages != (AgeRange{Stated: true, Max: 17}) {
		t.Errorf("ages are %+v, want those of the wider term", got.Ages)
	}
	for _, words := range []string{"the cottage", "Le chalet", "safe house"} {
		if got, err := terms.Find(TermNeed, words); err != nil || got.ID != "emergency-shelter" {
			t.Errorf("Find(need, %q) = %s, %v, want emergency-shelter", words, got.ID, err)
		}
	}
	if got, err := terms.Find(TermProviderKind, "Government ministry or agency"); err != nil || got.Name.En != "Public body" {
		t.Errorf("the old name finds %q, %v, want the renamed term", got.Name.En, err)
	}
}

func TestSpreadsheetsMayQuoteCells(t *testing.T) {
	terms := mustLoadTerms(t, TermSource{Name: "quoted.tsv", Data: []byte(operatorHeader +
		"need\tquoted\t\t\"The \"\"Cedar\"\" room\"\tSalle « Cèdre »\t\t\t\"cedar | by the cedar\"\n")})
	got, _ := terms.Get(TermNeed, "quoted")
	if got.Name.En != `The "Cedar" room` || !slices.Equal(got.SynonymsEn, []string{"cedar", "by the cedar"}) {
		t.Errorf("read as %q and %q", got.Name.En, got.SynonymsEn)
	}
}

func TestBadOperatorFilesSayEverything(t *testing.T) {
	first := TermSource{Name: "first.tsv", Data: []byte(operatorHeader +
		/* 2 */ "need\tBad Id\t\tA\tB\n" +
		/* 3 */ "desire\tgood-id\t\tA\tB\n" +
		/* 4 */ "need\torphan\tnowhere\tA\tB\n" +
		/* 5 */ "need\tring-a\tring-b\tA\tB\n" +
		/* 6 */ "need\tring-b\tring-a\tA\tB\n" +
		/* 7 */ "language\txyz\t\tXyz\n" +
		/* 8 */ "need\ttwice\t\tA\tB\n" +
		/* 9 */ "need\ttwice\t\tA\tB\n" +
		/* 10 */ "need\thousing\tlegal\n" +
		/* 11 */ "provider_kind\tspies\t\tSpies\tEspions\n" +
		/* 12 */ "population\told\tminors\tA\tB\t\t\t\t\t12\t190\n" +
		/* 13 */ "population\tolder\tminors\tA\tB\t\t\t\t\t12\t40\n" +
		/* 14 */ "population\treversed\t\tA\tB\t\t\t\t\t12\t11\n" +
		/* 15 */ "population\tg\twomen\tA\tB\t\t\t\t\t\t\tman\n" +
		/* 16 */ "population\th\t\tA\tB\t\t\t\t\t\t\twizard\n" +
		/* 17 */ "population\ti\tminors\tA\tB\t\t\t\t\t\t\t\tminors | nobody\n" +
		/* 18 */ "need\tj\t\tA\tB\t\t\t\t\t18\n" +
		/* 19 */ "need\tk\t\tA\tB\tplain only in English\n" +
		/* 20 */ "need\tl\t\tA\tB" + strings.Repeat("\t", 20) + "\n" +
		/* 21 */ "need\tm\t\tA\x1b[2J\tB\n" +
		/* 22 */ "need\tn\t\t\xff\xfe\tB\n")}
	second := TermSource{Name: "second.tsv", Data: []byte("# comment\nid\tname_en\tname_fr\tshade\tid\nx\tA\tB\n")}
	third := TermSource{Name: "third.tsv", Data: []byte("\n# nothing here\n")}

	_, err := LoadTerms(first, second, third)
	faults, ok := errors.AsType[TermFaults](err)
	if !ok || bilingual.KindOf(err) != bilingual.Invalid {
		t.Fatalf("LoadTerms = %v, want an Invalid problem with faults", err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, fmt.Sprintf("%s:%d %s %s", f.File, f.Line, f.Column, f.Code))
		if f.Message.En == "" || f.Message.Fr == "" || strings.Contains(f.Message.Fr, "'") {
			t.Errorf("%s: message is not in both languages, well set: %+v", f.Code, f.Message)
		}
	}
	want := []string{
		"first.tsv:2 id id_invalid", "first.tsv:3 kind kind_unknown", "first.tsv:4 parent parent_unknown",
		"first.tsv:5 parent cycle", "first.tsv:6 parent cycle", "first.tsv:7 name_fr french_missing",
		"first.tsv:9 id id_twice", "first.tsv:10 parent term_fixed", "first.tsv:11 id provider_kind_fixed",
		"first.tsv:12 max_age age_invalid", "first.tsv:12 parent ages_contradict", "first.tsv:13 parent ages_contradict",
		"first.tsv:14 max_age ages_reversed", "first.tsv:15 gender gender_contradicts", "first.tsv:15 gender gender_contradicts",
		"first.tsv:16 gender gender_invalid", "first.tsv:17 excludes excludes_itself", "first.tsv:17 excludes excluded_unknown",
		"first.tsv:18 min_age column_misplaced", "first.tsv:19 plain_fr french_missing", "first.tsv:20  too_many_cells",
		"first.tsv:21  not_text", "first.tsv:22  not_text",
		"second.tsv:2 shade column_unknown", "second.tsv:2 id column_twice", "second.tsv:3 kind kind_unknown",
		"third.tsv:1  no_header",
	}
	if !slices.Equal(got, want) {
		t.Errorf("faults are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if text := err.Error(); !strings.Contains(text, "first.tsv:4 [parent]: no term of this kind has that id: nowhere") {
		t.Errorf("the error does not say where and what: %s", text)
	}
}

func TestTermsStandAtMostSixteenDeep(t *testing.T) {
	table := strings.Builder{}
	table.WriteString("kind\tid\tparent\tname_en\tname_fr\n")
	for i := range 20_000 {
		fmt.Fprintf(&table, "need\tstep%d\tstep%d\tA\tB\n", i+1, i)
	}
	table.WriteString("need\tstep0\t\tA\tB\n")
	_, err := LoadTerms(TermSource{Name: "chain.tsv", Data: []byte(table.String())})
	faults, _ := errors.AsType[TermFaults](err)
	if want := 20_000 - 16; len(faults) != want || faults[0].Code != "too_deep" || faults[0].Line != 18 {
		t.Fatalf("LoadTerms(chain) names %d faults, want %d from line 18 on: %v", len(faults), want, faults[:min(1, len(faults))])
	}
}

func TestTermFilesHaveABound(t *testing.T) {
	_, err := LoadTerms(TermSource{Name: "huge.tsv", Data: make([]byte, maxTermFile+1)})
	faults, _ := errors.AsType[TermFaults](err)
	if len(faults) != 1 || faults[0].Code != "file_too_long" {
		t.Errorf("LoadTerms(huge) = %v, want one fault, file_too_long", err)
	}
}

func FuzzLoadTerms(f *testing.F) {
	f.Add([]byte(operatorHeader + "need\tx\thousing\tA\tB\n"))
	f.Add([]byte(operatorHeader + "population\tx\tminors\t\"A \"\"b\"\"\"\tB\t\t\ta | b\t\t3\t4\twoman\tadults\n"))
	f.Add([]byte("kind\tid\tparent\tname_en\tname_fr\nlanguage\ta\tb\tA\tB\nlanguage\tb\tc\tA\tB\nlanguage\tc\ta\tA\tB\n"))
	f.Add([]byte("\ufeff#\r\nid\tid\n\xff\n"))
	f.Fuzz(func(t *testing.T, table []byte) {
		l := newTermLoader() // small tables below it: the built-in ones take long to load
		l.read(TermSource{Name: "needs.tsv", Data: []byte("id\tname_en\tname_fr\nhousing\tA\tB\n")}, TermNeed)
		l.read(TermSource{Name: "populations.tsv", Data: []byte("id\tname_en\tname_fr\tmax_age\tgender\nminors\tA\tB\t17\nwomen\tA\tB\t\twoman\n")}, TermPopulation)
		l.read(TermSource{Name: "fuzz.tsv", Data: table}, "")
		terms, err := l.finish()
		if err != nil {
			checkFaults(t, err, table)
			return
		}
		checkTerms(t, terms)
	})
}

func checkFaults(t *testing.T, err error, table []byte) {
	faults, _ := errors.AsType[TermFaults](err)
	if len(faults) == 0 {
		t.Fatalf("%v names no fault", err)
	}
	lines := strings.Count(string(table), "\n") + 1
	for _, f := range faults {
		if f.File != "fuzz.tsv" || f.Line < 1 || f.Line > lines {
			t.Errorf("fault at %s:%d of %d lines", f.File, f.Line, lines)
		}
	}
}

func checkTerms(t *testing.T, terms *Terms) {
	for _, kind := range TermKinds() {
		for _, term := range terms.All(kind) {
			if term.Name.En == "" || term.Name.Fr == "" || !utf8.ValidString(term.Name.En+term.Name.Fr) {
				t.Errorf("%s %q has the name %+v", kind, term.ID, term.Name)
			}
			if found, err := terms.Find(kind, term.ID); err != nil || found.ID != term.ID {
				t.Errorf("%s %q finds %q, %v", kind, term.ID, found.ID, err)
			}
			if slices.Contains(terms.Ancestors(kind, term.ID), term.ID) {
				t.Errorf("%s %q stands above itself", kind, term.ID)
			}
		}
	}
}

func BenchmarkLoadTerms(b *testing.B) {
	for b.Loop() {
		mustLoadTerms(b)
	}
}

func TestAFaultIsSaidWithFrenchColons(t *testing.T) {
	f := TermFault{File: "terms.tsv", Line: 2, Column: "parent", Message: Text{En: "no such term", Fr: "terme inconnu"}, Read: "nope"}
	if got, want := f.In("fr"), "terms.tsv:2 [parent]\u00a0: terme inconnu\u00a0: nope"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := f.In("en"), "terms.tsv:2 [parent]: no such term: nope"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
