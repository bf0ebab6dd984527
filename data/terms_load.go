package data

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed terms/*.tsv
var termFiles embed.FS

// TermSource is an operator's own table of terms: UTF-8, tab-separated, with
// the built-in tables' columns and one more, "kind". Name is for the messages.
type TermSource struct {
	Name string
	Data []byte
}

// LoadTerms reads the built-in tables, then an operator's own in the order
// given. A row with a new id adds a term, such as a population that nobody
// foresaw. A row with a known id adds synonyms and codes to that term; a name,
// plain name, note or autonym that it fills takes the place of the old one, and
// the old name goes on being understood. What a known term means (its parent,
// ages, gender, exclusions) cannot be changed, because records rely on it;
// provider kinds cannot be added, because the program gives each its own
// treatment.
//
// If anything is wrong nothing is loaded: the error is a bilingual.Problem of
// kind Invalid, with every fault of every file as TermFaults in its chain.
func LoadTerms(extra ...TermSource) (*Terms, error) {
	l := newTermLoader()
	for _, kind := range TermKinds() {
		name := termFile(kind)
		table, err := termFiles.ReadFile("terms/" + name)
		if err != nil {
			return nil, fmt.Errorf("read the built-in terms: %w", err)
		}
		l.read(TermSource{Name: name, Data: table}, kind)
	}
	for _, src := range extra {
		l.read(src, "")
	}
	return l.finish()
}

// termFile is the built-in table of one vocabulary.
func termFile(kind TermKind) string {
	switch kind {
	case TermNeed:
		return "needs.tsv"
	case TermPopulation:
		return "populations.tsv"
	case TermLanguage:
		return "languages.tsv"
	case TermBarrier:
		return "barriers.tsv"
	case TermAccessibility:
		return "accessibility.tsv"
	}
	return "provider_kinds.tsv"
}

// termLoader gathers terms and faults from all tables.
type termLoader struct {
	drafts map[TermKind]*termDraft
	files  []string // in the order read
	faults TermFaults
}

// termDraft is one vocabulary while it is being read.
type termDraft struct {
	order []string
	terms map[string]*Term
	rows  map[string]termRow // where each term was first read
}

func newTermLoader() *termLoader {
	l := termLoader{drafts: map[TermKind]*termDraft{}}
	for _, kind := range TermKinds() {
		l.drafts[kind] = &termDraft{terms: map[string]*Term{}, rows: map[string]termRow{}}
	}
	return &l
}

func (l *termLoader) fault(f TermFault) { l.faults = append(l.faults, f) }

// read adds one table. builtin is its kind, or "" for an operator's table.
func (l *termLoader) read(src TermSource, builtin TermKind) {
	rows, faults := parseTermTable(src)
	l.files = append(l.files, src.Name)
	l.faults = append(l.faults, faults...)
	seen := map[string]bool{}
	for _, row := range rows {
		kind, ok := l.identify(row, builtin)
		if !ok {
			continue
		}
		name := string(kind) + " " + row.cells["id"]
		if seen[name] {
			l.fault(row.fault("id", "id_twice", "the id stands twice in this file", "l’identifiant figure deux fois dans ce fichier"))
			continue
		}
		seen[name] = true
		l.add(row, kind, builtin != "")
	}
}

// identify checks the kind and the id of a row, without which nothing else in
// it can be judged.
func (l *termLoader) identify(row termRow, builtin TermKind) (TermKind, bool) {
	kind := builtin
	if kind == "" {
		kind = TermKind(row.cells["kind"])
	}
	known := slices.Contains(TermKinds(), kind)
	if !known {
		l.fault(row.fault("kind", "kind_unknown",
			"the kind is one of need, population, language, barrier, accessibility, provider_kind",
			"la catégorie est l’une de need, population, language, barrier, accessibility, provider_kind"))
	}
	good := goodTermID(row.cells["id"])
	if !good {
		l.fault(row.fault("id", "id_invalid",
			"an id is made of lower-case letters and digits, joined by single hyphens, 64 characters at most",
			"un identifiant se compose de minuscules sans accent et de chiffres, reliés par un seul trait d’union, 64 caractères au plus"))
	}
	return kind, known && good
}

// goodTermID accepts "emergency-shelter" and "law_enforcement".
func goodTermID(id string) bool {
	if len(id) > 64 {
		return false
	}
	for word := range strings.FieldsFuncSeq(id, func(r rune) bool { return r != '-' && r != '_' }) {
		if len(word) > 1 {
			return false
		}
	}
	ends := strings.Trim(id, "-_")
	return id != "" && id == ends && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

func (l *termLoader) add(row termRow, kind TermKind, builtin bool) {
	draft, id := l.drafts[kind], row.cells["id"]
	if known, ok := draft.terms[id]; ok {
		l.extend(row, known)
		return
	}
	if kind == TermProviderKind && !builtin {
		l.fault(row.fault("id", "provider_kind_fixed",
			"a kind of provider cannot be added; an existing one can be given names",
			"on ne peut pas ajouter un type d’organisme; on peut donner des noms à un type qui existe déjà"))
		return
	}
	draft.order = append(draft.order, id)
	draft.terms[id] = l.newTerm(row, kind)
	draft.rows[id] = row
}

func (l *termLoader) newTerm(row termRow, kind TermKind) *Term {
	l.checkText(row, "name", true)
	l.checkText(row, "plain", false)
	l.checkText(row, "note", false)
	l.checkPlaces(row, kind)
	term := Term{
		Kind: kind, ID: row.cells["id"], Parent: row.cells["parent"], Also: row.list("also"),
		Name: row.text("name"), Plain: row.text("plain"), Note: row.text("note"),
		SynonymsEn: row.list("synonyms_en"), SynonymsFr: row.list("synonyms_fr"), Codes: row.list("codes"),
		Autonym: row.cells["autonym"], Sign: l.sign(row),
		Gender: l.gender(row), Ages: l.ages(row), Excludes: row.list("excludes"),
	}
	if term.Plain.IsZero() {
		term.Plain = term.Name
	}
	return &term
}

// checkText holds that a text is in both languages or, unless needed, in none.
func (l *termLoader) checkText(row termRow, column string, needed bool) {
	text := row.text(column)
	if !needed && text.IsZero() {
		return
	}
	if text.En == "" {
		l.fault(row.fault(column+"_en", "english_missing", "the English is missing", "l’anglais manque"))
	}
	if text.Fr == "" {
		l.fault(row.fault(column+"_fr", "french_missing", "the French is missing", "le français manque"))
	}
}

// checkPlaces holds that only populations say something about a person, and
// only languages have an autonym.
func (l *termLoader) checkPlaces(row termRow, kind TermKind) {
	places := map[TermKind][]string{
		TermPopulation: {"also", "gender", "min_age", "max_age", "excludes"},
		TermLanguage:   {"autonym", "sign"},
	}
	for _, owner := range []TermKind{TermPopulation, TermLanguage} {
		for _, column := range places[owner] {
			if owner != kind && row.cells[column] != "" {
				l.fault(row.fault(column, "column_misplaced",
					"this column means nothing for a term of this kind", "cette colonne ne veut rien dire pour un terme de cette catégorie"))
			}
		}
	}
}

func (l *termLoader) sign(row termRow) bool {
	cell := row.cells["sign"]
	if cell != "" && cell != "yes" {
		l.fault(row.fault("sign", "sign_invalid", "write yes, or nothing", "écrivez yes, ou rien"))
	}
	return cell == "yes"
}

func (l *termLoader) gender(row termRow) Gender {
	gender := Gender(row.cells["gender"])
	if !slices.Contains([]Gender{"", Woman, Man, NonBinary}, gender) {
		l.fault(row.fault("gender", "gender_invalid", "write woman, man, non_binary, or nothing", "écrivez woman, man, non_binary, ou rien"))
	}
	return gender
}

func (l *termLoader) ages(row termRow) AgeRange {
	low, lowStated := l.age(row, "min_age")
	high, highStated := l.age(row, "max_age")
	if highStated && (high < low || high == 0) {
		l.fault(row.fault("max_age", "ages_reversed",
			"the highest age is zero, or below the lowest", "l’âge le plus élevé est zéro, ou sous l’âge le plus bas"))
	}
	return AgeRange{Stated: lowStated || highStated, Min: low, Max: high}
}

func (l *termLoader) age(row termRow, column string) (age float64, stated bool) {
	cell := row.cells[column]
	if cell == "" {
		return 0, false
	}
	years, err := strconv.ParseUint(cell, 10, 8)
	if err != nil || years > 120 {
		l.fault(row.fault(column, "age_invalid", "an age is a whole number of years, 120 at most", "un âge est un nombre entier d’années, 120 au plus"))
	}
	return float64(years), true
}

// extend adds what an operator's row says to a term that is already there.
func (l *termLoader) extend(row termRow, known *Term) {
	for _, fixed := range []string{"parent", "also", "sign", "gender", "min_age", "max_age", "excludes"} {
		if row.cells[fixed] != "" {
			l.fault(row.fault(fixed, "term_fixed",
				"the term exists, and this part of it cannot be changed", "le terme existe, et cette partie ne peut pas être modifiée"))
		}
	}
	for _, column := range []string{"name", "plain", "note"} {
		l.checkText(row, column, false)
	}
	if name := row.text("name"); !name.IsZero() && name != known.Name {
		known.SynonymsEn = append(known.SynonymsEn, known.Name.En)
		known.SynonymsFr = append(known.SynonymsFr, known.Name.Fr)
		known.Name = name
	}
	replaceText(&known.Plain, row.text("plain"))
	replaceText(&known.Note, row.text("note"))
	if autonym := row.cells["autonym"]; autonym != "" {
		known.Autonym = autonym
	}
	known.SynonymsEn = append(known.SynonymsEn, row.list("synonyms_en")...)
	known.SynonymsFr = append(known.SynonymsFr, row.list("synonyms_fr")...)
	known.Codes = append(known.Codes, row.list("codes")...)
}

func replaceText(old *Text, with Text) {
	if !with.IsZero() {
		*old = with
	}
}
