package hsds

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/relais-directory/relais/api/serve"
	wire "github.com/relais-directory/relais/data/hsds"
)

// The parameters of each list, as HSDS 3.1 has them.
var (
	paging                 = []string{"page", "per_page", "format"}
	filters                = []string{"search", "taxonomy_term_id", "taxonomy_id"}
	serviceParameters      = slices.Concat(filters, []string{"organization_id", "modified_after", "minimal", "full"}, paging)
	siteParameters         = slices.Concat(filters, []string{"organization_id", "modified_after", "full", "postcode", "proximity"}, paging)
	organizationParameters = slices.Concat(filters, []string{"full", "full_service"}, paging)
	taxonomyParameters     = slices.Concat([]string{"search"}, paging)
	termParameters         = slices.Concat([]string{"search", "taxonomy_id", "top_only", "parent_id"}, paging)
)

// The pages of lists, named for the description of the API.
type (
	servicePage           wire.Page[wire.Service]
	serviceAtLocationPage wire.Page[nestedServiceAtLocation]
	organizationPage      wire.Page[wire.Organization]
	taxonomyPage          wire.Page[wire.Taxonomy]
	taxonomyTermPage      wire.Page[wire.TaxonomyTerm]
)

// nestedServiceAtLocation is the standard's, with the service that its nested
// form has.
type nestedServiceAtLocation struct {
	wire.ServiceAtLocation
	Service *wire.Service `json:"service,omitempty"`
}

// Mount puts the routes below /hsds on mux, with their description.
func (a *API) Mount(mux *serve.Mux) {
	one := question{full: true}
	a.lists(mux, "services", "services", "Services; full=true gives everything below them", serviceParameters,
		reflect.TypeFor[servicePage](), a.serveList(services, serviceParameters, false))
	a.thing(mux, "services", "service", "One service with everything below it", nil,
		reflect.TypeFor[wire.Service](), a.serveOne(services, one, nil, false))
	a.lists(mux, "organizations", "organizations", "Organizations; full=true gives the names of their services, full_service=true the services", organizationParameters,
		reflect.TypeFor[organizationPage](), a.serveList(organizations, organizationParameters, false))
	a.thing(mux, "organizations", "organization", "One organization with its services", []string{"full_service"},
		reflect.TypeFor[wire.Organization](), a.serveOne(organizations, one, []string{"full_service"}, false))
	a.lists(mux, "service_at_locations", "service at locations", "Services at locations, by postal code too", siteParameters,
		reflect.TypeFor[serviceAtLocationPage](), a.serveList(sites, siteParameters, true))
	a.thing(mux, "service_at_locations", "service_at_location", "One service at one location", []string{"format"},
		reflect.TypeFor[nestedServiceAtLocation](), a.serveOne(sites, one, []string{"format"}, true))
	a.lists(mux, "taxonomies", "taxonomies", "The taxonomies that the directory speaks in", taxonomyParameters,
		reflect.TypeFor[taxonomyPage](), a.serveTaxonomies(taxonomyParameters))
	a.thing(mux, "taxonomies", "taxonomy", "One taxonomy", nil, reflect.TypeFor[wire.Taxonomy](), a.serveTaxonomy)
	a.lists(mux, "taxonomy_terms", "taxonomy terms", "The terms of all taxonomies", termParameters,
		reflect.TypeFor[taxonomyTermPage](), a.serveTaxonomyTerms(termParameters))
	a.thing(mux, "taxonomy_terms", "taxonomy_term", "One taxonomy term", nil, reflect.TypeFor[wire.TaxonomyTerm](), a.serveTaxonomyTerm)

	mux.Operate(serve.Operation{
		Pattern: "GET /hsds/", ID: "hsds", Summary: "What this API is",
		Answer: reflect.TypeFor[Meta](), Errors: busy, Handle: a.serveMeta,
	})
	mux.HandleFunc("GET /hsds", func(w http.ResponseWriter, r *http.Request) { _ = a.serveMeta(w, r) })
	mux.HandleFunc("GET /hsds/profile", a.serveProfile)
}

var busy = []int{http.StatusTooManyRequests, http.StatusServiceUnavailable}

// lists routes a list, by GET and by POST.
func (a *API) lists(mux *serve.Mux, path, name, summary string, allowed []string, answer reflect.Type, handle func(http.ResponseWriter, *http.Request) error) {
	op := serve.Operation{
		Summary: summary,
		Detail: "A page of " + name + " in the order of ids, or with format=ndjson all of them, one to a line. Filters hold all together. " +
			"The answer has a strong ETag that changes with the public directory alone.",
		Answer: answer, Handle: handle,
		Errors: append([]int{http.StatusUnprocessableEntity}, busy...),
	}
	for _, p := range allowed {
		op.Params = append(op.Params, parameter(p))
	}
	op.Pattern, op.ID = "GET /hsds/"+path, "hsds_"+path
	mux.Operate(op)
	op.Pattern, op.ID = "POST /hsds/"+path, "hsds_post_"+path
	op.Detail += " The parameters may stand in a posted form instead of the address."
	mux.Operate(op)
}

// thing routes one thing by its id.
func (a *API) thing(mux *serve.Mux, path, name, summary string, allowed []string, answer reflect.Type, handle func(http.ResponseWriter, *http.Request) error) {
	op := serve.Operation{
		Pattern: "GET /hsds/" + path + "/{id}", ID: "hsds_" + name, Summary: summary,
		Detail: "Unknown, withdrawn and not public are one answer: 404.",
		Params: []serve.Param{{Name: "id", Detail: "Its id"}},
		Answer: answer, Handle: handle,
		Errors: append([]int{http.StatusNotFound}, busy...),
	}
	for _, p := range allowed {
		op.Params = append(op.Params, parameter(p))
	}
	mux.Operate(op)
}

// parameter describes one parameter.
func parameter(name string) serve.Param {
	p := serve.Param{Name: name, InQuery: true, Detail: details[name]}
	switch {
	case name == "page" || name == "per_page":
		p.Type = "integer"
	case name == "proximity":
		p.Type = "number"
	case strings.HasPrefix(name, "full") || name == "minimal" || name == "top_only":
		p.Type = "boolean"
	}
	return p
}

var details = map[string]string{
	"search":           "Words that must all stand in names, terms or descriptions, in either language; small words alone are refused",
	"page":             "From 1",
	"per_page":         "1 to 1000, 50 by itself",
	"format":           "json, ndjson (everything, one to a line), and for service_at_locations geojson",
	"taxonomy_term_id": "Only what says this term or a narrower one; may be repeated, and all must hold. What says \"no\" to a term does not say it. Without a term of relais:provider_kind, direct providers alone",
	"taxonomy_id":      "Only what says a term of this taxonomy; relais:provider_kind gives providers of every kind",
	"organization_id":  "Only what this organization offers",
	"modified_after":   "Refused: the directory does not publish when a record was changed. Use the ETag",
	"minimal":          "Ids alone, all on one page",
	"full":             "With everything below",
	"full_service":     "With the services in full",
	"postcode":         "A Canadian postal code, of which the first three characters are read: only what may serve that area",
	"proximity":        "Metres from the middle of the postcode's area: only what has a published place, or area, within them",
	"top_only":         "Only terms without a wider one",
	"parent_id":        "Only terms right below this one",
}
