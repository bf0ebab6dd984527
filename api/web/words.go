package web

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// word gives the words of a key, formatted where there are arguments.
func word(lang bilingual.Lang, key string, args ...any) (string, error) {
	text, ok := words[key]
	if !ok {
		return "", fmt.Errorf("no words for %q", key)
	}
	if len(args) == 0 {
		return typeset(lang, text.In(lang)), nil
	}
	return fmt.Sprintf(typeset(lang, text.In(lang)), args...), nil
}

// typeset puts the spaces that must not break where French typography has them.
func typeset(lang bilingual.Lang, s string) string {
	if lang != bilingual.Fr {
		return s
	}
	return french.Replace(s)
}

var french = strings.NewReplacer(" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " %", "\u00a0%")

// hotline is the national line, as it is dialled and as it is written.
const (
	HotlineDial    = "tel:+18339001010"
	HotlineDisplay = "1-833-900-1010"
)

// words are the words of the pages. They are short, because they are read by
// people who are afraid, tired, or reading in their second language.
var words = map[string]bilingual.Text{
	"title": {En: "Services near you", Fr: "Services près de chez vous"},

	"skip":        {En: "Skip to the content", Fr: "Aller au contenu"},
	"exit":        {En: "Leave this page", Fr: "Quitter cette page"},
	"exit.url":    {En: "https://weather.gc.ca/", Fr: "https://meteo.gc.ca/"},
	"exit.keys":   {En: "“Leave this page”, or Esc or Shift three times, shows a weather page instead. It does not erase your history.", Fr: "« Quitter cette page », ou trois fois Échap ou Maj, affiche une page météo à la place. Votre historique n’est pas effacé."},
	"exit.plain":  {En: "“Leave this page” shows a weather page instead. It does not erase your history.", Fr: "« Quitter cette page » affiche une page météo à la place. Votre historique n’est pas effacé."},
	"exit.more":   {En: "Safety and privacy", Fr: "Sécurité et vie privée"},
	"crisis.ask":  {En: "Need help now?", Fr: "Besoin d’aide maintenant?"},
	"crisis.call": {En: "Call", Fr: "Composez le"},
	"crisis.free": {En: "Free, confidential, day and night, in more than 200 languages. In danger, call\u00a0911.", Fr: "Gratuit, confidentiel, jour et nuit, dans plus de 200 langues. En danger, composez le\u00a0911."},
	"hotline":     {En: "Canadian Human Trafficking Hotline", Fr: "Ligne d’urgence canadienne contre la traite des personnes"},
	"language.to": {En: "Français", Fr: "English"},
	"language.in": {En: "Language", Fr: "Langue"},
	"demo.name":   {En: "Demonstration", Fr: "Démonstration"},
	"demo":        {En: "Demonstration: these organizations and their numbers are invented. The hotline is real.", Fr: "Démonstration : ces organismes et leurs numéros sont inventés. La ligne d’urgence est réelle."},
	"tongues":     {En: "Other languages", Fr: "Autres langues"},
	"home":        {En: "New search", Fr: "Nouvelle recherche"},

	"form.heading":       {En: "Find help near you", Fr: "Trouver de l’aide près de chez vous"},
	"form.lead":          {En: "Every question is optional. You do not need to say who you are. Nothing that you choose here is kept.", Fr: "Toutes les questions sont facultatives. Vous n’avez pas à dire qui vous êtes. Rien de ce que vous choisissez ici n’est conservé."},
	"form.place":         {En: "Postal code or town (optional)", Fr: "Code postal ou ville (facultatif)"},
	"form.place.hint":    {En: "The first three characters are enough, such as K1A. Please do not type a street address.", Fr: "Les trois premiers caractères suffisent, comme K1A. N’écrivez pas d’adresse, s’il vous plaît."},
	"form.needs":         {En: "What would help?", Fr: "Qu’est-ce qui vous aiderait?"},
	"form.needs.hint":    {En: "Choose as many as you like, or none to see everything.", Fr: "Choisissez-en autant que vous voulez, ou aucun pour tout voir."},
	"form.language":      {En: "Language you would like to speak", Fr: "Langue que vous aimeriez parler"},
	"form.language.any":  {En: "Any language", Fr: "Peu importe"},
	"form.how":           {En: "How", Fr: "Comment"},
	"form.remote":        {En: "Only by phone or online", Fr: "Seulement par téléphone ou en ligne"},
	"form.barriers":      {En: "What they will not ask", Fr: "Ce qu’on ne vous demandera pas"},
	"form.access":        {En: "Easier to use", Fr: "Plus facile d’accès"},
	"form.submit":        {En: "Show services", Fr: "Voir les services"},
	"form.faults":        {En: "Please look at this again", Fr: "Un point à revoir"},
	"form.choices":       {En: "Which place?", Fr: "Quel lieu?"},
	"form.choices.other": {En: "None of these: I will write another one below", Fr: "Aucun de ceux-ci : j’en écris un autre ci-dessous"},
	"form.police":        {En: "Police are not among the results. No one is told that you searched.", Fr: "La police ne figure pas dans les résultats. Personne n’est avisé de votre recherche."},
	"needs.first":        {En: "First help", Fr: "Première aide"},
	"needs.safety":       {En: "More: home and safety", Fr: "Autres : logement et sécurité"},
	"needs.health":       {En: "More: body and mind", Fr: "Autres : corps et esprit"},
	"needs.law":          {En: "More: rights and papers", Fr: "Autres : droits et papiers"},
	"needs.money":        {En: "More: food, money, work, school", Fr: "Autres : nourriture, argent, travail, études"},
	"needs.family":       {En: "More: family, culture, your own path", Fr: "Autres : famille, culture, votre propre chemin"},
	"needs.own":          {En: "More", Fr: "Autres"},

	"results.none":          {En: "No service fits all of this", Fr: "Aucun service ne correspond à tout cela"},
	"results.one":           {En: "1 service", Fr: "1 service"},
	"results.many":          {En: "%d services", Fr: "%d services"},
	"results.order":         {En: "What fits best and is nearest comes first.", Fr: "Ce qui convient le mieux et qui est le plus proche vient en premier."},
	"results.promise":       {En: "Each service decides whom it can take. Call first. You may say as little as you like.", Fr: "Chaque service décide des personnes qu’il peut accueillir. Appelez d’abord. Vous pouvez en dire aussi peu que vous voulez."},
	"results.shown":         {En: "%d to %d of %d", Fr: "%d à %d sur %d"},
	"results.next":          {En: "Next services", Fr: "Services suivants"},
	"results.previous":      {En: "Services before these", Fr: "Services précédents"},
	"results.beyond":        {En: "There is nothing on this page: the list ends before it.", Fr: "Il n’y a rien sur cette page : la liste se termine avant."},
	"results.last":          {En: "Back to the last services", Fr: "Revenir aux derniers services"},
	"results.end":           {En: "The list ends here: %d of %d services are shown. To see others, change the search, with another place or a kind of help.", Fr: "La liste s’arrête ici : %d services sur %d sont montrés. Pour en voir d’autres, modifiez la recherche, avec un autre lieu ou un type d’aide."},
	"results.change":        {En: "Change the search", Fr: "Modifier la recherche"},
	"results.sheet":         {En: "Plain page to print", Fr: "Page simple à imprimer"},
	"results.few":           {En: "You are not out of options", Fr: "Il reste des possibilités"},
	"results.few.call":      {En: "Someone at the hotline can look further with you, day and night:", Fr: "Une personne de la ligne d’urgence peut chercher plus loin avec vous, jour et nuit :"},
	"results.drop":          {En: "Or search again:", Fr: "Ou cherchez de nouveau :"},
	"results.elsewhere":     {En: "By phone or online, wherever you are", Fr: "Par téléphone ou en ligne, où que vous soyez"},
	"results.elsewhere.why": {En: "Someone to talk to, and to look further with. Needs that you chose are set aside here.", Fr: "Des personnes à qui parler, et avec qui chercher plus loin. Les besoins choisis sont mis de côté ici."},
	"results.tools":         {En: "This search", Fr: "Cette recherche"},
	"results.again":         {En: "Reloading this page may lead back to the form: nothing of the search is in its address.", Fr: "Recharger cette page peut ramener au formulaire : son adresse ne contient rien de la recherche."},
	"drop.needs":            {En: "Search for any kind of help", Fr: "Chercher toute sorte d’aide"},
	"drop.remote":           {En: "Search for places to go to as well", Fr: "Chercher aussi des lieux où se rendre"},
	"drop.place":            {En: "Search anywhere in Canada", Fr: "Chercher partout au Canada"},
	"note.set_aside":        {En: "To find more services, this was set aside: %s.", Fr: "Pour trouver plus de services, ceci a été mis de côté : %s."},

	"card.call":      {En: "Call %s", Fr: "Appeler le %s"},
	"card.text":      {En: "Text %s", Fr: "Texter au %s"},
	"card.no_phone":  {En: "No public number. Call the hotline: they can put you in touch.", Fr: "Pas de numéro public. Appelez la ligne d’urgence : elle peut vous mettre en contact."},
	"card.languages": {En: "Languages", Fr: "Langues"},
	"card.serves":    {En: "Who it serves", Fr: "Pour qui"},
	"card.more":      {En: "How to get in, and more", Fr: "Comment y accéder, et plus"},
	"card.ask":       {En: "Good to ask when you call", Fr: "À demander au téléphone"},
	"card.why":       {En: "Why it is shown", Fr: "Pourquoi il est proposé"},

	"fact.does":        {En: "What it does", Fr: "Ce qu’il fait"},
	"fact.description": {En: "In its own words", Fr: "En ses mots"},
	"fact.get_in":      {En: "How to get in", Fr: "Comment y accéder"},
	"fact.not_asked":   {En: "What is easier here", Fr: "Ce qui est plus simple ici"},
	"fact.bring":       {En: "Papers they may ask for", Fr: "Papiers qui peuvent être demandés"},
	"fact.fees":        {En: "Cost", Fr: "Coût"},
	"fact.access":      {En: "Access", Fr: "Accessibilité"},
	"fact.week":        {En: "Hours", Fr: "Heures"},
	"fact.address":     {En: "Address", Fr: "Adresse"},
	"fact.area":        {En: "Area served", Fr: "Secteur desservi"},
	"fact.email":       {En: "E-mail", Fr: "Courriel"},
	"fact.web":         {En: "Website", Fr: "Site Web"},

	"line.extension": {En: " ext. %s", Fr: " poste %s"},
	"line.tty":       {En: "TTY", Fr: "ATS"},
	"line.text":      {En: "text messages", Fr: "textos"},
	"line.always":    {En: "day and night", Fr: "jour et nuit"},

	"open.always":      {En: "Open day and night", Fr: "Ouvert jour et nuit"},
	"open.now":         {En: "Open now", Fr: "Ouvert maintenant"},
	"open.until":       {En: "Open now, until %s", Fr: "Ouvert maintenant, jusqu’à %s"},
	"open.appointment": {En: "By appointment", Fr: "Sur rendez-vous"},
	"open.unknown":     {En: "Hours not known: call", Fr: "Heures inconnues : appelez"},
	"closed.now":       {En: "Closed now", Fr: "Fermé maintenant"},
	"closed.until":     {En: "Closed now, opens at %s", Fr: "Fermé maintenant, ouvre à %s"},
	"moment.tomorrow":  {En: "%s tomorrow", Fr: "%s demain"},
	"moment.day":       {En: "%[2]s on %[1]s", Fr: "%[2]s %[1]s"},
	"moment.date":      {En: "a later date (%[2]s %[1]d)", Fr: "une date plus lointaine (%[1]d %[2]s)"},
	"date":             {En: "%[2]s %[1]d, %[3]d", Fr: "%[1]d %[2]s %[3]d"},
	"days":             {En: "%s to %s", Fr: "du %s au %s"},
	"span":             {En: "%s to %s", Fr: "de %s à %s"},
	"span.some":        {En: "(not every week: call)", Fr: "(pas chaque semaine : appelez)"},
	"span.appointment": {En: "(by appointment)", Fr: "(sur rendez-vous)"},
	"change.closed":    {En: "closed from %s to %s", Fr: "fermé du %s au %s"},
	"change.hours":     {En: "other hours from %s to %s: call", Fr: "autres heures du %s au %s : appelez"},

	"intake.accepting":     {En: "Taking new people", Fr: "Accueille de nouvelles personnes"},
	"intake.crisis_only":   {En: "In a crisis only", Fr: "En situation de crise seulement"},
	"intake.not_accepting": {En: "Not taking new people now", Fr: "N’accueille personne de plus pour le moment"},

	"where.remote":         {En: "By phone or online", Fr: "Par téléphone ou en ligne"},
	"serves.only":          {En: "Only for: %s", Fr: "Réservé à : %s"},
	"serves.made":          {En: "Made for: %s", Fr: "Conçu pour : %s"},
	"serves.welcome":       {En: "Welcomes: %s", Fr: "Accueille : %s"},
	"serves.also":          {En: "Also welcomes: %s", Fr: "Accueille aussi : %s"},
	"genders":              {En: "Accepts: %s", Fr: "Accepte : %s"},
	"gender.woman":         {En: "women", Fr: "femmes"},
	"gender.man":           {En: "men", Fr: "hommes"},
	"gender.non_binary":    {En: "non-binary people", Fr: "personnes non binaires"},
	"ages.all":             {En: "All ages", Fr: "Tous les âges"},
	"ages.from":            {En: "Age %g and over", Fr: "%g ans et plus"},
	"ages.to":              {En: "Up to age %g", Fr: "Jusqu’à %g ans"},
	"ages.between":         {En: "Age %g to %g", Fr: "De %g à %g ans"},
	"language.interpreter": {En: "%s (through an interpreter)", Fr: "%s (par interprète)"},
	"language.others":      {En: "others through an interpreter", Fr: "d’autres par interprète"},
	"checked":              {En: "Last checked in %s %d", Fr: "Dernière vérification : %s %d"},

	"map":         {En: "Map", Fr: "Carte"},
	"map.name":    {En: "Map of the area searched, with rings of distance around it", Fr: "Carte du secteur de recherche, entouré d’anneaux de distance"},
	"map.says":    {En: "The map shows distances only. No service is marked on it.", Fr: "La carte ne montre que des distances. Aucun service n’y est marqué."},
	"map.band":    {En: "Band %d", Fr: "Zone %d"},
	"map.results": {En: "services\u00a0%s", Fr: "services\u00a0%s"},
	"map.result":  {En: "service\u00a0%s", Fr: "service\u00a0%s"},
	"map.is":      {En: ":", Fr: " :"},
	"map.empty":   {En: "none on this page", Fr: "aucun sur cette page"},
	"map.km":      {En: "%d km", Fr: "%d km"},

	"sheet.heading": {En: "Phone numbers", Fr: "Numéros de téléphone"},
	"sheet.print":   {En: "Print", Fr: "Imprimer"},
	"sheet.how":     {En: "Print this page with your browser, or copy the numbers by hand. A paper can be found: keep it where it is safe.", Fr: "Imprimez cette page avec votre navigateur, ou notez les numéros. Un papier peut être trouvé : gardez-le en lieu sûr."},
	"sheet.fact":    {En: "%s: %s", Fr: "%s : %s"},
	"sheet.back":    {En: "Back to the services", Fr: "Revenir aux services"},

	"info.heading": {En: "Safety and privacy", Fr: "Sécurité et vie privée"},
	"info.tongues": {En: "This page in other languages", Fr: "Cette page dans d’autres langues"},
	"info.spoken":  {En: "At the hotline you can ask for an interpreter in more than 200 languages, among them 27 Indigenous languages. Say the name of your language, for example:", Fr: "À la ligne d’urgence, vous pouvez demander une ou un interprète dans plus de 200 langues, dont 27 langues autochtones. Dites le nom de votre langue, par exemple :"},

	"refusal.nothing": {En: "There is nothing here", Fr: "Il n’y a rien ici"},
	"refusal.large":   {En: "This was too much at once", Fr: "C’était trop à la fois"},
	"refusal.unread":  {En: "This did not arrive as a filled-in form. Please begin with the form again.", Fr: "Ceci n’est pas arrivé comme un formulaire rempli. Recommencez par le formulaire, s’il vous plaît."},
	"refusal.busy":    {En: "Many people are here right now. Please try again in a moment.", Fr: "Beaucoup de gens sont ici en ce moment. Réessayez dans un instant, s’il vous plaît."},
	"refusal.fault":   {En: "Something went wrong on our side. Please try again.", Fr: "Quelque chose n’a pas fonctionné de notre côté. Réessayez, s’il vous plaît."},
	"refusal.still":   {En: "The hotline answers in any case, day and night.", Fr: "La ligne d’urgence répond de toute façon, jour et nuit."},

	"fault.choice":     {En: "One of the choices was not understood.", Fr: "Un des choix n’a pas été compris."},
	"fault.choice.h":   {En: "Please choose again below.", Fr: "Choisissez de nouveau ci-dessous, s’il vous plaît."},
	"fault.too_many":   {En: "That is more than can be searched at once.", Fr: "C’est plus qu’on ne peut chercher à la fois."},
	"fault.too_many.h": {En: "Keep the choices that matter most.", Fr: "Gardez les choix qui comptent le plus."},

	"211.what": {En: "community and social services", Fr: "services communautaires et sociaux"},

	"day.mo": {En: "Monday", Fr: "lundi"}, "day.tu": {En: "Tuesday", Fr: "mardi"}, "day.we": {En: "Wednesday", Fr: "mercredi"},
	"day.th": {En: "Thursday", Fr: "jeudi"}, "day.fr": {En: "Friday", Fr: "vendredi"}, "day.sa": {En: "Saturday", Fr: "samedi"}, "day.su": {En: "Sunday", Fr: "dimanche"},
	"month.1": {En: "January", Fr: "janvier"}, "month.2": {En: "February", Fr: "février"}, "month.3": {En: "March", Fr: "mars"},
	"month.4": {En: "April", Fr: "avril"}, "month.5": {En: "May", Fr: "mai"}, "month.6": {En: "June", Fr: "juin"},
	"month.7": {En: "July", Fr: "juillet"}, "month.8": {En: "August", Fr: "août"}, "month.9": {En: "September", Fr: "septembre"},
	"month.10": {En: "October", Fr: "octobre"}, "month.11": {En: "November", Fr: "novembre"}, "month.12": {En: "December", Fr: "décembre"},
}
