package main

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// listingRows are the facts of a listing in the order in which a caller asks for
// them, each with its name; an empty fact is not shown.
func listingRows[A data.Audience](a *app, l *data.Listing[A], terms *data.Terms) [][2]string {
	rows := [][2]string{
		{a.t("id", "identifiant"), string(l.ID)},
		{a.t("kind", "type"), a.term(terms, data.TermProviderKind, string(l.Kind))},
		{a.t("status", "état"), a.status(l.Status)},
		{a.t("taking people", "accueil"), a.intake(l.Intake.State)},
		{a.t("hours", "heures"), a.hours(l.Hours)},
		{a.t("what it does", "ce qu’il fait"), a.termList(terms, data.TermNeed, l.Needs)},
		{a.t("description", "description"), l.Description.In(a.lang)},
		{a.t("who it serves", "pour qui"), a.populations(terms, l.Populations)},
		{a.t("only for", "seulement pour"), a.termList(terms, data.TermPopulation, l.Eligibility.Exclusive)},
		{a.t("ages", "âges"), a.ages(l.Eligibility.Ages)},
		{a.t("genders", "genres acceptés"), a.genders(l.Eligibility.Genders)},
		{a.t("who is accepted", "qui est accepté"), l.Eligibility.Notes.In(a.lang)},
		{a.t("languages", "langues"), a.languages(terms, l.Languages, l.Interpretation)},
		{a.t("works in trafficking", "spécialisé en traite"), a.tri(l.Specialized)},
		{a.t("easier access", "accès facilité"), a.conditions(terms, data.TermBarrier, l.Barriers, data.Yes)},
		{a.t("not so", "pas le cas"), a.conditions(terms, data.TermBarrier, l.Barriers, data.No)},
		{a.t("accessible", "accessible"), a.conditions(terms, data.TermAccessibility, l.Accessibility, data.Yes)},
		{a.t("not accessible", "pas accessible"), a.conditions(terms, data.TermAccessibility, l.Accessibility, data.No)},
		{a.t("where", "où"), a.where(l.Place, l.Remote)},
		{a.t("address", "adresse"), a.address(l.Address)},
		{a.t("serves callers from", "dessert"), a.areas(l.ServiceAreas)},
		{a.t("how to get in", "comment y accéder"), l.Application.In(a.lang)},
		{a.t("fees", "frais"), l.Fees.In(a.lang)},
		{a.t("documents", "documents"), a.texts(l.Documents)},
		{a.t("e-mail", "courriel"), l.Email},
		{a.t("web", "web"), l.URL},
	}
	if !l.Verified.IsZero() {
		rows = append(rows, [2]string{a.t("last verified", "dernière vérification"), verified(l)})
	}
	if staff, ok := l.StaffPart(); ok {
		rows = append(rows, a.staffRows(staff)...)
	}
	return rows
}

// verified is the day of the last verification, and for the public its month.
func verified[A data.Audience](l *data.Listing[A]) string {
	if _, staff := l.StaffPart(); staff {
		return l.Verified.String()
	}
	return fmt.Sprintf("%04d-%02d", l.Verified.Year, l.Verified.Month)
}

func (a *app) staffRows(s *data.Staff) [][2]string {
	rows := [][2]string{
		{a.t("visibility", "visibilité"), a.visibility(s.Visibility)},
		{a.t("how to refer", "comment aiguiller"), s.Protocol.In(a.lang)},
		{a.t("notes", "notes"), s.Notes.In(a.lang)},
		{a.t("sealed", "scellé"), a.sealed(s.Sealed)},
	}
	for _, p := range s.Lines {
		rows = append(rows, [2]string{a.t("staff line", "ligne interne"), a.phone(p)})
	}
	for _, c := range s.Capacity {
		rows = append(rows, [2]string{a.t("capacity", "places"), a.capacity(c)})
	}
	return rows
}

var sealedNames = map[string]bilingual.Text{
	"address":  {En: "address", Fr: "adresse"},
	"contacts": {En: "contacts", Fr: "contacts"},
	"notes":    {En: "notes", Fr: "notes"},
	"protocol": {En: "protocol", Fr: "protocole"},
}

func (a *app) sealed(parts []string) string {
	var names []string
	for _, p := range parts {
		names = append(names, sealedNames[p].In(a.lang))
	}
	return strings.Join(names, ", ")
}

func (a *app) term(terms *data.Terms, kind data.TermKind, id string) string {
	if t, ok := terms.Get(kind, id); ok {
		return t.Name.In(a.lang)
	}
	return id
}

func (a *app) termList(terms *data.Terms, kind data.TermKind, ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, a.term(terms, kind, id))
	}
	return strings.Join(names, ", ")
}

