package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/benchmarks"
	"github.com/relais-directory/relais/benchmarks/generate"
	"github.com/relais-directory/relais/ranking"
)

// advocate is somebody with a browser of their own, signed in.
type advocate struct {
	server *server
	client *http.Client
	cookie string
}

const password = "copper lantern fjord umbrella"

// sits makes an account, sets it up and signs it in.
func (s *server) sits(ctx context.Context, n int) (*advocate, error) {
	secret, err := s.link(ctx, fmt.Sprintf("advocate-%02d", n))
	if err != nil {
		return nil, err
	}
	a := &advocate{server: s, client: &http.Client{
		Transport:     &http.Transport{MaxConnsPerHost: 1},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // with the cookie
	}}
	got, err := a.post(ctx, "/staff/set-up/password", url.Values{"link": {secret}, "password": {password}})
	if err != nil {
		return nil, err
	}
	for _, c := range got.cookies {
		if c.Name == "__Host-relais" {
			a.cookie = c.Name + "=" + c.Value
		}
	}
	if a.cookie == "" {
		return nil, errors.New("nobody is signed in")
	}
	return a, nil
}

// answer is one answer, with how long it took: as the browser waits, and as the
// console says of itself.
type answer struct {
	waited, served time.Duration
	cookies        []*http.Cookie
	body           []byte
}

// post sends a form as the console's script does.
func (a *advocate) post(ctx context.Context, path string, fields url.Values) (answer, error) {
	var got answer
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+a.server.address+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return got, err
	}
	r.Host = a.server.host()
	for name, value := range map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Origin": a.server.origin(), "Sec-Fetch-Site": "same-origin",
		"Accept": "text/html", "Accept-Encoding": "identity", "Cookie": a.cookie,
	} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	began := time.Now()
	w, err := a.client.Do(r)
	if err != nil {
		return got, err
	}
	got.body, err = io.ReadAll(w.Body)
	got.waited, got.cookies = time.Since(began), w.Cookies()
	if err = errors.Join(err, w.Body.Close()); err != nil {
		return got, err
	}
	if w.StatusCode != http.StatusOK && w.StatusCode != http.StatusSeeOther {
		return got, fmt.Errorf("%s answers %s: %.200s", path, w.Status, got.body)
	}
	if _, dur, found := strings.Cut(w.Header.Get("Server-Timing"), "dur="); found {
		ms, err := strconv.ParseFloat(dur, 64)
		if err != nil {
			return got, err
		}
		got.served = time.Duration(ms * float64(time.Millisecond))
	}
	return got, nil
}

var errNothing = errors.New("the console has found nothing")

// search posts one search and looks whether there is a list.
func (a *advocate) search(ctx context.Context, fields url.Values) (answer, error) {
	got, err := a.post(ctx, "/staff/en/", fields)
	if err == nil && !bytes.Contains(got.body, []byte(`id="list"`)) {
		err = errNothing
	}
	return got, err
}

// forms are what the callers say, as the console's form has it.
func forms(n int) ([]url.Values, error) {
	c, err := generate.Load(benchmarks.Seed, benchmarks.At)
	if err != nil {
		return nil, err
	}
	var all []url.Values
	for _, r := range c.Callers(n) {
		all = append(all, formOf(r))
	}
	return all, nil
}

func formOf(r ranking.Request) url.Values {
	fields := url.Values{
		"swap": {"1"}, "deed": {""}, "need": r.Needs, "population": r.Populations, "language": r.Languages,
		"barrier": r.Barriers, "access": r.Accessibility, "gender": {r.Gender}, "words": {r.Text}, "place": {placeOf(r.Origin)},
	}
	if r.Age != nil {
		fields.Set("age", strconv.FormatFloat(*r.Age, 'f', -1, 64))
	}
	if r.OpenNow {
		fields.Set("urgency", "now")
	}
	if r.WithinKM > 0 {
		fields.Set("within", strconv.FormatFloat(r.WithinKM, 'f', -1, 64))
	}
	if r.Units > 0 {
		fields.Set("units", strconv.Itoa(r.Units))
	}
	return fields
}

// placeOf is where a caller starts, as somebody types it.
func placeOf(s *ranking.Start) string {
	switch {
	case s == nil:
		return ""
	case s.Lat != nil && s.Lng != nil:
		return fmt.Sprintf("%.4f,%.4f", *s.Lat, *s.Lng)
	}
	return s.PostalCode + s.Place + s.Cell
}
