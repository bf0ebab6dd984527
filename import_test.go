package relais_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// partner is the mapping of a partner's file.
const partner = `
source = "partner"
key = ["id"]
[columns]
organization_name = "name"
service_name = "service"
needs = "need"
address_1 = "street"
city = "city"
province = "prov"
phone = "tel"
url = "web"
confidential = "conf"
`

const agreed = partner + `
[consent]
by = "the directors"
on = 2026-01-15
evidence = "signed forms"
visibility = "public"
`

const partnerHeader = "id,name,service,need,street,city,prov,tel,web,conf\n"

const (
	legalRow   = "1,Lighthouse (demo),Legal help,legal,1 Elm St,Halifax,NS,902-555-0123,,no\n"
	shelterRow = "2,Harbour House (demo),Shelter,emergency-shelter,12 Fictitious St,Halifax,NS,902-555-0145,,yes\n"
)

func emptyDirectory(t *testing.T) *relais.Engine {
	t.Helper()
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir(), Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func planned(t *testing.T, e *relais.Engine, actor, mapping, rows string) *relais.Import {
	t.Helper()
	i, err := e.PlanImport(relais.ImportFile{Name: "partner.csv", Content: []byte(partnerHeader + rows), Mapping: []byte(mapping)}, actor, now)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func imported(t *testing.T, e *relais.Engine, actor, mapping, rows string) *relais.Import {
	t.Helper()
	i := planned(t, e, actor, mapping, rows)
	if _, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, SkipBad: true, Actor: actor, Reason: "test", At: now}); err != nil {
		t.Fatal(err)
	}
	return i
}

// agree has a second person approve all that waits.
func agree(t *testing.T, e *relais.Engine, actor string) {
	t.Helper()
	waiting, err := e.Proposals()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range waiting {
		if _, err := e.Decide(relais.Decision{ID: p.ID, Actor: actor, Reason: "form seen", At: now}); err != nil {
			t.Fatal(err)
		}
	}
}

func undo(e *relais.Engine, id data.ID, newer relais.Newer, at time.Time) (relais.ImportDone, error) {
	return e.UndoImport(relais.UndoOrder{ID: id, Newer: newer, Actor: "ana", Reason: "a mistake", At: at})
}

func wantCode(t *testing.T, err error, kind bilingual.Kind, code string) {
	t.Helper()
	p, ok := bilingual.AsProblem(err)
	if !ok || p.Kind != kind || p.Code != code {
		t.Fatalf("got %v, want a problem %s", err, code)
	}
	if p.Message.En == "" || p.Message.Fr == "" || p.Message.En == p.Message.Fr {
		t.Errorf("%s is not said in two languages", code)
	}
}

// listed is the one record of an organization by its name.
func listed(t *testing.T, e *relais.Engine, name string) *record.Record {
	t.Helper()
	for _, l := range relais.Listings[relais.Staff](e) {
		if l.Organization.Name.En == name {
			r, err := e.Record(l.Organization.ID)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
	}
	t.Fatalf("nobody is called %s", name)
	return nil
}

// A plan changes nothing; applied it is there whole; undone it was never there,
// to the byte.
func TestAnImportIsPlannedAppliedAndUndone(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow)
	before := e.Store().Digest()
	i := planned(t, e, "ana", partner, strings.Replace(legalRow, "Legal help", "Legal help and advice", 1)+shelterRow)
	if i.Added != 1 || i.Changed != 1 || e.Store().Digest() != before || i.State != relais.ImportPlanned {
		t.Fatalf("planned %+v", i.ImportBrief)
	}
	order := relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "a new year", At: now}
	done, err := e.ApplyImport(order)
	if err != nil || done.Receipt.Added != 1 || done.Receipt.Changed != 1 || done.Content == before || done.Again {
		t.Fatalf("applied %+v, %v", done, err)
	}
	again, err := e.ApplyImport(order)
	if err != nil || !again.Again || again.Receipt.Change != done.Receipt.Change || again.Content != done.Content {
		t.Errorf("applied again: %+v, %v", again, err)
	}
	back, err := undo(e, i.ID, relais.NewerRefuse, now.Add(89*24*time.Hour))
	if err != nil || back.Content != before || e.Store().Digest() != before {
		t.Fatalf("undone %+v, %v", back, err)
	}
	if back, err = undo(e, i.ID, relais.NewerRefuse, now); err != nil || !back.Again {
		t.Errorf("undone again: %+v, %v", back, err)
	}
	_, err = e.ApplyImport(order)
	wantCode(t, err, bilingual.Conflict, "import_undone")
	if all, err := e.Imports(); err != nil || len(all) != 2 || all[0].State == all[1].State {
		t.Errorf("the list has %+v, %v", all, err)
	}
}

