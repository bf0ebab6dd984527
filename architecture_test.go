package relais_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/relais-directory/relais"

// layers gives every package its floor in the house; imports only go down.
// docs/design.md draws it.
var layers = map[string]int{
	"data/bilingual":         -1, // words that every floor speaks
	"data/durable":           -1,
	"data/durable/faulttest": -1, // for tests
	"data/audit":             -1,
	"geo":                    0,
	"data/hours":             0,
	"data":                   1,
	"index":                  2,
	"data/record":            2,
	"data/bundle":            2,
	"data/access":            2,
	"data/application":       2,
	"data/hsds":              2,
	"ranking":                3,
	"index/text":             3, // beside ranking, which knows it as an interface of index
	"ingest":                 3,
	"data/store":             3,
	"data/sample":            3,

	"data/record/recordtest": 3, // for tests
	"data/access/accesstest": 3, // likewise
	"":                       4, // the module root, package relais
	"api/serve":              3,
	"api/web":                3,
	"api/public":             5,
	"api/hsds":               5,
	"api/apply":              5,
	"api/staff":              5,
	"api/upkeep":             5,
	"api/desk":               5,
	"api/access":             5,
	"api/pull":               3,
	"api/site":               6,
	"api/local":              6,
	"api":                    6,
	"api/wire":               8, // looks at all of it over the wire, imported by nothing
	"cmd/relais-public":      7,
	"cmd/relais":             7,
	"benchmarks/generate":    7, // directories and callers for benchmarks
	"benchmarks":             8, // reads everything, imported by nothing
	"benchmarks/quality":     8, // likewise
	"benchmarks/load":        9, // likewise
	"benchmarks/imports":     9, // runs the real program
	"benchmarks/calls":       9, // likewise
	"benchmarks/figures":     9, // reads recorded results alone
}

// forbidden says what a package must not reach, by any chain of imports, and
// why.
var forbidden = []struct{ from, to, why string }{
	{"index", "data/record", "the index serves the public too: it must have no way to a sealed part"},
	{"index/text", "data/record", "the public's words are looked up there too: it must have no way to a sealed part"},
	{"ranking", "data/record", "ranking serves the public too: it must have no way to a sealed part"},
	{"data/hsds", "data/record", "the standard's shapes are made from listings, so that a public export can hold public facts alone"},
	{"data/bundle", "data/record", "the published bundle is read by a program that must not know what a record is"},
	{"api/web", "data/record", "whatever is drawn is public: it must have no way to a sealed part"},
	{"api/serve", "data", "the server must not know what it serves: nothing of a listing may come near a log or a metric"},
	{"api/public", "data/record", "the public asks here: it must have no way to a record"},
	{"api/public", "data/store", "the public asks here: it must have no way to the store"},
	{"api/public", "ingest", "the public asks here: nothing comes in through it"},
	{"api/public", "", "the public asks here: it is given one snapshot, and must have no way to the engine that has both"},
	{"api/apply", "data/record", "strangers write here: it must have no way to a record"},
	{"api/apply", "data/store", "strangers write here: it must have no way to the store"},
	{"api/apply", "", "strangers write here: of the engine it knows one method, which keeps a form"},
	{"api/hsds", "data/record", "partners read it from outside: it must have no way to a record"},
	{"api/hsds", "data/store", "partners read it from outside: it must have no way to the store"},
	{"api/hsds", "ingest", "partners read it from outside: nothing comes in through it"},
	{"api/pull", "data/record", "it reads what others published: it must not know what a record is"},
	{"api/site", "data/record", "it is the public side whole: it must have no way to a record"},
	{"api/site", "data/store", "it is the public side whole: it must have no way to the store"},
	{"api/site", "", "it is the public side whole: it is given one snapshot, and must have no way to the engine that has both"},
	{"cmd/relais-public", "data/record", "the public program is made of what may be public: whoever breaks into it finds no code that opens a record"},
	{"cmd/relais-public", "data/store", "the public program links no store: whoever breaks into it finds no code that opens one"},
	{"cmd/relais-public", "ingest", "the public program takes in nothing but a signed bundle"},
	{"cmd/relais-public", "", "the public program has no engine: that has the staff's catalog"},
	{"cmd/relais-public", "api", "the public program has no staff: nobody signs in to it"},
	{"cmd/relais-public", "api/access", "likewise: it has no code that lets anybody in"},
	{"cmd/relais-public", "api/local", "the public program must not speak to a server that holds a store"},
	{"data", "data/record", "listings must not know the record that they were made from"},
	{"ingest", "data/store", "reading a file must not be able to write the directory: the engine applies plans"},
	{"data/sample", "data/store", "the sample is values; the engine applies it"},
}

