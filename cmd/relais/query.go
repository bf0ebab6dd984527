package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// queryFlags are the flags that say who looks for what, from where: the same on
// every command that searches.
type queryFlags struct {
	audience                      string
	postal, place, point, cell    string
	needs, populations, languages []string
	age                           float64
	gender                        string
	within                        float64
	avoid                         []string
	openNow                       bool
	units                         int
	urgency                       string
	barriers, accessibility       []string
	text                          string
	remote, outOfRegion           bool
	kinds                         []string
	k                             int
	at                            string
	why                           bool // search: the reasons of every match
}

func (f *queryFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.audience, "as", "public", a.t("who asks: public or staff", "qui demande : public ou staff (le personnel)"))
	flags.StringVar(&f.postal, "postal", "", a.t("start at a postal code or its first three characters", "partir d’un code postal ou de ses trois premiers caractères"))
	flags.StringVar(&f.place, "place", "", a.t("start at a town: 'Windsor, ON'", "partir d’une localité : 'Windsor, ON'"))
	flags.StringVar(&f.point, "at", "", a.t("start at a latitude and longitude: 49.77,-92.84", "partir d’une latitude et d’une longitude : 49.77,-92.84"))
	flags.StringVar(&f.cell, "cell", "", a.t("start at an H3 cell", "partir d’une cellule H3"))
	flags.StringArrayVar(&f.needs, "need", nil, a.t("what is needed (repeat for several)", "ce qu’il faut (répétez pour plusieurs besoins)"))
	flags.StringArrayVar(&f.populations, "population", nil, a.t("who the person is, as far as they say", "qui est la personne, selon ce qu’elle en dit"))
	flags.StringArrayVar(&f.languages, "language", nil, a.t("language wanted, the preferred one first", "langue souhaitée, la préférée en premier"))
	flags.Var(decimalOf(&f.age, 0), "age", a.t("age in years", "âge en années"))
	flags.StringVar(&f.gender, "gender", "", a.t("woman, man or non_binary", "femme, homme ou non_binary (non binaire)"))
	flags.Var(decimalOf(&f.within, 0), "within", a.t("at most so many kilometres away", "à tant de kilomètres au plus"))
	flags.StringArrayVar(&f.avoid, "avoid", nil, a.t("keep away: 'PLACE:KM' or a province", "éviter : 'LIEU:KM' ou une province"))
	flags.BoolVar(&f.openNow, "open-now", false, a.t("open now", "ouvert maintenant"))
	flags.IntVar(&f.units, "units", 0, a.t("beds, rooms or places needed", "lits, chambres ou places nécessaires"))
	flags.StringVar(&f.urgency, "urgency", "", a.t("now, soon or any", "now (maintenant), soon (bientôt) ou any (sans urgence)"))
	flags.StringArrayVar(&f.barriers, "barrier", nil, a.t("what must not be asked for: no-id, no-police-report…", "ce qui ne doit pas être exigé : no-id, no-police-report…"))
	flags.StringArrayVar(&f.accessibility, "accessibility", nil, a.t("access wanted: wheelchair…", "accès souhaité : wheelchair (fauteuil roulant)…"))
	flags.StringVar(&f.text, "text", "", a.t("words to look for", "mots à chercher"))
	flags.BoolVar(&f.remote, "remote", true, a.t("services by phone or online too (--remote=false: none)", "aussi les services par téléphone ou en ligne (--remote=false : aucun)"))
	flags.BoolVar(&f.outOfRegion, "out-of-region", false, a.t("rather elsewhere than where the search starts", "plutôt ailleurs que là où part la recherche"))
	flags.StringArrayVar(&f.kinds, "kind", nil, a.t("kinds of providers (default: direct)", "genres d’organismes (par défaut : direct)"))
	flags.IntVar(&f.k, "k", 0, a.t("how many answers (default 10)", "combien de réponses (10 par défaut)"))
	flags.StringVar(&f.at, "time", "", a.t("answer as of this instant, RFC 3339 (default: now)", "répondre à cet instant, RFC 3339 (par défaut : maintenant)"))
	f.complete(a, cmd)
}

// complete offers terms while a flag is typed.
func (f *queryFlags) complete(a *app, cmd *cobra.Command) {
	kinds := map[string]data.TermKind{
		"need": data.TermNeed, "population": data.TermPopulation, "language": data.TermLanguage,
		"barrier": data.TermBarrier, "accessibility": data.TermAccessibility, "kind": data.TermProviderKind,
	}
	for flag, kind := range kinds {
		must(cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return a.termCompletions(kind), cobra.ShellCompDirectiveNoFileComp
		}))
	}
	fixed := map[string][]string{"as": {"public", "staff"}, "urgency": {"now", "soon", "any"}, "gender": {"woman", "man", "non_binary"}}
	for flag, words := range fixed {
		must(cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)))
	}
}

