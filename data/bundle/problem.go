package bundle

import "github.com/relais-directory/relais/data/bilingual"

var lastGood = bilingual.Text{
	En: "nothing of it was used; fetch the bundle again from where it is published, and keep serving the one before",
	Fr: "rien n’en a été utilisé; récupérez le lot de nouveau là où il est publié et continuez de servir le précédent",
}

func damaged(code string, message bilingual.Text) *bilingual.Problem {
	return &bilingual.Problem{Kind: bilingual.Damaged, Code: code, Message: message, Hint: lastGood}
}

func problemTooLong() error {
	return damaged("bundle_too_long", bilingual.Textf(
		"this bundle is longer than the %d MiB that are read",
		"ce lot dépasse les %d Mio qui peuvent être lus", MaxSize>>20))
}

func problemForeign() error {
	return damaged("bundle_foreign", bilingual.Text{
		En: "this is not a bundle of public listings",
		Fr: "ceci n’est pas un lot d’inscriptions publiques",
	})
}

func problemCut() error {
	return damaged("bundle_cut", bilingual.Text{
		En: "this bundle does not end in its signature: it was cut off, or something was added to it",
		Fr: "ce lot ne se termine pas par sa signature : il a été coupé, ou quelque chose y a été ajouté",
	})
}

func problemKey() error {
	p := damaged("bundle_key", bilingual.Text{
		En: "this bundle is signed with another key than the one that is trusted here",
		Fr: "ce lot est signé par une autre clé que celle à laquelle on fait confiance ici",
	})
	p.Hint = bilingual.Text{
		En: "nothing of it was used; compare the public key that the publisher shows with the one given here",
		Fr: "rien n’en a été utilisé; comparez la clé publique qu’affiche l’éditeur avec celle donnée ici",
	}
	return p
}

func problemSignature() error {
	return damaged("bundle_signature", bilingual.Text{
		En: "the signature does not fit this bundle: it was changed or damaged after it was signed",
		Fr: "la signature ne correspond pas à ce lot : il a été modifié ou endommagé après sa signature",
	})
}

func problemNewer() error {
	p := damaged("bundle_version", bilingual.Text{
		En: "this bundle has a format that this version of Relais does not read",
		Fr: "ce lot est dans un format que cette version de Relais ne lit pas",
	})
	p.Hint = bilingual.Text{
		En: "nothing of it was used; upgrade this program, or publish with the version that it belongs to",
		Fr: "rien n’en a été utilisé; mettez ce programme à niveau, ou publiez avec la version qui lui correspond",
	}
	return p
}

// problemForm keeps the words of err for the log: they may quote the bundle.
func problemForm(err error) error {
	p := damaged("bundle_form", bilingual.Text{
		En: "this bundle is signed, but its listings are not in the form that is read",
		Fr: "ce lot est signé, mais ses inscriptions n’ont pas la forme attendue",
	})
	p.Cause = err
	return p
}

func problemMissing(path string, err error) error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "bundle_missing", Read: path, Cause: err,
		Message: bilingual.Text{En: "there is no bundle at this path", Fr: "il n’y a pas de lot à cet endroit"},
		Hint: bilingual.Text{
			En: "make one with “relais publish”, or check the path",
			Fr: "créez-en un avec « relais publish », ou vérifiez le chemin",
		},
	}
}
