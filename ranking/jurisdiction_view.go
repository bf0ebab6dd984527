package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// CardView is what `relais jurisdiction --json` prints, for staff alone.
// docs/jurisdiction.md explains it.
type CardView struct {
	Notes           []bilingual.Text `json:"notes"` // that it proposes and never decides, first
	Origin          *StaffOriginView `json:"origin"`
	Provinces       []ProvinceView   `json:"provinces"`
	Age             *float64         `json:"age"`
	Emergency       []GuidanceView   `json:"emergency"`
	Consent         ConsentView      `json:"consent"`
	Duties          []DutyView       `json:"duty_to_report"`
	Police          []AuthorityView  `json:"police"`
	ChildProtection []AuthorityView  `json:"child_protection"`
	Closed          int              `json:"left_out_closed"`
	Generation      uint64           `json:"generation"`
}

// ProvinceView is one province that the origin may lie in.
type ProvinceView struct {
	Code geo.Province `json:"code"`
	Name string       `json:"name"`
}

// GuidanceView is one sentence of the reference tables.
type GuidanceView struct {
	Text bilingual.Text `json:"text"`
	EvidenceView
}

// EvidenceView is what a statement of the reference tables rests on. Of an
// authority of the directory all of it is left out.
type EvidenceView struct {
	Source     string     `json:"source,omitempty"`
	Checked    hours.Date `json:"checked,omitzero"` // a day; left out where never
	Unverified bool       `json:"to_verify,omitempty"`
	Confidence Confidence `json:"confidence,omitempty"`
}

func viewEvidence(e Evidence) EvidenceView {
	return EvidenceView{Source: e.Source, Checked: e.Checked, Unverified: e.Unverified(), Confidence: e.Confidence}
}

// ConsentView is the gate before anything is passed on.
type ConsentView struct {
	Required   bool            `json:"required"` // always
	Text       bilingual.Text  `json:"text"`
	Exceptions []ExceptionView `json:"exceptions"`
}

// ExceptionView is one case without consent; Applies is yes, no or unknown.
type ExceptionView struct {
	Code    string         `json:"code"`
	Applies data.Tri       `json:"applies"`
	Text    bilingual.Text `json:"text"`
}

// DutyView is one province's duty to report. MayUnder is null where no report is
// merely permitted.
type DutyView struct {
	Province       geo.Province   `json:"province"`
	Applies        Obligation     `json:"applies"`
	Says           bilingual.Text `json:"says"`
	Statute        bilingual.Text `json:"statute"`
	Section        string         `json:"section,omitempty"`
	MustUnder      float64        `json:"mandatory_under"`
	MayUnder       *float64       `json:"permitted_under"`
	ProtectedUnder float64        `json:"protected_under"`
	Who            bilingual.Text `json:"who_must"`
	Note           bilingual.Text `json:"note,omitzero"`
	Authority      bilingual.Text `json:"report_to"`
	EvidenceView
}

// AuthorityView is one authority. ID is the directory's listing, null for one
// that only the reference tables know; those have a source and a confidence.
type AuthorityView struct {
	Order      int            `json:"order"`
	ID         *data.ID       `json:"id"`
	Name       string         `json:"name"`
	Names      bilingual.Text `json:"names"`
	Level      Level          `json:"level,omitempty"`
	LevelFrom  LevelSource    `json:"level_from,omitempty"`
	Role       Role           `json:"role"`
	RoleText   bilingual.Text `json:"role_text"`
	Competence Competence     `json:"competence"`
	Why        bilingual.Text `json:"why"`
	Protocol   ProtocolView   `json:"protocol"`
	Lines      []PhoneView    `json:"lines"`
	Contacts   string         `json:"contacts"` // "sealed" or "none"
	EvidenceView
	Demo bool `json:"demo,omitempty"`
}

// ProtocolView is how an authority wants to be told.
type ProtocolView struct {
	State ProtocolState  `json:"state"`
	Text  bilingual.Text `json:"text,omitzero"`
	Say   bilingual.Text `json:"say"` // where it is to be had
}

// JurisdictionView is the JSON view of a card for a reader of lang.
func JurisdictionView(c Card, lang bilingual.Lang) CardView {
	v := CardView{
		Notes: c.Notes, Origin: viewStaffOrigin(c.Origin, lang), Provinces: []ProvinceView{}, Age: c.Age,
		Emergency: []GuidanceView{}, Consent: viewConsent(c.Consent), Duties: []DutyView{},
		Police: viewAuthorities(c.Police, lang), ChildProtection: viewAuthorities(c.ChildProtection, lang),
		Closed: c.Closed, Generation: c.Generation,
	}
	for _, p := range c.Provinces {
		v.Provinces = append(v.Provinces, ProvinceView{Code: p, Name: p.Name().In(lang)})
	}
	for _, g := range c.Emergency {
		v.Emergency = append(v.Emergency, GuidanceView{g.Text, viewEvidence(g.Evidence)})
	}
	for i := range c.Duties {
		v.Duties = append(v.Duties, viewDuty(&c.Duties[i]))
	}
	return v
}

