package access

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

// accountsPage is what the page of accounts shows.
type accountsPage struct {
	All   []accountRow
	Roles []access.Role
	// Made is a set-up link that was just made, shown this once.
	Made *madeLink
}

// madeLink is a set-up link and whose it is.
type madeLink struct {
	Account access.Account
	Address string
}

// accountRow is one account as it is listed.
type accountRow struct {
	access.Account
	Own  bool // of whoever looks
	Link time.Time
}

// Opens are the keys of the words for what opens the account.
func (a accountRow) Opens() []string {
	var keys []string
	if len(a.Passkeys) > 0 {
		keys = append(keys, "opens.passkey")
	}
	if a.Password != "" {
		keys = append(keys, "opens.password")
	}
	if a.Subject != (access.Subject{}) {
		keys = append(keys, "opens.provider")
	}
	return keys
}

func (g *Gate) accountsPage(r *http.Request, made *madeLink) (*accountsPage, error) {
	accounts, err := g.o.Keeper.Accounts()
	p := &accountsPage{Made: made}
	for _, a := range accounts {
		row := accountRow{Account: a, Own: a.ID == From(r.Context()).Account}
		if a.Link != nil && g.o.Now().Before(a.Link.Expires) {
			row.Link = a.Link.Expires
		}
		p.All = append(p.All, row)
	}
	for _, role := range access.Roles() {
		if role != access.Public {
			p.Roles = append(p.Roles, role)
		}
	}
	return p, err
}

type newAccount struct {
	Name string `json:"name"`
	Role string `json:"role"`
	inPage
}

// addAccount adds an account and shows its set-up link.
func (g *Gate) addAccount(w http.ResponseWriter, r *http.Request, typed newAccount) error {
	if err := g.newly(r); err != nil {
		return err
	}
	role, err := access.ParseRole(typed.Role)
	if err != nil {
		return err
	}
	a, link, err := g.registry.Add(From(r.Context()).Name, typed.Name, role, g.o.Now())
	if err != nil {
		return err
	}
	return g.showAccounts(w, r, typed.Lang, &madeLink{a, LinkAddress(g.origins[0].String(), link)})
}

// accountDeed is something done to an account.
type accountDeed struct {
	Name   string `json:"name"`
	Deed   string `json:"deed"`
	Role   string `json:"role"`
	Reason string `json:"reason"`
	inPage
}

// changeAccount does a deed to an account. What hands out access takes somebody who
// has just signed in; what takes it away does not, for it may be urgent.
func (g *Gate) changeAccount(w http.ResponseWriter, r *http.Request, typed accountDeed) error {
	g.deciding.Lock() // two administrators must not shut each other out at once
	defer g.deciding.Unlock()
	if err := g.mayDecide(r, typed); err != nil {
		return err
	}
	made, err := g.doAccount(From(r.Context()).Name, typed)
	if err != nil {
		return err
	}
	return g.showAccounts(w, r, typed.Lang, made)
}

// mayDecide holds a deed against what an administrator may do to an account: not
// shut their own, so that one always remains. Whether they still are one is looked at
// again, since the guard did so before they waited here.
func (g *Gate) mayDecide(r *http.Request, typed accountDeed) error {
	a, err := g.o.Keeper.Account(From(r.Context()).Account)
	if err == nil && (!a.Ready() || a.Role != access.Administrator) || errors.Is(err, access.ErrAbsent) {
		return problemNotAllowed()
	}
	if err != nil {
		return err
	}
	name, _ := access.ParseName(typed.Name) // what is none is nobody's
	switch typed.Deed {
	case "disable", "role":
		if name == a.Name {
			return problemOwnAccount()
		}
	}
	switch typed.Deed {
	case "disable", "end":
		return nil
	}
	return g.newly(r)
}

func (g *Gate) doAccount(actor string, typed accountDeed) (made *madeLink, err error) {
	now := g.o.Now()
	switch typed.Deed {
	case "disable":
		_, err = g.registry.Disable(actor, cmp.Or(typed.Reason, "account disabled"), typed.Name, now)
	case "enable":
		_, err = g.registry.Enable(actor, cmp.Or(typed.Reason, "account enabled"), typed.Name, now)
	case "end":
		_, err = g.registry.EndSessions(actor, cmp.Or(typed.Reason, "sessions ended"), typed.Name, now)
	case "role":
		var role access.Role
		if role, err = access.ParseRole(typed.Role); err == nil {
			_, err = g.registry.SetRole(actor, typed.Name, role, now)
		}
	case "link":
		var a access.Account
		var link access.Secret
		if a, link, err = g.registry.Link(actor, typed.Name, now); err == nil {
			made = &madeLink{a, LinkAddress(g.origins[0].String(), link)}
		}
	default:
		err = problemUnread()
	}
	return made, err
}

// listedAccount is an account as a script reads it: never with what opens it.
type listedAccount struct {
	ID       data.ID     `json:"id"`
	Name     string      `json:"name"`
	Role     access.Role `json:"role"`
	Disabled bool        `json:"disabled"`
	Ready    bool        `json:"ready"`
}

// showAccounts answers a deed that was done: with the page and the link that was
// made, or, where there is nothing to show once, by leading back to it.
func (g *Gate) showAccounts(w http.ResponseWriter, r *http.Request, lang string, made *madeLink) error {
	page, err := g.accountsPage(r, made)
	if err != nil {
		return err
	}
	if !wantsPage(r) {
		g.writeAccounts(w, page)
		return nil
	}
	if made == nil {
		http.Redirect(w, r, "/staff/"+string(langOf(r, lang))+"/"+pageAccounts, http.StatusSeeOther)
		return nil
	}
	p := g.pageFor(r, langOf(r, lang), pageAccounts)
	p.Accounts = page
	g.pages.write(w, http.StatusOK, langOf(r, lang), pageAccounts, p)
	return nil
}

func (g *Gate) writeAccounts(w http.ResponseWriter, page *accountsPage) {
	answer := struct {
		Accounts []listedAccount `json:"accounts"`
		Link     string          `json:"link,omitempty"`
	}{Accounts: []listedAccount{}}
	for _, a := range page.All {
		answer.Accounts = append(answer.Accounts, listedAccount{a.ID, a.Name, a.Role, a.Disabled, a.Ready()})
	}
	if page.Made != nil {
		answer.Link = page.Made.Address
	}
	serve.WriteJSON(w, answer)
}

func problemOwnAccount() error {
	return problem(bilingual.Conflict, "account_own",
		bilingual.Text{En: "nobody shuts their own account or changes its role", Fr: "personne ne désactive son propre compte ni n’en change le rôle"},
		bilingual.Text{En: "another administrator can; so one always remains", Fr: "une autre personne de l’administration le peut; il en reste ainsi toujours une"})
}

func problemStaleOffice() error {
	return problem(bilingual.NotAllowed, "session_not_fresh",
		bilingual.Text{En: "sign in again first: this hands out access", Fr: "ouvrez d’abord une nouvelle session : ceci donne accès"},
		bilingual.Text{En: "it is asked when more than ten minutes have passed; to shut an account or a token, it is not", Fr: "on le demande quand plus de dix minutes se sont écoulées; pour désactiver un compte ou révoquer un jeton, non"})
}
