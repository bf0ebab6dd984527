package ranking

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// Duty is what one province's law says of reporting that a child may need
// protection, for the age at hand. It is no legal advice.
type Duty struct {
	Province geo.Province
	Statute  bilingual.Text
	Section  string // "s. 125"; "" where it is not sure

	MustUnder      float64 // years: younger than this must be reported where there are grounds
	MayUnder       float64 // from there to this, one may; 0 where there is no such range
	ProtectedUnder float64 // the law protects to this age; between, what applies is not sure

	Applies   Obligation
	Says      bilingual.Text // what that means for the age at hand
	Who       bilingual.Text // who must report
	Note      bilingual.Text
	Authority bilingual.Text // to whom

	Evidence
}

// Obligation is what the law asks for one age.
type Obligation string

// The obligations.
const (
	Mandatory  Obligation = "mandatory" // where there are grounds
	Permitted  Obligation = "permitted"
	NoDuty     Obligation = "none" // under this law
	DutyUnsure Obligation = "unknown"
)

// duties gives the duty of each province that the origin may lie in.
func (j *Jurisdictions) duties(at whereabouts, age *float64) []Duty {
	var duties []Duty
	for _, p := range at.provinces {
		if d, ok := j.byProvince[p]; ok {
			d.Applies = d.of(age)
			d.Says = d.says(age)
			duties = append(duties, d)
		}
	}
	return duties
}

// of is the obligation at an age in years. An unknown age is never taken for
// either side. Ages are compared exactly: whoever is to be 16 tomorrow is 15.
func (d *Duty) of(age *float64) Obligation {
	switch {
	case age == nil:
		return DutyUnsure
	case *age < d.MustUnder:
		return Mandatory
	case *age < d.MayUnder:
		return Permitted
	case *age < d.ProtectedUnder:
		return DutyUnsure
	}
	return NoDuty
}

func (d *Duty) says(age *float64) bilingual.Text {
	switch d.Applies {
	case Mandatory:
		return bilingual.Textf("Under %g: where there are grounds to think that the person needs protection, reporting is mandatory; consent is not required, but tell the person first where that is safe.",
			"Moins de %g ans\u00a0: s’il y a des motifs de croire que la personne a besoin de protection, le signalement est obligatoire; le consentement n’est pas requis, mais prévenez-la d’abord si c’est sans danger.", d.MustUnder)
	case Permitted:
		return bilingual.Textf("From %g to under %g: a report is allowed, not mandatory. Ask what the person wants.",
			"De %g ans à moins de %g ans\u00a0: le signalement est permis, pas obligatoire. Demandez ce que la personne souhaite.", d.MustUnder, d.MayUnder)
	case NoDuty:
		return bilingual.Textf("From %g: no duty to report under this law. Nothing is passed on without consent, but for danger. Other children at risk count on their own.",
			"Dès %g ans\u00a0: aucune obligation de signaler selon cette loi. Rien n’est transmis sans consentement, sauf danger. D’autres enfants à risque comptent à part.", d.ProtectedUnder)
	}
	if age != nil {
		return bilingual.Textf("From %g to under %g: what applies is not certain here. Ask the supervisor or the authority, without a name.",
			"De %g ans à moins de %g ans\u00a0: ce qui s’applique n’est pas certain ici. Demandez à la superviseure, au superviseur ou à l’autorité, sans donner de nom.", d.MustUnder, d.ProtectedUnder)
	}
	return bilingual.Textf("The age is not known. Under %g, reporting is mandatory where there are grounds. Ask the age gently, and say why before you ask.",
		"L’âge n’est pas connu. À moins de %g ans, le signalement est obligatoire s’il y a des motifs. Demandez l’âge avec douceur, en disant d’abord pourquoi.", d.MustUnder)
}

// Consent is what must be asked before anything is passed on, and when it need
// not be.
type Consent struct {
	Text       bilingual.Text
	Exceptions []Exception
}

// Exception is one case in which something may be passed on without consent.
// Applies is Unknown where only the advocate can tell.
type Exception struct {
	Code    string // "danger", "child", "law"
	Applies data.Tri
	Text    bilingual.Text
}

