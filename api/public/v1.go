package public

import (
	"net/http"
	"reflect"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// routeV1 routes what programs ask. Searches are posted as JSON, so that a place
// and a need stand in no address.
func (s *Site) routeV1(mux *serve.Mux) {
	asked := []int{http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	mux.Operate(serve.Operation{
		Pattern: "POST /v1/search", ID: "search",
		Summary: "Find public services, best first",
		Detail: "Answers what `relais search --as public --json` prints. Of a postal code only the first three characters are read; a latitude and longitude is moved to the centre of its H3 cell of resolution 5. " +
			"The names are in the first language of Accept-Language, English or French; reasons and questions are in both. " +
			"With Accept: application/geo+json the same matches are the features of a GeoJSON collection, with a point where the address is public.",
		Body: reflect.TypeFor[ranking.Request](), Answer: reflect.TypeFor[ranking.PublicAnswerView](), Errors: asked,
		Handle: s.serveSearch,
	})
	mux.Operate(serve.Operation{
		Pattern: "POST /v1/plan", ID: "plan",
		Summary: "Find the fewest organizations that cover several needs",
		Detail:  "Each need is answered as a search for it alone would; what nobody covers is named.",
		Body:    reflect.TypeFor[ranking.Request](), Answer: reflect.TypeFor[ranking.PublicPlanView](), Errors: asked,
		Handle: s.servePlan,
	})
	mux.Operate(serve.Operation{
		Pattern: "GET /v1/listings/{id}", ID: "listing",
		Summary: "One public listing",
		Detail: "Unknown, withdrawn and not public are one answer: 404. Its kind says what part the organization plays: " +
			"a search gives direct providers alone unless another kind is named, and here the police and all others are answered by their ids.",
		Params: []serve.Param{{Name: "id", Detail: "The id of a service at a location, as a search gives it"}},
		Answer: reflect.TypeFor[data.Listing[data.Public]](), Errors: []int{http.StatusNotFound, http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Handle: s.serveListing,
	})
	mux.Operate(serve.Operation{
		Pattern: "GET /v1/terms", ID: "terms",
		Summary: "Every term that a search understands",
		Detail:  "By kind: need, population, language, barrier, accessibility, provider_kind.",
		Answer:  reflect.TypeFor[map[data.TermKind][]Term](), Errors: []int{http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Handle: s.serveTerms,
	})
}

// Describe serves /openapi.json: the description of every operation on mux so
// far, and so the last thing to be put there.
func Describe(mux *serve.Mux) error {
	return mux.Describe("GET /openapi.json", "Relais", "1.0.0",
		"The public directory of support services for people who are or were trafficked, for programs. Every answer is made of public listings alone. Nothing of a request is kept.")
}

func (s *Site) serveSearch(w http.ResponseWriter, r *http.Request) error {
	request, err := readRequest(r)
	if err != nil {
		return err
	}
	snapshot, lang := s.catalog(), serve.Preferred(r)
	_, answer, err := s.answer(snapshot, request, s.now())
	if err != nil {
		return err
	}
	if serve.Accepts(r, serve.GeoJSON) {
		serve.WriteGeoJSON(w, featuresOf(snapshot, ranking.PublicAnswer(answer, lang)))
		return nil
	}
	written := s.derived.fragmentsOf(snapshot)
	serve.AppendJSON(w, func(b []byte) []byte { return written.AppendPublicAnswer(b, &answer, lang) })
	return nil
}

func (s *Site) servePlan(w http.ResponseWriter, r *http.Request) error {
	request, err := readRequest(r)
	if err != nil {
		return err
	}
	q, err := s.resolve(request, s.now())
	if err != nil {
		return err
	}
	plan, err := ranking.PlanWith(s.catalog(), q, s.weights)
	if err != nil {
		return err
	}
	serve.WriteJSON(w, ranking.PublicPlan(plan, serve.Preferred(r)))
	return nil
}

// serveListing gives one listing. What is no id names nothing either, and is the
// same answer as an id of something hidden.
func (s *Site) serveListing(w http.ResponseWriter, r *http.Request) error {
	id, _ := data.ParseID(r.PathValue("id"))
	l, ok := s.catalog().ByID(id)
	if !ok {
		return ranking.UnknownListing()
	}
	serve.WriteJSON(w, l)
	return nil
}

func (s *Site) serveTerms(w http.ResponseWriter, _ *http.Request) error {
	serve.WriteJSON(w, s.vocabulary)
	return nil
}

// Term is one term as a program reads it.
type Term struct {
	ID       string              `json:"id"`
	Parent   string              `json:"parent,omitempty"`
	Name     bilingual.Text      `json:"name"`
	Plain    bilingual.Text      `json:"plain,omitzero"`
	Autonym  string              `json:"autonym,omitempty"`
	Synonyms map[string][]string `json:"synonyms,omitempty"`
}

// TermOf is a term as a program reads it, here and on the command line.
func TermOf(t data.Term) Term {
	synonyms := map[string][]string{}
	if len(t.SynonymsEn) > 0 {
		synonyms["en"] = t.SynonymsEn
	}
	if len(t.SynonymsFr) > 0 {
		synonyms["fr"] = t.SynonymsFr
	}
	return Term{t.ID, t.Parent, t.Name, t.Plain, t.Autonym, synonyms}
}

func vocabulary(terms *data.Terms) map[data.TermKind][]Term {
	all := map[data.TermKind][]Term{}
	for _, kind := range data.TermKinds() {
		all[kind] = []Term{}
		for _, t := range terms.All(kind) {
			all[kind] = append(all[kind], TermOf(t))
		}
	}
	return all
}
