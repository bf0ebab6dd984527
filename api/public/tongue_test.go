package public

import "testing"

// The address of a text in another language may be typed from paper.
func TestATongueIsFoundWithoutTheSlash(t *testing.T) {
	h := handler(t)
	for _, code := range []string{"es", "fa", "zh"} {
		if w := get(h, "/"+code); w.Code != 303 || w.Header().Get("Location") != "/"+code+"/" {
			t.Errorf("/%s: %d, to %q", code, w.Code, w.Header().Get("Location"))
		}
	}
}
