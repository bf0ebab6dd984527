package hsds

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bundle"
)

// revision is part of every tag. It changes with the bytes that this package
// writes of the same listings: golden_test.go says when.
const revision = "2"

// hash names all that a view can say: the name that a bundle of these listings
// has, and the terms that they are described with. Where such a bundle cannot be
// made, it is "".
func (v *view) hash() string {
	v.tag.once.Do(func() {
		name, err := v.bundleName()
		if err != nil {
			return
		}
		said := []any{revision, name}
		for _, kind := range data.TermKinds() {
			said = append(said, v.snapshot.Terms().All(kind))
		}
		sum := sha256.Sum256(encode(said))
		v.tag.hash = base64.RawURLEncoding.EncodeToString(sum[:18])
	})
	return v.tag.hash
}

func (v *view) bundleName() (string, error) {
	all := make([]*data.Listing[data.Public], len(v.sites))
	for i := range all {
		all[i] = v.listing(i)
	}
	return bundle.Hash(all)
}

// unchanged sets the tag of the answer to r, and answers 304 where r says that
// this tag is known already. A tag belongs to one address, as every tag does.
func (v *view) unchanged(w http.ResponseWriter, r *http.Request, f format) bool {
	if v.hash() == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	tag := `"` + v.hash() + "-" + string(f) + `"`
	w.Header().Set("ETag", tag)
	if !names(r.Header.Values("If-None-Match"), tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// names reports whether a list of tags (RFC 9110, 13.1.2) has this one, compared
// weakly.
func names(lists []string, tag string) bool {
	for _, list := range lists {
		for one := range strings.SplitSeq(list, ",") {
			one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
			if one == tag || one == "*" {
				return true
			}
		}
	}
	return false
}
