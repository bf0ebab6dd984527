package staff

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		message  string
		segments int
		used     int
		wide     bool
	}{
		{"", 1, 0, false},
		{strings.Repeat("a", 160), 1, 160, false},
		{strings.Repeat("a", 161), 2, 161, false},
		{strings.Repeat("a", 306), 2, 306, false},
		{strings.Repeat("a", 307), 3, 307, false},
		{strings.Repeat("é", 160), 1, 160, false},
		{strings.Repeat("ê", 70), 1, 70, true},
		{strings.Repeat("ê", 71), 2, 71, true},
		{strings.Repeat("a", 133) + "ç", 2, 134, true},
		{strings.Repeat("a", 159) + "€", 2, 161, false},
		{strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, 306, false}, // the escape takes its sign along
		{strings.Repeat("😀", 35), 1, 70, true},
		{strings.Repeat("😀", 66), 2, 132, true}, // 33 to a segment: no half of one at its end
		{strings.Repeat("😀", 67), 3, 134, true},
	} {
		if got := sizeOf(c.message); got.Segments != c.segments || got.Used != c.used || got.Wide != c.wide {
			t.Errorf("%.20s… (%d runes): got %+v, want %d segments, %d used, wide %v", c.message, len([]rune(c.message)), got, c.segments, c.used, c.wide)
		}
	}
}

func TestNarrowIsInTheAlphabet(t *testing.T) {
	const french = "Du lundi au vendredi, à l’accueil : « Çà et là, où Noël, fête, île, hôpital, sûr, maïs, cœur » – 9 h – 17 h…"
	got := narrow(french)
	if sizeOf(got).Wide || strings.ContainsAny(got, "’«»–…êîôû") || !strings.Contains(got, "hopital") || !strings.Contains(got, "où Noel") {
		t.Errorf("got %s", got)
	}
	if kept := narrow("ᐃᓄᒃ"); kept != "ᐃᓄᒃ" {
		t.Errorf("another script became %q", kept)
	}
}

var drafts = regexp.MustCompile(`(?s)<textarea class="draft"[^>]*>(.*?)</textarea>`)

func draftsOf(page string) string {
	var all []string
	for _, m := range drafts.FindAllStringSubmatch(page, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return strings.Join(all, "\n")
}

// A message names nothing that says what its number is for, and nothing of a
// service is written that its owner did not agree to: held for every listing.
func TestAMessageGivesNothingAway(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	s := relais.Snapshot[data.Staff](d.engine)
	written, withheld := 0, 0
	for i := range s.Len() {
		l := s.At(i)
		if len(writable(l)) == 0 {
			withheld++
			continue
		}
		written++
		text := d.console.text([]*data.Listing[data.Staff]{l}, bilingual.En, false) + "\n" + d.console.text([]*data.Listing[data.Staff]{l}, bilingual.Fr, false)
		for _, telling := range append([]string{l.Organization.Name.En, l.Organization.Name.Fr, l.Service.Name.En, l.Service.Name.Fr, l.Address.Line1, l.Place.Label.En}, linesOf(l)...) {
			if telling != "" && strings.Contains(text, telling) {
				t.Fatalf("%s: the message says %q: %s", l.ID, telling, text)
			}
		}
		if l.Inside.Visibility == data.Internal {
			t.Fatalf("%s is internal, and something is written of it", l.ID)
		}
	}
	if written < 500 || withheld < 500 {
		t.Errorf("%d are written of, %d are not: this test proves little", written, withheld)
	}
}

func linesOf(l *data.Listing[data.Staff]) []string {
	var numbers []string
	for _, p := range l.Inside.Lines {
		numbers = append(numbers, p.Number, strings.TrimPrefix(p.Number, "+1"))
	}
	return numbers
}

func TestAMessageIsShownAfterTheQuestion(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool { return nameable(l) && len(l.Phones) > 0 })
	ask := func(more ...string) string {
		fields := url.Values{"panel": {"message"}, "open": {string(l.ID)}, "deed": {"same"}}
		for i := 0; i+1 < len(more); i += 2 {
			fields.Set(more[i], more[i+1])
		}
		return d.screen("/staff/en/", fields)
	}
	if page := ask(); len(draftsOf(page)) > 0 || !strings.Contains(page, "Is it safe to text this phone?") {
		t.Error("a message is shown before anybody asked whether it is safe")
	}
	if page := ask("deed", "safe no"); len(draftsOf(page)) > 0 || !strings.Contains(page, "Then nothing is sent.") {
		t.Error("a message is shown although it is not safe")
	}
	page := ask("deed", "safe yes")
	if text := draftsOf(page); !strings.Contains(text, "Ask for the front desk.") || !strings.Contains(text, "Demandez l'accueil.") || strings.Contains(text, l.Organization.Name.En) {
		t.Errorf("the messages are %s", text)
	}
	if !strings.Contains(page, "1 message, ") {
		t.Error("the message has no size")
	}
	if text := draftsOf(ask("deed", "named yes", "safe", "yes")); !strings.Contains(text, l.Organization.Name.En) {
		t.Errorf("with the name: %s", text)
	}
}

