package staff

import "github.com/relais-directory/relais/data/bilingual"

// workWords are the words of what a call leaves behind: trouble, referrals,
// outcomes.
var workWords = map[string]bilingual.Text{
	"undone": {En: "Taken back.", Fr: "Annulé."},

	"trouble":      {En: "Something is wrong here", Fr: "Quelque chose ne va pas ici"},
	"trouble.ask":  {En: "What is wrong?", Fr: "Qu’est-ce qui ne va pas?"},
	"trouble.says": {En: "One letter reports it. The service, the kind and the day are kept: nothing of the person, nor of you. It hides nothing by itself; somebody will check the record.", Fr: "Une lettre le signale. Le service, la nature du problème et le jour sont gardés : rien de la personne, ni de vous. Cela ne cache rien de soi-même; quelqu’un vérifiera la fiche."},
	"trouble.kept": {En: "Reported: %s.", Fr: "Signalé : %s."},

	"danger": {En: "Immediate danger", Fr: "Danger immédiat"},

	"refer":               {En: "Count a referral or transfer", Fr: "Compter un aiguillage ou transfert"},
	"refer.ask":           {En: "What is done?", Fr: "Que fait-on?"},
	"refer.counted":       {En: "Counted under", Fr: "Compté sous"},
	"refer.region":        {En: "%s, today. Nothing of the person, of the service, of the hour or of you.", Fr: "%s, aujourd’hui. Rien de la personne, du service, de l’heure ni de vous."},
	"refer.nowhere":       {En: "province not known", Fr: "province inconnue"},
	"refer.reports":       {En: "Reports, counted apart: they are no referrals", Fr: "Signalements, comptés à part : ce ne sont pas des aiguillages"},
	"refer.ground":        {En: "On what ground may anything be shared? It is recorded first.", Fr: "À quel titre peut-on communiquer quoi que ce soit? On le consigne d’abord."},
	"refer.other":         {En: "Something else", Fr: "Autre chose"},
	"refer.protocol":      {En: "What applies", Fr: "Ce qui s’applique"},
	"refer.done":          {En: "Counted: %s.", Fr: "Compté : %s."},
	"refer.now":           {En: "Recorded. Now you may call:", Fr: "Consigné. Vous pouvez maintenant appeler :"},
	"refer.came":          {En: "What came of it, if you know already", Fr: "Ce qui en est advenu, si vous le savez déjà"},
	"refer.late":          {En: "What came of an earlier one", Fr: "Ce qu’il est advenu d’un autre, plus tôt"},
	"refer.late.why":      {En: "It is counted for the earliest one alike that has no outcome yet: nobody needs to know whose it was.", Fr: "C’est compté pour le plus ancien pareil qui n’a pas encore de résultat : personne n’a à savoir de qui il s’agissait."},
	"refer.late.what":     {En: "What was done", Fr: "Ce qui a été fait"},
	"refer.late.need":     {En: "Need", Fr: "Besoin"},
	"refer.late.province": {En: "Province", Fr: "Province"},
	"refer.late.basis":    {En: "Ground of a transfer", Fr: "À quel titre, pour un transfert"},

	"refer.kind.options":                 {En: "Options given", Fr: "Options données"},
	"refer.kind.warm_transfer":           {En: "Warm transfer", Fr: "Transfert accompagné"},
	"refer.kind.police_report":           {En: "Report to the police", Fr: "Signalement à la police"},
	"refer.kind.child_protection_report": {En: "Report to child protection", Fr: "Signalement à la protection de l’enfance"},

	"refer.basis.consent": {En: "The person agreed to it", Fr: "La personne y consent"},
	"refer.basis.danger":  {En: "Immediate danger", Fr: "Danger immédiat"},
	"refer.basis.child":   {En: "A child: a report is mandatory", Fr: "Enfant : signalement obligatoire"},
	"refer.basis.law":     {En: "The law demands it", Fr: "La loi l’exige"},

	"refer.outcome.served":    {En: "The service helps them", Fr: "Le service aide la personne"},
	"refer.outcome.waitlist":  {En: "On its waiting list", Fr: "Sur sa liste d’attente"},
	"refer.outcome.full":      {En: "No room", Fr: "Complet"},
	"refer.outcome.declined":  {En: "Declined by the service", Fr: "Refusé par le service"},
	"refer.outcome.otherwise": {En: "The person chose otherwise", Fr: "La personne a choisi autre chose"},
	"refer.outcome.kept":      {En: "Outcome counted.", Fr: "Résultat compté."},

	"key.trouble": {En: "Report what is wrong here", Fr: "Signaler ce qui ne va pas ici"},
	"key.refer":   {En: "Count a referral, transfer or report", Fr: "Compter un aiguillage, transfert ou signalement"},
	"key.danger":  {En: "Immediate danger, yes or no", Fr: "Danger immédiat, oui ou non"},
}