// A file that is imported twice changes nothing and proposes nothing twice, and
// the public catalog stays the one that it was.
func TestImportedAgainAFileChangesNothing(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow+shelterRow)
	for range 2 { // while it waits, and once it is approved
		before, public := e.Store().Digest(), relais.Snapshot[relais.Public](e)
		waiting, _ := e.Proposals()
		i := imported(t, e, "ana", agreed, shelterRow+legalRow)
		still, _ := e.Proposals()
		if i.Added+i.Changed != 0 || e.Store().Digest() != before || len(still) != len(waiting) || relais.Snapshot[relais.Public](e) != public {
			t.Errorf("again: %+v; %d wait, and waited %d", i.ImportBrief, len(still), len(waiting))
		}
		agree(t, e, "second")
	}
	if n := len(relais.Listings[relais.Public](e)); n != 2 {
		t.Errorf("%d listings are public", n)
	}
}

// A plan goes stale with the records that it touches, and with no others.
func TestAStalePlanIsRefusedAndSaysWhich(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow+shelterRow)
	i := planned(t, e, "ana", partner, strings.Replace(legalRow, "1 Elm St", "2 Elm St", 1)+"3,New (demo),Food,food,,Halifax,NS,,,no\n")
	beside, touched := listed(t, e, "Harbour House (demo)"), listed(t, e, "Lighthouse (demo)")
	beside.Services[0].Notes.En = "edited"
	apply(t, e, beside)
	was := clone(t, touched)
	touched.Services[0].Notes.En = "edited"
	apply(t, e, touched)
	order := relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "test", At: now}
	_, err := e.ApplyImport(order)
	wantCode(t, err, bilingual.Conflict, "import_stale")
	if !strings.Contains(err.Error(), string(touched.ID())) || strings.Contains(err.Error(), string(beside.ID())) {
		t.Errorf("it names others: %v", err)
	}
	apply(t, e, was) // as it was planned on
	twin := planned(t, e, "ana", partner, "3,New (demo),Food,food,,Halifax,NS,,,no\n")
	if _, err := e.ApplyImport(order); err != nil {
		t.Fatal(err)
	}
	_, err = e.ApplyImport(relais.ImportOrder{ID: twin.ID, Actor: "ana", Reason: "test", At: now})
	wantCode(t, err, bilingual.Conflict, "import_stale")
}

// A plan that another version of the program made is not applied by the rules of this
// one.
func TestAPlanOfAnotherVersionIsRefused(t *testing.T) {
	e := emptyDirectory(t)
	i := planned(t, e, "ana", partner, legalRow)
	name := "import/" + string(i.ID)
	brief := map[string]any{}
	err := e.Store().View(func(tx *store.Tx) error {
		content, _, err := tx.Paper(name)
		if err != nil {
			return err
		}
		return json.Unmarshal(content, &brief)
	})
	if err != nil || brief["rules"] == nil {
		t.Fatalf("the plan is %v, %v", brief, err)
	}
	delete(brief, "rules") // older ones have none
	older, err := json.Marshal(brief)
	if err == nil {
		err = e.Store().File(store.Filing{Papers: []store.Paper{{Name: name, Content: older}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	order := relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "test", At: now}
	_, err = e.ApplyImport(order)
	wantCode(t, err, bilingual.Conflict, "import_other_version")
	if p, _ := bilingual.AsProblem(err); !strings.Contains(p.Hint.Fr, "relais import plan") || e.Store().Len() != 0 {
		t.Errorf("it says %q, and %d records are there", p.Hint.Fr, e.Store().Len())
	}
	order.ID = planned(t, e, "ana", partner, legalRow).ID
	if _, err := e.ApplyImport(order); err != nil {
		t.Errorf("planned again: %v", err)
	}
}

// Each phase of the work is told in its turn, in numbers that rise.
func TestAnImportTellsHowFarItIs(t *testing.T) {
	e := emptyDirectory(t)
	var rows strings.Builder
	rows.WriteString(partnerHeader)
	for n := range 600 {
		fmt.Fprintf(&rows, "%d,House %d (demo),Help,legal,%d Elm St,Halifax,NS,,,no\n", n, n, n)
	}
	var phases []ingest.Phase
	last := 0
	progress := func(phase ingest.Phase, done, total int) {
		if len(phases) == 0 || phases[len(phases)-1] != phase {
			phases, last = append(phases, phase), 0
		}
		if done < last || done > total {
			t.Errorf("%s: %d of %d after %d", phase, done, total, last)
		}
		last = done
	}
	i, err := e.PlanImport(relais.ImportFile{Content: []byte(rows.String()), Mapping: []byte(partner), Progress: progress}, "ana", now)
	if err != nil {
		t.Fatal(err)
	}
	if want := []ingest.Phase{ingest.Rows, ingest.Check, ingest.Match, ingest.Write}; !slices.Equal(phases, want) {
		t.Errorf("planning tells of %v, want %v", phases, want)
	}
	phases = nil
	if _, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "test", At: now, Progress: progress}); err != nil {
		t.Fatal(err)
	}
	if want := []ingest.Phase{ingest.Check, ingest.Write}; !slices.Equal(phases, want) {
		t.Errorf("applying tells of %v, want %v", phases, want)
	}
}

func TestBadRowsAreLeftOutOnlyIfSomebodySaysSo(t *testing.T) {
	e := emptyDirectory(t)
	i := planned(t, e, "ana", partner, legalRow+"5,,Nobody,food,,Halifax,NS,,,no\n")
	order := relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "test", At: now}
	_, err := e.ApplyImport(order)
	wantCode(t, err, bilingual.Invalid, "import_bad_rows")
	order.SkipBad = true
	if done, err := e.ApplyImport(order); err != nil || done.Receipt.Added != 1 || done.Rejected != 1 {
		t.Errorf("applied %+v, %v", done, err)
	}
}

