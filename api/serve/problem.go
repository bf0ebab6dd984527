package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/relais-directory/relais/data/bilingual"
)

// Problem is an answer of type application/problem+json (RFC 9457). It never
// holds what was typed: an error that is copied into a ticket or a log must not
// carry somebody's search along.
type Problem struct {
	Type   string  `json:"type" doc:"Always about:blank: the status and the codes say it all"`
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Errors []Fault `json:"errors,omitempty" doc:"Everything that is wrong, at once"`
}

// Fault is one thing that is wrong, in both languages.
type Fault struct {
	Code    string             `json:"code" doc:"Stable, for programs"`
	Message bilingual.Text     `json:"message"`
	Hint    bilingual.Text     `json:"hint,omitzero" doc:"What to try next"`
	Choices []bilingual.Choice `json:"choices,omitempty" doc:"What may have been meant"`
}

// statuses gives each kind of problem its status. What is not here has failed.
var statuses = map[bilingual.Kind]int{
	bilingual.Invalid:    http.StatusUnprocessableEntity,
	bilingual.Ambiguous:  http.StatusUnprocessableEntity,
	bilingual.NotFound:   http.StatusNotFound,
	bilingual.NotAllowed: http.StatusForbidden,
	bilingual.Conflict:   http.StatusConflict,
	bilingual.Locked:     http.StatusServiceUnavailable,
}

// Status is the HTTP status of an error: that of the first problem in it.
func Status(err error) int {
	if refused, ok := errors.AsType[refusal](err); ok {
		return int(refused)
	}
	for _, p := range Problems(err) {
		if status, ok := statuses[p.Kind]; ok {
			return status
		}
	}
	return http.StatusInternalServerError
}

// refusal is an error that is a status and nothing else.
type refusal int

func (s refusal) Error() string { return http.StatusText(int(s)) }

// The errors that a handler gives for a body that it did not take.
const (
	ErrTooLarge  = refusal(http.StatusRequestEntityTooLarge)
	ErrMediaType = refusal(http.StatusUnsupportedMediaType)
)

// Problems gives every problem in err, joined ones apart. An error that was not
// written for people gives none.
func Problems(err error) []*bilingual.Problem {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*bilingual.Problem
		for _, one := range joined.Unwrap() {
			all = append(all, Problems(one)...)
		}
		return all
	}
	if p, ok := bilingual.AsProblem(err); ok {
		return []*bilingual.Problem{p}
	}
	return nil
}

// WriteProblem answers with err. Only its codes, messages, hints and choices are
// sent; what was read and what caused it stay here.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	status := Status(err)
	body := Problem{Type: "about:blank", Title: titleOf(status).In(Preferred(r)), Status: status}
	if status < 500 {
		for _, p := range Problems(err) {
			body.Errors = append(body.Errors, Fault{Code: p.Code, Message: p.Message, Hint: p.Hint, Choices: p.Choices})
		}
	}
	writeJSON(w, status, "application/problem+json", body)
}

// RefuseJSON is the Refuse of a site for programs.
func RefuseJSON(w http.ResponseWriter, r *http.Request, status int) {
	WriteProblem(w, r, refusal(status))
}

// WriteJSON answers with v.
func WriteJSON(w http.ResponseWriter, v any) { writeJSON(w, http.StatusOK, "application/json", v) }

// GeoJSON is the media type of RFC 7946.
const GeoJSON = "application/geo+json"

// WriteGeoJSON answers with v as GeoJSON.
func WriteGeoJSON(w http.ResponseWriter, v any) { writeJSON(w, http.StatusOK, GeoJSON, v) }

// Accepts reports whether a request names a media type among those that it
// accepts, parameters left aside. A wildcard names none.
func Accepts(r *http.Request, media string) bool {
	for _, list := range r.Header.Values("Accept") {
		for accepted := range strings.SplitSeq(list, ",") {
			name, _, _ := strings.Cut(accepted, ";")
			if strings.EqualFold(strings.TrimSpace(name), media) {
				return true
			}
		}
	}
	return false
}

func writeJSON(w http.ResponseWriter, status int, media string, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // it is no HTML, and is never sniffed as such
	if err := enc.Encode(v); err != nil {
		panic(err) // a view that cannot be written is a fault of the program
	}
	send(w, status, media, b.Bytes())
}

func send(w http.ResponseWriter, status int, media string, body []byte) {
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_, _ = w.Write(body) // whoever asked has gone
}

// AppendJSON answers with the JSON that write appends: it is for what is asked so
// often that reflection would cost more than the answer. Its room is used again, and
// nothing of an answer is left there.
func AppendJSON(w http.ResponseWriter, write func([]byte) []byte) {
	room := rooms.Get().(*[]byte)
	body := append(write((*room)[:0]), '\n') // as an encoder ends what it writes
	send(w, http.StatusOK, "application/json", body)
	clear(body)
	*room = body
	rooms.Put(room)
}

// rooms wait to be written in.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// titles say each status in words of their own.
var titles = map[int]bilingual.Text{
	http.StatusBadRequest:            {En: "The request was not understood", Fr: "La requête n’a pas été comprise"},
	http.StatusForbidden:             {En: "Not allowed", Fr: "Non permis"},
	http.StatusNotFound:              {En: "There is nothing here", Fr: "Il n’y a rien ici"},
	http.StatusMethodNotAllowed:      {En: "This is not done here", Fr: "Cela ne se fait pas ici"},
	http.StatusConflict:              {En: "The directory has changed meanwhile", Fr: "Le répertoire a changé entre-temps"},
	http.StatusRequestEntityTooLarge: {En: "The request is too large", Fr: "La requête est trop grande"},
	http.StatusUnsupportedMediaType:  {En: "The body is not JSON", Fr: "Le corps n’est pas du JSON"},
	http.StatusUnprocessableEntity:   {En: "Part of the request was not understood", Fr: "Une partie de la requête n’a pas été comprise"},
	http.StatusTooManyRequests:       {En: "Too many requests at once: try again in a moment", Fr: "Trop de requêtes à la fois : réessayez dans un moment"},
	http.StatusServiceUnavailable:    {En: "Too busy at the moment: try again soon", Fr: "Trop occupé pour le moment : réessayez bientôt"},
}

func titleOf(status int) bilingual.Text {
	if t, ok := titles[status]; ok {
		return t
	}
	return bilingual.Text{En: "Something went wrong here", Fr: "Quelque chose n’a pas fonctionné ici"}
}

// Preferred is the first of the two languages that the browser names, English
// where it names neither. What Accept-Language weighs is not looked at: browsers
// list the best first.
func Preferred(r *http.Request) bilingual.Lang {
	for tag := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ = strings.Cut(strings.TrimSpace(tag), ";")
		if lang, ok := bilingual.ParseLang(tag); ok {
			return lang
		}
	}
	return bilingual.En
}
