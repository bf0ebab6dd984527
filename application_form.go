package relais

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// The bounds of what a stranger may send, in characters and in number.
const (
	longestName      = 200
	longestWords     = 2000
	mostTerms        = 40
	mostApplications = 500 // that wait: beyond it nobody could be reading them
)

// ReceiveApplication keeps what an organization says of itself. by is who wrote it
// down, and is refused as its second person later; "" for the public form, which
// police are sent on from. Of when it came the day is kept, and of where it came
// from nothing.
func (e *Engine) ReceiveApplication(f ApplicationForm, by string, at time.Time) (Application, error) {
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
	k.Application = Application{State: ApplicationOpen, On: hours.DateOf(at), By: by, Form: f, Documents: []SupportingDocument{}}
	if k.ID, err = data.NewID(e.random); err != nil {
		return Application{}, err
	}
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
	fault := func(wrong bool, en, fr string) {
		if wrong {
			faults = append(faults, bilingual.Text{En: en, Fr: fr})
		}
	}
	police := f.Path == PathLawEnforcement
	fault(f.Path != PathProvider && !police, "path: is provider or law_enforcement", "path : vaut provider ou law_enforcement")
	fault(f.Name.IsZero(), "name: is missing", "name : manque")
	fault(police != (f.Kind == data.LawEnforcement), "kind: police come by the path law_enforcement, and nobody else does", "kind : la police passe par la voie law_enforcement, et personne d’autre")
	fault(!police && f.Kind != data.Direct && f.Kind != data.Indirect && f.Kind != data.Government && f.Kind != data.Coalition && f.Kind != data.ChildProtection,
		"kind: is no kind of provider: relais terms", "kind : n’est pas un type de fournisseur : relais terms")
	fault(f.Home != "" && !f.Home.Valid(), "home: is no province or territory", "home : n’est ni une province ni un territoire")
	fault(!police && len(f.Needs) == 0, "needs: what does it offer? name at least one", "needs : qu’offre-t-il? nommez-en au moins un")
	fault(police && strings.TrimSpace(f.Jurisdiction) == "", "jurisdiction: is missing", "jurisdiction : manque")
	fault(f.Contact.Name == "" || f.Contact.Email == "" && f.Contact.Phone.Number == "", "contact: needs a name, and an e-mail address or a phone number", "contact : doit avoir un nom, et une adresse courriel ou un numéro de téléphone")
	fault(f.tooLong(), "a text is too long: 200 characters for a name, 2,000 for an answer", "un texte est trop long : 200 caractères pour un nom, 2 000 pour une réponse")
	fault(max(len(f.Needs), len(f.Populations), len(f.Languages)) > mostTerms, "a list has more than 40 entries", "une liste a plus de 40 éléments")
	fault(!answered(f), "answers: each criterion is answered once, with yes or no", "answers : chaque critère reçoit une réponse, par oui (yes) ou non (no)")
	if len(faults) > 0 {
		return f, problemForm(faults)
	}
	return e.withTerms(f)
}

// answered reports whether a form answers the criteria of its path, and nothing
// else.
func answered(f ApplicationForm) bool {
	criteria := Criteria(f.Path)
	if len(f.Answers) != len(criteria) {
		return false
	}
	for _, c := range criteria {
		if !slices.ContainsFunc(f.Answers, func(a Answer) bool { return a.Criterion == c.ID && a.Meets != data.Unknown }) {
			return false
		}
	}
	return true
}

func (f *ApplicationForm) tooLong() bool {
	over := func(most int) func(string) bool {
		return func(s string) bool { return utf8.RuneCountInString(s) > most || !utf8.ValidString(s) }
	}
	short := slices.Concat(f.Needs, f.Populations, f.Languages, []string{
		f.Name.En, f.Name.Fr, f.City, f.Phone, f.Email, f.URL,
		f.Contact.Name, f.Contact.Title.En, f.Contact.Title.Fr, f.Contact.Email, f.Contact.Phone.Number, f.Contact.Phone.Extension,
		f.Contact.Phone.Description.En, f.Contact.Phone.Description.Fr, string(f.Contact.Phone.Type),
	})
	long := []string{f.Description.En, f.Description.Fr, f.Eligibility.En, f.Eligibility.Fr, f.Jurisdiction}
	for _, a := range f.Answers {
		long = append(long, a.Words)
	}
	return slices.ContainsFunc(short, over(longestName)) || slices.ContainsFunc(long, over(longestWords))
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