// only says which packages alone may import an outside module, and why.
var only = []struct {
	path, why string
	allowed   []string
}{
	{"github.com/uber/h3-go/v4", "bad input gives zero cells there; geo turns every one into an error", []string{"geo"}},
	{"github.com/paulmach/orb", "its points are [lng, lat] and its distances planar; geo has Point and Distance", []string{"geo"}},
	{"github.com/gin-gonic/gin", "it logs queries, trusts every proxy and repeats paths unless told not to; api/serve tells it, and handlers are net/http's", []string{"api/serve"}},
	{"github.com/danielgtaylor/huma/v2", "it echoes what was typed into its errors; only its description of types is used", []string{"api/serve"}},
	{"github.com/prometheus/client_golang", "a label is kept for good: only api/serve may make one", []string{"api/serve"}},
	{"github.com/blevesearch", "its scores and counts depend on whatever else an index holds, and tell of it; index/text takes nothing but ids", []string{"index", "index/text"}},
	{"go.etcd.io/bbolt", "a file opened blind becomes an empty directory or a crash; the store looks first", []string{"data/store"}},
	{"github.com/tink-crypto/tink-go/v2", "what is sealed and how is decided in one place", []string{"data/store"}},
	{"github.com/fxamacker/cbor/v2", "how a record is written, and a frame of the log, is decided in one place each", []string{"data/record", "data/store"}},
	{"golang.org/x/mod/sumdb", "how the audit is hashed and signed is decided in one place", []string{"data/audit"}},
	{"github.com/spf13/cobra", "commands are the programs' business", []string{"cmd/relais"}},
	{"github.com/landlock-lsm/go-landlock", "what a process takes from itself it never gets back: only a program decides it", []string{"cmd/relais-public"}},
	{"github.com/go-webauthn/webauthn", "who is let in is decided in one place", []string{"api/access"}},
	{"github.com/coreos/go-oidc/v3", "who is let in is decided in one place", []string{"api/access"}},
	{"golang.org/x/oauth2", "who is let in is decided in one place", []string{"api/access"}},
	{"github.com/xuri/excelize/v2", "it unpacks gigabytes unless told not to, and what is large onto the disk in clear; ingest only writes with it", []string{"ingest"}},
	{"github.com/nyaruka/phonenumbers", "numbers are read once, on their way in", []string{"ingest"}},
	{module + "/data/record/recordtest", "records full of canaries are for tests", nil},
	{module + "/data/access/accesstest", "a keeper that forgets is for tests", nil},
}

type pkg struct {
	ImportPath string
	Doc        string // the first sentence of its comment
	Imports    []string
	Deps       []string
}

func TestEveryPackageHasAFloorAndImportsOnlyGoDown(t *testing.T) {
	for _, fault := range misplaced(packages(t)) {
		t.Error(fault)
	}
}

// misplaced lists the packages without a floor and the imports that do not go
// down.
func misplaced(all []pkg) []string {
	var faults []string
	for _, p := range all {
		floor, ok := layers[local(p.ImportPath)]
		if !ok {
			faults = append(faults, p.ImportPath+" has no floor: give it one in layers and in docs/design.md")
			continue
		}
		for _, imported := range p.Imports {
			below, ours := layers[local(imported)]
			if ours && strings.HasPrefix(imported, module) && below >= floor {
				faults = append(faults, fmt.Sprintf("%s (floor %d) imports %s (floor %d): imports only go down", p.ImportPath, floor, imported, below))
			}
		}
	}
	return faults
}

func TestNobodyReachesWhatTheyMustNot(t *testing.T) {
	all := packages(t)
	for _, rule := range forbidden {
		find(t, all, rule.from) // a rule about a package that is gone guards nothing
		find(t, all, rule.to)
	}
	for _, fault := range reached(all) {
		t.Error(fault)
	}
}

