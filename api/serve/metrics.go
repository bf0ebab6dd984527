package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts. Its labels are routes as they were registered, classes of
// status and reasons of refusal: nothing of a query, a path or a visitor can
// become one.
type metrics struct {
	registry         *prometheus.Registry
	requests         *prometheus.CounterVec
	seconds          *prometheus.HistogramVec
	refused          *prometheus.CounterVec
	panics           prometheus.Counter
	connectionFaults prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "relais_requests_total", Help: "Requests answered, by route and class of status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "relais_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .5, 2}}, []string{"route"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "relais_refused_total", Help: "Requests turned away: rate, size or busy."}, []string{"reason"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "relais_panics_total", Help: "Handlers that failed."}),
		connectionFaults: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "relais_connection_faults_total", Help: "Connections that broke before a request could be read."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.refused, m.panics, m.connectionFaults)
	return m
}

// answered counts one answer under the pattern of its route, "" where none was
// found.
func (m *metrics) answered(pattern string, status int, took time.Duration) {
	if pattern == "" {
		pattern = "none"
	}
	m.requests.WithLabelValues(pattern, strconv.Itoa(status/100)+"xx").Inc()
	m.seconds.WithLabelValues(pattern).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
