package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
)

// Mapping says what the columns of a file mean. The package comment shows the
// TOML form. A Mapping is not changed by reading with it.
type Mapping struct {
	Source    string
	Key       []string // columns
	Language  bilingual.Lang
	Delimiter string
	Encoding  string
	TitleCase bool
	Demo      bool // the file is invented, for trying the software

	Rows      Grouping
	Columns   map[string][]string          // field to headings
	Constants map[string]string            // field to value
	Defaults  map[string]string            // field to value
	Values    map[string]map[string]string // field to folded cell to value
	Rules     []Rule
	Exposure  record.Exposure // the whole file's

	optional bool // columns may be missing: the standard headings
}

// Grouping names the columns whose equal values make rows belong together; ""
// means that each row has its own.
type Grouping struct {
	Organization string `toml:"organization"`
	Service      string `toml:"service"`
	Location     string `toml:"location"`
}

// Rule sets fields by what a cell says.
type Rule struct {
	Column   string
	Is       []string // folded: the whole cell
	Contains []string // folded: whole words of it
	Set      map[string]string
}

// mappingFile is the TOML form.
type mappingFile struct {
	Source    string                       `toml:"source"`
	Key       stringList                   `toml:"key"`
	Language  string                       `toml:"language"`
	Delimiter string                       `toml:"delimiter"`
	Encoding  string                       `toml:"encoding"`
	TitleCase bool                         `toml:"title_case"`
	Demo      bool                         `toml:"demo"`
	Rows      Grouping                     `toml:"rows"`
	Columns   map[string]stringList        `toml:"columns"`
	Constants map[string]stringList        `toml:"constants"`
	Defaults  map[string]stringList        `toml:"defaults"`
	Values    map[string]map[string]string `toml:"values"`
	Rules     []ruleFile                   `toml:"rules"`
	Consent   *consentFile                 `toml:"consent"`
}

type ruleFile struct {
	Column   string                `toml:"column"`
	Is       stringList            `toml:"is"`
	Contains stringList            `toml:"contains"`
	Set      map[string]stringList `toml:"set"`
}

type consentFile struct {
	By         string         `toml:"by"`
	On         toml.LocalDate `toml:"on"`
	Evidence   string         `toml:"evidence"`
	Visibility string         `toml:"visibility"`
}

// stringList is a string, or a list of them. A number or a truth value counts
// as the word that was written.
type stringList = any

// ParseMapping reads a mapping file. Unknown keys, unknown fields, terms written
// with the wrong type and contradictions are all named, with their lines where
// the file gives them, in one Problem of kind Invalid.
func ParseMapping(raw []byte) (*Mapping, error) {
	var file mappingFile
	decoder := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, badMapping(mappingFaults(err))
	}
	m, faults := file.mapping()
	if len(faults) > 0 {
		return nil, badMapping(faults)
	}
	return m, nil
}

// mappingFaults puts the decoder's errors in words of both languages, which the
// decoder has not.
func mappingFaults(err error) bilingual.Faults {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var faults bilingual.Faults
		for _, e := range strict.Errors {
			line, _ := e.Position()
			faults = append(faults, bilingual.Textf("line %d: no such key: %s", "ligne %d : cette clé n’existe pas : %s", line, strings.Join(e.Key(), ".")))
		}
		return faults
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := wrong.Position()
		return bilingual.Faults{bilingual.Textf(
			"line %d, column %d: this is not TOML, or not a value that belongs here",
			"ligne %d, colonne %d : ceci n’est pas du TOML, ou pas une valeur à sa place", max(line, 1), max(column, 1))}
	}
	return bilingual.Faults{{En: "the file is not TOML", Fr: "le fichier n’est pas du TOML"}}
}

func badMapping(faults bilingual.Faults) error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "mapping_invalid",
		Message: bilingual.Textf("the mapping cannot be used: %d to correct", "la table de correspondance ne peut pas servir : %d à corriger", len(faults)),
		Hint: bilingual.Text{
			En: "Correct what is listed; docs/import.md explains the format. Nothing was imported.",
			Fr: "Corrigez ce qui est énuméré; docs/import.md explique le format. Rien n’a été importé.",
		},
		Cause: faults,
	}
}

// mapping checks the file's parts and puts them in order.
func (f *mappingFile) mapping() (*Mapping, bilingual.Faults) {
	c := mappingChecker{}
	m := &Mapping{
		Source:    strings.TrimSpace(f.Source),
		Key:       c.list("key", f.Key),
		Delimiter: f.Delimiter,
		Encoding:  strings.ToLower(f.Encoding),
		TitleCase: f.TitleCase,
		Demo:      f.Demo,
		Rows:      f.Rows,
		Columns:   map[string][]string{},
		Constants: c.values("constants", f.Constants),
		Defaults:  c.values("defaults", f.Defaults),
		Values:    c.valueMaps(f.Values),
	}
	m.Language = c.language(f.Language)
	for _, name := range slices.Sorted(maps.Keys(f.Columns)) {
		c.field("columns", name)
		m.Columns[name] = c.list("columns."+name, f.Columns[name])
		if _, ok := m.Constants[name]; ok {
			c.fault("%s is both in columns and in constants", "%s est à la fois dans columns et dans constants", name)
		}
	}
	for i, r := range f.Rules {
		m.Rules = append(m.Rules, c.rule(i+1, r))
	}
	c.consent(m, f.Consent)
	c.whole(m)
	return m, c.faults
}