func viewConsent(c Consent) ConsentView {
	v := ConsentView{Required: true, Text: c.Text}
	for _, e := range c.Exceptions {
		v.Exceptions = append(v.Exceptions, ExceptionView(e))
	}
	return v
}

func viewDuty(d *Duty) DutyView {
	v := DutyView{
		Province: d.Province, Applies: d.Applies, Says: d.Says, Statute: d.Statute, Section: d.Section,
		MustUnder: d.MustUnder, ProtectedUnder: d.ProtectedUnder, Who: d.Who, Note: d.Note,
		Authority: d.Authority, EvidenceView: viewEvidence(d.Evidence),
	}
	if d.MayUnder > 0 {
		v.MayUnder = &d.MayUnder
	}
	return v
}

func viewAuthorities(all []Authority, lang bilingual.Lang) []AuthorityView {
	views := make([]AuthorityView, len(all))
	for i := range all {
		a := &all[i]
		views[i] = AuthorityView{
			Order: a.Order, Name: a.Name.In(lang), Names: a.Name, Level: a.Level, LevelFrom: a.LevelFrom,
			Role: a.Role, RoleText: a.Role.Name(), Competence: a.Competence, Why: a.Why,
			Protocol: ProtocolView{a.Protocol.State, a.Protocol.Text, a.Protocol.State.Name()},
			Lines:    viewPhones(a.Lines, lang), Contacts: "none", EvidenceView: viewEvidence(a.Evidence),
		}
		if a.Contacts {
			views[i].Contacts = "sealed"
		}
		if a.Listing != nil {
			views[i].ID, views[i].Demo = &a.Listing.ID, a.Listing.Demo
		}
	}
	return views
}

// Name is a level in words.
func (l Level) Name() bilingual.Text {
	switch l {
	case Municipal:
		return bilingual.Text{En: "municipal", Fr: "police municipale"}
	case FirstNations:
		return bilingual.Text{En: "First Nations and Inuit", Fr: "police des Premières Nations et inuit"}
	case Provincial:
		return bilingual.Text{En: "provincial", Fr: "police provinciale"}
	case Federal:
		return bilingual.Text{En: "federal", Fr: "police fédérale"}
	}
	return bilingual.Text{En: "level not known", Fr: "ordre de gouvernement inconnu"}
}

// Name is a role in words.
func (r Role) Name() bilingual.Text {
	switch r {
	case LocalRole:
		return bilingual.Text{En: "Polices the place itself", Fr: "Assure la police du lieu même"}
	case BackingRole:
		return bilingual.Text{En: "Polices where no local service does, and supports the others", Fr: "Assure la police là où aucun service local ne le fait, et appuie les autres"}
	case ContractRole:
		return bilingual.Text{
			En: "Under contract, the police of the province or territory where no local service is",
			Fr: "En vertu d’une entente, police de la province ou du territoire là où il n’y a pas de service local",
		}
	case FederalRole:
		return bilingual.Text{En: "Federal matters, such as cases across borders; not local policing", Fr: "Affaires fédérales, comme celles qui passent les frontières; pas la police locale"}
	case ChildRole:
		return bilingual.Text{En: "Receives reports about children", Fr: "Reçoit les signalements concernant les enfants"}
	}
	return bilingual.Text{En: "Ask what part it plays here", Fr: "Demandez quel rôle il joue ici"}
}

// Name is a competence in words.
func (c Competence) Name() bilingual.Text {
	if c == Likely {
		return bilingual.Text{En: "likely competent", Fr: "compétence probable"}
	}
	return bilingual.Text{En: "may be competent", Fr: "compétence possible"}
}

// Name says where a protocol is to be had.
func (s ProtocolState) Name() bilingual.Text {
	switch s {
	case ProtocolOpen:
		return bilingual.Text{En: "Reporting protocol", Fr: "Protocole de signalement"}
	case ProtocolSealed:
		return bilingual.Text{En: "Sealed: reveal it with a reason", Fr: "Scellé\u00a0: à révéler en donnant une raison"}
	}
	return bilingual.Text{En: "No protocol in the directory", Fr: "Aucun protocole dans le répertoire"}
}
