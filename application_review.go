package relais

import (
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// Review is one step of looking at an application: who takes it, why, and when.
type Review struct {
	ID     data.ID
	Actor  string
	Reason string
	At     time.Time
}

func (r Review) act() Act { return Act{By: r.Actor, At: r.At.UTC(), Reason: r.Reason} }

// The actions that are audited on an application.
const (
	actionContact   = "application contact"
	actionDocument  = "application document"
	actionRecommend = "application recommended"
	actionRefuse    = "application refused"
)

// ApplicationContact shows whom to write to about an application. The audit entry
// is written first.
func (e *Engine) ApplicationContact(r Review) (data.Contact, error) {
	k, err := e.application(r.ID)
	if err != nil {
		return data.Contact{}, err
	}
	err = e.store.File(store.Filing{Action: actionContact, Actor: r.Actor, Reason: r.Reason, At: r.At, Subjects: []data.ID{r.ID}})
	if err != nil {
		return data.Contact{}, err
	}
	return k.Contact, nil
}

// AskDocument notes that the organization was asked for a document, by name. It is
// sent and kept elsewhere.
func (e *Engine) AskDocument(r Review, name string) (Application, error) {
	name = strings.TrimSpace(name)
	return e.review(r, actionDocument, func(k *keptApplication) error {
		if name == "" || len(name) > application.LongestName || k.document(name) != nil {
			return problemDocument()
		}
		k.Documents = append(k.Documents, SupportingDocument{Name: name, Asked: r.act()})
		return nil
	})
}

// SeeDocument notes that somebody has seen a document that was asked for.
func (e *Engine) SeeDocument(r Review, name string) (Application, error) {
	return e.review(r, actionDocument, func(k *keptApplication) error {
		d := k.document(strings.TrimSpace(name))
		if d == nil {
			return problemDocument()
		}
		seen := r.act()
		d.Seen = &seen
		return nil
	})
}

func (k *keptApplication) document(name string) *SupportingDocument {
	i := slices.IndexFunc(k.Documents, func(d SupportingDocument) bool { return strings.EqualFold(d.Name, name) })
	if i < 0 {
		return nil
	}
	return &k.Documents[i]
}

// RefuseApplication refuses an application that waits, with the reason that the
// organization is told.
func (e *Engine) RefuseApplication(r Review) (Application, error) {
	return e.review(r, actionRefuse, func(k *keptApplication) error {
		k.close(ApplicationRefused, r.act())
		return nil
	})
}

// review makes one step of an application that is open: kept and audited together.
func (e *Engine) review(r Review, action string, step func(*keptApplication) error) (Application, error) {
	e.changing.Lock() // the application is read and written again
	defer e.changing.Unlock()
	k, err := e.openApplication(r)
	if err != nil {
		return Application{}, err
	}
	if err := step(&k); err != nil {
		return Application{}, err
	}
	paper, err := k.paper()
	if err != nil {
		return Application{}, err
	}
	return k.Application, e.store.File(store.Filing{
		Papers: []store.Paper{paper}, Action: action, Actor: r.Actor, Reason: r.Reason, At: r.At, Subjects: []data.ID{k.ID},
	})
}

func (e *Engine) openApplication(r Review) (keptApplication, error) {
	if strings.TrimSpace(r.Reason) == "" {
		return keptApplication{}, problemNoReason()
	}
	k, err := e.application(r.ID)
	if err == nil && k.State != ApplicationOpen {
		err = problemApplicationMoved()
	}
	return k, err
}

// RecommendApplication proposes to list the organization. A second person decides:
// neither whoever recommends it, nor whoever wrote it down. It takes a yes to every
// criterion, and that every document that was asked for has been seen.
func (e *Engine) RecommendApplication(r Review) (Proposal, error) {
	e.changing.Lock() // the application is read and written again
	defer e.changing.Unlock()
	k, err := e.openApplication(r)
	if err == nil {
		err = k.wanting()
	}
	if err != nil {
		return Proposal{}, err
	}
	p, err := e.admission(&k, r)
	if err != nil {
		return Proposal{}, err
	}
	recommended := r.act()
	k.State, k.Reviewed, k.Proposal, k.Record = ApplicationRecommended, &recommended, p.ID, p.Record
	waits, err := p.paper()
	if err != nil {
		return Proposal{}, err
	}
	paper, err := k.paper()
	if err != nil {
		return Proposal{}, err
	}
	return p.Proposal, e.store.File(store.Filing{
		Papers: []store.Paper{paper, waits}, Action: actionRecommend, Actor: r.Actor, Reason: r.Reason, At: r.At, Subjects: []data.ID{k.ID},
	})
}

// wanting is why an application cannot be recommended; nil if it can.
func (k *keptApplication) wanting() error {
	if slices.ContainsFunc(k.Form.Answers, func(a Answer) bool { return a.Meets != data.Yes }) {
		return problemCriteria()
	}
	if slices.ContainsFunc(k.Documents, func(d SupportingDocument) bool { return d.Seen == nil }) {
		return problemDocumentsOutstanding()
	}
	return nil
}

// admission is the proposal to list an applicant, with the id of the record that
// it would become.
func (e *Engine) admission(k *keptApplication, r Review) (*keptProposal, error) {
	p := &keptProposal{Proposal: Proposal{
		Kind: ProposeAdmit, Name: k.Form.Name.In(bilingual.En), Target: k.ID, Gains: []ingest.Gain{}, Fields: []ingest.Diff{},
		By: []string{r.Actor}, Reason: r.Reason, At: r.At.UTC(), State: ProposalOpen,
	}}
	if k.By != "" {
		p.By = with(p.By, k.By)
	}
	var err error
	if p.ID, err = data.NewID(e.random); err != nil {
		return nil, err
	}
	p.Record, err = data.NewID(e.random)
	return p, err
}

// approveAdmission makes the applicant's record, for staff alone until its owner's
// consent to more is recorded.
func (e *Engine) approveAdmission(p keptProposal, d Decision) (Proposal, error) {
	k, err := e.application(p.Target)
	if err != nil {
		return Proposal{}, err
	}
	r, err := e.recordOf(&k)
	if err != nil {
		return Proposal{}, err
	}
	act := Act{By: d.Actor, At: d.At.UTC(), Reason: d.Reason}
	p.close(ProposalApproved, act)
	k.close(ApplicationAccepted, act)
	papers, err := papersOf(&p, &k)
	if err != nil {
		return Proposal{}, err
	}
	_, err = e.Apply(Change{
		Actor: d.Actor, Reason: d.Reason, At: d.At, Key: "approve " + string(p.ID), Put: []*record.Record{r}, Papers: papers,
	})
	return p.Proposal, err
}

// declinedAdmission closes the application of an admission that was declined.
func (e *Engine) declinedAdmission(p *keptProposal) ([]store.Paper, error) {
	k, err := e.application(p.Target)
	if err != nil {
		return nil, err
	}
	k.close(ApplicationRefused, *p.Decided)
	k.Record = ""
	return papersOf(&k)
}

// papersOf makes the papers of what is kept.
func papersOf(kept ...interface{ paper() (store.Paper, error) }) ([]store.Paper, error) {
	var papers []store.Paper
	for _, k := range kept {
		p, err := k.paper()
		if err != nil {
			return nil, err
		}
		papers = append(papers, p)
	}
	return papers, nil
}

func problemDocument() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "document_name",
		Message: bilingual.Text{En: "a document is asked for once, by a short name, and seen under the same name", Fr: "un document se demande une fois, sous un nom court, et se voit sous le même nom"},
		Hint:    bilingual.Text{En: "the application lists those that were asked for", Fr: "la demande énumère ceux qui ont été demandés"},
	}
}

func problemDocumentsOutstanding() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "documents_outstanding",
		Message: bilingual.Text{En: "a document that was asked for has not been seen", Fr: "un document demandé n’a pas été vu"},
		Hint:    bilingual.Text{En: "note that it was seen: relais applications seen ID --document NAME", Fr: "notez qu’il a été vu : relais applications seen ID --document NOM"},
	}
}

func problemCriteria() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "criteria_not_met",
		Message: bilingual.Text{En: "the organization does not say yes to every criterion of inclusion", Fr: "l’organisme ne répond pas oui à tous les critères d’inclusion"},
		Hint:    bilingual.Text{En: "refuse it with the reason; it may apply again", Fr: "refusez la demande en donnant la raison; l’organisme peut en présenter une autre"},
	}
}

func problemApplicationMoved() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "application_decided",
		Message: bilingual.Text{En: "this application is decided, or waits for a second person", Fr: "cette demande est tranchée, ou attend une deuxième personne"},
		Hint:    bilingual.Text{En: "nothing was changed; see: relais applications, relais approve", Fr: "rien n’a été modifié; voyez : relais applications, relais approve"},
	}
}
