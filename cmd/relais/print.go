package main

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// lineWidth is how many characters a printed line holds at the most.
const lineWidth = 88

// printAnswer prints matches for a person who is on the telephone: the number to
// call first, then why, then what to ask.
func (a *app) printAnswer(answer any, q ranking.Query, all bool) {
	switch answer := answer.(type) {
	case ranking.Answer[data.Staff]:
		printMatches(a, answer, q, all)
	case ranking.Answer[data.Public]:
		printMatches(a, answer, q, all)
	}
}

func printMatches[A data.Audience](a *app, answer ranking.Answer[A], q ranking.Query, all bool) {
	printHeading(a, answer)
	for i := range answer.Matches {
		if all || i < inFull {
			printMatch(a, &answer.Matches[i])
		} else {
			printBriefly(a, &answer.Matches[i])
		}
	}
	if len(answer.Matches) > inFull && !all {
		fmt.Fprintln(a.out, a.paint(faint, a.t("--why gives the reasons of all.", "--why donne les raisons de chacun."))+"\n")
	}
	printNearMisses(a, answer.NearMisses)
	if len(answer.Matches) == 0 {
		a.say("No service of the directory fits.", "Aucun service du répertoire ne convient.")
	}
	a.printFallbacks()
	a.demoMark(anyDemo(answer.Matches))
}

// inFull is how many matches are printed with their reasons: as many as an
// advocate reads out.
const inFull = 3

// printFallbacks prints the lines that no answer is without.
func (a *app) printFallbacks() {
	for _, f := range ranking.Fallbacks(a.lang) {
		fmt.Fprintf(a.out, "  ☎ %s  %s\n", f.Phone.Display, f.Name)
	}
}

// printNearMisses names those whom one change would admit.
func printNearMisses[A data.Audience](a *app, misses []ranking.NearMiss[A]) {
	for i, n := range misses {
		if i == 0 {
			fmt.Fprintln(a.out, a.paint(bold, a.t("Nearly:", "Presque :")))
		}
		fmt.Fprintf(a.out, "    %s — %s\n      %s\n", n.Listing.Organization.Name.In(a.lang), n.Listing.Service.Name.In(a.lang), a.paint(amber, n.Change().In(a.lang)))
	}
}

func anyDemo[A data.Audience](matches []ranking.Match[A]) bool {
	for _, m := range matches {
		if m.Listing.Demo {
			return true
		}
	}
	return false
}

func printHeading[A data.Audience](a *app, answer ranking.Answer[A]) {
	head := a.tf("%d of %d services, %s", "%d sur %d services, %s", len(answer.Matches), answer.Total, a.near(answer.Origin))
	if answer.Total == 1 {
		head = a.tf("1 service, %s", "1 service, %s", a.near(answer.Origin))
	}
	fmt.Fprintln(a.out, a.paint(bold, head))
	a.printNotes(answer.Origin.Notes, answer.Removed, answer.Relaxations)
	fmt.Fprintln(a.out)
}

// near says where a search started.
func (a *app) near(o geo.Origin) string {
	if o.IsZero() {
		return a.t("no starting place given", "sans lieu de départ")
	}
	where := o.Label.In(a.lang)
	if o.Kind == geo.OriginPostal || o.Kind == geo.OriginPlace { // the label of a point says what it is near
		where = a.t("near "+o.Label.En, "près "+bilingual.De(o.Label.Fr))
	}
	if o.Approximate {
		where += a.t(" (an area, not a point)", " (un secteur, pas un point)")
	}
	return where
}

// printNotes says what was repaired, removed and given up.
func (a *app) printNotes(repaired []bilingual.Text, removed int, relaxations []string) {
	for _, n := range repaired {
		fmt.Fprintln(a.out, "  "+a.paint(amber, n.In(a.lang)))
	}
	if removed > 0 {
		fmt.Fprintln(a.out, "  "+a.paint(amber, a.avoided(removed)))
	}
	if len(relaxations) > 0 {
		fmt.Fprintln(a.out, "  "+a.paint(amber, a.t("Set aside to find more services: ", "Mis de côté pour trouver plus de services : ")+a.wishes(relaxations)))
	}
}

func (a *app) avoided(n int) string {
	if n == 1 {
		return a.t("1 removed: in an area to avoid", "1 écarté : dans un secteur à éviter")
	}
	return a.tf("%d removed: in an area to avoid", "%d écartés : dans un secteur à éviter", n)
}

func (a *app) wishes(codes []string) string {
	var words []string
	for _, c := range codes {
		words = append(words, ranking.WishName(c).In(a.lang))
	}
	return strings.Join(words, ", ")
}

func printMatch[A data.Audience](a *app, m *ranking.Match[A]) {
	said := m.Say()
	printTitle(a, m)
	printService(a, m, &said)
	if m.Placed && bandOf(m) != said.Proximity.Reason {
		a.bullet("·", said.Proximity.Reason.In(a.lang))
	}
	for _, f := range said.Factors {
		a.bullet(mark(f), f.Reason.In(a.lang))
	}
	a.printQuestions(m.Relaxed, &said)
	fmt.Fprintf(a.out, "    %s\n\n", a.paint(faint, string(m.Listing.ID)))
}