// consent is the gate that every report goes through.
func consent(duties []Duty, age *float64) Consent {
	return Consent{
		Text: bilingual.Text{
			En: "The person’s consent is required before anything is passed on, except in these cases. Say so before they tell more, and offer to make the call together.",
			Fr: "Le consentement de la personne est requis avant de transmettre quoi que ce soit, sauf dans ces cas. Dites-le avant qu’elle n’en raconte davantage, et offrez de faire l’appel ensemble.",
		},
		Exceptions: []Exception{
			{Code: "danger", Text: bilingual.Text{
				En: "There is immediate danger to somebody’s life or safety: pass on the danger, and no more than it takes.",
				Fr: "La vie ou la sécurité de quelqu’un est en danger immédiat\u00a0: transmettez le danger, et rien de plus que nécessaire.",
			}},
			{Code: "child", Applies: childApplies(duties, age), Text: bilingual.Text{
				En: "A child may be in need of protection, and the law demands a report: see the duty to report.",
				Fr: "Un·e enfant peut avoir besoin de protection et la loi exige un signalement\u00a0: voyez l’obligation de signaler.",
			}},
			{Code: "law", Text: bilingual.Text{
				En: "A court order or another law demands it: ask the supervisor first.",
				Fr: "Une ordonnance du tribunal ou une autre loi l’exige\u00a0: demandez d’abord à la superviseure ou au superviseur.",
			}},
		},
	}
}

// childApplies is Yes where a report is mandatory in every province that the
// origin may lie in, No where it is in none, and Unknown otherwise.
func childApplies(duties []Duty, age *float64) data.Tri {
	is := func(o ...Obligation) func(Duty) bool {
		return func(d Duty) bool { return !slices.Contains(o, d.Applies) }
	}
	switch {
	case len(duties) == 0 || age == nil:
		return data.Unknown
	case !slices.ContainsFunc(duties, is(Mandatory)):
		return data.Yes
	case !slices.ContainsFunc(duties, is(Permitted, NoDuty)):
		return data.No
	}
	return data.Unknown
}

// childProtection lists the child-protection authorities that may be competent,
// and for each province without a likely one what the tables name.
func (j *Jurisdictions) childProtection(s *index.Snapshot[data.Staff], at whereabouts) ([]Authority, int) {
	found, closed := gather(s, data.ChildProtection, "child-protection", at)
	likely := false
	for i := range found {
		a := &found[i]
		a.Role = ChildRole
		likely = likely || a.Competence == Likely
	}
	for _, p := range at.provinces {
		if d, ok := j.byProvince[p]; ok && !likely {
			found = append(found, d.authority(at))
		}
	}
	return order(found), closed
}

// authority is what the table of duties says of whom to tell.
func (d *Duty) authority(at whereabouts) Authority {
	a := Authority{
		Name: d.Authority, Role: ChildRole, Competence: Possible,
		Why:      bilingual.Textf("Named by the law of %s", "Désignée par la loi\u00a0: %s", d.Province.Name()),
		Evidence: d.Evidence, Protocol: Protocol{State: ProtocolNone},
		elsewhere: d.Province != at.Province, distance: nowhere,
	}
	if at.settled() {
		a.Competence = Likely
	}
	return a
}

// notes are what a card says of itself, whatever it shows.
func notes(at whereabouts) []Reason {
	all := []Reason{{
		En: "This card proposes whom to ask; it decides nothing. A protocol says who answers, not whose case it is: protocols do not determine jurisdiction.",
		Fr: "Cette fiche propose à qui demander; elle ne décide rien. Un protocole dit qui répond, non de qui relève l’affaire\u00a0: les protocoles ne déterminent pas la compétence.",
	}, {
		En: "What the tables say of forces and laws is public knowledge and no legal advice. What is marked “to be verified before use” was compared with no source.",
		Fr: "Ce que les tableaux disent des corps policiers et des lois est de notoriété publique et n’est pas un avis juridique. Ce qui est marqué «\u00a0à vérifier avant usage\u00a0» n’a été comparé à aucune source.",
	}, {
		En: "For a First Nations, Inuit or Métis child, the community’s own law may apply (federal Act of 2019 respecting First Nations, Inuit and Métis children, youth and families).",
		Fr: "Pour un·e enfant des Premières Nations, inuit ou métis, la loi de sa communauté peut s’appliquer (loi fédérale de 2019 concernant les enfants, les jeunes et les familles des Premières Nations, des Inuits et des Métis).",
	}}
	switch {
	case at.Province == "":
		all = append(all, Reason{
			En: "This place is not in Canada, or its province is not known: ask where the person is.",
			Fr: "Cet endroit n’est pas au Canada, ou sa province n’est pas connue\u00a0: demandez où se trouve la personne.",
		})
	case len(at.provinces) > 1:
		names := make([]bilingual.Text, len(at.provinces))
		for i, p := range at.provinces {
			names[i] = p.Name()
		}
		all = append(all, bilingual.Textf("It may lie in more than one province: %s. Ask which.", "L’endroit peut se trouver dans plus d’une province\u00a0: %s. Demandez laquelle.", listed(names)))
	}
	return all
}
