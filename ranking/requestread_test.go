package ranking

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// strictly is what encoding/json makes of b, known fields and one value alone.
func strictly(b []byte) (r Request, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err = d.Decode(&r); err != nil {
		return r, err
	}
	if _, err = d.Token(); err != io.EOF {
		return r, errors.New("more than one value")
	}
	return r, nil
}

// plainly checks what ReadPlain makes of b: nothing, or what encoding/json makes of
// it, to the last nil.
func plainly(t *testing.T, b []byte) bool {
	t.Helper()
	before := Request{K: 7, Needs: []string{"untouched"}}
	got := before
	if !got.ReadPlain(b) {
		if !reflect.DeepEqual(got, before) {
			t.Errorf("%s: read in part: %+v", b, got)
		}
		return false
	}
	if want, err := strictly(b); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %+v, want %+v, %v", b, got, want, err)
	}
	return true
}

// everything is a request with every field.
const everything = ` { "origin" : {"postal_code":"M5V","place":"Québec","lat":43.5,"lng":-79,"cell":"850d6187fffffff"},"needs":["emergency-shelter","legal"],
	"populations":[],"languages":["fr"],"age":19.5,"gender":"woman","text":"l’été","urgency":"now","units":-0,"open_now":true,"within_km":100,
	"avoid":["Hamilton, ON:30"],"barriers":["no-id"],"accessibility":["elevator"],"remote":false,"out_of_region":true,"kinds":["direct"],"k":10 } `

func TestAPlainRequestIsReadAsAnyOther(t *testing.T) {
	if !plainly(t, []byte(everything)) {
		t.Error("the request with every field is not read")
	}
	fields := reflect.TypeFor[Request]().NumField() + reflect.TypeFor[Start]().NumField()
	if got := strings.Count(everything, ":") - strings.Count(everything, "ON:30"); got != fields {
		t.Errorf("the request with every field has %d of %d", got, fields)
	}
	for _, odd := range []string{
		``, ` `, `{`, `{}`, `{}{}`, `{} x`, `[]`, `null`, `{"k":null}`, `{"k":1,"k":2}`, `{"K":1}`, `{"k":1.0}`, `{"k":01}`, `{"k":1e1}`, `{"k":-}`, `{"k":}`,
		`{"k":1,}`, `{,"k":1}`, `{"k" 1}`, `{"age":.5}`, `{"age":5.}`, `{"age":-0}`, `{"age":1E400}`, `{"age":007}`, `{"k":99999999999999999999}`,
		`{"text":"\u0041"}`, "{\"text\":\"\xff\"}", "{\"text\":\"a\nb\"}", `{"text":"}`, `{"needs":["a",]}`, `{"needs":["a" "b"]}`, `{"needs":null}`, `{"needs":[null]}`,
		`{"open_now":truer}`, `{"open_now":tru`, `{"nobody":1}`, `{"origin":{}}`, `{"origin":null}`, `{"origin":{"lat":1,"lat":2}}`, `{"origin":{"lat":1},"origin":{"lng":2}}`, `{"origin":{"x":1}}`, "\ufeff{}",
		`{"age":1}`, `{"remote":true}`, "{\"k\":1}\v", `{"k":1}]`, `{"k":"1"}`,
	} {
		plainly(t, []byte(odd))
	}
}

func FuzzReadPlain(f *testing.F) {
	f.Add([]byte(everything))
	f.Fuzz(func(t *testing.T, b []byte) { plainly(t, b) })
}

// TestAMutatedRequestIsReadAsAnyOther breaks requests in one place or two.
func TestAMutatedRequestIsReadAsAnyOther(t *testing.T) {
	random, read := rand.New(rand.NewPCG(2022, 9)), 0
	for range 20_000 {
		b := []byte(everything)
		for range 1 + random.IntN(2) {
			at := random.IntN(len(b))
			switch random.IntN(3) {
			case 0:
				b[at] = `{}[]",:.-0129 etfn\ux`[random.IntN(21)]
			case 1:
				b = append(b[:at], b[at+1:]...)
			default:
				to := min(len(b), at+random.IntN(30))
				b = append(b[:to:to], b[at:]...)
			}
		}
		if plainly(t, b) {
			read++
		}
	}
	if read < 1000 {
		t.Errorf("%d were read at all", read)
	}
}
