package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// Held is a Content-Security-Policy that lets a page hold its own style and scripts, by
// their hashes, and nothing of anybody else's. A page that asks may fetch from this
// server; any other fetches nothing at all.
func Held(asks bool, style []byte, scripts ...[]byte) string {
	var b strings.Builder
	b.WriteString("default-src 'none'; style-src '" + hash(style) + "'")
	for i, script := range scripts {
		if i == 0 {
			b.WriteString("; script-src")
		}
		b.WriteString(" '" + hash(script) + "'")
	}
	if asks {
		b.WriteString("; connect-src 'self'")
	}
	b.WriteString("; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	return b.String()
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Send sends a page of the staff's, which nobody keeps.
func Send(w http.ResponseWriter, status int, lang bilingual.Lang, policy string, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(lang))
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page) // whoever asked has gone
}