type mappingChecker struct{ faults bilingual.Faults }

func (c *mappingChecker) fault(en, fr string, args ...any) {
	c.faults = append(c.faults, bilingual.Textf(en, fr, args...))
}

func (c *mappingChecker) field(where, name string) {
	if _, ok := fieldNamed(name); !ok || name == "key" {
		c.fault("%s: no such field: %s", "%s : ce champ n’existe pas : %s", where, name)
	}
}

func (c *mappingChecker) language(s string) bilingual.Lang {
	if s == "" {
		return ""
	}
	lang, ok := bilingual.ParseLang(s)
	if !ok {
		c.fault("language: write \"en\" or \"fr\"", "language : écrivez \"en\" ou \"fr\"")
	}
	return lang
}

func (c *mappingChecker) list(where string, value any) []string {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, c.list(where, one)...)
		}
		return all
	case string:
		return []string{v}
	case int64, float64, bool:
		return []string{fmt.Sprint(v)}
	case toml.LocalDate:
		return []string{v.String()}
	}
	c.fault("%s: write a text or a list of texts", "%s : écrivez un texte ou une liste de textes", where)
	return nil
}

// values reads fixed values; those of a list are joined as a cell would have
// them.
func (c *mappingChecker) values(where string, from map[string]any) map[string]string {
	values := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(from)) {
		c.field(where, name)
		values[name] = strings.Join(c.list(where+"."+name, from[name]), ";")
	}
	return values
}

func (c *mappingChecker) valueMaps(from map[string]map[string]string) map[string]map[string]string {
	folded := map[string]map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(from)) {
		c.field("values", name)
		folded[name] = map[string]string{}
		for cell, value := range from[name] {
			folded[name][bilingual.Fold(cell)] = value
		}
	}
	return folded
}

func (c *mappingChecker) rule(n int, f ruleFile) Rule {
	where := fmt.Sprintf("rules[%d]", n)
	r := Rule{
		Column:   f.Column,
		Is:       foldAll(c.list(where, f.Is)),
		Contains: foldAll(c.list(where, f.Contains)),
		Set:      c.values(where, f.Set),
	}
	if r.Column == "" || len(r.Is)+len(r.Contains) == 0 || len(r.Set) == 0 {
		c.fault("%s: needs a column, is or contains, and set", "%s : il faut column, is ou contains, et set", where)
	}
	return r
}

func foldAll(words []string) []string {
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = bilingual.Fold(w)
	}
	return folded
}

func (c *mappingChecker) consent(m *Mapping, f *consentFile) {
	if f == nil {
		return
	}
	m.Exposure.Consent = record.Consent{
		By:       strings.TrimSpace(f.By),
		On:       hours.Date{Year: f.On.Year, Month: time.Month(f.On.Month), Day: f.On.Day},
		Evidence: f.Evidence,
	}
	if err := m.Exposure.Visibility.UnmarshalText([]byte(f.Visibility)); err != nil || m.Exposure.Visibility == data.Internal {
		c.fault("consent: visibility must be \"public\" or \"limited\"", "consent : visibility doit être \"public\" ou \"limited\"")
	}
	if !m.Exposure.Consent.Given() {
		c.fault("consent: by and on must say who agreed, and when", "consent : by et on doivent dire qui a consenti, et quand")
	}
}

// whole checks what concerns several parts.
func (c *mappingChecker) whole(m *Mapping) {
	if len(m.Key) == 0 {
		c.fault("key: name the column, or columns, that tell the rows apart", "key : nommez la ou les colonnes qui distinguent les lignes")
	}
	if len([]rune(m.Delimiter)) > 1 || m.Delimiter == "\"" {
		c.fault("delimiter: write one character", "delimiter : écrivez un seul caractère")
	}
	if !slices.Contains(encodings(), m.Encoding) && m.Encoding != "" {
		c.fault("encoding: write one of %s", "encoding : écrivez l’un de %s", strings.Join(encodings(), ", "))
	}
	if m.Rows.Organization == "" && m.Rows.Service+m.Rows.Location != "" {
		c.fault("rows: service and location can be grouped only within a grouped organization",
			"rows : service et location ne se regroupent qu’à l’intérieur d’un organization regroupé")
	}
	if !m.speaksOf("organization_name") {
		c.fault("columns: no column holds organization_name", "columns : aucune colonne ne contient organization_name")
	}
}

// speaksOf reports whether the file says anything of a field.
func (m *Mapping) speaksOf(name string) bool {
	f, _ := fieldNamed(name)
	for _, n := range f.names() {
		if len(m.Columns[n]) > 0 || m.Constants[n] != "" || m.Defaults[n] != "" {
			return true
		}
		if slices.ContainsFunc(m.Rules, func(r Rule) bool { return r.Set[n] != "" }) {
			return true
		}
	}
	return false
}
