package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

func newJurisdiction(a *app) *cobra.Command {
	var f queryFlags
	cmd := &cobra.Command{
		Use:   "jurisdiction",
		Short: a.t("Which police and child-protection services may be competent (staff)", "Quels services de police et de protection de l’enfance peuvent être compétents (personnel)"),
		Long: a.t(
			"From one place, the ordered list of police services and child-protection authorities\nthat may be competent, how each wants to be told, whose consent that takes, and the duty\nto report by age and province. For staff. The card proposes; it never decides.",
			"À partir d’un lieu, la liste ordonnée des services de police et des autorités de\nprotection de l’enfance qui peuvent être compétents, la façon de signaler à chacun, le\nconsentement requis et l’obligation de signaler selon l’âge et la province. Pour le\npersonnel. La fiche propose; elle ne décide jamais."),
		Example: "  relais jurisdiction --postal P8N --age 15\n" +
			"  relais jurisdiction --place Iqaluit --lang fr",
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.jurisdiction(cmd, &f) },
	}
	f.addOrigin(a, cmd)
	return cmd
}

// addOrigin adds the flags that say where the person is, and how old.
func (f *queryFlags) addOrigin(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.postal, "postal", "", a.t("a postal code or its first three characters", "un code postal ou ses trois premiers caractères"))
	flags.StringVar(&f.place, "place", "", a.t("a town: 'Windsor, ON'", "une localité : 'Windsor, ON'"))
	flags.StringVar(&f.point, "at", "", a.t("a latitude and longitude: 49.77,-92.84", "une latitude et une longitude : 49.77,-92.84"))
	flags.StringVar(&f.cell, "cell", "", a.t("an H3 cell", "une cellule H3"))
	flags.Var(decimalOf(&f.age, 0), "age", a.t("age in years of the person who may be in danger", "âge en années de la personne qui peut être en danger"))
}

func (a *app) jurisdiction(cmd *cobra.Command, f *queryFlags) error {
	start, err := f.start()
	if err != nil {
		return err
	}
	request := ranking.Request{Origin: start}
	if cmd.Flags().Changed("age") {
		request.Age = &f.age
	}
	q := local.Question{Staff: true, Request: request, At: a.now()}
	return a.reading(func(d local.Directory) error { return d.Jurisdiction(cmd.Context(), a.voice(), q, a.out) })
}

// cardFor makes one card, and prints it.
func (a *app) cardFor(e *relais.Engine, w local.Question) error {
	card, err := a.card(e, w)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(ranking.JurisdictionView(card, a.lang))
	}
	a.printCard(&card)
	return nil
}

// card makes the card, of what staff may see.
func (a *app) card(e *relais.Engine, w local.Question) (ranking.Card, error) {
	q, err := relais.Resolve[data.Staff](e, w.Request, w.At)
	if err != nil {
		return ranking.Card{}, input(err)
	}
	tables, err := e.Jurisdictions()
	if err != nil {
		return ranking.Card{}, err
	}
	return tables.Card(relais.Snapshot[data.Staff](e), ranking.Case{Origin: q.Origin, Age: q.Age})
}

// printCard prints a card in the order in which an advocate needs it: danger,
// consent, duty, then whom to ask.
func (a *app) printCard(c *ranking.Card) {
	fmt.Fprintln(a.out, a.paint(bold, a.tf("Who may be competent, %s", "Qui peut être compétent, %s", a.near(c.Origin))))
	for _, n := range c.Origin.Notes {
		fmt.Fprintln(a.out, "  "+a.paint(amber, n.In(a.lang)))
	}
	for _, n := range c.Notes {
		a.bullet("·", n.In(a.lang))
	}
	a.section("In danger", "En cas de danger")
	for _, g := range c.Emergency {
		said := g.Text.In(a.lang)
		if g.Unverified() || g.Confidence != ranking.HighConfidence {
			said += a.sure(g.Evidence) // in danger, nothing is read that need not be
		}
		a.bullet("!", said)
	}
	a.printConsent(c.Consent)
	a.section("Duty to report", "Obligation de signaler")
	for i := range c.Duties {
		a.printDuty(&c.Duties[i])
	}
	if len(c.Duties) == 0 {
		a.bullet("?", a.t("The province is not known: ask.", "La province n’est pas connue : demandez."))
	}
	a.section("Police", "Police")
	a.printAuthorities(c.Police)
	a.section("Child protection", "Protection de l’enfance")
	a.printAuthorities(c.ChildProtection)
	if c.Closed > 0 {
		a.say("Left out, since they are no longer active: %d", "Laissés de côté, car ils ne sont plus actifs : %d", c.Closed)
	}
}

