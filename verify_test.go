package relais_test

import (
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

const day = 24 * time.Hour

func dueOn(t *testing.T, e *relais.Engine, at time.Time, all bool) []relais.Due {
	t.Helper()
	due, err := e.Due(hours.DateOf(at), all)
	if err != nil {
		t.Fatal(err)
	}
	return due
}

// What nobody ever verified is due first; what was verified is due again after
// the time that its kind has; editing is not verifying.
func TestWhatIsDueComesInItsOrder(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow+shelterRow)
	legal, shelter := listed(t, e, "Lighthouse (demo)"), listed(t, e, "Harbour House (demo)")
	if due := dueOn(t, e, now, false); len(due) != 2 || !due[0].On.IsZero() {
		t.Fatalf("due: %+v", due)
	}
	if _, err := e.Verify(legal.At[0].ID, "phone", "ana", "a call", now); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Verify(shelter.ID(), "visit", "ana", "a visit", now); err != nil {
		t.Fatal(err)
	}
	if due := dueOn(t, e, now.Add(29*day), false); len(due) != 0 {
		t.Errorf("due after 29 days: %+v", due)
	}
	due := dueOn(t, e, now.Add(30*day), false)
	if len(due) != 1 || due[0].Listing != shelter.At[0].ID || due[0].Overdue != 0 || due[0].Last.By != "ana" || due[0].Last.How != "visit" {
		t.Errorf("due after 30 days: %+v", due)
	}
	if due := dueOn(t, e, now.Add(90*day), false); len(due) != 2 {
		t.Errorf("due after 90 days: %+v", due)
	}
	if due := dueOn(t, e, now, true); len(due) != 2 || due[0].Overdue != -30 {
		t.Errorf("all: %+v", due)
	}
	r := listed(t, e, "Harbour House (demo)")
	r.Services[0].Notes.En = "edited"
	apply(t, e, r)
	if due := dueOn(t, e, now.Add(30*day), false); len(due) != 1 {
		t.Error("editing counts as verifying")
	}
	_, err := e.Verify(legal.At[0].ID, " ", "ana", "x", now)
	wantCode(t, err, bilingual.Invalid, "how_required")
}

// Attempts on three days propose a withdrawal, which somebody else decides; it
// keeps its reason and its day.
// What comes a second time by mistake, by a second click or a request sent again,
// is done once.
func TestWhatIsSentTwiceCountsOnce(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow)
	r := listed(t, e, "Lighthouse (demo)")
	for _, c := range []struct {
		by, how string
		at      time.Time
		want    int
	}{
		{"ana", "phone", now, 1}, {"ana", "phone", now.Add(time.Minute), 1}, {"ana", "email", now.Add(time.Minute), 2},
		{"cleo", "phone", now.Add(time.Minute), 3}, {"ana", "phone", now.Add(time.Hour), 4},
	} {
		if got, err := e.RecordAttempt(r.At[0].ID, c.how, c.by, "no answer", c.at); err != nil || len(got.Attempts) != c.want {
			t.Errorf("%+v: %d attempts, %v", c, len(got.Attempts), err)
		}
	}
	for i, why := range []string{"moved away", "by mistake"} {
		if _, err := e.Withdraw(r.ID(), "ana", why, now.Add(time.Duration(i)*day)); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := e.Withdrawals()
	if err != nil || len(gone) != 1 || gone[0].Reason != "moved away" || !gone[0].At.Equal(now) {
		t.Errorf("withdrawn: %+v, %v", gone, err)
	}
}

func TestWhoCannotBeReachedIsProposedForWithdrawal(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "second")
	listing := listed(t, e, "Lighthouse (demo)").At[0].ID
	var tried relais.Tried
	for _, at := range []time.Time{now, now.Add(time.Hour), now.Add(day), now.Add(2 * day), now.Add(3 * day)} {
		got, err := e.RecordAttempt(listing, "phone", "ana", "no answer", at)
		if err != nil {
			t.Fatal(err)
		}
		if (got.Proposal != "") != (at.Equal(now.Add(2 * day))) {
			t.Errorf("at %v: %+v", at, got)
		}
		if got.Proposal != "" {
			tried = got
		}
	}
	if due := dueOn(t, e, now.Add(3*day), false); len(due) != 1 || len(due[0].Attempts) != 5 || !due[0].Withdrawal {
		t.Errorf("due: %+v", due)
	}
	d := relais.Decision{ID: tried.Proposal, Actor: "ana", Reason: "gone", At: now.Add(4 * day)}
	_, err := e.Decide(d)
	wantCode(t, err, bilingual.NotAllowed, "proposal_own")
	d.Actor = "cleo"
	if _, err := e.Decide(d); err != nil {
		t.Fatal(err)
	}
	if n := len(relais.Listings[relais.Public](e)); n != 0 {
		t.Errorf("%d listings are public", n)
	}
	gone, err := e.Withdrawals()
	if err != nil || len(gone) != 1 || gone[0].Reason != "gone" || gone[0].By != "cleo" || !gone[0].At.Equal(d.At) {
		t.Errorf("withdrawn: %+v, %v", gone, err)
	}
	if r := listed(t, e, "Lighthouse (demo)"); r.Services[0].Status != data.Inactive || r.Services[0].Exposure.Effective() != data.Internal {
		t.Errorf("it is %+v", r.Services[0])
	}
	if due := dueOn(t, e, now.Add(400*day), true); len(due) != 0 {
		t.Errorf("what was withdrawn is due: %+v", due)
	}
	imported(t, e, "ana", agreed, legalRow) // the file still has it
	if n := len(relais.Listings[relais.Public](e)); n != 0 {
		t.Error("an import brings back what was withdrawn")
	}
}
