package serve

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// Mux routes requests. Its patterns are those of net/http, "GET /v1/terms" or
// "GET /v1/listings/{id}", and so are its handlers: gin does the routing and is
// seen by nobody.
type Mux struct {
	engine     *gin.Engine
	patterns   []string
	operations []Operation
	admitted   map[string]int64 // what Admit was told
	rations    []ration
	sides      []side
	refuse     Refuse
}

// NewMux makes a mux without routes.
func NewMux() *Mux {
	gin.SetMode(gin.ReleaseMode) // its other modes print
	m := &Mux{engine: gin.New(), refuse: RefuseJSON, admitted: map[string]int64{}}
	m.engine.HandleMethodNotAllowed = true
	m.engine.RedirectTrailingSlash = false // a redirect would repeat the path
	m.engine.RedirectFixedPath = false
	m.engine.ForwardedByClientIP = false
	_ = m.engine.SetTrustedProxies(nil) // no list, nothing to parse
	m.engine.NoRoute(func(c *gin.Context) { m.refuse(c.Writer, c.Request, http.StatusNotFound) })
	m.engine.NoMethod(func(c *gin.Context) { m.refuse(c.Writer, c.Request, http.StatusMethodNotAllowed) })
	return m
}

// Handle routes a pattern to h. A pattern of GET answers HEAD too. Path values
// are in the request, and its Pattern is set: the one name under which a request
// is counted.
func (m *Mux) Handle(pattern string, h http.Handler) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		panic("serve: a pattern is a method and a path: " + pattern) // a fault of the program
	}
	m.patterns = append(m.patterns, pattern)
	route, names := ginPath(path)
	handle := func(c *gin.Context) {
		for _, name := range names {
			c.Request.SetPathValue(name, c.Param(name))
		}
		c.Request.Pattern = pattern
		h.ServeHTTP(c.Writer, c.Request)
	}
	m.engine.Handle(method, route, handle)
	if method == http.MethodGet {
		m.engine.Handle(http.MethodHead, route, handle)
	}
}

// HandleFunc is Handle for a function.
func (m *Mux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.Handle(pattern, http.HandlerFunc(h))
}

// Admit lets bodies of so many bytes through to a pattern without names in it, and
// more time to send them: for files, behind a guard that asks first who sends one.
func (m *Mux) Admit(pattern string, bytes int64) { m.admitted[pattern] = bytes }

// most is how many bytes a body may have, where that is not what all may.
func (m *Mux) most(r *http.Request, all int64) int64 {
	if bytes, ok := m.admitted[r.Method+" "+r.URL.Path]; ok {
		return bytes
	}
	return all
}

// Patterns are all that were routed, in the order in which they were.
func (m *Mux) Patterns() []string { return slices.Clone(m.patterns) }

// ServeHTTP answers one request.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.engine.ServeHTTP(w, r) }

// ginPath turns "{id}" into gin's ":id", and gives the names.
func ginPath(path string) (route string, names []string) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			parts[i], names = ":"+name, append(names, name)
		}
	}
	return strings.Join(parts, "/"), names
}
