package access

import (
	"fmt"
	"net/http"
	"time"

	"github.com/relais-directory/relais/data/access"
)

// The cookies. __Host- keeps them to this host, all of its paths and TLS; a
// browser takes them from the loopback without TLS too.
const (
	sessionCookie  = "__Host-relais"
	deviceCookie   = "__Host-relais-device"   // this browser has signed in before; see throttle.go
	ceremonyCookie = "__Host-relais-ceremony" // a passkey is being asked for
	providerCookie = "__Host-relais-provider" // the identity provider is being asked
)

func setCookie(w http.ResponseWriter, name, value string, life time.Duration, site http.SameSite) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(life.Seconds()), Secure: true, HttpOnly: true, SameSite: site,
	})
}

func dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

// cookieOf reads a cookie. One that is there twice was planted by somebody, and
// counts for nothing.
func cookieOf(r *http.Request, name string) (value string, ok bool) {
	all := r.CookiesNamed(name)
	if len(all) != 1 {
		return "", false
	}
	return all[0].Value, true
}

// sessionOf reads the secret of a session.
func sessionOf(r *http.Request) (access.Secret, bool) {
	value, _ := cookieOf(r, sessionCookie)
	return access.ParseSecret(value)
}

// begin signs an account in under a new secret; the session that the browser had
// ends. It is the last thing that can fail before the answer.
func (g *Gate) begin(w http.ResponseWriter, r *http.Request, a access.Account, way access.Way) error {
	now := g.o.Now()
	secret, err := access.NewSecret(g.o.Random)
	if err != nil {
		return err
	}
	n := access.Note{Actor: a.Actor(), Action: access.NoteSignIn, Reason: string(way), At: now, Subject: a.ID}
	if old, ok := sessionOf(r); ok {
		out := n
		out.Action, out.Reason = access.NoteSignOut, "another session began"
		if err := g.o.Keeper.End(old.Digest(), out); err != nil {
			return fmt.Errorf("end the session before: %w", err)
		}
	}
	if err := g.o.Keeper.Sweep(func(s access.Session) bool { return g.o.Limits.Over(s, now) }); err != nil {
		return fmt.Errorf("forget old sessions: %w", err)
	}
	s := access.Session{Digest: secret.Digest(), Account: a.ID, Epoch: a.Epoch, Made: now.UTC(), Seen: now.UTC(), Way: way}
	if err := g.o.Keeper.Begin(s, n); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	setCookie(w, sessionCookie, secret.Text(), 0, http.SameSiteStrictMode)
	setCookie(w, deviceCookie, g.throttle.device(a.ID, now), deviceLife, http.SameSiteStrictMode)
	return nil
}

// signOut ends the session and takes its cookie back. The browser stays known.
func (g *Gate) signOut(w http.ResponseWriter, r *http.Request) {
	a := From(r.Context())
	n := access.Note{Actor: a.Name, Action: access.NoteSignOut, At: g.o.Now(), Subject: a.Account}
	if err := g.o.Keeper.End(a.session.Digest, n); err != nil {
		g.refuse(w, r, http.StatusInternalServerError, err)
		return
	}
	dropCookie(w, sessionCookie)
	w.Header().Set("Clear-Site-Data", `"storage"`)
	g.goOn(w, r, signInPath, struct{}{})
}
