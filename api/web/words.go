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

// What follows a verb of fmt is no per cent sign.
var french = strings.NewReplacer(" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " %s", " %s", " %d", " %d", " %", "\u00a0%")

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

	"apply.link":            {En: "Does your organization help? Ask to be listed", Fr: "Votre organisme offre de l’aide? Demandez à y figurer"},
	"apply.heading":         {En: "Ask to be listed", Fr: "Demander à figurer au répertoire"},
	"apply.lead":            {En: "For organizations that help people who are or were trafficked. If you are looking for help for yourself, do not fill this in: call the hotline.", Fr: "Pour les organismes qui aident des personnes qui vivent ou ont vécu la traite. Si vous cherchez de l’aide pour vous, ne remplissez pas ceci : appelez la ligne d’urgence."},
	"apply.elsewhere":       {En: "This page takes no applications.", Fr: "Cette page ne reçoit pas de demandes."},
	"apply.other":           {En: "Apply here", Fr: "Présenter une demande ici"},
	"apply.hotline":         {En: "The people at the hotline can tell you whom to write to:", Fr: "Les gens de la ligne d’urgence peuvent vous dire à qui écrire :"},
	"apply.before.public":   {En: "Nothing that you send is shown to the public. People who work for the directory read it; a second person decides. Later you say yourself what may be shown.", Fr: "Rien de ce que vous envoyez n’est montré au public. Des gens qui travaillent pour le répertoire le lisent; une deuxième personne décide. Plus tard, vous direz vous-même ce qui peut être montré."},
	"apply.before.address":  {En: "Write no street address anywhere. A form is no place for one that must stay secret.", Fr: "N’écrivez aucune adresse de rue. Un formulaire n’est pas un endroit pour une adresse qui doit rester secrète."},
	"apply.before.clients":  {En: "Write nothing about anybody whom you have helped.", Fr: "N’écrivez rien sur une personne que vous avez aidée."},
	"apply.before.kept":     {En: "The directory does not keep where it came from, and this page keeps nothing on your device: leaving it loses what is typed.", Fr: "Le répertoire ne garde pas d’où la demande vient, et cette page ne garde rien sur votre appareil : la quitter fait perdre ce qui est écrit."},
	"apply.faults":          {En: "Nothing was sent yet: please look at this again", Fr: "Rien n’est encore envoyé : des points sont à revoir"},
	"apply.who":             {En: "Your organization", Fr: "Votre organisme"},
	"apply.name_fr":         {En: "Name in French", Fr: "Nom en français"},
	"apply.name_en":         {En: "Name in English", Fr: "Nom en anglais"},
	"apply.names":           {En: "One of the two names is enough.", Fr: "Un seul des deux noms suffit."},
	"apply.kind":            {En: "What it is", Fr: "Ce qu’il est"},
	"apply.description":     {En: "What it does, in a few sentences (optional)", Fr: "Ce qu’il fait, en quelques phrases (facultatif)"},
	"apply.home":            {En: "Province or territory", Fr: "Province ou territoire"},
	"apply.home.none":       {En: "Choose", Fr: "Choisissez"},
	"apply.home.all":        {En: "Throughout Canada", Fr: "Partout au Canada"},
	"apply.city":            {En: "Town (optional)", Fr: "Ville (facultatif)"},
	"apply.city.h":          {En: "The town alone, no street. Leave it out if the town itself must stay secret.", Fr: "La ville seulement, sans rue. Laissez vide si la ville elle-même doit rester secrète."},
	"apply.secret":          {En: "Must it stay secret where it is?", Fr: "Le lieu doit-il rester secret?"},
	"apply.secret.h":        {En: "Shelters most often say yes. A place to stay counts as secret in any case, until somebody who knows says otherwise.", Fr: "Les maisons d’hébergement répondent le plus souvent oui. Un lieu où loger compte comme secret de toute façon, jusqu’à avis contraire d’une personne qui le sait."},
	"apply.secret.yes":      {En: "Yes, it must stay secret", Fr: "Oui, il doit rester secret"},
	"apply.secret.no":       {En: "No, anybody may know", Fr: "Non, tout le monde peut le savoir"},
	"apply.what":            {En: "What it offers", Fr: "Ce qu’il offre"},
	"apply.need":            {En: "Kinds of help", Fr: "Types d’aide"},
	"apply.population":      {En: "Whom it serves (optional)", Fr: "Qui il sert (facultatif)"},
	"apply.population.h":    {En: "Those whom it was made for, or welcomes", Fr: "Les personnes pour qui il est conçu, ou qu’il accueille"},
	"apply.languages":       {En: "Languages that the staff speak (optional)", Fr: "Langues que le personnel parle (facultatif)"},
	"apply.languages.h":     {En: "With commas between them, as in: French, Inuktitut, ASL", Fr: "Séparées par des virgules, comme : français, inuktitut, LSQ"},
	"apply.eligibility":     {En: "Who can come, in your own words (optional)", Fr: "Qui peut venir, dans vos mots (facultatif)"},
	"apply.reach":           {En: "How people reach it", Fr: "Comment on le joint"},
	"apply.reach.h":         {En: "Lines that may be given to people one day, once you agree. All optional.", Fr: "Ce qui pourra un jour être donné aux gens, une fois que vous y consentirez. Tout est facultatif."},
	"apply.phone":           {En: "Telephone", Fr: "Téléphone"},
	"apply.email":           {En: "E-mail", Fr: "Courriel"},
	"apply.url":             {En: "Website", Fr: "Site Web"},
	"apply.url.h":           {En: "As in https://example.ca", Fr: "Comme https://exemple.ca"},
	"apply.criteria":        {En: "What is asked of whoever is listed", Fr: "Ce qui est demandé à qui figure au répertoire"},
	"apply.criteria.h":      {En: "Answer each for your organization. All of them are needed; if one is a no, say why, and somebody will write to you.", Fr: "Répondez à chaque point pour votre organisme. Tous sont nécessaires; si l’un d’eux est un non, dites pourquoi, et quelqu’un vous écrira."},
	"apply.yes":             {En: "Yes", Fr: "Oui"},
	"apply.no":              {En: "No", Fr: "Non"},
	"apply.words":           {En: "How, or why not (optional)", Fr: "Comment, ou pourquoi pas (facultatif)"},
	"apply.contact":         {En: "Whom the directory writes to", Fr: "À qui le répertoire écrit"},
	"apply.contact.h":       {En: "Never shown to the public. Forgotten if the application is refused, kept under seal if it is accepted.", Fr: "Jamais montré au public. Oublié si la demande est refusée, gardé sous scellé si elle est acceptée."},
	"apply.contact_name":    {En: "Name of the person", Fr: "Nom de la personne"},
	"apply.contact_title":   {En: "What they do there (optional)", Fr: "Sa fonction (facultatif)"},
	"apply.contact_email":   {En: "Their e-mail", Fr: "Son courriel"},
	"apply.contact_email.h": {En: "An e-mail or a telephone: one is enough.", Fr: "Un courriel ou un téléphone : l’un des deux suffit."},
	"apply.contact_phone":   {En: "Their telephone", Fr: "Son téléphone"},
	"apply.documents":       {En: "Supporting documents", Fr: "Documents à l’appui"},
	"apply.documents.what":  {En: "Attach nothing: no file is taken here. Whoever reads the application may ask you for a document by its name, such as your policy on confidentiality, proof of registration or a letter of support, and tell you how to send it.", Fr: "Ne joignez rien : aucun fichier n’est reçu ici. La personne qui lit la demande pourra vous demander un document par son nom, comme votre politique de confidentialité, une preuve d’enregistrement ou une lettre d’appui, et vous dire comment l’envoyer."},
	"apply.police":          {En: "Police services", Fr: "Services de police"},
	"apply.police.what":     {En: "Police come by a way of their own, not by this form: with the directory’s partnership team they draw up a protocol, and a list of named people and of a line for the hours when they are away. They are never mixed with the services that people find here.", Fr: "La police passe par une voie à part, et non par ce formulaire : avec l’équipe des partenariats du répertoire, elle établit un protocole, et une liste de personnes nommées et d’une ligne pour les heures où elles sont absentes. Elle n’est jamais mêlée aux services que les gens trouvent ici."},
	"apply.promise":         {En: "To be listed is no recommendation, and it can be refused or end. By sending this you say that what it says is true.", Fr: "Figurer au répertoire n’est pas une recommandation; l’inscription peut être refusée ou prendre fin. En envoyant ceci, vous dites que ce qui y est écrit est vrai."},
	"apply.send":            {En: "Send the application", Fr: "Envoyer la demande"},
	"apply.fault":           {En: "One answer was not understood.", Fr: "Une réponse n’a pas été comprise."},
	"apply.fault.long":      {En: "A text is too long: 200 characters for a name, 2,000 for an answer.", Fr: "Un texte est trop long : 200 caractères pour un nom, 2 000 pour une réponse."},
	"apply.fault.many":      {En: "More than 40 are chosen: keep the main ones.", Fr: "Plus de 40 sont choisis : gardez les principaux."},

	"apply.fault.name.missing":             {En: "Write the name of the organization, in one language at least.", Fr: "Écrivez le nom de l’organisme, dans une langue au moins."},
	"apply.fault.kind.unknown":             {En: "Say what the organization is.", Fr: "Dites ce qu’est l’organisme."},
	"apply.fault.kind.police":              {En: "Police come by a way of their own: see the end of this page.", Fr: "La police passe par une voie à part : voyez la fin de cette page."},
	"apply.fault.home.missing":             {En: "Choose a province or territory, or “Throughout Canada”.", Fr: "Choisissez une province ou un territoire, ou « Partout au Canada »."},
	"apply.fault.city.address":             {En: "Write the town alone: no street, no postal code.", Fr: "Écrivez la ville seulement : ni rue, ni code postal."},
	"apply.fault.secret.missing":           {En: "Say whether it must stay secret where the organization is.", Fr: "Dites si le lieu de l’organisme doit rester secret."},
	"apply.fault.need.missing":             {En: "Choose at least one kind of help.", Fr: "Choisissez au moins un type d’aide."},
	"apply.fault.languages.unknown":        {En: "One of the languages is not known here. Write each by its usual name, with commas between them.", Fr: "Une des langues n’est pas connue ici. Écrivez chacune par son nom courant, séparées par des virgules."},
	"apply.fault.phone.unreadable":         {En: "This telephone number has no digits, or too few.", Fr: "Ce numéro de téléphone n’a pas de chiffres, ou trop peu."},
	"apply.fault.email.unreadable":         {En: "Write an e-mail address such as name@example.ca.", Fr: "Écrivez une adresse courriel comme nom@exemple.ca."},
	"apply.fault.url.unreadable":           {En: "Write the address of the website with https:// before it.", Fr: "Écrivez l’adresse du site Web, précédée de https://."},
	"apply.fault.answer":                   {En: "Answer yes or no to number %d.", Fr: "Répondez par oui ou par non au numéro %d."},
	"apply.fault.contact_name.missing":     {En: "Write the name of a person to whom the directory can write.", Fr: "Écrivez le nom d’une personne à qui le répertoire peut écrire."},
	"apply.fault.contact_email.missing":    {En: "Give that person’s e-mail or telephone.", Fr: "Donnez le courriel ou le téléphone de cette personne."},
	"apply.fault.contact_email.unreadable": {En: "Write that person’s e-mail address such as name@example.ca.", Fr: "Écrivez l’adresse courriel de cette personne comme nom@exemple.ca."},
	"apply.fault.contact_phone.unreadable": {En: "That person’s telephone number has no digits, or too few.", Fr: "Le numéro de téléphone de cette personne n’a pas de chiffres, ou trop peu."},
	"apply.fault.rationed":                 {En: "Several applications came from your network today. Nothing was kept of this one: send it tomorrow.", Fr: "Plusieurs demandes sont venues de votre réseau aujourd’hui. Rien n’a été gardé de celle-ci : envoyez-la demain."},
	"apply.fault.closed":                   {En: "No application can be taken right now. Nothing was kept of this one: try again in some days, or call the hotline and ask for the partnership team.", Fr: "Aucune demande ne peut être reçue en ce moment. Rien n’a été gardé de celle-ci : réessayez dans quelques jours, ou appelez la ligne d’urgence et demandez l’équipe des partenariats."},

	"applied.heading":        {En: "Your application has arrived", Fr: "Votre demande est arrivée"},
	"applied.reference":      {En: "Your reference:", Fr: "Votre référence :"},
	"applied.write":          {En: "Write it down: this page cannot be opened again. It says nothing by itself; name it when you write to the directory.", Fr: "Notez-la : cette page ne pourra pas être rouverte. Elle ne dit rien par elle-même; donnez-la quand vous écrivez au répertoire."},
	"applied.next":           {En: "What happens now", Fr: "Ce qui se passe maintenant"},
	"applied.next.read":      {En: "Somebody reads it and writes to the person whom you named. A second person decides.", Fr: "Quelqu’un la lit et écrit à la personne que vous avez nommée. Une deuxième personne décide."},
	"applied.next.documents": {En: "You may be asked for documents, by name. Send none before.", Fr: "On pourra vous demander des documents, par leur nom. N’en envoyez aucun avant."},
	"applied.next.shown":     {En: "Until then, and afterwards without your consent, nothing of it is shown to the public.", Fr: "D’ici là, et ensuite sans votre consentement, rien n’en est montré au public."},
	"applied.again":          {En: "Do not send it twice: reloading this page may do so.", Fr: "Ne l’envoyez pas deux fois : recharger cette page pourrait le faire."},
	"applied.home":           {En: "To the directory", Fr: "Au répertoire"},

	"refusal.elsewhere": {En: "This was sent from another page than ours. Please begin with the form again.", Fr: "Ceci a été envoyé d’une autre page que les nôtres. Recommencez par le formulaire, s’il vous plaît."},
	"refusal.nothing":   {En: "There is nothing here", Fr: "Il n’y a rien ici"},
	"refusal.large":     {En: "This was too much at once", Fr: "C’était trop à la fois"},
	"refusal.unread":    {En: "This did not arrive as a filled-in form. Please begin with the form again.", Fr: "Ceci n’est pas arrivé comme un formulaire rempli. Recommencez par le formulaire, s’il vous plaît."},
	"refusal.busy":      {En: "Many people are here right now. Please try again in a moment.", Fr: "Beaucoup de gens sont ici en ce moment. Réessayez dans un instant, s’il vous plaît."},
	"refusal.fault":     {En: "Something went wrong on our side. Please try again.", Fr: "Quelque chose n’a pas fonctionné de notre côté. Réessayez, s’il vous plaît."},
	"refusal.still":     {En: "The hotline answers in any case, day and night.", Fr: "La ligne d’urgence répond de toute façon, jour et nuit."},

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
