package local

import (
	"context"
	"time"

	"github.com/relais-directory/relais/data/access"
)

// Accounts is the part of Directory by which accounts and machine tokens are
// looked after. Each change is audited, in the name of the account that asks. What
// opens an account is never among the answers, but for a link or a token that has
// just been made.
type Accounts interface {
	Accounts(ctx context.Context) ([]StaffAccount, error)
	AddAccount(ctx context.Context, name string, role access.Role) (SetUp, error)
	LinkAccount(ctx context.Context, name string) (SetUp, error)
	// ShutAccount disables an account, or enables it again.
	ShutAccount(ctx context.Context, s Shutting) (StaffAccount, error)
	SetRole(ctx context.Context, name string, role access.Role) (StaffAccount, error)

	Tokens(ctx context.Context) ([]Token, error)
	MakeToken(ctx context.Context, m Making) (MadeToken, error)
	RevokeToken(ctx context.Context, name, reason string) (Token, error)
}

// StaffAccount is an account of staff as it is listed.
type StaffAccount struct {
	Name     string      `json:"name"`
	Role     access.Role `json:"role"`
	Disabled bool        `json:"disabled"`
	Ready    bool        `json:"ready"` // something opens it
	Password bool        `json:"password"`
	Passkeys int         `json:"passkeys"`
	Provider bool        `json:"provider"` // opened by an identity provider
	Made     time.Time   `json:"made"`
	Link     time.Time   `json:"link_expires,omitzero"` // of a set-up link that was not used
}

// AccountOf is an account without what opens it.
func AccountOf(a access.Account) StaffAccount {
	listed := StaffAccount{
		Name: a.Name, Role: a.Role, Disabled: a.Disabled, Ready: a.Ready(), Made: a.Made,
		Password: a.Password != "", Passkeys: len(a.Passkeys), Provider: a.Subject != access.Subject{},
	}
	if a.Link != nil {
		listed.Link = a.Link.Expires
	}
	return listed
}

// SetUp is an account and the secret of its set-up link, which is shown once.
type SetUp struct {
	Account StaffAccount `json:"account"`
	Secret  string       `json:"secret"`
}

// Shutting says which account is disabled, or enabled, and why.
type Shutting struct {
	Name   string `json:"name"`
	Enable bool   `json:"enable,omitempty"`
	Reason string `json:"reason"`
}

// Token is a token as it is listed.
type Token struct {
	Name    string          `json:"name"`
	Role    access.Role     `json:"role"`
	Actions []access.Action `json:"actions"`
	By      string          `json:"by"`
	Made    time.Time       `json:"made"`
	Expires time.Time       `json:"expires"`
	Revoked bool            `json:"revoked"`
}

// TokenOf is a token without its digest.
func TokenOf(t access.Token) Token {
	return Token{Name: t.Name, Role: t.Role, Actions: t.Actions, By: t.By, Made: t.Made, Expires: t.Expires, Revoked: t.Revoked}
}

// Making says what a token is for, what it may and how long.
type Making struct {
	Name    string          `json:"name"`
	Role    access.Role     `json:"role"`
	Actions []access.Action `json:"actions"`
	Life    time.Duration   `json:"life"`
}

// MadeToken is a new token and the token itself, which is shown once.
type MadeToken struct {
	Token  Token  `json:"token"`
	Secret string `json:"secret"`
}

// The parameters of the calls that take more than one and have no type above.
type (
	roleOf struct {
		Name string      `json:"name"`
		Role access.Role `json:"role"`
	}
	revoking struct {
		Name   string `json:"name"`
		Reason string `json:"reason"`
	}
)

// minding are the methods of Accounts by their names on the socket.
var minding = map[string]handler{
	"account/list": value(func(d Directory, c *call, _ none) (any, error) { return d.Accounts(c.ctx) }),
	"account/add":  value(func(d Directory, c *call, p roleOf) (any, error) { return d.AddAccount(c.ctx, p.Name, p.Role) }),
	"account/link": value(func(d Directory, c *call, name string) (any, error) { return d.LinkAccount(c.ctx, name) }),
	"account/shut": value(func(d Directory, c *call, s Shutting) (any, error) { return d.ShutAccount(c.ctx, s) }),
	"account/role": value(func(d Directory, c *call, p roleOf) (any, error) { return d.SetRole(c.ctx, p.Name, p.Role) }),
	"token/list":   value(func(d Directory, c *call, _ none) (any, error) { return d.Tokens(c.ctx) }),
	"token/make":   value(func(d Directory, c *call, m Making) (any, error) { return d.MakeToken(c.ctx, m) }),
	"token/revoke": value(func(d Directory, c *call, p revoking) (any, error) { return d.RevokeToken(c.ctx, p.Name, p.Reason) }),
}

// Accounts implements Accounts.
func (c *Client) Accounts(ctx context.Context) ([]StaffAccount, error) {
	return ask[[]StaffAccount](ctx, c, "account/list", none{}, nil, nil, nil)
}

// AddAccount implements Accounts.
func (c *Client) AddAccount(ctx context.Context, name string, role access.Role) (SetUp, error) {
	return ask[SetUp](ctx, c, "account/add", roleOf{name, role}, nil, nil, nil)
}

// LinkAccount implements Accounts.
func (c *Client) LinkAccount(ctx context.Context, name string) (SetUp, error) {
	return ask[SetUp](ctx, c, "account/link", name, nil, nil, nil)
}

// ShutAccount implements Accounts.
func (c *Client) ShutAccount(ctx context.Context, s Shutting) (StaffAccount, error) {
	return ask[StaffAccount](ctx, c, "account/shut", s, nil, nil, nil)
}

// SetRole implements Accounts.
func (c *Client) SetRole(ctx context.Context, name string, role access.Role) (StaffAccount, error) {
	return ask[StaffAccount](ctx, c, "account/role", roleOf{name, role}, nil, nil, nil)
}

// Tokens implements Accounts.
func (c *Client) Tokens(ctx context.Context) ([]Token, error) {
	return ask[[]Token](ctx, c, "token/list", none{}, nil, nil, nil)
}

// MakeToken implements Accounts.
func (c *Client) MakeToken(ctx context.Context, m Making) (MadeToken, error) {
	return ask[MadeToken](ctx, c, "token/make", m, nil, nil, nil)
}

// RevokeToken implements Accounts.
func (c *Client) RevokeToken(ctx context.Context, name, reason string) (Token, error) {
	return ask[Token](ctx, c, "token/revoke", revoking{name, reason}, nil, nil, nil)
}