// What was edited after an import is listed, and undone only by somebody who says
// what is to become of it.
func TestUndoListsWhatWasEditedSince(t *testing.T) {
	for newer, want := range map[relais.Newer]string{relais.NewerKeep: "edited", relais.NewerForce: ""} {
		e := emptyDirectory(t)
		imported(t, e, "ana", partner, legalRow)
		before := e.Store().Digest()
		i := imported(t, e, "ana", partner, strings.Replace(legalRow, "1 Elm St", "2 Elm St", 1)+shelterRow)
		r := listed(t, e, "Lighthouse (demo)")
		r.Services[0].Notes.En = "edited"
		apply(t, e, r)
		edited, err := e.EditedSince(i.ID, now)
		if err != nil || len(edited) != 1 || len(edited[0].Fields) != 1 || edited[0].Fields[0].New != "edited" {
			t.Fatalf("edited since: %+v, %v", edited, err)
		}
		_, err = undo(e, i.ID, relais.NewerRefuse, now)
		wantCode(t, err, bilingual.Conflict, "import_edited_since")
		if _, err := undo(e, i.ID, newer, now); err != nil {
			t.Fatal(err)
		}
		if got := listed(t, e, "Lighthouse (demo)").Services[0].Notes.En; got != want {
			t.Errorf("%s: notes are %q, want %q", newer, got, want)
		}
		if s, _ := e.Stats(); s.Total.Organizations != 1 || newer == relais.NewerForce && e.Store().Digest() != before {
			t.Errorf("%s: %d organizations", newer, s.Total.Organizations)
		}
	}
}

func TestUndoEndsAfterNinetyDays(t *testing.T) {
	e := emptyDirectory(t)
	i := imported(t, e, "ana", partner, legalRow)
	_, err := undo(e, i.ID, relais.NewerRefuse, now.Add(relais.UndoFor+time.Second))
	wantCode(t, err, bilingual.NotAllowed, "import_too_old")
	other := planned(t, e, "ana", partner, shelterRow)
	_, err = undo(e, other.ID, relais.NewerRefuse, now)
	wantCode(t, err, bilingual.Conflict, "import_not_applied")
}

