package staff

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/relais-directory/relais/data/bilingual"
)

// KeyRow is one command in the list of keys.
type KeyRow struct {
	Command
	Does string
	Now  string
}

// keyRows lists every command with the key that it has now.
func keyRows(changed string, lang bilingual.Lang) []KeyRow {
	keys := keymap(changed)
	rows := make([]KeyRow, len(commands))
	for i, c := range commands {
		rows[i] = KeyRow{Command: c, Does: say(lang, "key."+c.Name), Now: keys[c.Name]}
	}
	return rows
}

// keysJSON is what the script is told of keys: by context, what each does.
func keysJSON(changed string) string {
	if changed == keysOff {
		return "{}"
	}
	heard := map[string]map[string]string{"all": {}, "needs": {}}
	for name, key := range keymap(changed) {
		heard["all"][key] = name
	}
	for _, k := range needKeys {
		heard["needs"][k.key] = k.need
	}
	b, err := json.Marshal(heard)
	if err != nil {
		panic(err) // strings alone
	}
	return string(b)
}

// serveKeys takes the keys that somebody has changed, and keeps them where there
// is a Keyring.
func (c *Console) serveKeys(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	keys, err := changedKeys(fields)
	if err == nil && c.keys != nil {
		err = c.keys.SetKeys(v.account.ID, keys)
	}
	s := c.screenOf(fields, v)
	s.View.Panel = "keys"
	if err == nil {
		s.View.Keys = keys
	}
	s.tell(err, "keys.kept")
	c.show(w, s, fields)
}

func changedKeys(fields url.Values) (string, error) {
	switch one(fields, "deed") {
	case "off":
		return keysOff, nil
	case "own":
		return "", nil
	}
	keys := map[string]string{}
	for _, command := range commands {
		if key := one(fields, "key."+command.Name); key != "" {
			keys[command.Name] = key
		}
	}
	return written(keys)
}
