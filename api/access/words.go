package access

import (
	"fmt"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
)

// words are what the pages say.
var words = map[string]bilingual.Text{
	"language":          {En: "English", Fr: "Français"},
	"sign_in":           {En: "Sign in", Fr: "Ouvrir une session"},
	"sign_out":          {En: "Sign out", Fr: "Fermer la session"},
	"home":              {En: "Back to the console", Fr: "Retour à la console"},
	"name":              {En: "Name", Fr: "Nom"},
	"lost":              {En: "Lost your passkey or password? Whoever looks after the accounts can give you a new set-up link.", Fr: "Clé d’accès ou mot de passe perdu? La personne qui s’occupe des comptes peut vous donner un nouveau lien de mise en place."},
	"refused":           {En: "Not here", Fr: "Pas ici"},
	"fresh":             {En: "To change what opens your account, sign in again first.", Fr: "Pour modifier ce qui ouvre votre compte, ouvrez d’abord une nouvelle session."},
	"account":           {En: "Your account", Fr: "Votre compte"},
	"set_up":            {En: "Set up your account", Fr: "Mettre votre compte en place"},
	"set_up.about":      {En: "You need this once. Whatever opened the account before will not work any more.", Fr: "Cela ne se fait qu’une fois. Ce qui ouvrait le compte auparavant ne fonctionnera plus."},
	"set_up.code":       {En: "Code", Fr: "Code"},
	"set_up.code.about": {En: "It is already here if you followed the link; otherwise it is what stands behind the # in it.", Fr: "Il y est déjà si vous avez suivi le lien; sinon, c’est ce qui y suit le #."},
	"passkey":           {En: "Passkey", Fr: "Clé d’accès"},
	"passkey.about":     {En: "Your telephone, computer or security key lets you in with a fingerprint or a PIN. It cannot be guessed, nor given to a false page.", Fr: "Votre téléphone, votre ordinateur ou votre clé de sécurité vous laisse entrer par une empreinte ou un NIP. On ne peut ni la deviner, ni la donner à une fausse page."},
	"passkey.use":       {En: "Sign in with a passkey", Fr: "Ouvrir une session avec une clé d’accès"},
	"passkey.make":      {En: "Set up with a passkey", Fr: "Mettre en place avec une clé d’accès"},
	"passkey.add":       {En: "Add a passkey", Fr: "Ajouter une clé d’accès"},
	"passkey.label":     {En: "What to call it", Fr: "Comment l’appeler"},
	"passkey.revoke":    {En: "Take away", Fr: "Retirer"},
	"passkey.nameless":  {En: "passkey", Fr: "clé d’accès"},
	"passkey.since":     {En: "since %s", Fr: "depuis le %s"},
	"passkey.used":      {En: "last used %s", Fr: "utilisée le %s"},
	"passkey.script":    {En: "A passkey needs JavaScript. The password does not.", Fr: "Une clé d’accès a besoin de JavaScript. Le mot de passe, non."},
	"passkeys":          {En: "Passkeys", Fr: "Clés d’accès"},
	"passkeys.none":     {En: "None yet.", Fr: "Aucune pour l’instant."},
	"password":          {En: "Password", Fr: "Mot de passe"},
	"password.or":       {En: "Or a password", Fr: "Ou un mot de passe"},
	"password.new":      {En: "New password", Fr: "Nouveau mot de passe"},
	"password.about":    {En: "At least fifteen characters. Four or five words that have nothing to do with each other make a good one.", Fr: "Au moins quinze caractères. Quatre ou cinq mots sans lien entre eux en font un bon."},
	"password.set":      {En: "Set this password", Fr: "Choisir ce mot de passe"},
	"provider.use":      {En: "Sign in through your organization", Fr: "Ouvrir une session par votre organisme"},
	"script.failed":     {En: "It did not work. Try again, or use another way.", Fr: "Cela n’a pas fonctionné. Réessayez, ou passez par une autre voie."},
}

// word gives the words of a key in a language, with what stands in them.
func word(lang bilingual.Lang, key string, args ...any) (string, error) {
	text, ok := words[key]
	if !ok {
		return "", fmt.Errorf("there are no words for %q", key)
	}
	said := text.In(lang)
	if len(args) > 0 {
		said = fmt.Sprintf(said, args...)
	}
	return web.Typeset(lang, said), nil
}
