package staff

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// shelter is a listing that gives what toronto asks for.
func shelter(t *testing.T, d *desk) string {
	t.Helper()
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool {
		return slices.Contains(l.Needs, "emergency-shelter") && len(l.Phones) > 0 && l.Inside.Visibility == data.Open
	})
	return string(l.ID)
}

// uncounted reports that no such referral is counted; one that is, is no more.
func uncounted(d *desk, r relais.Referred) bool {
	_, err := d.engine.TakeBackReferral(r, now)
	p, ok := bilingual.AsProblem(err)
	return ok && p.Code == "referral_unknown"
}

var transferred = relais.Referred{Kind: relais.WarmTransfer, Need: "housing", Province: "ON", Basis: relais.BasisConsent}

// A warm transfer asks for its ground first; only then are the lines shown, and
// what applies is said all the way.
func TestConsentIsRecordedBeforeATransfer(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	id := shelter(t, d)
	page := d.screen("/staff/en/", toronto("deed", "refer "+id))
	for _, want := range []string{`value="options - ` + id + `" data-letter="o"`, `value="refer ` + id + ` warm_transfer" data-letter="t"`, "counted apart", "Acceptance is never promised", `<option value="housing" selected>`, "Ontario, today."} {
		if !strings.Contains(page, want) {
			t.Errorf("the panel has no %q", want)
		}
	}
	page = d.screen("/staff/en/", toronto("deed", "refer "+id+" warm_transfer", "age", "15"))
	for _, want := range []string{`name="refer" value="warm_transfer"`, "Nothing is shared about the person before they agree", "Share nothing yet.", "A young person", `value="warm_transfer consent ` + id + `" data-letter="c"`, `class="banner duty"`} {
		if !strings.Contains(page, want) {
			t.Errorf("before consent, the panel has no %q", want)
		}
	}
	if page = d.screen("/staff/en/refer", toronto("deed", "warm_transfer - "+id, "counted", "housing")); !strings.Contains(page, "Ask for consent first") || !uncounted(d, transferred) {
		t.Error("a transfer without a ground was counted")
	}
	for _, deed := range []string{"", "gossip consent " + id, "warm_transfer"} {
		if page = d.screen("/staff/fr/refer", toronto("deed", deed, "counted", "housing")); !strings.Contains(page, `class="notice bad"`) {
			t.Errorf("%q is not refused", deed)
		}
	}
	before := len(audit(t, d.engine))
	page = d.screen("/staff/en/refer", toronto("deed", "warm_transfer consent "+id, "counted", "housing"))
	for _, want := range []string{"Now you may call:", "Share what the person has agreed to share", `value="served warm_transfer housing ON consent" data-letter="s"`, "Acceptance is never promised"} {
		if !strings.Contains(page, want) {
			t.Errorf("after consent, the panel has no %q", want)
		}
	}
	if undo := undoOf(t, page); undo != "referral warm_transfer housing ON consent" {
		t.Errorf("the button says %q", undo)
	}
	if len(audit(t, d.engine)) != before {
		t.Error("the audit tells when who took a call")
	}
	if page = d.screen("/staff/en/undo", toronto("deed", undoOf(t, page))); !strings.Contains(page, "Taken back.") || !uncounted(d, transferred) {
		t.Error("it was not taken back")
	}
}

// Options need no ground, and reports no need: they are counted apart.
func TestOptionsAndReports(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	id := shelter(t, d)
	page := d.screen("/staff/fr/refer", toronto("deed", "options - "+id, "counted", "housing"))
	if !strings.Contains(page, "Compté\u00a0: Options données.") || strings.Contains(page, "Vous pouvez maintenant appeler") {
		t.Error("options given are not counted, or lead to a transfer")
	}
	if uncounted(d, relais.Referred{Kind: relais.OptionsGiven, Need: "housing", Province: "ON"}) {
		t.Error("options given are not counted")
	}
	page = d.screen("/staff/fr/refer", toronto("deed", "police_report danger "+id, "counted", "housing"))
	if strings.Contains(page, "/outcome") || !strings.Contains(page, "Danger immédiat") {
		t.Error("a report has an outcome, or does not say what applies")
	}
	if uncounted(d, relais.Referred{Kind: relais.PoliceReport, Province: "ON", Basis: relais.BasisDanger}) {
		t.Error("a report is not counted")
	}
}

// What came of a referral is said at once, or later by saying everything of it
// again.
func TestAnOutcomeIsCountedForNobodysReferral(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	id := shelter(t, d)
	for range 2 {
		d.screen("/staff/en/refer", toronto("deed", "warm_transfer consent "+id, "counted", "housing"))
	}
	if page := d.screen("/staff/en/outcome", toronto("deed", "served "+deedOf(transferred))); !strings.Contains(page, "Outcome counted.") {
		t.Error("the outcome is not counted")
	}
	late := url.Values{"deed": {"full late"}, "late_kind": {"warm_transfer"}, "late_need": {"housing"}, "late_province": {"ON"}, "late_basis": {"consent"}}
	if page := d.screen("/staff/en/outcome", late); !strings.Contains(page, "Outcome counted.") {
		t.Error("a later outcome is not counted")
	}
	for _, outcome := range []relais.Outcome{relais.OutcomeServed, relais.OutcomeFull} {
		r := transferred
		if r.Outcome = outcome; uncounted(d, r) {
			t.Errorf("no referral is %s", outcome)
		}
	}
	if page := d.screen("/staff/en/outcome", late); !strings.Contains(page, "No such referral") {
		t.Error("an outcome of nothing is counted")
	}
	for _, deed := range []string{"", "late", "nonsense late", "served nonsense housing ON consent"} {
		late.Set("deed", deed)
		if page := d.screen("/staff/en/outcome", late); !strings.Contains(page, `class="notice bad"`) {
			t.Errorf("%q was counted", deed)
		}
	}
}

// Danger is said above everything, as soon as it is ticked, and changes no search.
func TestDangerComesFirst(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	page := d.screen("/staff/en/", toronto("danger", "1"))
	if !strings.Contains(page, `class="banner danger"`) || !strings.Contains(page, "911") || !strings.Contains(page, `name="danger" id="danger" value="1" checked`) {
		t.Error("danger is not said, or forgotten")
	}
	if live := d.post("/staff/en/live", toronto("danger", "1")).Body.String(); !strings.Contains(html.UnescapeString(live), "911") {
		t.Error("danger is not said while it is ticked")
	}
	if calm := d.screen("/staff/en/", toronto()); strings.Count(calm, `<li class="row`) != strings.Count(page, `<li class="row`) || strings.Contains(calm, `banner danger"`) {
		t.Error("danger changes what is found, or is said where there is none")
	}
}

// The words are on the screen and on the sheet, in both languages.
func TestAcceptanceIsNeverPromised(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	id := shelter(t, d)
	for lang, words := range map[string]string{"en": "Acceptance is never promised", "fr": "jamais"} {
		for _, path := range []string{"", "sheet"} {
			if page := d.screen("/staff/"+lang+"/"+path, toronto("open", id)); !strings.Contains(page, words) {
				t.Errorf("%s %s promises", lang, path)
			}
		}
	}
}
