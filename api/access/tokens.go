package access

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data/access"
)

// tokensPage is what the page of tokens shows.
type tokensPage struct {
	All     []tokenRow
	Roles   []access.Role   // that a program may have
	Actions []access.Action // that one of these may do
	Made    *madeToken
}

// madeToken is a token that was just made, shown this once.
type madeToken struct {
	Token  access.Token
	Secret string
}

// tokenRow is one token as it is listed.
type tokenRow struct {
	access.Token
	Good bool
}

// machineActions are what a program of a role may do, in the order of the policy.
func machineActions(r access.Role) []access.Action {
	return slices.DeleteFunc(access.Actions(), func(a access.Action) bool {
		return !slices.ContainsFunc(access.Classes(), func(c access.Class) bool { return access.MayMachine(r, a, c) })
	})
}

func (g *Gate) tokensPage(made *madeToken) (*tokensPage, error) {
	tokens, err := g.o.Keeper.Tokens()
	p := &tokensPage{Made: made}
	for _, t := range slices.Backward(tokens) {
		p.All = append(p.All, tokenRow{t, t.Good(g.o.Now(), g.o.Limits.Slack)})
	}
	var may []access.Action
	for _, role := range access.Roles() {
		if own := machineActions(role); role != access.Public && len(own) > 0 {
			p.Roles, may = append(p.Roles, role), append(may, own...)
		}
	}
	p.Actions = slices.DeleteFunc(access.Actions(), func(a access.Action) bool { return !slices.Contains(may, a) })
	return p, err
}

type newToken struct {
	Name string `json:"name"`
	Role string `json:"role"`
	May  string `json:"may"` // actions, one to a line
	Days string `json:"days"`
	inPage
}

// makeToken makes a token and shows it.
func (g *Gate) makeToken(w http.ResponseWriter, r *http.Request, typed newToken) error {
	if err := g.newly(r); err != nil {
		return err
	}
	role, err := access.ParseRole(typed.Role)
	if err != nil {
		return err
	}
	var actions []access.Action
	for _, name := range strings.Fields(typed.May) {
		actions = append(actions, access.Action(name))
	}
	days, _ := strconv.Atoi(strings.TrimSpace(typed.Days)) // what is no number is no time either, and is refused as such
	life := time.Duration(min(max(days, 0), 10_000)) * 24 * time.Hour
	t, secret, err := g.registry.MakeToken(From(r.Context()).Name, typed.Name, role, actions, g.o.Now(), life)
	if err != nil {
		return err
	}
	return g.showTokens(w, r, typed.Lang, &madeToken{t, access.TokenText(secret)})
}

type tokenName struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
	inPage
}

// revokeToken ends a token at once.
func (g *Gate) revokeToken(w http.ResponseWriter, r *http.Request, typed tokenName) error {
	_, err := g.registry.RevokeToken(From(r.Context()).Name, cmp.Or(typed.Reason, "token revoked"), typed.Name, g.o.Now())
	if err != nil {
		return err
	}
	return g.showTokens(w, r, typed.Lang, nil)
}

// listedToken is a token as a script reads it.
type listedToken struct {
	Name    string          `json:"name"`
	Role    access.Role     `json:"role"`
	Actions []access.Action `json:"actions"`
	Expires time.Time       `json:"expires"`
	Good    bool            `json:"good"`
}

// showTokens answers what was done, as showAccounts does.
func (g *Gate) showTokens(w http.ResponseWriter, r *http.Request, lang string, made *madeToken) error {
	page, err := g.tokensPage(made)
	if err != nil {
		return err
	}
	if !wantsPage(r) {
		g.writeTokens(w, page)
		return nil
	}
	if made == nil {
		http.Redirect(w, r, "/staff/"+string(langOf(r, lang))+"/"+pageTokens, http.StatusSeeOther)
		return nil
	}
	p := g.pageFor(r, langOf(r, lang), pageTokens)
	p.Tokens = page
	g.pages.write(w, http.StatusOK, langOf(r, lang), pageTokens, p)
	return nil
}

func (g *Gate) writeTokens(w http.ResponseWriter, page *tokensPage) {
	answer := struct {
		Tokens []listedToken `json:"tokens"`
		Secret string        `json:"secret,omitempty"`
	}{Tokens: []listedToken{}}
	for _, t := range page.All {
		answer.Tokens = append(answer.Tokens, listedToken{t.Name, t.Role, t.Actions, t.Expires, t.Good})
	}
	if page.Made != nil {
		answer.Secret = page.Made.Secret
	}
	serve.WriteJSON(w, answer)
}
