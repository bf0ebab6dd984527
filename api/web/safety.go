package web

import "github.com/relais-directory/relais/data/bilingual"

// section is one part of the page on safety and privacy.
type section struct {
	Heading bilingual.Text
	Lines   []bilingual.Text
}

// safety is that page. It promises nothing that the program does not do, and says
// what no website can do.
var safety = []section{
	{
		bilingual.Text{En: "Can someone see what you do?", Fr: "Quelqu’un peut-il voir ce que vous faites?"},
		[]bilingual.Text{
			{En: "If someone else has your phone or computer, knows your passwords, or pays for your phone, they may see which sites you visit and whom you call.", Fr: "Si quelqu’un d’autre a accès à votre téléphone ou à votre ordinateur, connaît vos mots de passe ou paie votre forfait, cette personne peut voir les sites que vous visitez et les numéros que vous appelez."},
			{En: "A hidden app can show another person everything on a phone. Removing it can warn that person. If you think there is one, use another device to look for help first.", Fr: "Une application cachée peut montrer à quelqu’un tout ce qui se passe sur un téléphone. L’enlever peut alerter cette personne. Si vous pensez qu’il y en a une, cherchez d’abord de l’aide avec un autre appareil."},
			{En: "If you can, use a device that they have never held: at a library, a clinic, a school, or a friend’s.", Fr: "Si possible, utilisez un appareil que cette personne n’a jamais eu en main : à la bibliothèque, dans une clinique, à l’école, chez quelqu’un de confiance."},
		},
	},
	{
		bilingual.Text{En: "Leaving this site quickly", Fr: "Quitter ce site rapidement"},
		[]bilingual.Text{
			{En: "“Leave this page” is at the top of every page. It shows a weather page instead. On a keyboard, press Esc or Shift three times.", Fr: "« Quitter cette page » est en haut de chaque page. Une page météo s’affiche à la place. Au clavier, appuyez trois fois sur Échap ou sur Maj."},
			{En: "This does not erase your history. Your browser may still show that you were on this site, but not what you searched for.", Fr: "Cela n’efface pas l’historique. Votre navigateur peut encore montrer que vous êtes venu·e sur ce site, mais pas ce que vous avez cherché."},
			{En: "A private window keeps no history on the device. Erasing only this site from the history is less noticeable than erasing all of it.", Fr: "Une fenêtre de navigation privée ne laisse pas d’historique sur l’appareil. Effacer seulement ce site de l’historique se remarque moins que tout effacer."},
		},
	},
	{
		bilingual.Text{En: "When you call or write", Fr: "Quand vous appelez ou écrivez"},
		[]bilingual.Text{
			{En: "The number stays in your phone’s list of calls, and a text stays in its messages. You can delete them if that is safe. A phone bill may list calls as well.", Fr: "Le numéro reste dans la liste d’appels de votre téléphone, et un texto dans ses messages. Vous pouvez les supprimer si c’est sans danger. Une facture peut aussi énumérer les appels."},
			{En: "At the hotline you do not have to give your name. You decide what you say and when you hang up.", Fr: "À la ligne d’urgence, vous n’avez pas à donner votre nom. Vous décidez de ce que vous dites et du moment où vous raccrochez."},
			{En: "If you are under the age of majority, or a child is in danger, people who help may have to tell child protection. You can ask about this before you say more.", Fr: "Si vous êtes mineur·e, ou si un enfant est en danger, les personnes qui aident peuvent être tenues d’aviser la protection de l’enfance. Vous pouvez poser la question avant d’en dire plus."},
		},
	},
	{
		bilingual.Text{En: "What this site keeps of you", Fr: "Ce que ce site garde de vous"},
		[]bilingual.Text{
			{En: "Nothing of your search. No account, no cookie, no list of searches or addresses. No other company is told that you are here.", Fr: "Rien de votre recherche. Pas de compte, pas de témoin (cookie), pas de liste de recherches ou d’adresses. Aucune autre entreprise n’apprend que vous êtes ici."},
			{En: "Of a postal code, only the first three characters are used; the rest is dropped before anything is looked up. Your phone’s location is never asked for.", Fr: "D’un code postal, seuls les trois premiers caractères servent; le reste est retiré avant toute recherche. La position de votre téléphone n’est jamais demandée."},
			{En: "Your internet provider, or the network that you use, can see that you visited this site. They cannot see what you searched for.", Fr: "Votre fournisseur Internet, ou le réseau que vous utilisez, peut voir que vous avez visité ce site. Il ne peut pas voir ce que vous avez cherché."},
			{En: "Police are not told that you searched, and are not among the results.", Fr: "La police n’est pas avisée de votre recherche et ne figure pas dans les résultats."},
		},
	},
	{
		bilingual.Text{En: "If you are in danger now", Fr: "Si vous êtes en danger maintenant"},
		[]bilingual.Text{
			{En: "Call 911; where there is no 911, the emergency number of your community. If you cannot speak, stay on the line. Deaf, hard-of-hearing and speech-impaired people who have registered with their phone company can write to 911.", Fr: "Composez le 911; là où il n’y a pas de 911, le numéro d’urgence de votre communauté. Si vous ne pouvez pas parler, restez en ligne. Les personnes sourdes, malentendantes ou ayant un trouble de la parole qui se sont inscrites auprès de leur fournisseur peuvent écrire au 911."},
			{En: "You know your situation best. If leaving or calling is not safe now, it can wait until it is.", Fr: "Vous connaissez mieux que quiconque votre situation. Si partir ou appeler n’est pas sûr maintenant, cela peut attendre."},
		},
	},
}

// spoken are Indigenous languages as their speakers name them: a name is enough
// to ask for an interpreter with. Pages in these languages must be written by
// their speakers, and are not here yet.
var spoken = []string{
	"ᐃᓄᒃᑎᑐᑦ · Inuktitut", "nēhiyawēwin", "Ininîmowin", "Anishinaabemowin", "Anishininiimowin", "Nakawēmowin", "Innu-aimun", "Nehiromowin", "Iiyiyuu Ayimuun",
	"Mi’kmawi’simk", "Siksikáí’powahsin", "Dene Sųłiné", "Tłı̨chǫ", "Kanyen’kéha", "Michif",
}
