package site

import (
	"net/http"
	"strings"
)

// DrawUp asks the public side for what it works out of a catalog when it is first
// asked: the next visitor need not wait for it, and so learns of nobody who asked
// before; and nothing of the catalog before is kept.
func DrawUp(public http.Handler) {
	for _, ask := range []struct{ method, path, media, body string }{
		{method: http.MethodGet, path: "/en/"},
		{method: http.MethodGet, path: "/hsds/services?per_page=1"},
		{http.MethodPost, "/en/search", "application/x-www-form-urlencoded", "remote=1"},
		{http.MethodPost, "/v1/search", "application/json", `{"k":1}`},
	} {
		r, err := http.NewRequest(ask.method, ask.path, strings.NewReader(ask.body))
		if err == nil {
			r.Header.Set("Content-Type", ask.media)
			public.ServeHTTP(nobody{}, r)
		}
	}
}

// nobody is the one who asks there.
type nobody struct{}

func (nobody) Header() http.Header         { return http.Header{} }
func (nobody) Write(b []byte) (int, error) { return len(b), nil }
func (nobody) WriteHeader(int)             {}
