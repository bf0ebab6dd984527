// Package access lets staff in: it says who sends a request, and whether they may.
//
// It owns signing in (password, passkey, set-up link, identity provider) and out,
// the session's cookie, machine tokens, the throttle of guesses, the refusal of
// requests that another site sent, and the guard through which every route of
// the staff is registered: one without a row in the table stops the program.
//
// It decides nothing: the policy and the rules of sessions and accounts are
// data/access's. It stores nothing: that is access.Keeper's. It draws the pages
// that are needed to get in, those by which accounts and tokens are looked after,
// and the auditor's, and none of the directory. It knows neither gin nor a record,
// and it keeps no address of anybody's network.
//
// Begin with Gate, then guard.go; origin.go says which requests are foreign,
// throttle.go why guessing a password locks nobody out, and office.go which pages
// are an administrator's and an auditor's.
package access

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/relais-directory/relais/data/access"
)

// Options says how staff are let in.
type Options struct {
	Keeper access.Keeper
	// Origins are the addresses under which browsers reach the staff's pages, such
	// as "https://relais.example.ca". The first one is the passkeys': they work
	// under its host and no other, and never under an address of numbers.
	Origins []string
	// Name is what a browser calls this directory when it asks for a passkey
	// ("Relais").
	Name string
	// Provider is an identity provider; nil for none.
	Provider *Provider
	// Audit is what the auditor's page is about; nil for no such page.
	Audit Audit

	Random io.Reader
	Now    func() time.Time
	Limits access.Limits // of sessions; the zero Limits are the default ones
	Cost   access.Cost   // of passwords; likewise
	Log    *slog.Logger  // nil discards
}

// Gate lets staff in. Its methods may be called by many goroutines at once.
type Gate struct {
	o        Options
	origins  origins
	registry access.Registry
	throttle *throttle
	hashing  chan struct{} // passwords being hashed: each takes much memory
	passkeys *passkeys     // nil where passkeys cannot work
	provider *provider     // nil without one
	pending  *pending
	pages    *pages

	deciding  sync.Mutex // over an account of somebody else's
	verifying sync.Mutex // of the audit
}

// hashers is how many passwords are hashed at once.
const hashers = 2

// New checks the options and makes a gate.
func New(o Options) (*Gate, error) {
	o = o.withDefaults()
	if o.Keeper == nil || o.Random == nil || o.Now == nil {
		return nil, errors.New("access: the keeper, the randomness and the clock are required")
	}
	origins, err := parseOrigins(o.Origins)
	if err != nil {
		return nil, err
	}
	g := &Gate{o: o, origins: origins, hashing: make(chan struct{}, hashers)}
	g.registry = access.Registry{Keeper: o.Keeper, Random: o.Random}
	if g.throttle, err = newThrottle(o.Random); err != nil {
		return nil, err
	}
	if g.pages, err = newPages(); err != nil {
		return nil, err
	}
	if g.pending, err = newPending(o.Random); err != nil {
		return nil, err
	}
	if g.passkeys, err = newPasskeys(o); err != nil {
		return nil, err
	}
	g.provider, err = newProvider(o, origins[0])
	return g, err
}

func (o Options) withDefaults() Options {
	if o.Name == "" {
		o.Name = "Relais"
	}
	if o.Limits == (access.Limits{}) {
		o.Limits = access.DefaultLimits()
	}
	if o.Cost == (access.Cost{}) {
		o.Cost = access.DefaultCost()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// FirstRun gives the address at which the first administrator is set up, good for
// an hour and once, and whether one is needed. The program prints it for whoever
// started it: there is no password to begin with. The secret is in the fragment,
// which browsers do not send, so that it is in no log.
func (g *Gate) FirstRun(actor string) (address string, needed bool, err error) {
	_, link, needed, err := g.registry.FirstRun(actor, g.o.Now())
	if err != nil || !needed {
		return "", false, err
	}
	return LinkAddress(g.origins[0].String(), link), true, nil
}

// The addresses that the pages know of. Each of the gate's own leads to the page in
// the language of the browser.
const (
	signInPath  = "/staff/" + pageSignIn
	setUpPath   = "/staff/" + pageSetUp
	accountPath = "/staff/" + pageAccount
	consolePath = "/staff/" // the console's, for those who may search
)

// LinkAddress is the whole address of a set-up link.
func LinkAddress(origin string, link access.Secret) string {
	return origin + setUpPath + "#" + link.Text()
}

// Passkeys reports whether passkeys work under the gate's first origin, and
// Provider whether there is an identity provider: for the page that offers them.
func (g *Gate) Passkeys() bool { return g.passkeys != nil }

// Provider reports whether there is an identity provider.
func (g *Gate) Provider() bool { return g.provider != nil }

func parseOrigins(texts []string) (origins, error) {
	var all origins
	for _, text := range texts {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Scheme+"://"+u.Host != text {
			return nil, fmt.Errorf("access: an origin is a scheme and a host, such as https://relais.example.ca: %q", text)
		}
		all = append(all, u)
	}
	if len(all) == 0 {
		return nil, errors.New("access: an origin is required")
	}
	return all, nil
}
