package relais_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/geo"
)

// transfer is a warm transfer to a shelter in Ontario.
func transfer() relais.Referred {
	return relais.Referred{Kind: relais.WarmTransfer, Need: "emergency-shelter", Province: geo.Ontario, Basis: relais.BasisConsent}
}

func refer(t *testing.T, e *relais.Engine, r relais.Referred, times int) {
	t.Helper()
	for range times {
		if _, err := e.RecordReferral(r, now); err != nil {
			t.Fatal(err)
		}
	}
}

func reports(t *testing.T, e *relais.Engine, at time.Time) []relais.ReferralReport {
	t.Helper()
	all, err := e.ReferralReports(at)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// later is when the quarter of now is reported.
var later = time.Date(2027, time.January, 31, 0, 0, 0, 0, time.UTC)

func TestConsentComesBeforeAnythingIsShared(t *testing.T) {
	e := emptyDirectory(t)
	for _, kind := range []relais.ReferralKind{relais.WarmTransfer, relais.PoliceReport, relais.ChildProtectionReport} {
		_, err := e.RecordReferral(relais.Referred{Kind: kind, Need: "housing"}, now)
		wantCode(t, err, bilingual.NotAllowed, "consent_first")
	}
	refer(t, e, relais.Referred{Kind: relais.PoliceReport, Basis: relais.BasisDanger}, 1)
	_, err := e.RecordReferral(relais.Referred{Kind: relais.OptionsGiven, Need: "housing", Basis: relais.BasisConsent}, now)
	wantCode(t, err, bilingual.Invalid, "basis_unneeded")
	_, err = e.RecordReferral(relais.Referred{Kind: relais.PoliceReport, Need: "housing", Basis: relais.BasisDanger}, now)
	wantCode(t, err, bilingual.Invalid, "report_apart")
}

// What is counted is coarse: the widest term, the region, the day. Each field that
// is added here is a decision about somebody's safety.
func TestWhatIsCountedIsCoarse(t *testing.T) {
	e := emptyDirectory(t)
	r := transfer()
	r.Province = geo.Nunavut
	got, err := e.RecordReferral(r, now)
	want := relais.Referral{Day: hours.DateOf(now), Kind: relais.WarmTransfer, Need: "housing", Region: "north", Basis: relais.BasisConsent}
	if err != nil || got != want {
		t.Errorf("counted %+v, %v", got, err)
	}
	var fields []string
	for i := range reflect.TypeFor[relais.Referral]().NumField() {
		fields = append(fields, reflect.TypeFor[relais.Referral]().Field(i).Name)
	}
	if strings.Join(fields, " ") != "Day Kind Need Region Basis Outcome" {
		t.Errorf("a referral keeps %v", fields)
	}
}

// Counting leaves no trace of when, by whom, or how often: no audit entry, no new
// generation, a paper of the same length.
func TestCountingLeavesNoTrace(t *testing.T) {
	e := emptyDirectory(t)
	refer(t, e, transfer(), 1)
	entries, generation, length := audited(t, e), e.Generation(), bookLength(t, e)
	refer(t, e, transfer(), 5)
	r := transfer()
	r.Need, r.Province = "legal", geo.Quebec
	refer(t, e, r, 1)
	if audited(t, e) != entries || e.Generation() != generation || bookLength(t, e) != length {
		t.Errorf("audit %d, generation %d, length %d; were %d, %d, %d", audited(t, e), e.Generation(), bookLength(t, e), entries, generation, length)
	}
}

func audited(t *testing.T, e *relais.Engine) (n int) {
	t.Helper()
	look(t, e, func(tx *store.Tx) error {
		for _, err := range tx.Audit() {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n
}

func bookLength(t *testing.T, e *relais.Engine) (n int) {
	t.Helper()
	look(t, e, func(tx *store.Tx) error {
		for p, err := range tx.Papers("referrals/") {
			if err != nil {
				return err
			}
			n += len(p.Content)
		}
		return nil
	})
	return n
}

func look(t *testing.T, e *relais.Engine, f func(*store.Tx) error) {
	t.Helper()
	if err := e.Store().View(f); err != nil {
		t.Fatal(err)
	}
}

func TestAnOutcomeNeedsNobodysReferral(t *testing.T) {
	e := emptyDirectory(t)
	r := transfer()
	r.Outcome = relais.OutcomeServed
	_, err := e.RecordOutcome(r, now)
	wantCode(t, err, bilingual.NotFound, "referral_unknown")
	refer(t, e, transfer(), 1)
	got, err := e.RecordOutcome(r, now.Add(3*day))
	if err != nil || got.Day != hours.DateOf(now) || got.Outcome != relais.OutcomeServed {
		t.Errorf("outcome %+v, %v", got, err)
	}
	_, err = e.RecordOutcome(r, now)
	wantCode(t, err, bilingual.NotFound, "referral_unknown")
	_, err = e.TakeBackReferral(transfer(), now)
	wantCode(t, err, bilingual.NotFound, "referral_unknown")
	if _, err = e.TakeBackReferral(r, now); err != nil {
		t.Error(err)
	}
}

func TestADayIsTodayOrNotLongAgo(t *testing.T) {
	e := emptyDirectory(t)
	for _, days := range []int{1, -31} {
		r := transfer()
		r.Day = hours.DateOf(now).AddDays(days)
		_, err := e.RecordReferral(r, now)
		wantCode(t, err, bilingual.Invalid, "referral_day")
	}
}

// A quarter is reported once: what comes afterwards is refused, in whatever way a
// clock goes, and the report stays to the byte. What it was made of is erased.
func TestAQuarterIsReportedOnce(t *testing.T) {
	e := emptyDirectory(t)
	refer(t, e, transfer(), 60)
	if all := reports(t, e, later.Add(-day)); len(all) != 0 {
		t.Fatalf("reported too early: %+v", all)
	}
	first := reports(t, e, later)
	if bookLength(t, e) != 0 {
		t.Error("what a report was made of is still there")
	}
	_, err := e.RecordReferral(transfer(), now) // a clock that was put back
	wantCode(t, err, bilingual.Conflict, "quarter_reported")
	if again := reports(t, e, later.Add(day)); !reflect.DeepEqual(again, first) {
		t.Error("a report changed")
	}
	table := first[0].Tables[1]
	if first[0].Quarter != "2026-Q4" || table.Code != "regions" || table.Rows[2].Code != "ON" || table.Rows[2].Numbers[0] == nil || *table.Rows[2].Numbers[0]%5 != 0 {
		t.Errorf("reported %+v", table)
	}
}

// That a quarter has a report tells nothing: one in which nothing was counted has
// one like the others.
func TestAQuarterWithoutCallsIsReportedToo(t *testing.T) {
	all := reports(t, emptyDirectory(t), later.AddDate(0, 6, 0))
	if len(all) != 3 {
		t.Fatalf("%d reports", len(all))
	}
	for _, r := range all {
		if len(r.Tables) != 5 || r.ID == "" {
			t.Errorf("%s: %d tables", r.Quarter, len(r.Tables))
		}
	}
}

// Nothing of what is counted is public, nor in the clear on disk.
func TestNothingOfAReferralIsPublic(t *testing.T) {
	dir := t.TempDir()
	e, err := relais.Create(dir, relais.Options{Keys: t.TempDir(), Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "second")
	before := observe(t, e)
	refer(t, e, transfer(), 20)
	reports(t, e, later)
	if !bytes.Equal(observe(t, e), before) {
		t.Error("a referral changed what the public can read")
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for path, content := range everyFile(t, dir) {
		if strings.Contains(content, "warm_transfer") || strings.Contains(content, "2026-Q4") {
			t.Errorf("%s tells of referrals in the clear", path)
		}
	}
}

func codes(triggers []relais.Trigger) string {
	var all []string
	for _, t := range triggers {
		all = append(all, t.Code+"="+t.Applies.String())
	}
	return strings.Join(all, " ")
}

func TestTheProtocolSaysWhatAppliesFirst(t *testing.T) {
	e := emptyDirectory(t)
	for _, c := range []struct {
		signs relais.Signs
		want  string
	}{
		{relais.Signs{Kind: relais.OptionsGiven}, "promise=yes"},
		{relais.Signs{Kind: relais.OptionsGiven, Age: new(25.0), Province: geo.Ontario}, "promise=yes"},
		{relais.Signs{Kind: relais.WarmTransfer, Province: geo.Ontario}, "duty=unknown consent=no share=yes promise=yes"},
		{relais.Signs{Kind: relais.WarmTransfer, Age: new(15.0), Danger: true, Province: geo.Ontario, Basis: relais.BasisConsent}, "danger=yes minor=yes duty=yes consent=yes share=yes promise=yes"},
		{relais.Signs{Kind: relais.PoliceReport, Age: new(18.5), Basis: relais.BasisLaw}, "minor=unknown consent=no share=yes promise=yes"},
	} {
		got, err := e.Triggers(c.signs)
		if err != nil || codes(got) != c.want {
			t.Errorf("%+v: %s, %v; want %s", c.signs, codes(got), err, c.want)
		}
		for _, tr := range got {
			if tr.Text.En == "" || tr.Text.Fr == "" || tr.Text.En == tr.Text.Fr {
				t.Errorf("%s is not said in two languages", tr.Code)
			}
		}
	}
}
