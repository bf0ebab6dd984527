package access

import (
	"errors"
	"net/http"

	"github.com/relais-directory/relais/data/access"
)

type linkAndPassword struct {
	Link     string `json:"link"`
	Password string `json:"password"`
	inPage
}

// setUpPassword sets an account up with a password, and signs it in.
func (g *Gate) setUpPassword(w http.ResponseWriter, r *http.Request, typed linkAndPassword) error {
	a, d, err := g.offered(typed.Link)
	if err != nil {
		return err
	}
	if err := access.CheckPassword(typed.Password, a.Name); err != nil {
		return err
	}
	hash, err := g.hash(r.Context(), typed.Password)
	if err != nil {
		return err
	}
	return g.setUp(w, r, a, d, func(a *access.Account) { a.SetPassword(hash) })
}

// offered finds the account of a set-up link. Links that were never made, that
// were used, replaced or are too old are told apart by nobody.
func (g *Gate) offered(link string) (access.Account, access.Digest, error) {
	secret, ok := access.ParseSecret(link)
	if !ok {
		return access.Account{}, access.Digest{}, problemLink()
	}
	accounts, err := g.o.Keeper.Accounts()
	if err != nil {
		return access.Account{}, access.Digest{}, err
	}
	d := secret.Digest()
	for _, a := range accounts {
		if a.Offered(d, g.o.Now()) {
			return a, d, nil
		}
	}
	return access.Account{}, access.Digest{}, problemLink()
}

// setUp uses a link up. Of two who use it at once, the keeper lets one: both had
// the account of the same version.
func (g *Gate) setUp(w http.ResponseWriter, r *http.Request, a access.Account, link access.Digest, with func(*access.Account)) error {
	if !a.Offered(link, g.o.Now()) {
		return problemLink()
	}
	a.SetUp()
	with(&a)
	n := access.Note{Actor: a.Actor(), Action: access.NoteAccountSetUp, At: g.o.Now(), Subject: a.ID}
	a, err := g.o.Keeper.SaveAccount(a, n)
	if errors.Is(err, access.ErrMoved) {
		return problemLink()
	}
	if err != nil {
		return err
	}
	if err := g.begin(w, r, a, access.ByLink); err != nil {
		return err
	}
	g.welcome(w, r, a)
	return nil
}
