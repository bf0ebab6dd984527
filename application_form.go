package relais

import (
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// mostApplications is how many may wait: beyond it nobody could be reading them.
const mostApplications = 500

// ReceiveApplication keeps what an organization says of itself, as by, who wrote it
// down, and who is refused as its second person later. Of when it came the day is
// kept.
func (e *Engine) ReceiveApplication(f ApplicationForm, by string, at time.Time) (Application, error) {
	id, err := data.NewID(e.random)
	if err != nil {
		return Application{}, err
	}
	return e.receive(id, f, by, at)
}

// TakeApplication keeps what came by the public form, under an id that was drawn
// for it, which is what the organization is told. Police are sent on to a way of
// their own. Of where it came from nothing is kept.
func (e *Engine) TakeApplication(id data.ID, f ApplicationForm, at time.Time) error {
	_, err := e.receive(id, f, "", at)
	return err
}

func (e *Engine) receive(id data.ID, f ApplicationForm, by string, at time.Time) (Application, error) {
	if f.Path == PathLawEnforcement && by == "" {
		return Application{}, problemPolicePath()
	}
	f, err := e.readForm(f)
	if err != nil {
		return Application{}, err
	}
	e.changing.Lock() // those that wait are counted, and one more is written
	defer e.changing.Unlock()
	if err := e.roomForApplication(); err != nil {
		return Application{}, err
	}
	k := keptApplication{Contact: f.Contact}
	f.Contact = data.Contact{}
	k.Application = Application{ID: id, State: ApplicationOpen, On: hours.DateOf(at), By: by, Form: f, Documents: []SupportingDocument{}}
	paper, err := k.paper()
	if err != nil {
		return Application{}, err
	}
	return k.Application, e.store.File(store.Filing{Papers: []store.Paper{paper}})
}

func (e *Engine) roomForApplication() error {
	all, err := e.Applications()
	if err != nil {
		return err
	}
	waiting := 0
	for _, a := range all {
		if a.State == ApplicationOpen {
			waiting++
		}
	}
	if waiting >= mostApplications {
		return problemManyApplications()
	}
	return nil
}

// readForm checks a form and gives it with the ids of its terms. All that is wrong
// is told at once.
func (e *Engine) readForm(f ApplicationForm) (ApplicationForm, error) {
	var faults bilingual.Faults
	for _, one := range application.Check(f) {
		faults = append(faults, bilingual.Textf("%s: %s", "%s : %s", one.Field, one.Message))
	}
	if len(faults) > 0 {
		return f, problemForm(faults)
	}
	return e.withTerms(f)
}

// withTerms gives the form with ids in the place of the words for terms.
func (e *Engine) withTerms(f ApplicationForm) (ApplicationForm, error) {
	for _, list := range []struct {
		kind  data.TermKind
		words *[]string
	}{{data.TermNeed, &f.Needs}, {data.TermPopulation, &f.Populations}, {data.TermLanguage, &f.Languages}} {
		var ids []string
		for _, words := range *list.words {
			term, err := e.terms.Find(list.kind, words)
			if err != nil {
				return f, err
			}
			if !slices.Contains(ids, term.ID) {
				ids = append(ids, term.ID)
			}
		}
		*list.words = ids
	}
	return f, nil
}

func problemForm(faults bilingual.Faults) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "application_invalid", Cause: faults,
		Message: bilingual.Text{En: "this form is not complete", Fr: "ce formulaire n’est pas complet"},
		Hint:    bilingual.Text{En: "nothing was kept; correct what is named here and send it again", Fr: "rien n’a été gardé; corrigez ce qui est nommé ici et renvoyez-le"},
	}
}

func problemPolicePath() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "application_police",
		Message: bilingual.Text{En: "police services come by a way of their own", Fr: "les services de police passent par une voie à part"},
		Hint:    bilingual.Text{En: "write to the directory’s partnership address: the protocol and the list of contacts are drawn up together", Fr: "écrivez à l’adresse des partenariats du répertoire : le protocole et la liste de contacts s’établissent ensemble"},
	}
}

func problemManyApplications() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "applications_full",
		Message: bilingual.Text{En: "no more applications can be taken now", Fr: "aucune autre demande d’inscription ne peut être reçue pour l’instant"},
		Hint:    bilingual.Text{En: "nothing was kept; try again in some days, or write to the directory’s partnership address", Fr: "rien n’a été gardé; réessayez dans quelques jours ou écrivez à l’adresse des partenariats du répertoire"},
	}
}
