package ranking

import (
	"bytes"
	"encoding/json"
	"testing"
)

func FuzzAppendText(f *testing.F) {
	for _, s := range []string{
		"", "plain", "says \"no\"", `back\slash`, "Maison du Lac (démo) : l’hébergement d’urgence", "line\u2028end\u2029", "\x00\x01\x1f \x7f\b\f\n\r\t",
		"cut off \xe2\x80", "\xff\xfe", "<b>&amp;</b>", "eight by\"te", "ᐃᓄᒃᑎᑐᑦ", "𝄞", "\xed\xa0\x80", "12345678é", "\x80abcdefgh",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := string(appendText([]byte("before"), s)) + "\n"; got != "before"+want.String() {
			t.Errorf("%q: got %s, want %s", s, got, want.String())
		}
	})
}