// What an import would publish waits; whoever planned it, applied it or decided
// its pairs cannot approve it.
func TestWhatWouldBeSeenWaitsForASecondPerson(t *testing.T) {
	e := emptyDirectory(t)
	i := planned(t, e, "ana", agreed, legalRow)
	if _, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, Actor: "ben", Reason: "test", At: now}); err != nil {
		t.Fatal(err)
	}
	if n := len(relais.Listings[relais.Public](e)); n != 0 {
		t.Fatalf("%d listings are public", n)
	}
	waiting, err := e.Proposals()
	if err != nil || len(waiting) != 1 || waiting[0].Gains[0].Field != "listing" || waiting[0].Import != i.ID {
		t.Fatalf("waiting: %+v, %v", waiting, err)
	}
	d := relais.Decision{ID: waiting[0].ID, Reason: "form seen", At: now}
	for _, d.Actor = range []string{"ana", "ben"} {
		_, err := e.Decide(d)
		wantCode(t, err, bilingual.NotAllowed, "proposal_own")
	}
	d.Actor, d.Reason = "cleo", " "
	_, err = e.Decide(d)
	wantCode(t, err, bilingual.Invalid, "reason_required")
	r := listed(t, e, "Lighthouse (demo)")
	r.Services[0].Capacity = []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Updated: now}}
	apply(t, e, r) // room is learned meanwhile, and stays
	d.Reason = "form seen"
	if p, err := e.Decide(d); err != nil || p.State != relais.ProposalApproved || p.Decided.By != "cleo" {
		t.Fatalf("decided %+v, %v", p, err)
	}
	if n := len(relais.Listings[relais.Public](e)); n != 1 {
		t.Errorf("%d listings are public", n)
	}
	if got := listed(t, e, "Lighthouse (demo)").Services[0].Capacity; len(got) != 1 {
		t.Errorf("the room is %v", got)
	}
	if p, err := e.Decide(d); err != nil || p.Decided.By != "cleo" {
		t.Errorf("decided again: %+v, %v", p, err)
	}
	d.Decline = true
	_, err = e.Decide(d)
	wantCode(t, err, bilingual.Conflict, "proposal_decided")
}

// A declined proposal changes nothing, and one of an undone import lapses.
func TestProposalsAreDeclinedOrLapse(t *testing.T) {
	e := emptyDirectory(t)
	i := imported(t, e, "ana", agreed, legalRow+shelterRow)
	waiting, _ := e.Proposals()
	before := e.Store().Digest()
	p, err := e.Decide(relais.Decision{ID: waiting[0].ID, Decline: true, Actor: "cleo", Reason: "no form", At: now})
	if err != nil || p.State != relais.ProposalDeclined || e.Store().Digest() != before {
		t.Errorf("declined %+v, %v", p, err)
	}
	if _, err := undo(e, i.ID, relais.NewerRefuse, now); err != nil {
		t.Fatal(err)
	}
	if still, _ := e.Proposals(); len(still) != 1 || still[0].Kind != relais.ProposeUnseal { // what the shelter's row had sealed
		t.Errorf("still waiting: %+v", still)
	}
	_, err = e.Decide(relais.Decision{ID: waiting[1].ID, Actor: "cleo", Reason: "late", At: now})
	wantCode(t, err, bilingual.Conflict, "proposal_decided")
}

// A proposal whose record was edited elsewhere keeps the edit; one whose very
// part was edited is refused.
func TestAProposalMeetsOtherEdits(t *testing.T) {
	for same, code := range map[bool]string{false: "", true: "proposal_stale"} {
		e := emptyDirectory(t)
		imported(t, e, "ana", agreed, legalRow)
		r := listed(t, e, "Lighthouse (demo)")
		if same {
			r.Services[0].Notes.En = "edited"
		} else {
			r.Services = append(r.Services, record.Service{ID: "00000000-0000-4000-8000-0000000000aa", Name: bilingual.Same("Other"), Status: data.Active})
		}
		apply(t, e, r)
		waiting, _ := e.Proposals()
		_, err := e.Decide(relais.Decision{ID: waiting[0].ID, Actor: "cleo", Reason: "form seen", At: now})
		if code != "" {
			wantCode(t, err, bilingual.Conflict, code)
			continue
		}
		if err != nil || len(listed(t, e, "Lighthouse (demo)").Services) != 2 || len(relais.Listings[relais.Public](e)) != 1 {
			t.Errorf("decided: %v", err)
		}
	}
}

// Nobody is merged by a machine: a likely pair waits for a person, who may call
// it the same; a shelter and its public office are never offered as one.
func TestPairsAreDecidedByAPerson(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow+shelterRow)
	other := strings.Replace(partner, `"partner"`, `"other"`, 1)
	rows := "a,Lighthouse demo,Legal help,legal,,Halifax,NS,902-555-0123,https://lighthouse.example.org,no\n" +
		"b,Harbour House (demo),Office,legal,,Halifax,NS,902-555-0145,,no\n"
	i := planned(t, e, "ana", other, rows)
	if len(i.Changes.Pairs) != 1 || i.Pairs != 1 || !i.Changes.Pairs[0].Likely || i.Added != 2 {
		t.Fatalf("pairs: %+v", i.Changes.Pairs)
	}
	if !alarmed(i, "kept_apart") || !alarmed(i, "to_decide") {
		t.Errorf("alarms: %+v", i.Alarms)
	}
	pair := i.Changes.Pairs[0]
	known := listed(t, e, "Lighthouse (demo)")
	if pair.Known.Record != known.ID() || pair.Known.Listing != known.At[0].ID {
		t.Errorf("it may be %+v", pair.Known)
	}
	_, err := e.DecidePair(i.ID, "nonsense", true, "ben", now)
	wantCode(t, err, bilingual.NotFound, "pair_unknown")
	decided, err := e.DecidePair(i.ID, pair.ID, true, "ben", now)
	if err != nil || decided.Added != 1 || decided.Changed != 1 || decided.Pairs != 0 || len(decided.By) != 2 {
		t.Fatalf("decided: %+v, %v", decided.ImportBrief, err)
	}
	if _, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "test", At: now}); err != nil {
		t.Fatal(err)
	}
	r, err := e.Record(known.ID())
	if err != nil || len(r.At) != 1 || r.Services[0].URL == "" || len(r.Sources) != 2 {
		t.Errorf("merged: %+v, %v", r, err)
	}
	if again := planned(t, e, "ana", other, rows); again.Unchanged != 2 {
		t.Errorf("again: %+v", again.ImportBrief)
	}
}

