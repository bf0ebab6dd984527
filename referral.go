package relais

import (
	"cmp"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// ReferralKind says what was done for a caller. Reports are no referrals: they are
// counted apart.
type ReferralKind string

// The kinds.
const (
	OptionsGiven          ReferralKind = "options"       // the person took down whom to ask
	WarmTransfer          ReferralKind = "warm_transfer" // they were put through, the advocate on the line
	PoliceReport          ReferralKind = "police_report"
	ChildProtectionReport ReferralKind = "child_protection_report"
)

// Report reports whether k is a report to an authority.
func (k ReferralKind) Report() bool { return k == PoliceReport || k == ChildProtectionReport }

// Basis says on what ground something was shared about a person: their consent, or
// one of the exceptions to it. That it was given is kept, never by whom.
type Basis string

// The bases, the exceptions as the jurisdiction card names them.
const (
	BasisConsent Basis = "consent"
	BasisDanger  Basis = "danger"
	BasisChild   Basis = "child"
	BasisLaw     Basis = "law"
)

// Outcome says what came of a referral; "" while nobody knows.
type Outcome string

// The outcomes.
const (
	OutcomeUnknown   Outcome = ""
	OutcomeServed    Outcome = "served"    // the provider serves the person
	OutcomeWaitlist  Outcome = "waitlist"  // on its list
	OutcomeFull      Outcome = "full"      // no room
	OutcomeDeclined  Outcome = "declined"  // by the provider: not eligible
	OutcomeOtherwise Outcome = "otherwise" // the person chose something else
)

// Region is a part of the country that is large enough to count referrals in:
// smaller provinces and the territories are merged.
type Region string

// Referral is one referral, transfer or report, as it is counted: two of the same
// day that agree in everything are not told apart. There is no field for anything
// of a caller, of whom they were referred to, of the hour, or of the advocate.
type Referral struct {
	Day     hours.Date   `json:"day"`
	Kind    ReferralKind `json:"kind"`
	Need    string       `json:"need,omitempty"` // the widest term above what was asked for; "" for a report
	Region  Region       `json:"region"`         // "" where it is not known
	Basis   Basis        `json:"basis,omitempty"`
	Outcome Outcome      `json:"outcome,omitempty"`
}

// Referred is what an advocate counts. The need may be a narrower term, and the
// province is known only until it is counted.
type Referred struct {
	Kind     ReferralKind `json:"kind"`
	Need     string       `json:"need,omitempty"`
	Province geo.Province `json:"province,omitempty"`
	Basis    Basis        `json:"basis,omitempty"`
	Day      hours.Date   `json:"day,omitzero"` // today if zero; up to 30 days ago
	Outcome  Outcome      `json:"outcome,omitempty"`
}

// lateDays is how many days afterwards a referral or an outcome may be recorded,
// and how long after its end a quarter is reported.
const lateDays = 30

// RecordReferral counts one referral, transfer or report. One that shares something
// about a person says on what ground, and is recorded first, before anything is
// said. It is not audited: an entry would tell when which advocate took a call.
func (e *Engine) RecordReferral(r Referred, at time.Time) (Referral, error) {
	counted, err := e.counted(r, at)
	if err != nil {
		return Referral{}, err
	}
	return counted, e.count(counted, at, func(b *book) error {
		b.add(counted, 1)
		return nil
	})
}

// TakeBackReferral undoes a RecordReferral that was a mistake.
func (e *Engine) TakeBackReferral(r Referred, at time.Time) (Referral, error) {
	counted, err := e.counted(r, at)
	if err != nil {
		return Referral{}, err
	}
	return counted, e.count(counted, at, func(b *book) error {
		if b.of(counted) == 0 {
			return problemNoReferral()
		}
		b.add(counted, -1)
		return nil
	})
}

// RecordOutcome says what came of one referral like r: the earliest that has no
// outcome yet, in the quarter of its day. Nobody needs to know which person's it
// was, and nothing tells.
func (e *Engine) RecordOutcome(r Referred, at time.Time) (Referral, error) {
	if r.Outcome == OutcomeUnknown {
		return Referral{}, problemReferral("outcome_missing", "say what came of it", "dites ce qui en est advenu")
	}
	counted, err := e.counted(r, at)
	if err != nil {
		return Referral{}, err
	}
	return counted, e.count(counted, at, func(b *book) error {
		open, ok := b.waiting(counted)
		if !ok {
			return problemNoReferral()
		}
		b.add(open, -1)
		counted.Day = open.Day
		b.add(counted, 1)
		return nil
	})
}

// counted is what is kept of r.
func (e *Engine) counted(r Referred, at time.Time) (Referral, error) {
	today := hours.DateOf(at)
	c := Referral{Day: r.Day, Kind: r.Kind, Region: RegionOf(r.Province), Basis: r.Basis, Outcome: r.Outcome}
	if c.Day.IsZero() {
		c.Day = today
	}
	switch {
	case !slices.Contains(referralKinds(), r.Kind):
		return c, problemReferral("referral_kind", "the kind is options, warm_transfer, police_report or child_protection_report", "le type est options, warm_transfer (transfert accompagné), police_report (signalement à la police) ou child_protection_report (signalement à la protection de l’enfance)")
	case r.Province != "" && !r.Province.Valid():
		return c, problemReferral("province_unknown", "this is no province or territory", "ce n’est ni une province ni un territoire")
	case c.Day.After(today) || today.DaysSince(c.Day) > lateDays:
		return c, problemReferral("referral_day", "the day is today or one of the 30 before", "le jour est aujourd’hui ou l’un des 30 précédents")
	case r.Outcome != OutcomeUnknown && !slices.Contains(outcomes(), r.Outcome):
		return c, problemReferral("outcome_unknown", "the outcome is served, waitlist, full, declined or otherwise", "le résultat est served (service rendu), waitlist (liste d’attente), full (complet), declined (refusé par le fournisseur) ou otherwise (autre choix de la personne)")
	}
	if err := r.ground(); err != nil || r.Kind.Report() {
		return c, err
	}
	term, err := e.terms.Find(data.TermNeed, r.Need)
	if err != nil {
		return c, err
	}
	above := append([]string{term.ID}, e.terms.Ancestors(data.TermNeed, term.ID)...)
	c.Need = above[len(above)-1]
	return c, nil
}

// ground refuses what shares something without saying on what ground, and a ground
// where nothing is shared.
func (r *Referred) ground() error {
	known := slices.Contains(bases(), r.Basis)
	switch {
	case r.Kind == OptionsGiven && r.Basis != "":
		return problemReferral("basis_unneeded", "options share nothing about a person: leave the ground out", "donner des options ne communique rien sur une personne : n’indiquez pas de motif")
	case r.Kind != OptionsGiven && !known:
		return problemConsentFirst()
	case r.Kind.Report() && (r.Need != "" || r.Outcome != OutcomeUnknown):
		return problemReferral("report_apart", "a report has neither need nor outcome: it is counted apart", "un signalement n’a ni besoin ni résultat : il est compté à part")
	}
	return nil
}

func referralKinds() []ReferralKind {
	return []ReferralKind{OptionsGiven, WarmTransfer, PoliceReport, ChildProtectionReport}
}

func bases() []Basis { return []Basis{BasisConsent, BasisDanger, BasisChild, BasisLaw} }

func outcomes() []Outcome {
	return []Outcome{OutcomeServed, OutcomeWaitlist, OutcomeFull, OutcomeDeclined, OutcomeOtherwise}
}

// RegionOf is the region that a province is counted in; "" for none.
func RegionOf(p geo.Province) Region {
	switch p {
	case geo.NewfoundlandAndLabrador, geo.PrinceEdwardIsland, geo.NovaScotia, geo.NewBrunswick:
		return "atlantic"
	case geo.Manitoba, geo.Saskatchewan, geo.Alberta:
		return "prairies"
	case geo.Yukon, geo.NorthwestTerritories, geo.Nunavut:
		return "north"
	}
	return Region(p)
}

// compare orders referrals by what they say, so that the order in which they came
// is kept nowhere.
func (r Referral) compare(o Referral) int {
	return cmp.Or(r.Day.Compare(o.Day), cmp.Compare(r.Kind, o.Kind), cmp.Compare(r.Need, o.Need),
		cmp.Compare(r.Region, o.Region), cmp.Compare(r.Basis, o.Basis), cmp.Compare(r.Outcome, o.Outcome))
}

func problemConsentFirst() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "consent_first",
		Message: bilingual.Text{En: "ask for consent first: nothing may be shared about the person yet", Fr: "demandez d’abord le consentement : rien ne peut encore être communiqué sur la personne"},
		Hint: bilingual.Text{
			En: "say on what ground: consent, or else danger, child (a report is mandatory) or law",
			Fr: "dites à quel titre : consent (consentement) ou, sinon, danger, child (signalement obligatoire) ou law (la loi l’exige)",
		},
	}
}

func problemReferral(code, en, fr string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: code, Message: bilingual.Text{En: en, Fr: fr},
		Hint: bilingual.Text{En: "nothing was counted; see: relais referral --help", Fr: "rien n’a été compté; voyez : relais referral --help"},
	}
}

func problemNoReferral() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "referral_unknown",
		Message: bilingual.Text{En: "no such referral is counted in this quarter", Fr: "aucun aiguillage de ce genre n’est compté dans ce trimestre"},
		Hint:    bilingual.Text{En: "nothing was changed; give the kind, need, province and ground as they were recorded", Fr: "rien n’a été modifié; donnez le type, le besoin, la province et le motif comme ils ont été consignés"},
	}
}
