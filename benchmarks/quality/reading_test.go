package quality

import (
	"strings"
	"testing"
	"testing/fstest"
)

const provider1 = `[[provider]]
name = "A (demo) | A (démo)"
in = "Regina, SK"
[[provider.service]]
key = "one"
needs = "emergency-shelter"
ages = "16-24"
room = ["bed 3, 2h"]
`

func TestTheDirectoryIsReadStrictly(t *testing.T) {
	for name, c := range map[string]struct{ old, with, want string }{
		"as it is":            {"", "", ""},
		"a misspelt field":    {"ages =", "age =", "fields that mean nothing"},
		"no such town":        {"Regina, SK", "Regina, NL", "no such town"},
		"no such postal":      {"Regina, SK", "D1D", "no such postal area"},
		"ages of words":       {"16-24", "sixteen", "invalid syntax"},
		"no such need":        {"emergency-shelter", "emergency", "services[0].needs[0]"},
		"room of unknown age": {"bed 3, 2h", "bed 3", "invalid duration"},
		"a service unnamed":   {`key = "one"`, "", "no name of its own"},
		"the same twice":      {"", provider1, "no name of its own"},
	} {
		text := strings.Replace(provider1, c.old, c.with, 1)
		if c.old == "" {
			text = provider1 + c.with
		}
		_, err := NewWorld(fstest.MapFS{"d/a.toml": {Data: []byte(text)}}, "d")
		if got := message(err); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

const scenario1 = `[[scenario]]
name = "S"
why = "Because."
ideal = ["regina-men"]
never = ["regina-women"]
[scenario.query]
needs = ["emergency-shelter"]
`

func TestScenariosAreReadStrictly(t *testing.T) {
	w := world(t)
	for name, c := range map[string]struct{ old, with, want string }{
		"as it is":              {"", "", ""},
		"nobody of that name":   {"regina-men", "regina-hotel", "nothing in the directory"},
		"judged twice":          {"regina-women", "regina-men", "judged twice"},
		"no reason":             {"Because.", "", "and why"},
		"nothing must not come": {`never = ["regina-women"]`, "", "and why"},
		"a query with a typo":   {"needs =", "need =", "unknown field"},
		"no such instant":       {"needs =", "at = \"noon\"\nneeds =", "cannot parse"},
	} {
		text := strings.Replace(scenario1, c.old, c.with, 1)
		_, err := w.ReadScenarios(fstest.MapFS{"s/a.toml": {Data: []byte(text)}}, "s")
		if got := message(err); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