// reached lists the packages that reach what a rule keeps from them.
func reached(all []pkg) []string {
	var faults []string
	for _, rule := range forbidden {
		for _, p := range all {
			if local(p.ImportPath) == rule.from && slices.Contains(p.Deps, strings.TrimSuffix(module+"/"+rule.to, "/")) {
				faults = append(faults, fmt.Sprintf("%s reaches %s: %s", rule.from, rule.to, rule.why))
			}
		}
	}
	return faults
}

func TestOutsideModulesStayBehindTheirDoor(t *testing.T) {
	for _, fault := range loose(packages(t)) {
		t.Error(fault)
	}
}

// loose lists the imports of outside modules by packages that are not their
// door.
func loose(all []pkg) []string {
	var faults []string
	for _, p := range all {
		for _, rule := range only {
			imports := slices.ContainsFunc(p.Imports, func(path string) bool {
				return path == rule.path || strings.HasPrefix(path, rule.path+"/")
			})
			if imports && !slices.Contains(rule.allowed, local(p.ImportPath)) {
				faults = append(faults, fmt.Sprintf("%s imports %s: %s", p.ImportPath, rule.path, rule.why))
			}
		}
	}
	return faults
}

// A check that cannot fail is a defect: each kind of fault is planted once.
func TestTheRulesOfTheHouseSeePlantedFaults(t *testing.T) {
	planted := map[string]struct {
		check func([]pkg) []string
		p     pkg
	}{
		"a package without a floor":                               {misplaced, pkg{ImportPath: module + "/util"}},
		"an import that goes up":                                  {misplaced, pkg{ImportPath: module + "/geo", Imports: []string{module + "/data"}}},
		"an import of a sibling":                                  {misplaced, pkg{ImportPath: module + "/index", Imports: []string{module + "/data/record"}}},
		"ranking that reaches the record":                         {reached, pkg{ImportPath: module + "/ranking", Deps: []string{module + "/data/record"}}},
		"public pages that reach the engine":                      {reached, pkg{ImportPath: module + "/api/public", Deps: []string{module}}},
		"gin in a handler":                                        {loose, pkg{ImportPath: module + "/api/public", Imports: []string{"github.com/gin-gonic/gin"}}},
		"hsds that reaches the store":                             {reached, pkg{ImportPath: module + "/api/hsds", Deps: []string{module + "/data/store"}}},
		"the public program that links the store":                 {reached, pkg{ImportPath: module + "/cmd/relais-public", Deps: []string{module + "/data/store"}}},
		"the public program that links the engine":                {reached, pkg{ImportPath: module + "/cmd/relais-public", Deps: []string{module}}},
		"the public program that speaks to a server with a store": {reached, pkg{ImportPath: module + "/cmd/relais-public", Deps: []string{module + "/api/local"}}},
		"bbolt outside the store":                                 {loose, pkg{ImportPath: module, Imports: []string{"go.etcd.io/bbolt"}}},
		"bleve in the ranking":                                    {loose, pkg{ImportPath: module + "/ranking", Imports: []string{"github.com/blevesearch/bleve/v2/search"}}},
		"h3 outside geo":                                          {loose, pkg{ImportPath: module + "/ranking", Imports: []string{"github.com/uber/h3-go/v4"}}},
	}
	for name, plant := range planted {
		if len(plant.check([]pkg{plant.p})) == 0 {
			t.Errorf("%s goes unseen", name)
		}
	}
}

func TestEveryPackageOpensWithItsComment(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.Doc) < 40 {
			t.Errorf("%s does not say what it owns: its package comment is %q", p.ImportPath, p.Doc)
		}
	}
}

func find(t *testing.T, all []pkg, path string) pkg {
	t.Helper()
	i := slices.IndexFunc(all, func(p pkg) bool { return local(p.ImportPath) == path })
	if i < 0 {
		t.Fatalf("there is no package %s: mend the rule that names it", path)
	}
	return all[i]
}

func local(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Doc,Imports,Deps", "./...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(explain(err))
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func explain(err error) error {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("go list: %w: %s", err, exit.Stderr)
	}
	return err
}
