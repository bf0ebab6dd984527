package pull

import "github.com/relais-directory/relais/data/bilingual"

func problemUnpinned(key string) error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "key_unpinned",
		Message: bilingual.Text{
			En: "this bundle is of the real world, and nothing says whose signature to believe",
			Fr: "ce lot est du monde réel, et rien ne dit à quelle signature se fier",
		},
		Hint: bilingual.Textf(
			"compare %s with the public key that “relais publish” shows, and give it with --key",
			"comparez %s avec la clé publique qu’affiche « relais publish » et donnez-la avec --key", key),
	}
}

func problemUnreadable(path string, err error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "source_unreadable", Read: path, Cause: err,
		Message: bilingual.Text{En: "the bundle’s file cannot be read", Fr: "le fichier du lot est illisible"},
		Hint: bilingual.Text{
			En: "check its path and its permissions; it must be a file in a folder of its own, not a link out of it",
			Fr: "vérifiez son chemin et ses permissions; ce doit être un fichier dans un dossier à lui, pas un lien qui en sort",
		},
	}
}

func problemAddress(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "source_invalid", Read: read,
		Message: bilingual.Text{En: "this is no address to pull a bundle from", Fr: "ce n’est pas une adresse d’où tirer un lot"},
		Hint: bilingual.Text{
			En: "give an https:// address, which says for certain who answers, or the path of a file",
			Fr: "donnez une adresse https://, qui garantit qui répond, ou le chemin d’un fichier",
		},
	}
}

func problemUnreachable(err error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "source_unreachable", Cause: err,
		Message: bilingual.Text{En: "the bundle cannot be fetched from its source", Fr: "le lot ne peut pas être récupéré à sa source"},
		Hint: bilingual.Text{
			En: "check the address, its certificate and the line to it",
			Fr: "vérifiez l’adresse, son certificat et la liaison",
		},
	}
}
