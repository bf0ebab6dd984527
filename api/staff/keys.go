package staff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// Command is one thing that a key does. Name names it in the keys that somebody
// has changed and to the script; words.go has what it is called ("key.why").
type Command struct {
	Name  string
	Key   string // one character, as it is typed
	Fixed bool   // cannot be changed: every keyboard has it in one place
}

// commands are the keys of the whole screen, in the order in which they are
// listed. They are heard wherever no text is being typed.
var commands = []Command{
	{"place", "/", false},
	{"needs", "b", false},
	{"urgency", "u", false},
	{"danger", "!", false},
	{"person", "g", false},
	{"language", "l", false},
	{"distance", "r", false},
	{"avoid", "a", false},
	{"next", "j", false},
	{"previous", "k", false},
	{"open", "Enter", true},
	{"why", "w", false},
	{"compare", "x", false},
	{"side", "y", false},
	{"map", "m", false},
	{"nearer", "]", false},
	{"farther", "[", false},
	{"plan", "p", false},
	{"law", "d", false},
	{"copy", "c", false},
	{"message", "t", false},
	{"sheet", "s", false},
	{"reveal", "v", false},
	{"more-room", "+", false},
	{"less-room", "-", false},
	{"no-room", "0", false},
	{"undo", "z", false},
	{"trouble", "e", false},
	{"refer", "f", false},
	{"new", "n", false},
	{"keys", "?", false},
}

// needKeys are the needs that have a letter. The letters are heard while the needs
// have the focus, before those of the whole screen: they stand on the needs, and
// are the same in both languages.
var needKeys = []struct{ need, key string }{
	{"emergency-shelter", "h"},
	{"safe-exit", "s"},
	{"crisis-line", "c"},
	{"counselling", "p"},
	{"legal", "l"},
	{"health-care", "m"},
	{"mental-health", "y"},
	{"transportation", "t"},
	{"basic-needs", "b"},
	{"case-management", "g"},
	{"immigration-settlement", "i"},
	{"addictions", "d"},
	{"transitional-housing", "r"},
	{"employment", "e"},
	{"indigenous-healing", "o"},
	{"child-and-youth", "j"},
	{"labour-rights", "w"},
	{"exiting-sex-industry", "x"},
}

// keysOff, in place of keys, says that no key of one character is heard at all:
// for those who speak to their computer, or whose hands tremble.
const keysOff = "off"

// keymap gives every command its key: those that were changed, and for the rest
// their own. Changed is "why=q,map=o", or keysOff. A change that makes two
// commands one is no change, and neither is one to what is no key.
func keymap(changed string) map[string]string {
	keys := map[string]string{}
	for _, c := range commands {
		keys[c.Name] = c.Key
	}
	if changed == keysOff {
		return keys
	}
	for name, key := range changes(changed) {
		keys[name] = key
	}
	if !distinct(keys) {
		return keymap("")
	}
	return keys
}

func changes(changed string) map[string]string {
	all := map[string]string{}
	for part := range strings.SplitSeq(changed, ",") {
		name, key, _ := strings.Cut(part, "=")
		if i := slices.IndexFunc(commands, func(c Command) bool { return c.Name == name }); i >= 0 && !commands[i].Fixed && isKey(key) {
			all[name] = key
		}
	}
	return all
}

// isKey reports whether s is one character that can be typed, and does not part
// keys from one another here. Digits but 0 open results.
func isKey(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && size == len(s) && unicode.IsGraphic(r) && !unicode.IsSpace(r) && !strings.ContainsRune(",=123456789", r)
}

func distinct(keys map[string]string) bool {
	seen := map[string]bool{}
	for _, key := range keys {
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

// written writes the keys that differ from the commands' own, in their order. The
// error is a Problem for keys that cannot stand.
func written(keys map[string]string) (string, error) {
	full := keymap("")
	var parts []string
	for _, c := range commands {
		key, given := keys[c.Name]
		if !given || c.Fixed || key == c.Key {
			continue
		}
		if !isKey(key) {
			return "", problemKeys("key_invalid", bilingual.Text{En: "a key is one character, and not a digit from 1 to 9", Fr: "une touche est un seul caractère, et pas un chiffre de 1 à 9"})
		}
		full[c.Name] = key
		parts = append(parts, c.Name+"="+key)
	}
	if !distinct(full) {
		return "", problemKeys("key_twice", bilingual.Text{En: "two commands have the same key", Fr: "deux commandes ont la même touche"})
	}
	return strings.Join(parts, ","), nil
}

func problemKeys(code string, message bilingual.Text) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: code, Message: message,
		Hint: bilingual.Text{En: "nothing was changed", Fr: "rien n’a été modifié"},
	}
}

// needKey is the letter of a need, "" for one that has none.
func needKey(need string) string {
	for _, k := range needKeys {
		if k.need == need {
			return k.key
		}
	}
	return ""
}
