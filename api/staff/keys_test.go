package staff

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
)

func TestEveryKeyDoesOneThing(t *testing.T) {
	seen := map[string]string{}
	for _, c := range commands {
		if seen[c.Key] != "" {
			t.Errorf("%s is %s and %s", c.Key, seen[c.Key], c.Name)
		}
		seen[c.Key] = c.Name
		if !c.Fixed && !isKey(c.Key) {
			t.Errorf("%s has the key %q, which is none", c.Name, c.Key)
		}
	}
	terms, letters := sampleEngine(t).Terms(), map[string]bool{}
	for _, k := range needKeys {
		if _, ok := terms.Get(data.TermNeed, k.need); !ok || letters[k.key] || !isKey(k.key) {
			t.Errorf("%s: %s", k.key, k.need)
		}
		if _, ok := needWords[k.need]; !ok {
			t.Errorf("%s has no short words", k.need)
		}
		letters[k.key] = true
	}
	for _, name := range []string{"place", "new", "keys", "avoid"} {
		if letters[keymap("")[name]] {
			t.Errorf("%s is not heard while the needs have the focus", name)
		}
	}
}

// The page about the console lists every key, in the order of the commands.
func TestThePageListsEveryKey(t *testing.T) {
	page, err := os.ReadFile("../../docs/console.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed []Command
	for _, m := range regexp.MustCompile("`([^`]+)` \\| ([a-z-]+) ").FindAllStringSubmatch(string(page), -1) {
		i := slices.IndexFunc(commands, func(c Command) bool { return c.Name == m[2] })
		if i < 0 || commands[i].Key != m[1] {
			t.Errorf("the page has %s for %s", m[1], m[2])
			continue
		}
		listed = append(listed, commands[i])
	}
	if !slices.Equal(listed, commands) {
		t.Errorf("the page lists %d of %d keys, or in another order", len(listed), len(commands))
	}
	for _, said := range []string{fmt.Sprintf("More than %d reveals", mostReveals), fmt.Sprintf("(%.0f km, or", reach.Kilometers()), "without kilometres, " + around, "ten minutes without a key"} {
		if !strings.Contains(string(page), said) {
			t.Errorf("the page does not say %q", said)
		}
	}
}

// From an empty screen to three explained options in about a dozen keys: the place
// has the focus; Enter leads to the needs; a letter for each; Enter searches. The
// keys are typed here as the script hears them, and counted.
func TestADozenKeys(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	for _, c := range []struct {
		place string
		needs []string
		most  int
	}{
		{"M5V", []string{"emergency-shelter"}, 6},
		{"K1A 0B1", []string{"emergency-shelter", "legal"}, 11},
		{"Halifax", []string{"emergency-shelter", "counselling", "legal"}, 12},
		{"Winnipeg", []string{"crisis-line"}, 11},
	} {
		keys := len(c.place) + len("\n")
		for _, need := range c.needs {
			if len(needKey(need)) != 1 {
				t.Fatalf("%s takes %d keys", need, len(needKey(need)))
			}
			keys += len(needKey(need))
		}
		keys += len("\n")
		if keys > c.most {
			t.Errorf("%s takes %d keys", c.place, keys)
		}
		page := d.screen("/staff/en/", url.Values{"place": {c.place}, "need": c.needs})
		rows := strings.Split(page, `<li class="row`)
		if len(rows) < 4 {
			t.Fatalf("%s finds %d", c.place, len(rows)-1)
		}
		for i, row := range rows[1:4] {
			if !strings.Contains(row, `<ul class="reasons"><li>`) || !strings.Contains(row, `href="tel:`) && !strings.Contains(row, "No number") {
				t.Errorf("%s: option %d is not explained: %s", c.place, i+1, row)
			}
		}
	}
}

func TestKeysThatSomebodyChanged(t *testing.T) {
	for changed, want := range map[string]string{
		"":                "w",
		"why=q":           "q",
		"why=q,map=w":     "q",
		"why=j":           "w", // j is another command's
		"why=5":           "w", // digits open results
		"why=,nonsense=q": "w",
		"open=q":          "w",
		keysOff:           "w",
	} {
		if got := keymap(changed)["why"]; got != want {
			t.Errorf("%q: why is %q, want %q", changed, got, want)
		}
	}
	if got := keymap("open=q")["open"]; got != "Enter" {
		t.Errorf("a key that is fixed became %q", got)
	}
	for _, bad := range []map[string]string{{"why": "j"}, {"why": "ab"}, {"why": "7"}, {"why": " "}, {"why": ","}} {
		if s, err := written(bad); err == nil {
			t.Errorf("%v was taken as %q", bad, s)
		}
	}
	if s, err := written(map[string]string{"why": "q", "map": "w", "plan": "p"}); s != "why=q,map=w" || err != nil {
		t.Errorf("got %q, %v", s, err)
	}
}

// ring is a Keyring in memory.
type ring map[string]string

func (r ring) Keys(account string) (string, error) { return r[account], nil }
func (r ring) SetKeys(account, keys string) error  { r[account] = keys; return nil }
func heard(t *testing.T, page string) map[string]map[string]string {
	t.Helper()
	_, rest, _ := strings.Cut(page, `data-keys="`)
	raw, _, _ := strings.Cut(rest, `"`)
	var keys map[string]map[string]string
	if err := json.Unmarshal([]byte(strings.NewReplacer("&#34;", `"`, "&#43;", "+", "&#39;", "'").Replace(raw)), &keys); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return keys
}

func TestKeysAreKeptForTheAccount(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	kept := ring{}
	d.console.keys = kept
	page := d.screen("/staff/en/keys", toronto("key.why", "q", "key.map", "m"))
	if kept["ana"] != "why=q" || heard(t, page)["all"]["q"] != "why" || !strings.Contains(page, `<li class="row`) && !strings.Contains(page, "M5V") {
		t.Errorf("kept %q, and the page hears %v", kept["ana"], heard(t, page)["all"]["q"])
	}
	if got := heard(t, shown(d.get("/staff/fr/"))); got["all"]["q"] != "why" || got["all"]["w"] != "" || got["needs"]["h"] != "emergency-shelter" {
		t.Errorf("the next call hears %v", got)
	}
	if page = d.screen("/staff/en/keys", toronto("key.why", "j")); kept["ana"] != "why=q" || !strings.Contains(page, "two commands have the same key") && !strings.Contains(page, "Two commands have the same key") {
		t.Errorf("two commands with one key were kept: %q", kept["ana"])
	}
	if page = d.screen("/staff/en/keys", toronto("deed", "off")); kept["ana"] != keysOff || len(heard(t, page)) != 0 || strings.Contains(page, "<kbd>w</kbd>") {
		t.Error("no keys at all are still some")
	}
	if d.screen("/staff/en/keys", toronto("deed", "own")); kept["ana"] != "" {
		t.Errorf("the original keys are kept as %q", kept["ana"])
	}
}

func TestWithoutAKeyringKeysLastAsLongAsThePage(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	page := d.screen("/staff/en/keys", toronto("key.why", "q"))
	if !strings.Contains(page, `name="keys" value="why=q"`) {
		t.Error("the page does not carry its keys on")
	}
	if got := heard(t, d.screen("/staff/en/", toronto("keys", "why=q"))); got["all"]["q"] != "why" {
		t.Error("the next answer has other keys")
	}
	if got := heard(t, shown(d.get("/staff/en/"))); got["all"]["w"] != "why" {
		t.Error("another page has them too")
	}
}
