package staff

import (
	"fmt"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
)

// word gives the words of a key, formatted where there are arguments.
func word(lang bilingual.Lang, key string, args ...any) (string, error) {
	text, ok := words[key]
	if !ok {
		text, ok = panelWords[key]
	}
	if !ok {
		text, ok = workWords[key]
	}
	if !ok {
		return "", fmt.Errorf("the console has no words for %q", key)
	}
	said := web.Typeset(lang, text.In(lang))
	if len(args) > 0 {
		said = fmt.Sprintf(said, args...)
	}
	return said, nil
}

// say is word for a key that is known to be there: the tests try every one.
func say(lang bilingual.Lang, key string, args ...any) string {
	said, err := word(lang, key, args...)
	if err != nil {
		panic(err)
	}
	return said
}

// words are the words of the console, panelWords those of what stands beside the
// list, and workWords those of what a call leaves behind. They are read in a second, on a call, by
// somebody who is listening to somebody else.
var words = map[string]bilingual.Text{
	"title":       {En: "Relais", Fr: "Relais"},
	"skip":        {En: "Skip to the results", Fr: "Aller aux résultats"},
	"tools":       {En: "This screen", Fr: "Cet écran"},
	"demo":        {En: "Demonstration: invented data", Fr: "Démonstration : données inventées"},
	"language.to": {En: "Français", Fr: "English"},
	"new":         {En: "New call", Fr: "Nouvel appel"},
	"undo":        {En: "Undo", Fr: "Annuler"},
	"yes":         {En: "Yes", Fr: "Oui"},
	"no":          {En: "No", Fr: "Non"},
	"copy":        {En: "Copy", Fr: "Copier"},
	"copied":      {En: "Copied. “New call” empties the clipboard.", Fr: "Copié. « Nouvel appel » vide le presse-papiers."},
	"nothing":     {En: "nothing", Fr: "rien"},
	"unknown":     {En: "not known", Fr: "inconnu"},
	"failed":      {En: "This did not work. Nothing was changed.", Fr: "Cela n’a pas fonctionné. Rien n’a été modifié."},
	"foot.kept":   {En: "Nothing of the call is kept: not a place, not an age, not a word.", Fr: "Rien de l’appel n’est conservé : ni lieu, ni âge, ni mot."},
	"foot.idle":   {En: "After %d minutes without a key, the screen wipes itself.", Fr: "Après %d minutes sans touche, l’écran s’efface."},
	"idle.warn":   {En: "No key for a while: the screen wipes itself in %d s. Press any key to keep it.", Fr: "Aucune touche depuis un moment : l’écran s’efface dans %d s. Appuyez sur une touche pour le garder."},
	"said.found":  {En: "Services that fit: %d of %d · %s", Fr: "Services qui conviennent : %d sur %d · %s"},

	"refused":      {En: "Your account does not open this", Fr: "Votre compte n’y donne pas accès"},
	"refused.form": {En: "This could not be read. Please go back and try again.", Fr: "Ceci n’a pas pu être lu. Revenez en arrière et réessayez, s’il vous plaît."},
	"refused.line": {En: "The hotline answers day and night:", Fr: "La ligne d’urgence répond jour et nuit :"},

	"call":              {En: "The call", Fr: "L’appel"},
	"place":             {En: "Where", Fr: "Où"},
	"place.hint":        {En: "K1A 0B1, Gatineau", Fr: "K1A 0B1, Gatineau"},
	"place.about":       {En: "A postal code, its first three characters, a town, or a position.", Fr: "Un code postal, ses trois premiers caractères, une localité ou une position."},
	"within":            {En: "Max. km", Fr: "Max. km"},
	"needs":             {En: "What is needed", Fr: "Ce qu’il faut"},
	"needs.reach":       {En: "(how many within %s)", Fr: "(combien à moins de %s)"},
	"needs.others":      {En: "Other needs", Fr: "Autres besoins"},
	"urgency":           {En: "How soon", Fr: "Quand"},
	"urgency.now":       {En: "Now", Fr: "Maintenant"},
	"urgency.tonight":   {En: "Tonight", Fr: "Ce soir"},
	"urgency.soon":      {En: "Days", Fr: "Jours"},
	"urgency.":          {En: "Later", Fr: "Plus tard"},
	"count.nearest":     {En: "0, the nearest at", Fr: "0, le plus proche à"},
	"person":            {En: "For whom", Fr: "Pour qui"},
	"age":               {En: "Age", Fr: "Âge"},
	"gender":            {En: "Gender", Fr: "Genre"},
	"gender.":           {En: "not said", Fr: "non précisé"},
	"gender.woman":      {En: "woman", Fr: "femme"},
	"gender.man":        {En: "man", Fr: "homme"},
	"gender.non_binary": {En: "non-binary", Fr: "non binaire"},
	"fold":              {En: "All others", Fr: "Toutes les autres"},
	"language":          {En: "Language, the best first", Fr: "Langue, la meilleure d’abord"},
	"language.nth":      {En: "Language %s", Fr: "Langue %s"},
	"avoid":             {En: "Keep away from", Fr: "À éviter"},
	"avoid.hint":        {En: "Hamilton 30; M5V 10; MB", Fr: "Hamilton 30; M5V 10; MB"},
	"avoid.around":      {En: "%s (%s from its middle)", Fr: "%s (%s de son centre)"},
	"avoid.banner":      {En: "Keep away from:", Fr: "À éviter :"},
	"avoid.removed":     {En: "Services left out: %d.", Fr: "Services laissés de côté : %d."},
	"barriers":          {En: "Must not be asked", Fr: "Ne doit pas être exigé"},
	"access":            {En: "Would make it easier", Fr: "Faciliterait les choses"},
	"more":              {En: "More wishes", Fr: "Autres souhaits"},
	"units":             {En: "Places", Fr: "Places"},
	"words":             {En: "Words", Fr: "Mots"},
	"no_remote":         {En: "A place to go to, not by phone or online", Fr: "Un lieu où aller, pas par téléphone ou en ligne"},
	"away":              {En: "Rather away from here", Fr: "Plutôt loin d’ici"},
	"kinds":             {En: "Besides those who help directly:", Fr: "En plus des organismes qui aident directement :"},
	"search":            {En: "Search", Fr: "Chercher"},

	"origin.radius":      {En: "%s, to within %s", Fr: "%s, à %s près"},
	"origin.postal_code": {En: "postal area", Fr: "zone postale"},
	"origin.place":       {En: "place", Fr: "localité"},
	"origin.point":       {En: "position", Fr: "position"},
	"origin.cell":        {En: "cell", Fr: "cellule"},
	"origin.approximate": {En: "(distances are rough)", Fr: "(distances approximatives)"},

	"list":          {En: "Services", Fr: "Services"},
	"list.none":     {En: "No service fits all of this", Fr: "Aucun service ne correspond à tout cela"},
	"list.one":      {En: "1 service", Fr: "1 service"},
	"list.many":     {En: "%d services", Fr: "%d services"},
	"list.given_up": {En: "So that somebody is found, this was given up: %s.", Fr: "Pour trouver quelqu’un, on a renoncé à ceci : %s."},
	"list.more":     {En: "More services", Fr: "D’autres services"},
	"list.near":     {En: "With one change", Fr: "Avec un seul changement"},
	"list.always":   {En: "Lines that always answer", Fr: "Des lignes qui répondent toujours"},
	"blank":         {En: "Ready", Fr: "À vous"},
	"blank.place":   {En: "Type where the person is, then Enter.", Fr: "Écrivez où se trouve la personne, puis Entrée."},
	"blank.needs":   {En: "Type the letter of each need.", Fr: "Tapez la lettre de chaque besoin."},
	"blank.enter":   {En: "Enter: the services, with reasons.", Fr: "Entrée : les services, avec les raisons."},
	"blank.kept":    {En: "Everything is optional. Ask for no more than you need to find help.", Fr: "Tout est facultatif. Ne demandez que ce qu’il faut pour trouver de l’aide."},
	"promise":       {En: "Acceptance is never promised: each service decides whom it takes in. Offer several options.", Fr: "On ne promet jamais l’admission : chaque service décide des personnes qu’il accueille. Proposez plusieurs options."},

	"line.inside": {En: "never give it out", Fr: "à ne jamais donner"},
	"far.unknown": {En: "distance not known", Fr: "distance inconnue"},
	"far.within":  {En: "up to %s", Fr: "%s au plus"},
	"far.about":   {En: "about %s", Fr: "environ %s"},
	"far.between": {En: "%s to %s", Fr: "%s à %s"},
	"line.text":   {En: "text", Fr: "texto"},
	"line.none":   {En: "No number in the directory", Fr: "Aucun numéro dans le répertoire"},

	"visibility.public":   {En: "public", Fr: "public"},
	"visibility.limited":  {En: "limited", Fr: "restreint"},
	"visibility.internal": {En: "internal", Fr: "interne"},
	"mark.sealed":         {En: "sealed site", Fr: "lieu scellé"},

	"room.record":     {En: "Record the room just learned", Fr: "Consigner les places apprises"},
	"room.more.short": {En: "one more", Fr: "une de plus"},
	"room.less.short": {En: "one fewer", Fr: "une de moins"},
	"room.none.short": {En: "none", Fr: "aucune"},
	"room.unknown":    {En: "Not known whether there is room: ask.", Fr: "On ne sait pas s’il y a de la place : demandez."},
	"room.recorded":   {En: "Recorded for all: %s.", Fr: "Consigné pour tout le monde : %s."},

	"alarm.banner": {En: "Please look at this:", Fr: "À regarder, s’il vous plaît :"},
	"alarm":        {En: "%s has revealed sealed parts %d times within an hour (%s UTC).", Fr: "%s a révélé des parties scellées %d fois en une heure (%s UTC)."},
	"duty.banner":  {En: "Duty to report:", Fr: "Obligation de signaler :"},
}