// printBriefly prints who, what and when, for the matches that few read.
func printBriefly[A data.Audience](a *app, m *ranking.Match[A]) {
	said := m.Say()
	printTitle(a, m)
	printService(a, m, &said)
	fmt.Fprintf(a.out, "    %s\n\n", a.paint(faint, string(m.Listing.ID)))
}

func printTitle[A data.Audience](a *app, m *ranking.Match[A]) {
	l := m.Listing
	title := fmt.Sprintf("%2d  %s", m.Rank, a.paint(bold, l.Organization.Name.In(a.lang)))
	if staff, ok := l.StaffPart(); ok {
		title += "  " + a.paint(faint, fmt.Sprintf("%s · %.3f", a.visibility(staff.Visibility), m.Score))
	}
	fmt.Fprintln(a.out, title)
}

// mark tells what speaks for a match from what does not, and from what nobody
// knows, or not all of it.
func mark(f ranking.Factor) string {
	switch {
	case strings.Contains(f.Code, "unknown") || strings.Contains(f.Code, "never") || f.Code == "capacity_outdated":
		return "·"
	case f.Code == "access_some" && f.Value >= 0.5: // no more is missing than is confirmed
		return "·"
	case f.Value >= 0.5:
		return "+"
	}
	return "–"
}

// printService prints what to call and when: what stands above the reasons.
func printService[A data.Audience](a *app, m *ranking.Match[A], said *ranking.Said) {
	l := m.Listing
	fmt.Fprintf(a.out, "    %s\n", l.Service.Name.In(a.lang))
	for _, p := range l.Phones {
		fmt.Fprintf(a.out, "    %s\n", a.paint(green, a.phone(p)))
	}
	facts := a.facts(bandOf(m), l.Place.Label, a.openNow(m.Open, said.Until, said.NextOpen, l.Hours.Zone), m.Intake)
	fmt.Fprintf(a.out, "    %s\n", strings.Join(facts, " · "))
}

// printQuestions prints what to ask, and what is not as wished.
func (a *app) printQuestions(relaxed []string, said *ranking.Said) {
	printAsks(a, said.Verdicts)
	if len(relaxed) > 0 {
		a.bullet("–", a.t("Not as wished: ", "Pas comme souhaité : ")+a.wishes(relaxed))
	}
	for _, v := range said.Verdicts {
		if !v.Change.IsZero() {
			a.bullet("–", v.Change.In(a.lang))
		}
	}
}

func printAsks(a *app, verdicts []ranking.VerdictOn) {
	for _, v := range verdicts {
		if v.Verdict == data.Unsure {
			a.bullet("?", v.Ask.In(a.lang))
		}
	}
}

// bandOf names the distance band, but for one that only says that no band fits:
// the reason below it says more.
func bandOf[A data.Audience](m *ranking.Match[A]) bilingual.Text {
	if m.Band == ranking.NoBand {
		return bilingual.Text{}
	}
	return m.Band.Name()
}

func (a *app) bullet(mark, words string) {
	fmt.Fprintf(a.out, "    %s %s\n", mark, wrap(words, lineWidth-6, "      "))
}

// facts are the place, the hours and the intake of a match, on one line.
func (a *app) facts(band, place bilingual.Text, open string, intake data.IntakeState) []string {
	var facts []string
	if !band.IsZero() {
		facts = append(facts, band.In(a.lang))
	}
	if !place.IsZero() {
		facts = append(facts, place.In(a.lang))
	}
	return append(facts, open, a.intake(intake))
}

func (a *app) intake(s data.IntakeState) string {
	switch s {
	case data.IntakeAccepting:
		return a.t("taking new people", "accepte de nouvelles personnes")
	case data.IntakeCrisisOnly:
		return a.t("crisis only", "situations de crise seulement")
	case data.IntakeNotAccepting:
		return a.t("not taking new people", "n’accepte personne pour l’instant")
	}
	return a.t("intake unknown", "accueil à vérifier")
}

func (a *app) visibility(v data.Visibility) string {
	switch v {
	case data.Open:
		return "public"
	case data.Limited:
		return a.t("limited", "limité")
	}
	return a.t("internal", "interne")
}

// phone writes a line as it is dialled, with what is particular about it.
func (a *app) phone(p data.Phone) string {
	s := "☎ " + ranking.DisplayPhone(p.Number)
	if p.Extension != "" {
		s += a.tf(" ext. %s", " poste %s", p.Extension)
	}
	switch p.Type {
	case data.TextLine:
		s += a.t(" (text)", " (texto)")
	case data.Fax:
		s += a.t(" (fax)", " (télécopieur)")
	case data.Textphone:
		s += a.t(" (TTY)", " (ATS)")
	}
	if p.AllHours {
		s += a.t(", day and night", ", jour et nuit")
	}
	if !p.Description.IsZero() {
		s += " — " + p.Description.In(a.lang)
	}
	return s
}
