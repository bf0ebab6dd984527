package access

import (
	"net/http"
	"net/url"
	"slices"
)

// origins are the addresses under which the staff's pages are reached.
type origins []*url.URL

func (all origins) origin(text string) bool {
	return slices.ContainsFunc(all, func(u *url.URL) bool { return u.String() == text })
}

func (all origins) host(text string) bool {
	return slices.ContainsFunc(all, func(u *url.URL) bool { return u.Host == text })
}

// cross is net/http's check, without any exception.
var cross = http.NewCrossOriginProtection()

// own reports whether one of our pages sent a request, or no page at all. It goes
// beyond net/http's check, which lets a request by that has neither Sec-Fetch-Site
// nor Origin:
//
//   - The host must be one of ours, so that no other name that leads to this
//     machine is used to get around the rest.
//   - An Origin must be one of ours, scheme and port with it, whatever
//     Sec-Fetch-Site says. "null" is what a page that hides its address sends, and
//     counts for nothing by itself.
//   - What may change something has at least one of the two headers, unless it
//     comes from a program with a token, which no page can make a browser send.
//   - What reads is refused to other sites too, unless somebody follows a link: a
//     picture or a script of theirs must not be able to tell who is signed in.
func (g *Gate) own(r *http.Request) bool {
	site, origin := r.Header.Values("Sec-Fetch-Site"), r.Header.Values("Origin")
	if len(site) > 1 || len(origin) > 1 || !g.origins.host(r.Host) || cross.Check(r) != nil {
		return false
	}
	if len(origin) == 1 && origin[0] != "null" && !g.origins.origin(origin[0]) {
		return false
	}
	if safe(r.Method) {
		return len(site) == 0 || site[0] == "same-origin" || site[0] == "none" || followed(r)
	}
	return len(site)+len(origin) > 0 || bearer(r)
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// followed reports whether somebody followed a link, in a window of their own.
func followed(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}
