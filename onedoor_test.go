package relais_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// doors are the only files that may make a listing: the two ways out of a
// record, and the decoder of published bundles, which reads what Publish made.
// A listing made anywhere else could say anything to the public.
var doors = map[string]bool{
	"data/record/publish.go":  true,
	"data/record/disclose.go": true,
	"data/bundle/decode.go":   true,
}

func TestOnlyTheDoorsMakeListings(t *testing.T) {
	files := token.NewFileSet()
	seen := 0
	walkSources(t, func(path string) {
		f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		made := makesListings(files, f)
		if doors[filepath.ToSlash(path)] {
			seen += len(made)
			return
		}
		for _, where := range made {
			t.Errorf("%s makes a listing: only data/record and the bundle decoder may, so that nothing reaches the public but through Publish", where)
		}
	})
	if seen == 0 {
		t.Error("no door makes a listing: this test looks for something that is no longer written so")
	}
}

func TestTheOneDoorTestSeesEveryWayOfMakingAListing(t *testing.T) {
	planted := map[string]string{
		"a literal":               `var _ = data.Listing[data.Public]{}`,
		"a pointer to a literal":  `var _ = &data.Listing[data.Public]{}`,
		"a generic literal":       `func f[A data.Audience]() any { return data.Listing[A]{} }`,
		"elements of a literal":   `var _ = []data.Listing[data.Public]{{}}`,
		"new":                     `var _ = new(data.Listing[data.Public])`,
		"make with a length":      `var _ = make([]data.Listing[data.Public], 3)`,
		"a variable":              `var l data.Listing[data.Public]`,
		"a conversion":            `var _ = data.Listing[data.Public](x)`,
		"decoding":                `import "encoding/json"` + "\nfunc f(b []byte, l *data.Listing[data.Public]) { _ = json.Unmarshal(b, l) }",
		"an alias to hide behind": `type L = data.Listing[data.Public]`,
		"a defined type":          `type L data.Listing[data.Public]`,
		"a named result":          `func f() (l data.Listing[data.Public]) { return }`,
		"an array":                `var l [3]data.Listing[data.Public]`,
		"a map":                   `var m map[string]data.Listing[data.Public]`,
		"a field of a struct":     `type s struct{ l data.Listing[data.Public] }`,
		"inside the package data": `var _ = Listing[Public]{}`,
	}
	for name, source := range planted {
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, "planted.go", "package p\n"+source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(makesListings(files, f)) == 0 {
			t.Errorf("%s goes unseen: %s", name, source)
		}
	}
}

// makesListings finds every place in f where a listing value comes to be.
func makesListings(files *token.FileSet, f *ast.File) []string {
	var made []string
	found := func(n ast.Node, how string) {
		made = append(made, fmt.Sprintf("%s (%s)", files.Position(n.Pos()), how))
	}
	decodes := importsPath(f, "encoding/json") || importsPath(f, "encoding/gob")
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if array, ok := n.Type.(*ast.ArrayType); isListing(n.Type) || ok && isListing(array.Elt) && len(n.Elts) > 0 {
				found(n, "literal")
			}
		case *ast.ValueSpec:
			if holdsListing(n.Type) {
				found(n, "variable")
			}
		case *ast.StructType:
			for _, field := range n.Fields.List {
				if holdsListing(field.Type) {
					found(field, "field of a struct")
				}
			}
		case *ast.FuncType:
			if n.Results == nil {
				return true
			}
			for _, result := range n.Results.List {
				if len(result.Names) > 0 && holdsListing(result.Type) {
					found(result, "named result")
				}
			}
		case *ast.TypeSpec:
			if isListing(n.Type) && n.Name.Name != "Listing" {
				found(n, "another name for listings")
			}
		case *ast.CallExpr:
			if isListing(n.Fun) {
				found(n, "conversion")
			}
			if makesByCall(n) {
				found(n, "new or make")
			}
			if decodes && isDecoding(n) && mentionsListing(f) {
				found(n, "decoding")
			}
		}
		return true
	})
	return made
}

func isListing(e ast.Expr) bool {
	index, ok := e.(*ast.IndexExpr)
	if !ok {
		return false
	}
	switch x := index.X.(type) {
	case *ast.Ident:
		return x.Name == "Listing"
	case *ast.SelectorExpr:
		return x.Sel.Name == "Listing"
	}
	return false
}

// holdsListing reports whether a value of type e has a listing in it from the
// first: a listing itself, an array of them, or a map, which gives zero ones.
func holdsListing(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ArrayType:
		return e.Len != nil && holdsListing(e.Elt)
	case *ast.MapType:
		return holdsListing(e.Value)
	}
	return isListing(e)
}

func makesByCall(c *ast.CallExpr) bool {
	f, ok := c.Fun.(*ast.Ident)
	if !ok || len(c.Args) == 0 {
		return false
	}
	if f.Name == "new" {
		return isListing(c.Args[0])
	}
	if f.Name != "make" || len(c.Args) < 2 || len(c.Args) == 2 && isZero(c.Args[1]) {
		return false
	}
	array, ok := c.Args[0].(*ast.ArrayType)
	return ok && isListing(array.Elt) && !isZero(c.Args[1])
}

func isZero(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Value == "0"
}

func isDecoding(c *ast.CallExpr) bool {
	s, ok := c.Fun.(*ast.SelectorExpr)
	return ok && (s.Sel.Name == "Unmarshal" || s.Sel.Name == "Decode" || s.Sel.Name == "UnmarshalJSON")
}

func mentionsListing(f *ast.File) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && isListing(e) {
			found = true
		}
		return !found
	})
	return found
}

func importsPath(f *ast.File, path string) bool {
	for _, i := range f.Imports {
		if strings.Trim(i.Path.Value, `"`) == path {
			return true
		}
	}
	return false
}

// walkSources visits every Go file of the module that is not a test.
func walkSources(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || path != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			visit(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
