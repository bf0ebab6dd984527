package staff

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// ReferForm counts a referral, a transfer, a report or an outcome. What is counted
// names neither the service nor the person (see relais.Referral); the service is
// there for what comes next.
type ReferForm struct {
	ID                    data.ID
	Service, Organization string
	Needs                 []Choice // the widest terms that it may be counted under
	Region                string
	Promise               string

	Kind     string // whose ground is asked for, in words; "" for none yet
	Kinds    []Step
	Reports  []Step // no referrals: they are counted apart
	Grounds  []Step
	Protocol []Trigger

	Counted  *Counting // what was counted just now
	Outcomes []Step
	Late     Late
}

// Trigger is a part of the protocol that applies, or may.
type Trigger struct{ Text, Class string }

// Counting is what was counted, and the lines to call now that it is.
type Counting struct {
	Kind  string
	Calls bool // the person is put through now
	Lines
}

// Late is the form for what came of an earlier referral.
type Late struct {
	Kinds, Needs, Provinces, Grounds []Choice
	Outcomes                         []Step
}

// The kinds of referrals, the grounds and the outcomes, each with its letter.
var (
	referralSteps = []struct {
		kind   relais.ReferralKind
		letter string
	}{
		{relais.OptionsGiven, "o"}, {relais.WarmTransfer, "t"}, {relais.PoliceReport, "p"}, {relais.ChildProtectionReport, "e"},
	}
	groundSteps = []struct {
		basis  relais.Basis
		letter string
	}{
		{relais.BasisConsent, "c"}, {relais.BasisDanger, "d"}, {relais.BasisChild, "e"}, {relais.BasisLaw, "l"},
	}
	outcomeSteps = []struct {
		outcome relais.Outcome
		letter  string
	}{
		{relais.OutcomeServed, "s"}, {relais.OutcomeWaitlist, "l"}, {relais.OutcomeFull, "f"},
		{relais.OutcomeDeclined, "d"}, {relais.OutcomeOtherwise, "o"},
	}
)

// kindOf is the name of a kind of referral, "" for what is none.
func kindOf(name string) string {
	for _, k := range referralSteps {
		if string(k.kind) == name {
			return name
		}
	}
	return ""
}

func (c *Console) addRefer(s *Screen, l *data.Listing[data.Staff]) {
	f := &ReferForm{
		ID: l.ID, Service: l.Service.Name.In(s.Lang), Organization: l.Organization.Name.In(s.Lang),
		Needs: s.countedNeeds(l), Region: say(s.Lang, "refer.nowhere"), Promise: say(s.Lang, "promise"), Late: s.late(),
	}
	if p := s.query.Origin.Province; p != "" {
		f.Region = s.in(p.Name())
	}
	kind := relais.ReferralKind(s.View.Refer)
	if kind != "" {
		f.Kind = say(s.Lang, "refer.kind."+s.View.Refer)
		for _, g := range groundSteps {
			f.Grounds = append(f.Grounds, s.step("refer", s.View.Refer+" "+string(g.basis)+" "+string(l.ID), say(s.Lang, "refer.basis."+string(g.basis)), g.letter))
		}
	}
	for _, k := range referralSteps {
		at, deed := "", "refer "+string(l.ID)+" "+string(k.kind)
		if k.kind == relais.OptionsGiven { // shares nothing, and needs no ground
			at, deed = "refer", string(k.kind)+" - "+string(l.ID)
		}
		step := s.step(at, deed, say(s.Lang, "refer.kind."+string(k.kind)), k.letter)
		if k.kind.Report() {
			f.Reports = append(f.Reports, step)
		} else {
			f.Kinds = append(f.Kinds, step)
		}
	}
	f.Protocol = c.protocol(s, kind, "")
	s.Panel.Refer = f
}

// countedNeeds are the widest terms of what the call asks for and the service
// gives, else of what the call asks for, else of what the service gives.
func (s *Screen) countedNeeds(l *data.Listing[data.Staff]) []Choice {
	given := func(need string) bool {
		return slices.ContainsFunc(l.Needs, func(n string) bool { return s.pages.terms.Covers(data.TermNeed, need, n) })
	}
	for _, needs := range [][]string{slices.DeleteFunc(slices.Clone(s.Call.Needs), func(n string) bool { return !given(n) }), s.Call.Needs, l.Needs} {
		if all := s.pages.widest(needs, s); len(all) > 0 {
			return all
		}
	}
	return s.pages.widest(nil, s)
}

// widest are the widest terms above some needs, each once, the first one chosen;
// of no needs, there are none.
func (p *pages) widest(needs []string, s *Screen) []Choice {
	var all []Choice
	for _, n := range needs {
		if above := p.terms.Ancestors(data.TermNeed, n); len(above) > 0 {
			n = above[len(above)-1]
		}
		t, ok := p.terms.Get(data.TermNeed, n)
		if ok && !slices.ContainsFunc(all, func(c Choice) bool { return c.ID == t.ID }) {
			all = append(all, Choice{ID: t.ID, Label: t.Name.In(s.Lang), Chosen: len(all) == 0})
		}
	}
	return all
}

// late is the form for an earlier referral: everything of it is said again, since
// nothing of it was kept.
func (s *Screen) late() Late {
	var f Late
	for _, k := range referralSteps[:2] { // reports have no outcome
		f.Kinds = append(f.Kinds, Choice{ID: string(k.kind), Label: say(s.Lang, "refer.kind."+string(k.kind))})
	}
	for _, t := range s.pages.terms.Ordered(data.TermNeed) {
		if len(s.pages.terms.Ancestors(data.TermNeed, t.ID)) == 0 {
			f.Needs = append(f.Needs, Choice{ID: t.ID, Label: t.Name.In(s.Lang)})
		}
	}
	f.Provinces = []Choice{{Label: say(s.Lang, "refer.nowhere")}}
	for _, p := range geo.Provinces() {
		f.Provinces = append(f.Provinces, Choice{ID: string(p), Label: s.in(p.Name())})
	}
	for _, g := range groundSteps {
		f.Grounds = append(f.Grounds, Choice{ID: string(g.basis), Label: say(s.Lang, "refer.basis."+string(g.basis))})
	}
	f.Outcomes = s.outcomes("late")
	return f
}