func TestDecidedDifferentBothAreKept(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow)
	i := planned(t, e, "ana", strings.Replace(partner, `"partner"`, `"other"`, 1), "a,Lighthouse demo,Legal help,legal,,Halifax,NS,902-555-0123,,no\n")
	decided, err := e.DecidePair(i.ID, i.Changes.Pairs[0].ID, false, "ana", now)
	if err != nil || decided.Added != 1 || decided.Pairs != 0 {
		t.Errorf("decided: %+v, %v", decided, err)
	}
}

func alarmed(i *relais.Import, code string) bool {
	for _, a := range i.Alarms {
		if a.Code == code {
			return true
		}
	}
	return false
}

// The rejected rows come back as they were sent, and mended there they come in.
func TestRejectedRowsComeBackToBeMended(t *testing.T) {
	e := emptyDirectory(t)
	i := planned(t, e, "ana", partner, legalRow+"7,,=cmd(),food,\"1, \"\"Elm\"\" St\",Halifax,NS,902-555-0199,,no\n")
	entries := entriesOf(t, e)
	var out bytes.Buffer
	if err := e.ImportErrors(i.ID, bilingual.Fr, "ana", now, &out); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffid,name,service,need,street,city,prov,tel,web,conf,_line,_column,_code,_message,_suggestion\n" +
		"7,,'=cmd(),food,\"1, \"\"Elm\"\" St\",Halifax,NS,902-555-0199,,no,3,name,name_missing,un nom,donnez un nom à l’organisme\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	if entriesOf(t, e) != entries+1 {
		t.Error("giving rows back, which may say what is sealed, is not audited")
	}
	mended := strings.Replace(out.String(), "7,,", "7,Mended (demo),", 1)
	again, err := e.PlanImport(relais.ImportFile{Content: []byte(mended), Mapping: []byte(partner)}, "ana", now)
	if err != nil || again.Added != 1 || again.Rejected != 0 {
		t.Errorf("mended: %+v, %v", again, err)
	}
}

func entriesOf(t *testing.T, e *relais.Engine) int {
	t.Helper()
	report, err := e.Store().Check(t.Context(), nil)
	if err != nil || !report.OK() {
		t.Fatalf("check: %+v, %v", report, err)
	}
	return report.Entries
}

// A plan that nobody applies is forgotten after a month, and the file of an
// import once it cannot be undone any more; that it was there stays.
func TestWhatIsOutdatedIsNotKept(t *testing.T) {
	e := emptyDirectory(t)
	applied := imported(t, e, "ana", partner, legalRow)
	forgotten := planned(t, e, "ana", partner, shelterRow)
	later := func(at time.Time) {
		t.Helper()
		if _, err := e.PlanImport(relais.ImportFile{Content: []byte(partnerHeader + shelterRow), Mapping: []byte(partner)}, "ana", at); err != nil {
			t.Fatal(err)
		}
	}
	later(now.Add(30 * 24 * time.Hour))
	if _, err := e.Import(forgotten.ID); err != nil {
		t.Errorf("after 30 days: %v", err)
	}
	later(now.Add(relais.UndoFor + time.Hour))
	_, err := e.Import(forgotten.ID)
	wantCode(t, err, bilingual.NotFound, "import_unknown")
	if i, err := e.Import(applied.ID); err != nil || !i.Spent || i.Added != 1 {
		t.Errorf("the applied one is %+v, %v", i, err)
	}
	wantCode(t, e.ImportErrors(applied.ID, bilingual.En, "ana", now, &bytes.Buffer{}), bilingual.NotFound, "import_file_gone")
	entriesOf(t, e)
}
