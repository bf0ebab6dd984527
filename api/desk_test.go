package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/ingest"
)

// upload sends a file to the desk.
func (b *browser) upload(path, name string, content []byte) *http.Request {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("source", "desk")
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	r := b.request(http.MethodPost, path, form.FormDataContentType(), body.String())
	r.Header.Set("Accept", "text/html")
	return r
}

// Those who keep the directory up to date are let in; an advocate is refused in
// words, and whoever looks after accounts or reads the audit reads no record there.
func TestWhoIsLetInAtTheDesk(t *testing.T) {
	p := open(t)
	for role, want := range map[access.Role]int{
		access.Editor: http.StatusOK, access.Approver: http.StatusOK,
		access.Advocate: http.StatusForbidden, access.Auditor: http.StatusForbidden, access.Administrator: http.StatusForbidden,
	} {
		b := p.signedIn(role)
		for lang, said := range map[string]string{"fr": "Votre rôle ne le permet pas", "en": "Your role may not do this"} {
			for _, path := range []string{"", "/imports", "/proposals", "/verification", "/withdrawn", "/applications", "/trouble", "/records"} {
				r := b.request(http.MethodGet, "/staff/"+lang+"/desk"+path, "", "")
				r.Header.Set("Accept", "text/html")
				r.Header.Set("Accept-Language", lang)
				w := b.do(r)
				if w.Code != want || want == http.StatusForbidden && !strings.Contains(w.Body.String(), said) {
					t.Errorf("%s, %s: got %d %s", role, path, w.Code, w.Body)
				}
			}
		}
		page := b.get("/staff/en/").Body.String()
		if got := strings.Contains(page, `href="/staff/en/desk"`); got != (want == http.StatusOK) {
			t.Errorf("%s: the console leads to the desk: %t", role, got)
		}
	}
	r := p.signedIn(access.Public).request(http.MethodGet, "/staff/en/desk", "", "")
	r.Header.Set("Accept", "text/html")
	if w := p.signedIn(access.Public).do(r); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/staff/en/sign-in" {
		t.Errorf("the public: %s", all(w))
	}
}

// A file goes to the desk through the whole server, as large as it may be, from our
// own pages alone.
func TestAFileComesToTheDesk(t *testing.T) {
	p := open(t)
	b := p.signedIn(access.Editor)
	const path = "/staff/en/desk/imports"
	foreign := b.upload(path, "desk.csv", []byte(table))
	foreign.Header.Set("Origin", "https://elsewhere.example")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := b.do(foreign); w.Code != http.StatusForbidden {
		t.Errorf("a file from another site: %s", all(w))
	}
	if w := p.signedIn(access.Advocate); w.do(w.upload(path, "desk.csv", []byte(table))).Code != http.StatusForbidden {
		t.Error("an advocate imports")
	}
	w := b.do(b.upload(path, "desk.csv", []byte(table)))
	at, query, _ := strings.Cut(w.Header().Get("Location"), "?")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(at, path+"/") || query != "done=planned" {
		t.Fatal(all(w))
	}
	if w := b.get(w.Header().Get("Location")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "desk.csv") {
		t.Error(all(w))
	}
	large := b.do(b.upload(path, "large.csv", bytes.Repeat([]byte("a,b\n"), ingest.MaxBytes/4+1000)))
	if large.Code != http.StatusUnprocessableEntity || !strings.Contains(large.Body.String(), "32 MB for a file") {
		t.Errorf("%d %.300s", large.Code, large.Body)
	}
	if w := b.do(b.upload(path, "larger.csv", make([]byte, 2*ingest.MaxBytes))); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("twice as large as may be: %d", w.Code)
	}
}

// What one person plans and applies another approves, and only another.
func TestTwoPeopleAtTheDesk(t *testing.T) {
	p := open(t)
	ana, ben := p.signedIn(access.Editor), p.signedIn(access.Approver)
	l := relais.Listings[data.Staff](p.engine)[0]
	for _, day := range []int{0, 1, 2} {
		if _, err := p.engine.RecordAttempt(l.ID, "phone", "account:editor", "not reached", start.AddDate(0, 0, day)); err != nil {
			t.Fatal(err)
		}
	}
	waiting, err := p.engine.Proposals()
	if err != nil || len(waiting) != 1 {
		t.Fatal(waiting, err)
	}
	at := "/staff/fr/desk/proposals/" + string(waiting[0].ID)
	said := map[string][]string{"deed": {"approve"}, "reason": {"fermé"}}
	if w := ana.form(at, said); w.Code != http.StatusForbidden {
		t.Errorf("an editor decided: %s", all(w))
	}
	if w := ben.form(at, said); w.Code != http.StatusSeeOther {
		t.Fatal(all(w))
	}
	last := p.audit()[len(p.audit())-1]
	if last.Actor != "account:approver" || last.Reason != "fermé" {
		t.Errorf("the audit has %+v", last)
	}
}