// outcomes are the buttons that say what came of a referral.
func (s *Screen) outcomes(of string) []Step {
	var all []Step
	for _, o := range outcomeSteps {
		all = append(all, s.step("outcome", string(o.outcome)+" "+of, say(s.Lang, "refer.outcome."+string(o.outcome)), o.letter))
	}
	return all
}

// protocol is what applies to a referral of this kind, on this ground, as far as
// the call tells. Danger has a banner of its own.
func (c *Console) protocol(s *Screen, kind relais.ReferralKind, basis relais.Basis) []Trigger {
	if kind == "" {
		kind = relais.OptionsGiven
	}
	signs := relais.Signs{Kind: kind, Basis: basis, Age: s.query.Age, Danger: basis == relais.BasisDanger && !s.Call.Danger, Province: s.query.Origin.Province}
	triggers, err := c.engine.Triggers(signs)
	if err != nil {
		return []Trigger{{planProblem(err, s.Lang), data.Unknown.String()}}
	}
	var all []Trigger
	for _, t := range triggers {
		if t.Code != "promise" { // which the panel says by itself
			all = append(all, Trigger{s.in(t.Text), t.Applies.String()})
		}
	}
	return all
}

// addDanger says what comes first where somebody is in danger.
func (c *Console) addDanger(s *Screen) {
	if !s.Call.Danger {
		return
	}
	triggers, err := c.engine.Triggers(relais.Signs{Kind: relais.OptionsGiven, Danger: true})
	if err == nil {
		s.Danger = s.in(triggers[0].Text)
	}
}

// serveRefer counts a referral, before anything is shared: "warm_transfer consent
// ID", or "options - ID".
func (c *Console) serveRefer(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	s.View.Panel = "refer"
	c.resolve(s)
	referred, id := s.referred(fields)
	_, err := c.engine.RecordReferral(referred, s.at)
	kind := "" // what is none has no words
	if err == nil {
		kind = say(s.Lang, "refer.kind."+string(referred.Kind))
		s.View.Open, s.View.Refer = id, ""
		s.Notice.Undo = undoReferral + " " + deedOf(referred)
	}
	s.tell(err, "refer.done", kind)
	c.fill(s)
	if f := s.Panel.Refer; f != nil && err == nil {
		c.tellCounted(s, f, referred)
	}
	c.send(w, s, fields)
}

// tellCounted turns the form into what to do now.
func (c *Console) tellCounted(s *Screen, f *ReferForm, r relais.Referred) {
	f.Counted = &Counting{Kind: say(s.Lang, "refer.kind."+string(r.Kind)), Calls: r.Kind == relais.WarmTransfer}
	if l, err := relais.Find[data.Staff](c.engine, f.ID); err == nil {
		f.Counted.Lines = s.lines(l)
	}
	f.Protocol = c.protocol(s, r.Kind, r.Basis)
	if !r.Kind.Report() {
		f.Outcomes = s.outcomes(deedOf(r))
	}
}

// referred is what a button counts, of the call as it is: the province is that of
// where the person is.
func (s *Screen) referred(fields url.Values) (relais.Referred, data.ID) {
	parts := append(strings.Fields(one(fields, "deed")), "", "", "")
	r := relais.Referred{
		Kind: relais.ReferralKind(kindOf(parts[0])), Need: one(fields, "counted"), Basis: relais.Basis(unlessNone(parts[1])),
		Province: s.query.Origin.Province,
	}
	if r.Kind.Report() {
		r.Need = ""
	}
	return r, idOf(parts[2])
}

// serveOutcome says what came of the referral that was just counted, or of an
// earlier one: "served warm_transfer housing ON consent", or "served late".
func (c *Console) serveOutcome(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	outcome, rest, _ := strings.Cut(one(fields, "deed"), " ")
	referred, ok := referredIn(strings.Fields(rest))
	if !ok {
		referred = relais.Referred{
			Kind: relais.ReferralKind(kindOf(one(fields, "late_kind"))), Need: one(fields, "late_need"),
			Province: geo.Province(one(fields, "late_province")), Basis: relais.Basis(one(fields, "late_basis")),
		}
		if referred.Kind == relais.OptionsGiven {
			referred.Basis = ""
		}
	}
	referred.Outcome = relais.Outcome(outcome)
	_, err := c.engine.RecordOutcome(referred, s.at)
	s.tell(err, "refer.outcome.kept")
	c.show(w, s, fields)
}

// deedOf writes all that is counted of a referral, for a button that takes it back
// or says what came of it; referredIn reads it.
func deedOf(r relais.Referred) string {
	return strings.Join([]string{string(r.Kind), orNone(r.Need), orNone(string(r.Province)), orNone(string(r.Basis))}, " ")
}

func referredIn(parts []string) (relais.Referred, bool) {
	if len(parts) != 4 || kindOf(parts[0]) == "" {
		return relais.Referred{}, false
	}
	return relais.Referred{
		Kind: relais.ReferralKind(parts[0]), Need: unlessNone(parts[1]),
		Province: geo.Province(unlessNone(parts[2])), Basis: relais.Basis(unlessNone(parts[3])),
	}, true
}

// none stands for what is not there, between others.
const none = "-"

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

func unlessNone(s string) string {
	if s == none {
		return ""
	}
	return s
}
