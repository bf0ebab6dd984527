package staff

import (
	"net/http"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// Asked is what a program asks of one listing: why it stands where it stands for
// a request.
type Asked struct {
	Listing string          `json:"listing"`
	Request ranking.Request `json:"request"`
}

// Learned is what a program has learned of room at one listing.
type Learned struct {
	Listing  string        `json:"listing"`
	Capacity data.Capacity `json:"capacity"`
}

// Look is a program's wish to see sealed parts. Reason is one of those that the
// screen offers.
type Look struct {
	Listing string `json:"listing"`
	Reason  string `json:"reason"`
}

// v1 are the addresses for programs: what the command line prints with --json, over
// the same engine. Everything is posted, as on the screen.
func (c *Console) v1() []Route {
	route := func(name string, action Action, answer func(*http.Request, visit) (any, error)) Route {
		return Route{"POST /v1/staff/" + name, action, c.answered(action, answer)}
	}
	return []Route{
		route("search", Search, c.searchV1),
		route("plan", Search, c.planV1),
		route("explain", Search, c.explainV1),
		route("jurisdiction", Law, c.lawV1),
		route("capacity", Capacity, c.capacityV1),
		route("reveal", Reveal, c.revealV1),
	}
}

// answered lets in whoever may do this, and answers as JSON.
func (c *Console) answered(action Action, answer func(*http.Request, visit) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		account, ok := c.access.Account(r)
		if !ok || !c.access.May(r, action) {
			serve.WriteProblem(w, r, problemNotAllowed())
			return
		}
		view, err := answer(r, visit{account, serve.Preferred(r), func(a Action) bool { return c.access.May(r, a) }, r})
		if err != nil {
			serve.WriteProblem(w, r, err)
			return
		}
		serve.WriteJSON(w, view)
	}
}

// readQuery reads a request and resolves it.
func (c *Console) readQuery(r *http.Request) (ranking.Query, error) {
	var request ranking.Request
	if err := serve.ReadJSON(r, &request); err != nil {
		return ranking.Query{}, err
	}
	return relais.Resolve[data.Staff](c.engine, request, c.now())
}

func (c *Console) searchV1(r *http.Request, v visit) (any, error) {
	began := c.now()
	q, err := c.readQuery(r)
	if err != nil {
		return nil, err
	}
	a, err := relais.Search[data.Staff](c.engine, q)
	return ranking.StaffAnswer(a, v.lang, c.now().Sub(began)), err
}

func (c *Console) planV1(r *http.Request, v visit) (any, error) {
	began := c.now()
	q, err := c.readQuery(r)
	if err != nil {
		return nil, err
	}
	p, err := relais.Plan[data.Staff](c.engine, q)
	return ranking.StaffPlan(p, v.lang, c.now().Sub(began)), err
}

func (c *Console) explainV1(r *http.Request, v visit) (any, error) {
	var asked Asked
	if err := serve.ReadJSON(r, &asked); err != nil {
		return nil, err
	}
	q, err := relais.Resolve[data.Staff](c.engine, asked.Request, c.now())
	if err != nil {
		return nil, err
	}
	e, err := relais.Explain[data.Staff](c.engine, q, idOf(asked.Listing))
	if err != nil {
		return nil, err
	}
	return ranking.StaffExplanation(e, v.lang), nil
}

func (c *Console) lawV1(r *http.Request, v visit) (any, error) {
	q, err := c.readQuery(r)
	if err != nil {
		return nil, err
	}
	card, err := c.cardFor(q)
	return ranking.JurisdictionView(card, v.lang), err
}

func (c *Console) capacityV1(r *http.Request, v visit) (any, error) {
	var learned Learned
	if err := serve.ReadJSON(r, &learned); err != nil {
		return nil, err
	}
	at := c.now()
	now := &learned.Capacity
	now.Updated, now.By, now.How = at.UTC(), v.account.ID, "call"
	_, err := c.engine.SetCapacity(idOf(learned.Listing), *now, v.account.ID, reasonLearned, at)
	return learned, err
}

func (c *Console) revealV1(r *http.Request, v visit) (any, error) {
	var look Look
	if err := serve.ReadJSON(r, &look); err != nil {
		return nil, err
	}
	return c.open(idOf(look.Listing), v.account, look.Reason, c.now())
}

func problemNotAllowed() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "not_allowed",
		Message: bilingual.Text{En: "this account does not open this", Fr: "ce compte n’y donne pas accès"},
	}
}
