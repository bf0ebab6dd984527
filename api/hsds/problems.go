package hsds

import (
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// Problems name the parameter, which is the standard's word, and never what stood
// in it.

func invalid(code string, message, hint bilingual.Text) error {
	return &bilingual.Problem{Kind: bilingual.Invalid, Code: code, Message: message, Hint: hint}
}

func unreadable() error {
	return invalid("parameters_unreadable",
		bilingual.Text{En: "the parameters cannot be read", Fr: "les paramètres ne peuvent pas être lus"},
		bilingual.Text{
			En: "put them in the address, or post them as application/x-www-form-urlencoded",
			Fr: "mettez-les dans l’adresse, ou envoyez-les en application/x-www-form-urlencoded",
		})
}

func unknownParameter(allowed []string) error {
	known := strings.Join(allowed, ", ")
	return invalid("parameter_unknown",
		bilingual.Text{
			En: "there is a parameter here that this list does not know: without it, the answer would hold more than was asked for",
			Fr: "il y a ici un paramètre que cette liste ne connaît pas : sans lui, la réponse contiendrait plus que ce qui est demandé",
		},
		bilingual.Textf("its parameters are %s", "ses paramètres sont %s", known))
}

func tooLong(name string) error {
	return invalid("parameter_too_long",
		bilingual.Textf("%s is longer than is read, or stands too often", "%s est plus long que ce qui est lu, ou figure trop de fois", name),
		bilingual.Textf("give at most %d values of %d bytes", "donnez au plus %d valeurs de %d octets", mostValues, mostBytes))
}

func repeated(name string) error {
	return invalid("parameter_repeated",
		bilingual.Textf("%s stands more than once", "%s figure plus d’une fois", name),
		bilingual.Text{En: "give it once", Fr: "donnez-le une seule fois"})
}

func notANumber(name string, most int) error {
	return invalid(name+"_invalid",
		bilingual.Textf("%s is a whole number from 1 to %d", "%s est un nombre entier de 1 à %d", name, most),
		bilingual.Text{En: "for everything at once, ask for format=ndjson", Fr: "pour tout obtenir d’un coup, demandez format=ndjson"})
}

func notABoolean(name string) error {
	return invalid(name+"_invalid",
		bilingual.Textf("%s is true or false", "%s est true (vrai) ou false (faux)", name), bilingual.Text{})
}

func notAnID(name string) error {
	return invalid(name+"_invalid",
		bilingual.Textf("%s is not in the form of an id", "%s n’a pas la forme d’un identifiant", name),
		bilingual.Text{En: "ids are UUIDs, as the lists give them", Fr: "les identifiants sont des UUID, comme les listes les donnent"})
}

func noSuchFormat(mapped bool) error {
	formats := "json, ndjson"
	if mapped {
		formats += ", geojson"
	}
	return invalid("format_unknown",
		bilingual.Text{En: "this list is not written in that format", Fr: "cette liste n’est pas écrite dans ce format"},
		bilingual.Textf("its formats are %s", "ses formats sont %s", formats))
}

func oneForm() error {
	return invalid("form_unclear",
		bilingual.Text{En: "minimal goes together with neither full nor GeoJSON", Fr: "minimal ne va ni avec full ni avec GeoJSON"},
		bilingual.Text{En: "leave one of them out", Fr: "retirez l’un d’eux"})
}

// noWords refuses a search for small words alone, which stand everywhere: the
// whole list would be taken for what was found.
func noWords() error {
	return invalid("search_empty",
		bilingual.Text{
			En: "search holds no word to look for: single letters, “and”, “the” and their like stand everywhere",
			Fr: "search ne contient aucun mot à chercher : les lettres seules, « et », « les » et leurs semblables sont partout",
		},
		bilingual.Text{En: "add a word that says what is looked for, or leave search out", Fr: "ajoutez un mot qui dit ce qui est cherché, ou retirez search"})
}

// noModifiedAfter refuses the standard's modified_after. When a record was
// changed tells on which days somebody worked on which shelter; no listing has
// it, and there is nothing to compare with.
func noModifiedAfter() error {
	return invalid("modified_after_refused",
		bilingual.Text{
			En: "this directory does not publish when a record was changed",
			Fr: "ce répertoire ne publie pas la date à laquelle une fiche a été modifiée",
		},
		bilingual.Text{
			En: "fetch the list with format=ndjson and its ETag in If-None-Match: 304 means that nothing has changed",
			Fr: "récupérez la liste avec format=ndjson et son ETag dans If-None-Match : 304 veut dire que rien n’a changé",
		})
}

func noSuchPostcode() error {
	return invalid("postcode_unknown",
		bilingual.Text{En: "the postcode is not one of a known Canadian area", Fr: "le code postal n’est celui d’aucun secteur canadien connu"},
		bilingual.Text{
			En: "its first three characters are all that is read: a letter, a digit, a letter",
			Fr: "seuls ses trois premiers caractères sont lus : une lettre, un chiffre, une lettre",
		})
}

func notADistance() error {
	return invalid("proximity_invalid",
		bilingual.Textf("the proximity is a number of metres above zero, at most %d", "la proximité est un nombre de mètres supérieur à zéro, au plus %d", mostMeters),
		bilingual.Text{})
}

func proximityOfNothing() error {
	return invalid("proximity_alone",
		bilingual.Text{En: "a proximity is measured from a postcode, and there is none", Fr: "la proximité se mesure depuis un code postal, et il n’y en a pas"},
		bilingual.Text{En: "give postcode too", Fr: "donnez aussi postcode"})
}