// needWords are the needs with a letter, as briefly as they can be told apart.
var needWords = map[string]bilingual.Text{
	"emergency-shelter":      {En: "Shelter", Fr: "Hébergement"},
	"safe-exit":              {En: "Safe exit", Fr: "Sortie sûre"},
	"crisis-line":            {En: "Crisis line", Fr: "Ligne de crise"},
	"counselling":            {En: "Counselling", Fr: "Psychosocial"},
	"legal":                  {En: "Legal", Fr: "Juridique"},
	"health-care":            {En: "Medical care", Fr: "Soins médicaux"},
	"mental-health":          {En: "Mental health", Fr: "Santé mentale"},
	"transportation":         {En: "Transport", Fr: "Transport"},
	"basic-needs":            {En: "Basic needs", Fr: "Essentiels"},
	"case-management":        {En: "Case mgmt.", Fr: "Gestion de cas"},
	"immigration-settlement": {En: "Settlement", Fr: "Établissement"},
	"addictions":             {En: "Addictions", Fr: "Dépendances"},
	"transitional-housing":   {En: "Transitional", Fr: "Transition"},
	"employment":             {En: "Employment", Fr: "Emploi"},
	"indigenous-healing":     {En: "Indigenous healing", Fr: "Guérison autochtone"},
	"child-and-youth":        {En: "Youth", Fr: "Jeunes"},
	"labour-rights":          {En: "Labour rights", Fr: "Droit du travail"},
	"exiting-sex-industry":   {En: "Sex industry", Fr: "Industrie du sexe"},
}
