package access_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
)

// shape is what a browser says of where a request comes from.
type shape struct {
	method, host, origin, site, media string
}

func (s shape) request(b *browser) *http.Request {
	r := httptest.NewRequest(s.method, origin+"/v1/staff/records", strings.NewReader("name=x"))
	r.Host = s.host
	for name, value := range map[string]string{"Origin": s.origin, "Sec-Fetch-Site": s.site, "Content-Type": s.media} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	return r
}

// forged gives every way in which another site can send a request that changes
// something: the host may be right or a name of theirs that leads here, but the
// Origin is theirs, hidden or missing, and Sec-Fetch-Site never ours, unless the
// Origin gives it away.
func forged() []shape {
	var all []shape
	methods := []string{"POST", "PUT", "PATCH", "DELETE", "QUERY"}
	media := []string{"", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json"}
	foreign := []string{
		"https://evil.example", "http://relais.example.ca", "https://relais.example.ca:8443", "https://relais.example.ca.evil.example",
		"https://evil.relais.example.ca", "https://RELAIS.example.ca", "https://relais.example.ca/", "https://relais.example.ca@evil.example",
		"file://", "chrome-extension://abc", "data:", "https://xn--relais-9ua.example.ca",
	}
	for _, method := range methods {
		for _, m := range media {
			for _, o := range append([]string{"null", ""}, foreign...) {
				for _, site := range []string{"cross-site", "same-site", "", "Same-Origin", "same-origin, cross-site"} {
					all = append(all, shape{method, "relais.example.ca", o, site, m})
				}
			}
			for _, o := range foreign { // what no browser sends
				all = append(all, shape{method, "relais.example.ca", o, "same-origin", m}, shape{method, "relais.example.ca", o, "none", m})
			}
			for _, site := range []string{"same-origin", "none", ""} { // a name of theirs that leads here
				all = append(all, shape{method, "evil.example", "https://evil.example", site, m}, shape{method, "127.0.0.1:8080", "", site, m})
			}
		}
	}
	return all
}

func TestForgedRequestsAreAllRefused(t *testing.T) {
	rows := []gate.Row{}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "QUERY", "GET"} {
		rows = append(rows, gate.Row{Pattern: method + " /v1/staff/records", Action: access.Edit, Fields: []access.Class{access.Internal}})
	}
	h := open(t, nil, rows...)
	reached := 0
	for _, row := range rows {
		h.guard.HandleFunc(row.Pattern, func(http.ResponseWriter, *http.Request) { reached++ })
	}
	h.account("eve", access.Editor)
	b := h.signedIn("eve")
	all := forged()
	if len(all) < 400 {
		t.Fatalf("only %d requests are forged", len(all))
	}
	for _, s := range all {
		w := httptest.NewRecorder()
		h.mux.ServeHTTP(w, s.request(b))
		if w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 {
			t.Errorf("%+v: got %d", s, w.Code)
		}
	}
	if reached > 0 {
		t.Errorf("%d of %d forged requests were answered", reached, len(all))
	}
	for name, theirs := range map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
		r := b.request(http.MethodPost, "/v1/staff/records", "")
		r.Header.Add(name, theirs) // behind our own
		expect(t, b.do(r), http.StatusForbidden, "request_foreign")
	}
	own := []shape{
		{"POST", "relais.example.ca", origin, "same-origin", ""}, {"POST", "relais.example.ca", origin, "", ""},
		{"POST", "relais.example.ca", "null", "same-origin", ""}, {"POST", "relais.example.ca", "", "same-origin", ""},
		{"DELETE", "relais.example.ca", origin, "same-origin", ""}, {"POST", "relais.example.ca", "", "none", ""},
	}
	for i, s := range own {
		w := httptest.NewRecorder()
		h.mux.ServeHTTP(w, s.request(b))
		if w.Code != http.StatusOK || reached != i+1 {
			t.Errorf("our own %+v: got %d", s, w.Code)
		}
	}
	t.Logf("%d forged requests", len(all))
}

// A site that signs a visitor in under its own account reads what they then do.
func TestSigningInCannotBeForgedEither(t *testing.T) {
	h := open(t, nil)
	h.account("eve", access.Editor)
	b := h.browser()
	r := b.request(http.MethodPost, "/staff/sign-in", "name=eve&password="+password)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://evil.example")
	expect(t, b.do(r), http.StatusForbidden, "request_foreign")
	if len(b.cookies) > 0 {
		t.Error("a session began")
	}
}

// A picture, a script, a frame or a fetch of another site gets one answer, whoever
// is signed in; a link that somebody follows works.
func TestOtherSitesCannotSeeWhoIsSignedIn(t *testing.T) {
	h := open(t, nil)
	h.account("eve", access.Editor)
	signed, nobody := h.signedIn("eve"), h.browser()
	for _, site := range []string{"cross-site", "same-site"} {
		for _, how := range [][2]string{{"no-cors", "image"}, {"no-cors", "script"}, {"cors", "empty"}, {"navigate", "iframe"}, {"navigate", "object"}, {"", ""}} {
			var answers [2]string
			for i, b := range []*browser{signed, nobody} {
				r := b.request(http.MethodGet, "/staff/who", "")
				r.Header.Set("Sec-Fetch-Site", site)
				r.Header.Set("Sec-Fetch-Mode", how[0])
				r.Header.Set("Sec-Fetch-Dest", how[1])
				w := b.do(r)
				answers[i] = w.Body.String() + http.StatusText(w.Code)
			}
			if answers[0] != answers[1] || !strings.Contains(answers[0], "request_foreign") {
				t.Errorf("%s %v: %q and %q", site, how, answers[0], answers[1])
			}
		}
	}
	r := signed.request(http.MethodGet, "/staff/who", "")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	expect(t, signed.do(r), http.StatusOK, "")
}