func TestAConfidentialNameIsNeverWritten(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	for name, holds := range map[string]func(*data.Listing[data.Staff]) bool{
		"limited": func(l *data.Listing[data.Staff]) bool {
			return l.Inside.Visibility == data.Limited && len(l.Phones) > 0
		},
		"sealed": func(l *data.Listing[data.Staff]) bool { return sealedSite(l) && len(writable(l)) > 0 },
		"internal": func(l *data.Listing[data.Staff]) bool {
			return l.Inside.Visibility == data.Internal && len(l.Phones) > 0
		},
	} {
		l := listing(t, d.engine, holds)
		fields := url.Values{"panel": {"message"}, "open": {string(l.ID)}, "safe": {"yes"}, "named": {"1"}, "deed": {"same"}, "both": {"1"}}
		_, paper, _ := strings.Cut(d.screen("/staff/en/sheet", fields), "</form>")
		text := draftsOf(d.screen("/staff/en/", fields)) + paper
		if strings.Contains(text, l.Organization.Name.En) || strings.Contains(text, l.Organization.Name.Fr) || strings.Contains(text, l.Service.Name.En) {
			t.Errorf("%s: the name is written", name)
		}
		if number := displayed(l.Phones[0].Number); strings.Contains(text, number) != (name != "internal") {
			t.Errorf("%s: whether its number is written is wrong", name)
		}
	}
}

func displayed(number string) string {
	n := strings.TrimPrefix(number, "+1")
	return n[:3] + "-" + n[3:6] + "-" + n[6:]
}

func TestTheSheet(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	open := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool {
		return nameable(l) && len(l.Phones) > 0 && l.Address.Line1 != ""
	})
	inside := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool {
		return l.Inside.Visibility == data.Internal && len(l.Phones) > 0
	})
	fields := url.Values{"place": {"M5V"}, "compare": {string(open.ID), string(inside.ID)}, "both": {"1"}}
	page := d.screen("/staff/en/sheet", fields)
	_, paper, _ := strings.Cut(page, "</form>")
	for _, want := range []string{displayed(open.Phones[0].Number), open.Service.Name.En, open.Service.Name.Fr, "1-833-900-1010", "Acceptance is never promised: each service decides whom it can take in", "L’admission n’est jamais promise\u00a0: chaque service décide des personnes"} {
		if !strings.Contains(paper, html.EscapeString(want)) {
			t.Errorf("the sheet has no %q", want)
		}
	}
	for _, not := range []string{inside.Organization.Name.En, displayed(inside.Phones[0].Number), "M5V", "Relais"} {
		if strings.Contains(paper, html.EscapeString(not)) {
			t.Errorf("the sheet has %q", not)
		}
	}
	if !strings.Contains(page, "Left out, since nothing of them may be printed: 1") || !strings.Contains(page, `name="place" value="M5V"`) {
		t.Error("the sheet does not say what it left out, or the call does not come back from it")
	}
}