// must panics on a mistake in our own wiring: a completion for a flag that does
// not exist.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (a *app) termCompletions(kind data.TermKind) []string {
	terms, err := a.terms()
	if err != nil {
		return nil
	}
	var words []string
	for _, t := range terms.All(kind) {
		words = append(words, t.ID+"\t"+t.Name.In(a.lang))
	}
	return words
}

// staff reports whether staff ask, or refuses an audience that is neither.
func (f *queryFlags) staff() (bool, error) {
	switch f.audience {
	case "staff":
		return true, nil
	case "public":
		return false, nil
	}
	return false, &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "audience_unknown", Read: f.audience,
		Message: bilingual.Text{En: "--as is public or staff", Fr: "--as vaut public ou staff (le personnel)"},
	}
}

// request is what the flags ask.
func (f *queryFlags) request(cmd *cobra.Command) (ranking.Request, error) {
	start, err := f.start()
	r := ranking.Request{
		Origin: start,
		Needs:  f.needs, Populations: f.populations, Languages: f.languages,
		Gender: f.gender, Text: f.text, Urgency: f.urgency, Units: f.units, OpenNow: f.openNow,
		WithinKM: f.within, Avoid: f.avoid, Barriers: f.barriers, Accessibility: f.accessibility,
		Remote: &f.remote, OutOfRegion: f.outOfRegion, Kinds: f.kinds, K: f.k,
	}
	if cmd.Flags().Changed("age") {
		r.Age = &f.age
	}
	return r, errors.Join(err, f.positive(cmd))
}

// positive refuses what cannot be meant, zero among it: left out, these flags mean
// their default, and what somebody typed is never passed over.
func (f *queryFlags) positive(cmd *cobra.Command) error {
	var faults []error
	want := func(flag string, is bool, message, hint bilingual.Text) {
		if cmd.Flags().Changed(flag) && !is {
			read := "--" + flag + " " + cmd.Flags().Lookup(flag).Value.String()
			faults = append(faults, &bilingual.Problem{Kind: bilingual.Invalid, Code: flag + "_invalid", Message: message, Hint: hint, Read: read})
		}
	}
	want("k", 1 <= f.k && f.k <= ranking.MaxK,
		bilingual.Textf("--k is a number of answers from 1 to %d", "--k est un nombre de réponses de 1 à %d", ranking.MaxK),
		bilingual.Textf("leave it out for %d", "sans cette option, il y en a %d", ranking.DefaultK))
	want("within", f.within > 0,
		bilingual.Text{En: "--within is a number of kilometres above zero", Fr: "--within est un nombre de kilomètres supérieur à zéro"},
		bilingual.Text{En: "leave it out to set no limit", Fr: "sans cette option, il n’y a pas de limite"})
	return errors.Join(faults...)
}

func (f *queryFlags) start() (*ranking.Start, error) {
	s := &ranking.Start{PostalCode: f.postal, Place: f.place, Cell: f.cell}
	if f.point == "" {
		return s, nil
	}
	lat, lng, ok := ranking.ParseLatLng(f.point)
	if !ok {
		return nil, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "point_unclear", Read: f.point,
			Message: bilingual.Text{En: "--at takes a latitude and a longitude in degrees", Fr: "--at attend une latitude et une longitude en degrés"},
			Hint:    bilingual.Text{En: "for example: --at 49.77,-92.84", Fr: "par exemple : --at 49.77,-92.84"},
		}
	}
	s.Lat, s.Lng = &lat, &lng
	return s, nil
}

// instant is that of --time, or now.
func (f *queryFlags) instant(a *app) (time.Time, error) {
	if f.at == "" {
		return a.now(), nil
	}
	t, err := time.Parse(time.RFC3339, f.at)
	if err != nil {
		return t, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "time_invalid", Read: f.at,
			Message: bilingual.Text{En: "--time is an instant in RFC 3339", Fr: "--time est un instant au format RFC 3339"},
			Hint:    bilingual.Text{En: "for example: 2026-11-22T03:00:00-05:00", Fr: "par exemple : 2026-11-22T03:00:00-05:00"},
		}
	}
	return t, nil
}
