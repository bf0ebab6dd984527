package access

import (
	"net/http"
	"slices"

	"github.com/relais-directory/relais/data/access"
)

// Accounts and tokens are looked after on pages of their own, by administrators,
// and the audit is read on one by auditors (accounts.go, tokens.go, audit.go).

// The pages, by the last part of their addresses.
const (
	pageAccounts = "accounts"
	pageTokens   = "tokens"
	pageAudit    = "audit"
)

// offices say what each of them takes.
var offices = []struct {
	page   string
	action access.Action
	class  access.Class
}{
	{pageAccounts, access.Accounts, access.Identities},
	{pageTokens, access.Tokens, access.Identities},
	{pageAudit, access.Audit, access.Audited},
}

// may reports whether somebody may have a page drawn. A refusal comes before the
// guard has said who asks: then nobody does, and nothing is drawn of what they may
// not see.
func (g *Gate) may(a Actor, page string) bool {
	for _, o := range offices {
		if o.page == page {
			return a.May(o.action, o.class)
		}
	}
	return page != pageAccount || a.Account != ""
}

// place is one page that somebody may go to.
type place struct{ Path, Key string }

// places are the pages that whoever is signed in may go to, but for the one that they
// are on.
func (g *Gate) places(a Actor, lang string, here string) []place {
	var all []place
	if !a.SignedIn() {
		return nil
	}
	if a.May(access.Search, access.Internal) {
		all = append(all, place{consolePath + lang + "/", "home"})
	}
	for _, o := range offices {
		if a.May(o.action, o.class) && g.has(o.page) {
			all = append(all, place{"/staff/" + lang + "/" + o.page, o.page})
		}
	}
	if a.Account != "" {
		all = append(all, place{"/staff/" + lang + "/" + pageAccount, pageAccount})
	}
	return slices.DeleteFunc(all, func(p place) bool { return p.Key == here })
}

// has reports whether the gate has a page.
func (g *Gate) has(page string) bool { return page != pageAudit || g.o.Audit != nil }

// homeOf is where somebody goes on to once they have signed in.
func (g *Gate) homeOf(r access.Role) string {
	if access.May(r, access.Search, access.Internal) {
		return consolePath
	}
	for _, o := range offices {
		if access.May(r, o.action, o.class) && g.has(o.page) {
			return "/staff/" + o.page
		}
	}
	return accountPath
}

// newly wants somebody who has just signed in: a screen that was left unlocked must
// not be enough to hand out access.
func (g *Gate) newly(r *http.Request) error {
	if _, err := g.owner(r); err != nil {
		return problemStaleOffice()
	}
	return nil
}
