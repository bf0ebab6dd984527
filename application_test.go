package relais_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
)

// applicant is a form that meets every criterion of its path.
func applicant(path relais.ApplicationPath) relais.ApplicationForm {
	f := relais.ApplicationForm{
		Path: path, Name: data.Text{En: "Quillfeather House (demo)"}, Kind: data.Direct, Home: "NS", City: "Halifax",
		Needs: []string{"legal"}, Languages: []string{"fr"}, Phone: "902-555-0177", Description: data.Text{En: "Tamarackwords"},
		Contact: data.Contact{Name: "Zinnia Fictitious", Email: "zinnia@example.org"},
	}
	if path == relais.PathLawEnforcement {
		f.Kind, f.Needs, f.Jurisdiction = data.LawEnforcement, nil, "The city and the harbour"
	}
	for _, c := range relais.Criteria(path) {
		f.Answers = append(f.Answers, relais.Answer{Criterion: c.ID, Meets: data.Yes, Words: "Larkspurwords"})
	}
	return f
}

func received(t *testing.T, e *relais.Engine, f relais.ApplicationForm, by string) relais.Application {
	t.Helper()
	a, err := e.ReceiveApplication(f, by, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func reviewBy(a relais.Application, actor string) relais.Review {
	return relais.Review{ID: a.ID, Actor: actor, Reason: "the form and a call", At: now}
}

func recommended(t *testing.T, e *relais.Engine, a relais.Application, actor string) relais.Proposal {
	t.Helper()
	p, err := e.RecommendApplication(reviewBy(a, actor))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whoever wrote an application down or recommended it does not decide it. Who does
// makes a record that staff alone see, whatever the applicant wished.
func TestAnApplicationTakesASecondPerson(t *testing.T) {
	e := emptyDirectory(t)
	a := received(t, e, applicant(relais.PathProvider), "ana")
	p := recommended(t, e, a, "ben")
	for _, own := range []string{"ana", "ben"} {
		_, err := e.Decide(relais.Decision{ID: p.ID, Actor: own, Reason: "fine", At: now})
		wantCode(t, err, bilingual.NotAllowed, "proposal_own")
	}
	if _, err := e.RecommendApplication(reviewBy(a, "cleo")); bilingual.KindOf(err) != bilingual.Conflict {
		t.Errorf("recommended twice: %v", err)
	}
	if _, err := e.Decide(relais.Decision{ID: p.ID, Actor: "cleo", Reason: "fine", At: now}); err != nil {
		t.Fatal(err)
	}
	r := listed(t, e, "Quillfeather House (demo)")
	if r.ID() != p.Record || len(record.Publish(r)) != 0 || !r.Services[0].Verified.On.IsZero() || r.Sealed.Contacts() != 1 {
		t.Errorf("made %+v", r)
	}
	if public := relais.Listings[data.Public](e); len(public) != 0 {
		t.Errorf("the public sees %d listings", len(public))
	}
	now, err := e.Application(a.ID)
	if err != nil || now.State != relais.ApplicationAccepted || now.Record != r.ID() || now.Decided.By != "cleo" || now.Reviewed.By != "ben" {
		t.Errorf("the application: %+v, %v", now, err)
	}
	if _, err := e.Decide(relais.Decision{ID: p.ID, Actor: "cleo", Reason: "fine", At: day0}); err != nil || len(relais.Listings[data.Staff](e)) != 1 {
		t.Errorf("decided twice: %v", err)
	}
}

var day0 = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// What is declined leaves no record, and a reason; whom to write to is forgotten.
func TestARefusedApplicationKeepsItsReasonAndForgetsWhomToWriteTo(t *testing.T) {
	e := emptyDirectory(t)
	first, second := received(t, e, applicant(relais.PathProvider), ""), received(t, e, applicant(relais.PathProvider), "")
	p := recommended(t, e, first, "ben")
	if _, err := e.Decide(relais.Decision{ID: p.ID, Decline: true, Actor: "cleo", Reason: "no such place", At: now}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.RefuseApplication(reviewBy(second, "ben")); err != nil {
		t.Fatal(err)
	}
	all, err := e.Applications()
	if err != nil || len(all) != 2 {
		t.Fatalf("%d applications, %v", len(all), err)
	}
	for _, a := range all {
		contact, err := e.ApplicationContact(reviewBy(a, "ben"))
		if a.State != relais.ApplicationRefused || a.Decided.Reason == "" || a.Record != "" || err != nil || contact != (data.Contact{}) {
			t.Errorf("refused: %+v, %v, %v", a, contact, err)
		}
	}
	if len(relais.Listings[data.Staff](e)) != 0 {
		t.Error("a refused application has a record")
	}
}

func TestACriterionThatIsNotMetIsNotRecommended(t *testing.T) {
	e := emptyDirectory(t)
	f := applicant(relais.PathProvider)
	f.Answers[3].Meets = data.No
	_, err := e.RecommendApplication(reviewBy(received(t, e, f, ""), "ben"))
	wantCode(t, err, bilingual.Conflict, "criteria_not_met")
	f.Answers[3].Meets = data.Unknown
	_, err = e.ReceiveApplication(f, "", now)
	wantCode(t, err, bilingual.Invalid, "application_invalid")
}

func TestADocumentThatWasAskedForIsWaitedFor(t *testing.T) {
	e := emptyDirectory(t)
	a := received(t, e, applicant(relais.PathProvider), "")
	if _, err := e.AskDocument(reviewBy(a, "ben"), "Privacy policy"); err != nil {
		t.Fatal(err)
	}
	_, err := e.RecommendApplication(reviewBy(a, "ben"))
	wantCode(t, err, bilingual.Conflict, "documents_outstanding")
	_, err = e.SeeDocument(reviewBy(a, "ben"), "Another")
	wantCode(t, err, bilingual.Invalid, "document_name")
	if a, err = e.SeeDocument(reviewBy(a, "dan"), "privacy policy"); err != nil || a.Documents[0].Seen.By != "dan" || a.Documents[0].Asked.By != "ben" {
		t.Fatalf("seen: %+v, %v", a.Documents, err)
	}
	recommended(t, e, a, "ben")
}

// Police do not come by the public form, and nobody else by their way.
func TestPoliceComeByAWayOfTheirOwn(t *testing.T) {
	e := emptyDirectory(t)
	_, err := e.ReceiveApplication(applicant(relais.PathLawEnforcement), "", now)
	wantCode(t, err, bilingual.NotAllowed, "application_police")
	f := applicant(relais.PathProvider)
	f.Kind = data.LawEnforcement
	_, err = e.ReceiveApplication(f, "ana", now)
	wantCode(t, err, bilingual.Invalid, "application_invalid")
	p := recommended(t, e, received(t, e, applicant(relais.PathLawEnforcement), "ana"), "ben")
	agree(t, e, "cleo")
	r, err := e.Record(p.Record)
	if err != nil || r.Organization.Kind != data.LawEnforcement || r.Services[0].Notes.En != "The city and the harbour" {
		t.Errorf("made %+v, %v", r, err)
	}
}

// A place to stay is confidential until somebody who knows says otherwise: neither
// its town nor anything else finer than the province is in the record.
func TestAPlaceToStayIsConfidential(t *testing.T) {
	e := emptyDirectory(t)
	f := applicant(relais.PathProvider)
	f.Needs = []string{"emergency-shelter"}
	recommended(t, e, received(t, e, f, ""), "ben")
	agree(t, e, "cleo")
	l := listed(t, e, "Quillfeather House (demo)").Locations[0]
	if !l.Confidential || !l.Address.IsZero() || l.Area.Code != "NS" {
		t.Errorf("located %+v", l)
	}
}

func TestAFormIsBoundedAndKeepsNoHour(t *testing.T) {
	e := emptyDirectory(t)
	f := applicant(relais.PathProvider)
	f.Answers[0].Words = strings.Repeat("é", 2001)
	_, err := e.ReceiveApplication(f, "", now)
	wantCode(t, err, bilingual.Invalid, "application_invalid")
	f.Answers[0].Words = strings.Repeat("é", 2000)
	late := received(t, e, f, "")
	if late.On != hours.DateOf(now) || late.Form.Contact != (data.Contact{}) {
		t.Errorf("kept %+v", late)
	}
	f = applicant(relais.PathProvider)
	f.Languages = make([]string, 41)
	_, err = e.ReceiveApplication(f, "", now)
	wantCode(t, err, bilingual.Invalid, "application_invalid")
}

// Nothing that an applicant says reaches anything that the public can read, or a
// file in the clear; it changes no byte that is public, accepted or not.
func TestNothingOfAnApplicationIsPublicOrInTheClear(t *testing.T) {
	dir := t.TempDir()
	e, err := relais.Create(dir, relais.Options{Keys: t.TempDir(), Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "second")
	before := observe(t, e)
	for range 2 {
		recommended(t, e, received(t, e, applicant(relais.PathProvider), ""), "ben")
	}
	waiting, err := e.Proposals()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Decide(relais.Decision{ID: waiting[0].ID, Actor: "cleo", Reason: "fine", At: now}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(observe(t, e), before) {
		t.Error("an application changed what the public can read")
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for path, content := range everyFile(t, dir) {
		for _, canary := range []string{"Quillfeather", "Zinnia", "902-555-0177", "Tamarackwords", "Larkspurwords"} {
			if strings.Contains(content, canary) {
				t.Errorf("%s holds %s in the clear", path, canary)
			}
		}
	}
}
