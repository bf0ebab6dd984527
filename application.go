package relais

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// What an organization says of itself when it asks to be listed: see package
// application.
type (
	ApplicationPath = application.Path
	ApplicationForm = application.Form
	Answer          = application.Answer
	Criterion       = application.Criterion
)

// The paths by which an organization asks to be listed.
const (
	PathProvider       = application.Provider
	PathLawEnforcement = application.LawEnforcement
)

// Criteria are the least that an organization on a path must meet, in the order in
// which they are asked.
func Criteria(p ApplicationPath) []Criterion { return application.Criteria(p) }

// ApplicationState says what has become of an application.
type ApplicationState string

// The states of an application.
const (
	ApplicationOpen        ApplicationState = "open"
	ApplicationRecommended ApplicationState = "recommended" // waits for a second person
	ApplicationAccepted    ApplicationState = "accepted"
	ApplicationRefused     ApplicationState = "refused"
)

// Application is an organization that has asked to be listed. Whom to write to is
// held back: see ApplicationContact.
type Application struct {
	ID        data.ID              `json:"id"`
	State     ApplicationState     `json:"state"`
	On        hours.Date           `json:"on"`           // the day on which it came; no hour is kept
	By        string               `json:"by,omitempty"` // who wrote it down; "" for the public form
	Form      ApplicationForm      `json:"form"`         // without Contact
	Documents []SupportingDocument `json:"documents"`
	Reviewed  *Act                 `json:"reviewed,omitempty"` // who recommended it
	Proposal  data.ID              `json:"proposal,omitempty"` // that waits for a second person
	Decided   *Act                 `json:"decided,omitempty"`
	Record    data.ID              `json:"record,omitempty"` // that it becomes, or has become
}

// SupportingDocument is a document that was asked for. It is kept elsewhere: the
// directory takes no files from strangers, and notes by name that it was seen.
type SupportingDocument struct {
	Name  string `json:"name"`
	Asked Act    `json:"asked"`
	Seen  *Act   `json:"seen,omitempty"`
}

const paperApplication = "application/"

// keptApplication is an application as it is kept: with whom to write to, until it
// is decided.
type keptApplication struct {
	Application
	Contact data.Contact `json:"contact"`
}

func (k *keptApplication) paper() (store.Paper, error) {
	content, err := json.Marshal(k)
	return store.Paper{Name: paperApplication + string(k.ID), Content: content}, err
}

// close decides an application: whom to write to is kept no longer. Of one that is
// accepted it is under seal in the record.
func (k *keptApplication) close(s ApplicationState, a Act) {
	k.State, k.Decided, k.Contact = s, &a, data.Contact{}
}

// Applications lists all applications, those that wait first, the oldest first.
func (e *Engine) Applications() ([]Application, error) {
	all := []Application{}
	err := e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.Papers(paperApplication) {
			if err != nil {
				return err
			}
			var k keptApplication
			if err := json.Unmarshal(p.Content, &k); err != nil {
				return fmt.Errorf("read an application: %w", err)
			}
			all = append(all, k.Application)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Application) int {
		return cmp.Or(cmp.Compare(a.State.rank(), b.State.rank()), a.On.Compare(b.On), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// rank orders the states by how soon somebody should look.
func (s ApplicationState) rank() int {
	return slices.Index([]ApplicationState{ApplicationOpen, ApplicationRecommended, ApplicationAccepted, ApplicationRefused}, s)
}

// Application gives one application.
func (e *Engine) Application(id data.ID) (Application, error) {
	k, err := e.application(id)
	return k.Application, err
}

func (e *Engine) application(id data.ID) (k keptApplication, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		content, ok, err := tx.Paper(paperApplication + string(id))
		if err == nil && !ok {
			err = problemNoApplication()
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(content, &k)
	})
	return k, err
}

func problemNoApplication() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "application_unknown",
		Message: bilingual.Text{En: "there is no application with this id", Fr: "aucune demande d’inscription ne porte cet identifiant"},
		Hint:    bilingual.Text{En: "list them with: relais applications", Fr: "affichez-les avec : relais applications"},
	}
}
