package access

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
)

// Actor is who sends a request. The zero Actor is the public.
type Actor struct {
	Name    string // for the audit; "" for the public
	Role    access.Role
	Account data.ID // "" for a machine

	session access.Session
	token   *access.Token
}

// SignedIn reports whether it is known who it is.
func (a Actor) SignedIn() bool { return a.Name != "" }

// May reports whether the actor may do an action to fields of a class.
func (a Actor) May(action access.Action, c access.Class) bool {
	switch {
	case a.token != nil:
		return a.token.May(action, c)
	case !a.SignedIn():
		return access.May(access.Public, action, c)
	}
	return access.May(a.Role, action, c)
}

// MayApprove reports whether the actor may decide over what author proposed.
func (a Actor) MayApprove(author string) bool {
	return a.token == nil && access.MayApprove(a.Role, a.Name, author)
}

type actorKey struct{}

func with(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From is who sends the request that a handler behind the guard answers.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// identify says who sends a request. One with a token is the token's or refused,
// whatever cookie it has: a program that relies on the token must notice that it
// is revoked.
func (g *Gate) identify(r *http.Request) (Actor, error) {
	if bearer(r) {
		return g.machine(r)
	}
	secret, ok := sessionOf(r)
	if !ok {
		return Actor{}, nil
	}
	return g.person(secret.Digest())
}

const authorization = "Authorization"

// bearer reports whether a request claims to be a program's.
func bearer(r *http.Request) bool { return r.Header.Get(authorization) != "" }

func (g *Gate) machine(r *http.Request) (Actor, error) {
	scheme, text, _ := strings.Cut(r.Header.Get(authorization), " ")
	secret, ok := access.ParseToken(text)
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return Actor{}, problemToken()
	}
	t, err := g.o.Keeper.Token(secret.Digest())
	if errors.Is(err, access.ErrAbsent) || err == nil && !t.Good(g.o.Now(), g.o.Limits.Slack) {
		return Actor{}, problemToken()
	}
	if err != nil {
		return Actor{}, fmt.Errorf("look a token up: %w", err)
	}
	return Actor{Name: t.Actor(), Role: t.Role, token: &t}, nil
}

// person says whose session it is. One that is over is forgotten at once, so that
// it stays over when the clock is set back.
func (g *Gate) person(d access.Digest) (Actor, error) {
	s, err := g.o.Keeper.Session(d)
	if errors.Is(err, access.ErrAbsent) {
		return Actor{}, nil
	}
	if err != nil {
		return Actor{}, fmt.Errorf("look a session up: %w", err)
	}
	a, err := g.o.Keeper.Account(s.Account)
	if err != nil && !errors.Is(err, access.ErrAbsent) {
		return Actor{}, fmt.Errorf("look an account up: %w", err)
	}
	now := g.o.Now()
	if err != nil || !g.o.Limits.Good(s, a, now) {
		return Actor{}, g.forget(s, a)
	}
	if g.o.Limits.Touch(s, now) {
		if err := g.o.Keeper.Seen(d, now); err != nil {
			return Actor{}, fmt.Errorf("note a session: %w", err)
		}
	}
	return Actor{Name: a.Actor(), Role: a.Role, Account: a.ID, session: s}, nil
}

func (g *Gate) forget(s access.Session, a access.Account) error {
	n := access.Note{Actor: a.Actor(), Action: access.NoteSignOut, Reason: "the session was over", At: g.o.Now(), Subject: s.Account}
	if err := g.o.Keeper.End(s.Digest, n); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}