func (a *app) section(en, fr string) {
	fmt.Fprintln(a.out, "\n"+a.paint(bold, a.t(en, fr)))
}

func (a *app) printConsent(c ranking.Consent) {
	a.section("Consent", "Consentement")
	a.bullet("=", c.Text.In(a.lang))
	for _, e := range c.Exceptions {
		a.bullet("–", e.Text.In(a.lang)+" "+a.applies(e.Applies))
	}
}

func (a *app) applies(t data.Tri) string {
	switch t {
	case data.Yes:
		return a.t("[applies by age]", "[s’applique selon l’âge]")
	case data.No:
		return a.t("[not by this age]", "[pas à cet âge]")
	}
	return a.t("[for you to judge]", "[à vous d’en juger]")
}

var sectionInFrench = strings.NewReplacer("ss.", "art.", "s.", "art.", " to ", " à ")

func (a *app) printDuty(d *ranking.Duty) {
	law := d.Statute.In(a.lang)
	if d.Section != "" {
		law += ", " + a.t(d.Section, sectionInFrench.Replace(d.Section))
	}
	fmt.Fprintf(a.out, "    %s\n", wrap(d.Province.Name().In(a.lang)+" · "+law+a.sure(d.Evidence), lineWidth-6, "      "))
	a.bullet("=", d.Says.In(a.lang))
	a.bullet("+", a.t("Who: ", "Qui : ")+d.Who.In(a.lang))
	a.bullet("+", a.t("To: ", "À : ")+d.Authority.In(a.lang))
	if !d.Note.IsZero() {
		a.bullet("+", d.Note.In(a.lang))
	}
}

func (a *app) printAuthorities(all []ranking.Authority) {
	if len(all) == 0 {
		a.bullet("?", a.t("None is known for this place: ask where the person is.", "Aucun service connu pour cet endroit : demandez où se trouve la personne."))
	}
	demo := false
	for i := range all {
		a.printAuthority(&all[i])
		demo = demo || all[i].Listing != nil && all[i].Listing.Demo
	}
	a.demoMark(demo)
}

func (a *app) printAuthority(c *ranking.Authority) {
	about := c.Competence.Name().In(a.lang)
	if c.Level != "" {
		about = c.Level.Name().In(a.lang) + " · " + about
	}
	fmt.Fprintf(a.out, "%2d  %s  %s\n", c.Order, a.paint(bold, wrap(c.Name.In(a.lang), lineWidth-6, "    ")), a.paint(faint, about))
	for _, p := range c.Lines {
		fmt.Fprintf(a.out, "    %s\n", a.paint(green, a.phone(p)))
	}
	a.bullet("+", c.Role.Name().In(a.lang))
	a.bullet("+", c.Why.In(a.lang))
	if c.Listing == nil {
		a.bullet("?", a.t("Not in the directory: find its number before you need it.", "Pas dans le répertoire : trouvez son numéro avant d’en avoir besoin.")+a.sure(c.Evidence))
		fmt.Fprintln(a.out)
		return
	}
	a.bullet("=", a.protocol(c))
	if c.Contacts {
		a.bullet("=", a.t("Its contacts are sealed.", "Ses contacts sont scellés."))
	}
	if c.Contacts || c.Protocol.State == ranking.ProtocolSealed {
		fmt.Fprintf(a.out, "    → relais reveal %s --reason %s\n\n", c.Listing.ID, a.t("WHY", "RAISON"))
		return
	}
	fmt.Fprintf(a.out, "    %s\n\n", a.paint(faint, string(c.Listing.ID)))
}

func (a *app) protocol(c *ranking.Authority) string {
	said := c.Protocol.State.Name().In(a.lang)
	if c.Protocol.State == ranking.ProtocolOpen {
		said += a.t(": ", " : ") + c.Protocol.Text.In(a.lang)
	}
	return said
}

// sure says what a statement of the reference tables rests on: when it was
// checked, or that it never was, and how sure it is, unless it is.
func (a *app) sure(e ranking.Evidence) string {
	said := a.tf("checked %s", "vérifié le %s", e.Checked)
	if e.Unverified() {
		said = a.t("to be verified before use", "à vérifier avant usage")
	}
	switch e.Confidence {
	case ranking.MediumConfidence:
		said += a.t("; fairly sure", "; assez sûr")
	case ranking.LowConfidence:
		said += a.t("; not sure", "; peu sûr")
	}
	return " [" + said + "]"
}
