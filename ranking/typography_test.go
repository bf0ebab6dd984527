package ranking

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// loose is a colon or a guillemet beside a plain space, where a line may break.
var loose = regexp.MustCompile(` [:»]|« `)

// Nothing that is said to people breaks a line before a colon or inside
// guillemets. English has no space there, so every text counts.
func TestFrenchColonsAndGuillemetsHoldTogether(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			said, _ := strconv.Unquote(literal.Value)
			seen += strings.Count(said, "\u00a0:")
			if loose.MatchString(said) {
				t.Errorf("%s: a line may break in %q", file, said)
			}
			return true
		})
	}
	if seen < 20 {
		t.Errorf("only %d colons were found", seen)
	}
}
