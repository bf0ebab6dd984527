package staff

import (
	"flag"
	"fmt"
	"html"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// What can be posted from the screen is a decision: it is all that is known of a
// caller. The golden file lists every field and every button of the empty screen,
// in order, with the repeated ones once, and of any other what it has besides.
func TestTheFieldsOfTheForm(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	var b strings.Builder
	seen := map[string]bool{}
	for _, c := range []struct {
		name, path string
		fields     url.Values
	}{
		{"empty", "", url.Values{}},
		{"results", "", toronto("age", "15", "avoid", "Hamilton 30")},
		{"why", "", toronto("deed", "panel why")},
		{"compare", "", toronto("deed", "panel compare", "compare", string(sealedListing(t, d).ID))},
		{"map", "", toronto("deed", "panel map")},
		{"plan", "", toronto("need", "legal", "deed", "panel plan")},
		{"message", "", toronto("deed", "message "+string(sealedListing(t, d).ID))},
		{"reveal", "", toronto("deed", "reveal "+string(sealedListing(t, d).ID))},
		{"trouble", "", toronto("deed", "trouble "+string(sealedListing(t, d).ID))},
		{"refer", "", toronto("deed", "refer "+string(sealedListing(t, d).ID))},
		{"ground of a transfer", "", toronto("deed", "refer "+string(sealedListing(t, d).ID)+" warm_transfer")},
		{"keys", "", toronto("deed", "panel keys")},
		{"sheet", "sheet", toronto()},
	} {
		fmt.Fprintf(&b, "# %s\n%s\n", c.name, fieldsOf(d.screen("/staff/en/"+c.path, c.fields), seen))
	}
	golden(t, "testdata/fields.golden", b.String())
}

var (
	controls = regexp.MustCompile(`<(input|select|textarea|button|form)\b([^>]*)>`)
	attrs    = regexp.MustCompile(`\b(type|name|value|action|formaction|method)="([^"]*)"`)
	ids      = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
)

// fieldsOf lists the controls of a page that were not seen before.
func fieldsOf(page string, seen map[string]bool) string {
	var lines []string
	for _, m := range controls.FindAllStringSubmatch(page, -1) {
		line := m[1]
		for _, a := range attrs.FindAllStringSubmatch(m[2], -1) {
			if a[1] == "value" && m[1] == "input" && !strings.Contains(m[2], `type="radio"`) {
				continue // what was typed, and ids of terms, which have tests of their own
			}
			line += fmt.Sprintf(" %s=%s", a[1], ids.ReplaceAllString(html.UnescapeString(a[2]), "ID"))
		}
		if !seen[line] {
			lines, seen[line] = append(lines, line), true
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs: run with -update, and look at the difference.\n%s", path, got)
	}
}
