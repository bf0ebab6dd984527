package serve

import (
	"encoding/json"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

// selfReader reads "plain" by itself, and leaves everything else to encoding/json.
type selfReader struct{ Said string }

func (r *selfReader) ReadPlain(text []byte) bool {
	if string(text) != `"plain"` {
		return false
	}
	r.Said = "read by itself"
	return true
}

func TestABodyMayReadItself(t *testing.T) {
	for text, want := range map[string]string{`"plain"`: "read by itself", `{"Said":"otherwise"}`: "otherwise", `{"other":1}`: ""} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(text))
		r.Header.Set("Content-Type", "application/json")
		var got selfReader
		if err := ReadJSON(r, &got); (err == nil) != (want != "") || got.Said != want {
			t.Errorf("%s: got %q, %v, want %q", text, got.Said, err, want)
		}
	}
}

func TestAppendedJSONIsSentAsAnyOther(t *testing.T) {
	answer := map[string]string{"said": "l’été"}
	written, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	want, got := httptest.NewRecorder(), httptest.NewRecorder()
	WriteJSON(want, answer)
	AppendJSON(got, func(b []byte) []byte { return append(b, written...) })
	if got.Body.String() != want.Body.String() || got.Code != want.Code || !reflect.DeepEqual(got.Header(), want.Header()) {
		t.Errorf("got %d %v %q, want %d %v %q", got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
	}
	AppendJSON(httptest.NewRecorder(), func(b []byte) []byte {
		if left := strings.Trim(string(b[:cap(b)]), "\x00"); left != "" {
			t.Errorf("an answer is left: %q", left)
		}
		return b
	})
}