func (a *app) populations(terms *data.Terms, served []data.PopulationServed) string {
	var names []string
	for _, p := range served {
		name := a.term(terms, data.TermPopulation, p.Term)
		if p.Level == data.MadeFor {
			name += a.t(" (made for)", " (conçu pour)")
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (a *app) ages(r data.AgeRange) string {
	switch {
	case !r.Stated:
		return ""
	case r.Max == 0 && r.Min == 0:
		return a.t("all ages", "tous les âges")
	case r.Max == 0:
		return a.tf("from %g", "dès %g ans", r.Min)
	case r.Min == 0:
		return a.tf("up to %g", "jusqu’à %g ans", r.Max)
	}
	return a.tf("%g to %g", "de %g à %g ans", r.Min, r.Max)
}

var genderNames = map[data.Gender]bilingual.Text{
	data.Woman:     {En: "women", Fr: "femmes"},
	data.Man:       {En: "men", Fr: "hommes"},
	data.NonBinary: {En: "non-binary people", Fr: "personnes non binaires"},
}

func (a *app) genders(genders []data.Gender) string {
	var names []string
	for _, g := range genders {
		names = append(names, genderNames[g].In(a.lang))
	}
	return strings.Join(names, ", ")
}

func (a *app) languages(terms *data.Terms, offered []data.LanguageOffered, interpretation data.Tri) string {
	var names []string
	for _, l := range offered {
		name := a.term(terms, data.TermLanguage, l.Code)
		if l.Mode == data.ByInterpreter {
			name += a.t(" (interpreter)", " (interprète)")
		}
		names = append(names, name)
	}
	if interpretation == data.Yes {
		names = append(names, a.t("others through an interpreter", "d’autres par interprète"))
	}
	return strings.Join(names, ", ")
}

// conditions names the terms whose answer is known to be this one.
func (a *app) conditions(terms *data.Terms, kind data.TermKind, conditions []data.Condition, answer data.Tri) string {
	var names []string
	for _, c := range conditions {
		if c.Answer == answer {
			names = append(names, a.term(terms, kind, c.Term))
		}
	}
	return strings.Join(names, ", ")
}

func (a *app) tri(t data.Tri) string {
	switch t {
	case data.Yes:
		return a.t("yes", "oui")
	case data.No:
		return a.t("no", "non")
	}
	return a.t("not known", "non précisé")
}

func (a *app) where(place geo.Area, remote bool) string {
	where := place.Label.In(a.lang)
	if place.Radius > 0 && place.Kind != geo.AreaProvince && place.Kind != geo.AreaCountry {
		where += a.tf(", within about %.0f km", ", dans un rayon d’environ %.0f km", place.Radius.Kilometers())
	}
	if remote {
		where = strings.TrimPrefix(where+" · "+a.t("by phone or online", "par téléphone ou en ligne"), " · ")
	}
	return where
}

func (a *app) address(d data.Address) string {
	var parts []string
	for _, p := range []string{d.Line1, d.Line2, d.City, d.Province, d.PostalCode} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

func (a *app) areas(areas []geo.Area) string {
	var names []string
	for _, area := range areas {
		names = append(names, area.Label.In(a.lang))
	}
	return strings.Join(names, ", ")
}

func (a *app) texts(all []data.Text) string {
	var words []string
	for _, t := range all {
		words = append(words, t.In(a.lang))
	}
	return strings.Join(words, "; ")
}

func (a *app) status(s data.Status) string {
	switch s {
	case data.Active, "":
		return ""
	case data.TemporarilyClosed:
		return a.t("temporarily closed", "fermé temporairement")
	case data.Inactive:
		return a.t("inactive", "inactif")
	}
	return a.t("closed for good", "fermé définitivement")
}

var capacityNames = map[data.CapacityStatus]bilingual.Text{
	data.HasCapacity:        {En: "room", Fr: "de la place"},
	data.Waitlist:           {En: "waiting list", Fr: "liste d’attente"},
	data.NoCapacity:         {En: "full", Fr: "complet"},
	data.AssessmentRequired: {En: "after an assessment", Fr: "après une évaluation"},
	data.CapacityUnknown:    {En: "unknown", Fr: "inconnu"},
}

var unitNames = map[string]bilingual.Text{
	"bed":         {En: "beds", Fr: "lits"},
	"room":        {En: "rooms", Fr: "chambres"},
	"family-room": {En: "family rooms", Fr: "chambres familiales"},
	"appointment": {En: "appointments", Fr: "rendez-vous"},
}

func (a *app) capacity(c data.Capacity) string {
	unit := unitNames[c.Unit].In(a.lang)
	if unit == "" {
		unit = c.Unit
	}
	s := unit + a.t(": ", " : ") + capacityNames[c.Status].In(a.lang)
	if c.Available != nil {
		s += fmt.Sprintf(" (%d)", *c.Available)
	}
	return s + a.tf(", as of %s", ", le %s", c.Updated.Format("2006-01-02 15:04 MST"))
}
