package bilingual

import "strings"

// De is the French "de" before a name, joined to it as French does: "de Gatineau",
// "d’Iqaluit", "du Bic", "des Escoumins".
func De(name string) string {
	switch {
	case strings.HasPrefix(name, "Le "):
		return "du " + strings.TrimPrefix(name, "Le ")
	case strings.HasPrefix(name, "Les "):
		return "des " + strings.TrimPrefix(name, "Les ")
	case startsWithVowel(name):
		return "d’" + name
	}
	return "de " + name
}

func startsWithVowel(name string) bool {
	folded := Fold(name)
	return folded != "" && strings.ContainsRune("aeiou", rune(folded[0]))
}
