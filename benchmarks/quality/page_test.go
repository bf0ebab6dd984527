package quality

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var (
	page     = filepath.Join("..", "..", "docs", "quality.md")
	recorded = []string{
		filepath.Join("testdata", "quality.golden"),
		filepath.Join("..", "results", "coverage.txt"),
		filepath.Join("..", "results", "places.txt"),
		filepath.Join("..", "results", "postal.txt"),
	}
)

// TestThePageQuotesWhatIsRecorded looks up every line of the page's blocks of
// figures in the files of figures.
func TestThePageQuotesWhatIsRecorded(t *testing.T) {
	if *update || *recordResults {
		t.Skip("the files are being rewritten: run the test again without flags")
	}
	var known []string
	for _, name := range recorded {
		known = append(known, lines(t, name)...)
	}
	quoted, inside := 0, false
	for _, line := range lines(t, page) {
		if strings.HasPrefix(line, "```") {
			inside = strings.HasPrefix(line, "```text")
			continue
		}
		if !inside || line == "" {
			continue
		}
		if quoted++; !slices.Contains(known, line) {
			t.Errorf("docs/quality.md quotes what is not recorded: %q", line)
		}
	}
	if quoted < 15 {
		t.Errorf("only %d lines are quoted: this test looks for something that is no longer written so", quoted)
	}
}

// quote puts a block of figures into the page, under "```text name".
func quote(t *testing.T, name, block string) {
	t.Helper()
	text := strings.Join(lines(t, page), "\n")
	before, rest, ok := strings.Cut(text, "```text "+name+"\n")
	_, after, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatalf("docs/quality.md has no block %q", name)
	}
	if err := os.WriteFile(page, []byte(before+"```text "+name+"\n"+block+"```"+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(b), "\n")
}
