package relais

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// TroubleKind says what a call has shown to be wrong with a listing. There are no
// words beside it: in the middle of a call they would be about the caller.
type TroubleKind string

// The kinds of trouble.
const (
	TroubleNumber      TroubleKind = "number"      // wrong, or out of service
	TroubleUnanswered  TroubleKind = "unanswered"  // nobody answers
	TroubleClosed      TroubleKind = "closed"      // the service is no more
	TroubleHours       TroubleKind = "hours"       // not open when it should be
	TroubleIntake      TroubleKind = "intake"      // takes nobody new
	TroubleEligibility TroubleKind = "eligibility" // accepts others than it says
	TroubleLanguages   TroubleKind = "languages"   // does not speak what it says
	TroublePlace       TroubleKind = "place"       // not there
	TroubleSafety      TroubleKind = "safety"      // a concern for those who go there: look first
)

// TroubleKinds are all kinds, in the order in which they are shown.
func TroubleKinds() []TroubleKind {
	return []TroubleKind{
		TroubleNumber, TroubleUnanswered, TroubleClosed, TroubleHours, TroubleIntake,
		TroubleEligibility, TroubleLanguages, TroublePlace, TroubleSafety,
	}
}

// Name is the kind in words.
func (k TroubleKind) Name() bilingual.Text {
	return map[TroubleKind]bilingual.Text{
		TroubleNumber:      {En: "wrong number", Fr: "mauvais numéro"},
		TroubleUnanswered:  {En: "nobody answers", Fr: "personne ne répond"},
		TroubleClosed:      {En: "closed for good", Fr: "fermé définitivement"},
		TroubleHours:       {En: "hours are wrong", Fr: "heures inexactes"},
		TroubleIntake:      {En: "takes nobody new", Fr: "ne prend plus personne"},
		TroubleEligibility: {En: "eligibility is wrong", Fr: "admissibilité inexacte"},
		TroubleLanguages:   {En: "languages are wrong", Fr: "langues inexactes"},
		TroublePlace:       {En: "not at this place", Fr: "pas à cet endroit"},
		TroubleSafety:      {En: "a concern for safety", Fr: "une inquiétude pour la sécurité"},
	}[k]
}

// Trouble is what calls have shown to be wrong with one listing, of one kind. It
// never hides the listing by itself. Who reported it is not kept, nor the hour.
type Trouble struct {
	ID           data.ID     `json:"id"`
	Listing      data.ID     `json:"listing"`
	Organization data.Named  `json:"organization"`
	Service      data.Named  `json:"service"`
	Kind         TroubleKind `json:"kind"`
	Times        int         `json:"times"`
	First        hours.Date  `json:"first"`
	Last         hours.Date  `json:"last"`
}

const paperTrouble = "trouble/"

func (t *Trouble) paper() (store.Paper, error) {
	content, err := json.Marshal(t)
	return store.Paper{Name: paperTrouble + string(t.ID), Content: content}, err
}

// ReportTrouble notes that something is wrong with a listing. Reported again, it
// counts once more.
func (e *Engine) ReportTrouble(listing data.ID, kind TroubleKind, at time.Time) (Trouble, error) {
	if !slices.Contains(TroubleKinds(), kind) {
		return Trouble{}, problemTroubleKind()
	}
	l, err := Find[Staff](e, listing)
	if err != nil {
		return Trouble{}, err
	}
	e.changing.Lock() // the report is read and written again
	defer e.changing.Unlock()
	all, err := e.Troubles()
	if err != nil {
		return Trouble{}, err
	}
	t := Trouble{Listing: listing, Organization: l.Organization, Service: l.Service, Kind: kind, First: hours.DateOf(at)}
	if i := slices.IndexFunc(all, func(t Trouble) bool { return t.Listing == listing && t.Kind == kind }); i >= 0 {
		t = all[i]
	} else if t.ID, err = data.NewID(e.random); err != nil {
		return Trouble{}, err
	}
	t.Times, t.Last = t.Times+1, hours.DateOf(at)
	paper, err := t.paper()
	if err != nil {
		return Trouble{}, err
	}
	return t, e.store.File(store.Filing{Papers: []store.Paper{paper}})
}

// TakeBackTrouble undoes a ReportTrouble that was a mistake: it counts once less,
// and is gone where nobody else has reported it. It is not audited, as the report
// was not: whoever offers it remembers whose it was.
func (e *Engine) TakeBackTrouble(id data.ID) (Trouble, error) {
	e.changing.Lock() // the report is read and written again
	defer e.changing.Unlock()
	t, err := e.trouble(id)
	if err != nil {
		return t, err
	}
	if t.Times--; t.Times == 0 {
		return t, e.store.File(store.Filing{Papers: []store.Paper{{Name: paperTrouble + string(id)}}})
	}
	if t.Times == 1 {
		t.Last = t.First
	}
	paper, err := t.paper()
	if err != nil {
		return t, err
	}
	return t, e.store.File(store.Filing{Papers: []store.Paper{paper}})
}

// trouble is the report with an id.
func (e *Engine) trouble(id data.ID) (Trouble, error) {
	all, err := e.Troubles()
	if err != nil {
		return Trouble{}, err
	}
	i := slices.IndexFunc(all, func(t Trouble) bool { return t.ID == id })
	if i < 0 {
		return Trouble{}, problemNoTrouble()
	}
	return all[i], nil
}

// Troubles lists what is wrong and not settled: concerns for safety first, then
// what was reported most.
func (e *Engine) Troubles() ([]Trouble, error) {
	all := []Trouble{}
	err := e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.Papers(paperTrouble) {
			if err != nil {
				return err
			}
			var t Trouble
			if err := json.Unmarshal(p.Content, &t); err != nil {
				return fmt.Errorf("read a report of trouble: %w", err)
			}
			all = append(all, t)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Trouble) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.Times, a.Times), a.First.Compare(b.First), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// rank puts safety first.
func (t Trouble) rank() int {
	if t.Kind == TroubleSafety {
		return 0
	}
	return 1
}

// SettleTrouble takes a report away that was dealt with: how is audited.
func (e *Engine) SettleTrouble(id data.ID, by Editing) (Trouble, error) {
	e.changing.Lock() // the report is read and taken away
	defer e.changing.Unlock()
	t, err := e.trouble(id)
	if err != nil {
		return t, err
	}
	return t, e.store.File(store.Filing{
		Papers: []store.Paper{{Name: paperTrouble + string(id)}},
		Action: actionSettle, Actor: by.Actor, Reason: by.Reason, At: by.At, Subjects: []data.ID{t.Organization.ID},
	})
}

const actionSettle = "trouble settled"

func problemTroubleKind() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "trouble_kind",
		Message: bilingual.Text{
			En: "say what is wrong: number, unanswered, closed, hours, intake, eligibility, languages, place or safety",
			Fr: "dites ce qui ne va pas : number (numéro), unanswered (sans réponse), closed (fermé), hours (heures), intake (accueil), eligibility (admissibilité), languages (langues), place (lieu) ou safety (sécurité)",
		},
		Hint: bilingual.Text{En: "nothing about the person on the line belongs here", Fr: "rien sur la personne au bout du fil n’a sa place ici"},
	}
}

func problemNoTrouble() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "trouble_unknown",
		Message: bilingual.Text{En: "nothing is reported under this id", Fr: "rien n’est signalé sous cet identifiant"},
		Hint:    bilingual.Text{En: "list what is: relais trouble", Fr: "affichez ce qui l’est : relais trouble"},
	}
}
