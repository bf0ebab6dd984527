// Package upkeep answers the staff's programs that keep the directory up to date:
// imports, verification, and what there is.
//
// It owns those routes under /v1/staff and the JSON of an import, which the command
// line prints too. It decides nothing: the engine does, in the name of whoever
// asks, and who may ask is decided before it is reached.
//
// Begin with Upkeep.Operations.
package upkeep

import (
	"net/http"
	"reflect"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
)

// Options is what an Upkeep is made of.
type Options struct {
	Engine *relais.Engine
	// Actor is who sends a request, by the name that the audit has.
	Actor func(*http.Request) string
	Now   func() time.Time
}

// Upkeep answers programs. Any number of goroutines may ask it.
type Upkeep struct{ Options }

// New makes an Upkeep.
func New(o Options) *Upkeep { return &Upkeep{o} }

// act answers an operation with what do gives.
func act(do func(*http.Request) (any, error)) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		view, err := do(r)
		if err == nil {
			serve.WriteJSON(w, view)
		}
		return err
	}
}

// told is do for an operation that is told something in its body.
func told[T any](do func(*http.Request, T) (any, error)) func(http.ResponseWriter, *http.Request) error {
	return act(func(r *http.Request) (any, error) {
		var body T
		if err := serve.ReadJSON(r, &body); err != nil {
			return nil, err
		}
		return do(r, body)
	})
}

// id is the id in a request's path. What is none names nothing.
func id(r *http.Request) data.ID { return named(r.PathValue("id")) }

func named(s string) data.ID {
	parsed, _ := data.ParseID(s)
	return parsed
}

// idParam describes it.
var idParam = []serve.Param{{Name: "id", Detail: "The id of an import"}}

// The statuses with which these operations may refuse, beside those of everybody.
var (
	reading  = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}
	changing = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity}
)

// Operations are all operations, to be registered behind a guard.
func (u *Upkeep) Operations() []serve.Operation {
	return append(append(u.imports(), u.verification()...), serve.Operation{
		Pattern: "GET /v1/staff/statistics", ID: "statistics", Summary: "Count the directory, internal records included",
		Detail: "As relais stats --json prints it. The counts are exact: they are for those who may read what is counted.",
		Answer: reflect.TypeFor[relais.Stats](), Errors: reading,
		Handle: act(func(*http.Request) (any, error) { return u.Engine.Stats() }),
	})
}
