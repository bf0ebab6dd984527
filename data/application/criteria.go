package application

import "github.com/relais-directory/relais/data/bilingual"

// Criterion is one criterion of inclusion, or one thing that whoever is listed
// undertakes to do.
type Criterion struct {
	ID          string         `json:"id"`
	Text        bilingual.Text `json:"text"`
	Undertaking bool           `json:"undertaking,omitempty"`
}

// Criteria are the least that an organization on a path must meet, in the order in
// which they are asked. It answers for itself: the directory cannot verify all of
// it, and to be listed is no recommendation.
func Criteria(p Path) []Criterion {
	if p == LawEnforcement {
		return policeCriteria()
	}
	return providerCriteria()
}

func providerCriteria() []Criterion {
	return []Criterion{
		{ID: "victim_centred", Text: bilingual.Text{
			En: "Responds in a way that is appropriate and centred on victims and survivors.",
			Fr: "Fournit une réponse appropriée, centrée sur les victimes et les survivant·e·s."}},
		{ID: "trauma_informed", Text: bilingual.Text{
			En: "Gives social or legal services to people who are or were trafficked, by qualified staff, with practices that take trauma into account.",
			Fr: "Offre aux victimes et aux survivant·e·s de la traite des services sociaux ou juridiques tenant compte des traumatismes, par du personnel qualifié."}},
		{ID: "inclusive", Text: bilingual.Text{
			En: "Is inclusive and does not discriminate, in hiring and in service, within its own eligibility criteria.",
			Fr: "A des pratiques inclusives et non discriminatoires, dans la dotation comme dans les services, selon ses critères d’admissibilité."}},
		{ID: "safety", Text: bilingual.Text{
			En: "Keeps its clients safe.",
			Fr: "Assure la sécurité de ses client·e·s."}},
		{ID: "data_protection", Text: bilingual.Text{
			En: "Protects clients’ data, with policies on confidentiality, privacy, data security and mandatory reporting.",
			Fr: "Protège les données de ses client·e·s, avec des politiques de confidentialité, de vie privée, de sécurité des données et de signalement obligatoire."}},
		{ID: "good_standing", Text: bilingual.Text{
			En: "Has a good reputation in its field and works with other service providers.",
			Fr: "Jouit d’une bonne réputation dans son domaine et collabore avec d’autres fournisseurs de services."}},
		{ID: "good_practice", Text: bilingual.Text{
			En: "Works by the guiding principles or best practices of service in its region.",
			Fr: "Suit les principes directeurs ou les meilleures pratiques de prestation de services de sa région."}},
		{ID: "keeps_current", Undertaking: true, Text: bilingual.Text{
			En: "Will tell of changes to hours, key staff, services, capacity and referral protocols, and answer when asked for updates.",
			Fr: "Signalera les changements d’heures, de personnel clé, de services, de capacité et de protocoles d’aiguillage, et répondra aux demandes de mise à jour."}},
		{ID: "shares_outcomes", Undertaking: true, Text: bilingual.Text{
			En: "Will share the outcomes of referrals, where its policies on confidentiality and privacy allow.",
			Fr: "Communiquera les résultats des aiguillages, lorsque ses politiques de confidentialité et de vie privée le permettent."}},
		{ID: "resolves_concerns", Undertaking: true, Text: bilingual.Text{
			En: "Will work with the directory to resolve problems, questions and concerns.",
			Fr: "Collaborera avec le répertoire pour résoudre les problèmes, les questions et les préoccupations."}},
	}
}

func policeCriteria() []Criterion {
	return []Criterion{
		{ID: "consent_first", Text: bilingual.Text{
			En: "Puts the safety and consent of the person first when a case is passed on.",
			Fr: "Fait passer d’abord la sécurité et le consentement de la personne lorsqu’un cas lui est transmis."}},
		{ID: "protocol", Text: bilingual.Text{
			En: "Has agreed on a protocol for referral and reporting, with its capacity and operational limits.",
			Fr: "A convenu d’un protocole d’aiguillage et de signalement, qui tient compte de sa capacité et de ses contraintes opérationnelles."}},
		{ID: "contacts", Text: bilingual.Text{
			En: "Names who now receives communications about trafficking, and a line for the hours when they are away.",
			Fr: "Nomme les personnes qui reçoivent actuellement les communications sur la traite, et une ligne pour les heures où elles sont absentes."}},
		{ID: "keeps_current", Undertaking: true, Text: bilingual.Text{
			En: "Will tell when these people or the protocol change.",
			Fr: "Préviendra lorsque ces personnes ou le protocole changent."}},
	}
}
