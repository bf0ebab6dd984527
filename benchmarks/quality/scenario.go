package quality

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais/ranking"
)

// Grade is how an advocate judges one option for one caller.
type Grade int

// The grades. What a scenario does not name is Absent.
const (
	Absent     Grade = 0
	Acceptable Grade = 1 // if nothing better answers
	Good       Grade = 2
	Ideal      Grade = 3
)

// Scenario is one caller, and what an experienced advocate would want to see.
type Scenario struct {
	File string
	Name string
	Why  string // the judgment in words
	// Judged holds the options by the names of the directory.
	Judged map[string]Grade
	// Never must not be among the matches, at any rank that can be asked for;
	// Nowhere not among the near misses either, as what lies in an area to avoid;
	// Beyond not among the first ten: it refuses nobody, but is of no use here.
	Never, Nowhere, Beyond []string
	// Finding explains what must not come and does: a fault of the ranking or of
	// the terms that is known and not mended.
	Finding map[string]string
	Request ranking.Request
	At      time.Time
}

// written is a scenario as the files write it. The query is the body of
// POST /v1/search.
type written struct {
	Name       string
	Why        string
	Ideal      []string
	Good       []string
	Acceptable []string
	Never      []string
	Nowhere    []string
	Beyond     []string
	Finding    map[string]string
	Query      map[string]any
}

type scenarioFile struct{ Scenario []written }

// ReadScenarios reads every scenario in folder, in the order of files and of
// their lines. It fails, with all problems joined, where a name is not in the
// directory, a service is judged twice or a scenario wants nothing.
func (w *World) ReadScenarios(files fs.FS, folder string) ([]Scenario, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("look into %s: %w", folder, err)
	}
	var all []Scenario
	var faults []error
	for _, name := range names {
		var file scenarioFile
		faults = append(faults, decode(files, name, &file))
		for _, text := range file.Scenario {
			s, err := text.scenario()
			if err := errors.Join(err, w.check(&s, text)); err != nil {
				faults = append(faults, fmt.Errorf("%s: %s: %w", name, text.Name, err))
			}
			s.File = strings.TrimSuffix(path.Base(name), ".toml")
			all = append(all, s)
		}
	}
	return all, errors.Join(faults...)
}

func (text *written) scenario() (Scenario, error) {
	s := Scenario{Name: text.Name, Why: text.Why, Judged: map[string]Grade{}, At: At,
		Never: text.Never, Nowhere: text.Nowhere, Beyond: text.Beyond, Finding: text.Finding}
	for grade, keys := range map[Grade][]string{Ideal: text.Ideal, Good: text.Good, Acceptable: text.Acceptable} {
		for _, key := range keys {
			s.Judged[key] = grade
		}
	}
	if at, ok := text.Query["at"].(string); ok {
		delete(text.Query, "at")
		var err error
		if s.At, err = time.Parse(time.RFC3339, at); err != nil {
			return s, err
		}
	}
	err := request(text.Query, &s.Request)
	return s, err
}

// request reads a query as the server would: an unknown field is an error.
func request(query map[string]any, into *ranking.Request) error {
	b, err := json.Marshal(query)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// check reports what is wrong with s.
func (w *World) check(s *Scenario, text written) error {
	var faults []error
	named := slices.Concat(text.Ideal, text.Good, text.Acceptable, text.Never, text.Nowhere, text.Beyond)
	for i, key := range named {
		if !w.Has(key) {
			faults = append(faults, fmt.Errorf("nothing in the directory is called %q", key))
		}
		if slices.Contains(named[:i], key) {
			faults = append(faults, fmt.Errorf("%q is judged twice", key))
		}
	}
	if len(text.Ideal) == 0 || len(text.Never) == 0 || text.Why == "" {
		faults = append(faults, errors.New("a scenario says what is ideal, what must never come, and why"))
	}
	return errors.Join(faults...)
}
