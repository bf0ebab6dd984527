package staff

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Live is what the script is told while somebody types: what the place box
// understood, the banner of areas to avoid, and a count for each need.
type Live struct {
	Place  string             `json:"place"`  // HTML, as in the page
	Avoid  string             `json:"avoid"`  // likewise
	Reach  string             `json:"reach"`  // likewise
	Counts map[string]Counted `json:"counts"` // by need
}

// Counted is one count, as it stands on a need.
type Counted struct {
	Text string `json:"text"`
	None bool   `json:"none"` // nobody is within reach
}

// serveLive answers what is typed so far. It is asked often and writes nothing
// down.
func (c *Console) serveLive(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	c.addAlarms(s)
	c.addDanger(s)
	c.resolve(s)
	c.addDuty(s)
	live := Live{Place: string(c.pages.part(s.Lang, "understood", s)), Avoid: string(c.pages.part(s.Lang, "banner", s)), Reach: string(c.pages.part(s.Lang, "reach", s)), Counts: map[string]Counted{}}
	if s.resolved {
		for need, count := range c.counts(s.query, s.Lang) {
			live.Counts[need] = Counted{count.Words(), count.Known && count.Within == 0}
		}
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(live); err != nil {
		panic(err) // strings alone
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(b.Bytes()) // whoever asked has gone
}
