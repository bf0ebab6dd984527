package access

import (
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/store"
)

// audited names what entries of the audit say that was done, in the order in which
// the auditor's page offers them. What is not here is shown as it is written.
var audited = []struct {
	action string
	words  bilingual.Text
}{
	{store.ActionReveal, bilingual.Text{En: "opened what is sealed", Fr: "ouverture de ce qui est scellé"}},
	{store.ActionExport, bilingual.Text{En: "took records out", Fr: "sortie de dossiers"}},
	{store.ActionAlarm, bilingual.Text{En: "alarm", Fr: "alarme"}},
	{store.ActionApply, bilingual.Text{En: "changed records", Fr: "modification de dossiers"}},
	{"propose", bilingual.Text{En: "proposed", Fr: "proposition"}},
	{"decline", bilingual.Text{En: "declined a proposal", Fr: "proposition refusée"}},
	{"unseal", bilingual.Text{En: "opened a sealed part of an import", Fr: "ouverture d’une partie scellée d’une importation"}},
	{"look again", bilingual.Text{En: "asked for another look", Fr: "demande de revoir"}},
	{"import plan", bilingual.Text{En: "planned an import", Fr: "plan d’importation"}},
	{"import look", bilingual.Text{En: "looked at an import", Fr: "consultation d’une importation"}},
	{"edit look", bilingual.Text{En: "looked at a record to edit", Fr: "consultation d’un dossier à modifier"}},
	{"attempt", bilingual.Text{En: "tried to reach somebody", Fr: "tentative de joindre quelqu’un"}},
	{"trouble settled", bilingual.Text{En: "settled trouble", Fr: "problème réglé"}},
	{"application contact", bilingual.Text{En: "looked at an applicant’s contact", Fr: "consultation du contact d’une demande"}},
	{"application document", bilingual.Text{En: "noted a document", Fr: "document noté"}},
	{"application recommended", bilingual.Text{En: "recommended an application", Fr: "demande recommandée"}},
	{"application refused", bilingual.Text{En: "refused an application", Fr: "demande refusée"}},
	{access.NoteAccountAdd, bilingual.Text{En: "added an account", Fr: "compte ajouté"}},
	{access.NoteAccountDisable, bilingual.Text{En: "disabled an account", Fr: "compte désactivé"}},
	{access.NoteAccountEnable, bilingual.Text{En: "enabled an account", Fr: "compte réactivé"}},
	{access.NoteAccountRole, bilingual.Text{En: "changed a role", Fr: "rôle modifié"}},
	{access.NoteAccountSessions, bilingual.Text{En: "ended sessions", Fr: "sessions fermées"}},
	{access.NoteAccountLink, bilingual.Text{En: "made a set-up link", Fr: "lien de mise en place créé"}},
	{access.NoteAccountSetUp, bilingual.Text{En: "set up an account", Fr: "compte mis en place"}},
	{access.NoteAccountKeys, bilingual.Text{En: "changed the console’s keys", Fr: "touches de la console modifiées"}},
	{access.NotePassword, bilingual.Text{En: "changed a password", Fr: "mot de passe modifié"}},
	{access.NotePasskeyAdd, bilingual.Text{En: "added a passkey", Fr: "clé d’accès ajoutée"}},
	{access.NotePasskeyRevoke, bilingual.Text{En: "took a passkey away", Fr: "clé d’accès retirée"}},
	{access.NotePasskeyUse, bilingual.Text{En: "used a passkey", Fr: "clé d’accès utilisée"}},
	{access.NotePasskeyRefused, bilingual.Text{En: "a passkey was refused", Fr: "clé d’accès refusée"}},
	{access.NoteSignIn, bilingual.Text{En: "signed in", Fr: "session ouverte"}},
	{access.NoteSignOut, bilingual.Text{En: "signed out", Fr: "session fermée"}},
	{access.NoteTokenMake, bilingual.Text{En: "made a token", Fr: "jeton créé"}},
	{access.NoteTokenRevoke, bilingual.Text{En: "revoked a token", Fr: "jeton révoqué"}},
	{store.ActionCreate, bilingual.Text{En: "the directory was made", Fr: "création du répertoire"}},
	{store.ActionRestore, bilingual.Text{En: "an older copy was put in place", Fr: "copie antérieure mise en place"}},
}

// ways name how somebody has signed in, as the entries that say so have it.
var ways = map[access.Way]bilingual.Text{
	access.ByPassword: {En: "password", Fr: "mot de passe"},
	access.ByPasskey:  {En: "passkey", Fr: "clé d’accès"},
	access.ByProvider: {En: "identity provider", Fr: "fournisseur d’identité"},
	access.ByLink:     {En: "set-up link", Fr: "lien de mise en place"},
}

// reasonWords says why an entry was written: as it is written, but for the words
// that are the program's own.
func reasonWords(lang bilingual.Lang, action, reason string) string {
	if way, known := ways[access.Way(reason)]; known && action == access.NoteSignIn {
		return way.In(lang)
	}
	return reason
}

// auditedActions are the names of those actions.
var auditedActions = func() []string {
	var all []string
	for _, one := range audited {
		all = append(all, one.action)
	}
	return all
}()

// actionWords says what an entry's action is.
func actionWords(lang bilingual.Lang, action string) string {
	for _, one := range audited {
		if one.action == action {
			return one.words.In(lang)
		}
	}
	return action
}
