package desk

import (
	"fmt"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
)

// word gives the words of a key, formatted where there are arguments.
func word(lang bilingual.Lang, key string, args ...any) (string, error) {
	text, ok := words[key]
	for i := 0; !ok && i < len(moreWords); i++ {
		text, ok = moreWords[i][key]
	}
	if !ok {
		return "", fmt.Errorf("the desk has no words for %q", key)
	}
	said := text.In(lang)
	if len(args) > 0 {
		said = fmt.Sprintf(said, args...)
	}
	return web.Typeset(lang, said), nil
}

// say is word for a key that is known to be there: the tests try every one.
func say(lang bilingual.Lang, key string, args ...any) string {
	said, err := word(lang, key, args...)
	if err != nil {
		panic(err)
	}
	return said
}

// dones are the keys of what is said once something was done.
var dones = []string{
	"planned", "applied", "undone", "undone_held", "pair", "approved", "declined", "verified", "unreached", "unreached_last",
	"withdrawn", "ask", "seen", "recommend", "turn_down", "settled", "edited", "edited_waits", "proposed", "taken_back",
}

// moreWords are those of single parts.
var moreWords = []map[string]bilingual.Text{importWords, proposalWords, verificationWords, applicationWords, recordWords, factWords}

// words are what all pages say, and those of the small parts.
var words = map[string]bilingual.Text{
	"language":     {En: "English", Fr: "Français"},
	"skip":         {En: "Skip to the content", Fr: "Aller au contenu"},
	"demo":         {En: "Demonstration: invented data", Fr: "Démonstration : données inventées"},
	"console":      {En: "Console", Fr: "Console"},
	"desk":         {En: "Desk", Fr: "Bureau"},
	"account":      {En: "Your account", Fr: "Votre compte"},
	"sign_out":     {En: "Sign out", Fr: "Fermer la session"},
	"parts":        {En: "Parts of the desk", Fr: "Parties du bureau"},
	"tools":        {En: "Elsewhere", Fr: "Ailleurs"},
	"part.":        {En: "What waits", Fr: "Ce qui attend"},
	"part.imports": {En: "Imports", Fr: "Importations"},
	"part.proposals": {
		En: "Proposals", Fr: "Propositions"},
	"part.verification": {En: "Verification", Fr: "Vérification"},
	"part.applications": {En: "Applications", Fr: "Demandes d’inscription"},
	"part.trouble":      {En: "Trouble", Fr: "Signalements"},
	"part.records":      {En: "Records", Fr: "Dossiers"},

	"title.refused":      {En: "Not here", Fr: "Pas ici"},
	"title.start":        {En: "What waits", Fr: "Ce qui attend"},
	"title.imports":      {En: "Imports", Fr: "Importations"},
	"title.import":       {En: "Import", Fr: "Importation"},
	"title.rows":         {En: "Rows to look at", Fr: "Lignes à regarder"},
	"title.changes":      {En: "Changes, field by field", Fr: "Changements, champ par champ"},
	"title.pairs":        {En: "Perhaps the same", Fr: "Peut-être les mêmes"},
	"title.undo":         {En: "Undo this import", Fr: "Annuler cette importation"},
	"title.proposals":    {En: "What waits for a second person", Fr: "Ce qui attend une deuxième personne"},
	"title.proposal":     {En: "Decide a proposal", Fr: "Décider d’une proposition"},
	"title.due":          {En: "What should be verified", Fr: "Ce qu’il faut vérifier"},
	"title.verify":       {En: "Verify", Fr: "Vérifier"},
	"title.withdrawn":    {En: "What was withdrawn", Fr: "Ce qui a été retiré"},
	"title.applications": {En: "Organizations that ask to be listed", Fr: "Les organismes qui demandent à être inscrits"},
	"title.application":  {En: "Application", Fr: "Demande d’inscription"},
	"title.trouble":      {En: "What calls have shown to be wrong", Fr: "Ce que les appels ont montré d’inexact"},
	"title.records":      {En: "Find a record", Fr: "Trouver un dossier"},
	"title.record":       {En: "Record", Fr: "Dossier"},
	"title.edit":         {En: "Edit", Fr: "Modifier"},
	"title.whole":        {En: "Edit the whole record", Fr: "Modifier tout le dossier"},
	"title.history":      {En: "History", Fr: "Historique"},

	"refused.":      {En: "There is nothing here.", Fr: "Il n’y a rien ici."},
	"refused.role":  {En: "Your role does not open this. Ask whoever looks after the accounts.", Fr: "Votre rôle n’y donne pas accès. Demandez à la personne qui s’occupe des comptes."},
	"refused.large": {En: "This is larger than may be sent here. Nothing was kept.", Fr: "Ceci est plus grand que ce qui peut être envoyé ici. Rien n’a été gardé."},
	"refused.form":  {En: "This form could not be read. Nothing was changed.", Fr: "Ce formulaire n’a pas pu être lu. Rien n’a été modifié."},
	"refused.back":  {En: "Back to what waits", Fr: "Retour à ce qui attend"},
	"failed":        {En: "This did not work. Look whether it was done before you try again.", Fr: "Cela n’a pas fonctionné. Regardez si c’est fait avant de réessayer."},

	"yes":          {En: "yes", Fr: "oui"},
	"no":           {En: "no", Fr: "non"},
	"sealed":       {En: "sealed", Fr: "scellé"},
	"confidential": {En: "where it is must stay secret", Fr: "le lieu doit rester secret"},
	"waits":        {En: "waits for a second person", Fr: "attend une deuxième personne"},
	"look":         {En: "Look", Fr: "Regarder"},
	"reason":       {En: "Reason", Fr: "Raison"},
	"reason.about": {En: "It goes into the audit. Write nothing about a caller, and nothing that is sealed.", Fr: "Elle va à l’audit. N’écrivez rien sur une personne qui appelle, ni rien de scellé."},
	"by":           {En: "by %s on %s", Fr: "par %s le %s"},
	"by.why":       {En: "by %s on %s: %s", Fr: "par %s le %s : %s"},
	"fields":       {En: "Field", Fr: "Champ"},
	"now":          {En: "Now", Fr: "Actuellement"},
	"then":         {En: "Would be", Fr: "Deviendrait"},
	"state":        {En: "State", Fr: "État"},
	"empty":        {En: "nothing", Fr: "rien"},
	"organization": {En: "Organization", Fr: "Organisme"},
	"service":      {En: "Service", Fr: "Service"},
	"who":          {En: "Who", Fr: "Qui"},
	"when":         {En: "When", Fr: "Quand"},
	"why":          {En: "Why", Fr: "Pourquoi"},

	"paging":         {En: "Pages of this list", Fr: "Pages de cette liste"},
	"paging.of":      {En: "%s to %s of %s", Fr: "%s à %s sur %s"},
	"paging.earlier": {En: "Previous", Fr: "Précédent"},
	"paging.later":   {En: "Next", Fr: "Suivant"},

	"done.planned":        {En: "Planned. Nothing has been changed yet.", Fr: "Préparé. Rien n’a encore été modifié."},
	"done.applied":        {En: "Applied.", Fr: "Appliqué."},
	"done.undone":         {En: "Undone: everything is as it was before this import.", Fr: "Annulé : tout est comme avant cette importation."},
	"done.undone_held":    {En: "Undone, but for what that would show anybody: it waits for a second person.", Fr: "Annulé, sauf ce qui en serait plus visible : cela attend une deuxième personne."},
	"done.pair":           {En: "Noted, and the file was planned again.", Fr: "Noté, et le fichier a été préparé de nouveau."},
	"done.approved":       {En: "Approved.", Fr: "Approuvé."},
	"done.declined":       {En: "Declined.", Fr: "Refusé."},
	"done.verified":       {En: "Verified.", Fr: "Vérifié."},
	"done.unreached":      {En: "Noted: nobody could be reached.", Fr: "Noté : personne n’a pu être joint."},
	"done.unreached_last": {En: "Noted: nobody could be reached. Its withdrawal is proposed now, for a second person.", Fr: "Noté : personne n’a pu être joint. Son retrait est maintenant proposé, à une deuxième personne."},
	"done.withdrawn":      {En: "Withdrawn. Bringing it back takes a second person.", Fr: "Retiré. Le remettre demande une deuxième personne."},
	"done.ask":            {En: "Noted: the document was asked for.", Fr: "Noté : le document a été demandé."},
	"done.seen":           {En: "Noted: the document was seen.", Fr: "Noté : le document a été vu."},
	"done.recommend":      {En: "Recommended. A second person decides.", Fr: "Recommandée. Une deuxième personne en décide."},
	"done.turn_down":      {En: "Refused. Tell the organization why.", Fr: "Refusée. Dites pourquoi à l’organisme."},
	"done.settled":        {En: "Settled.", Fr: "Réglé."},
	"done.edited":         {En: "Edited. Editing is not verifying.", Fr: "Modifié. Modifier n’est pas vérifier."},
	"done.edited_waits":   {En: "Edited, but for what would show anybody more than before: it waits for a second person.", Fr: "Modifié, sauf ce qui serait plus visible qu’avant : cela attend une deuxième personne."},
	"done.proposed":       {En: "Nothing was changed yet: it would show somebody more than before, and waits for a second person.", Fr: "Rien n’a encore été modifié : ce serait plus visible qu’avant et attend une deuxième personne."},
	"done.taken_back":     {En: "Taken back.", Fr: "Annulé."},

	"start.about":        {En: "Everything here takes a person. Nothing is done by itself.", Fr: "Tout ceci demande une personne. Rien ne se fait tout seul."},
	"start.nothing":      {En: "Nothing waits.", Fr: "Rien n’attend."},
	"start.trouble":      {En: "Trouble reported from calls", Fr: "Signalements venus des appels"},
	"start.proposals":    {En: "Proposals to decide", Fr: "Propositions à trancher"},
	"start.plans":        {En: "Imports planned and not applied", Fr: "Importations préparées et non appliquées"},
	"start.pairs":        {En: "Pairs that are perhaps the same", Fr: "Paires peut-être identiques"},
	"start.applications": {En: "Applications to look at", Fr: "Demandes d’inscription à examiner"},
	"start.due":          {En: "Services to verify", Fr: "Services à vérifier"},
	"start.own":          {En: "Yours: %s. Somebody else decides them.", Fr: "De vous : %s. Quelqu’un d’autre en décide."},

	"trouble.about":  {En: "A report hides nothing by itself. Look at the record, mend it or verify it, then settle the report. Who reported it is not kept.", Fr: "Un signalement ne cache rien de lui-même. Regardez le dossier, corrigez-le ou vérifiez-le, puis réglez le signalement. Qui l’a fait n’est pas gardé."},
	"trouble.none":   {En: "Nothing is reported.", Fr: "Rien n’est signalé."},
	"trouble.what":   {En: "What is wrong", Fr: "Ce qui ne va pas"},
	"trouble.times":  {En: "Times", Fr: "Fois"},
	"trouble.days":   {En: "First and last day", Fr: "Premier et dernier jour"},
	"trouble.settle": {En: "Settle", Fr: "Régler"},
	"trouble.how":    {En: "What was done about it", Fr: "Ce qui a été fait"},
}
