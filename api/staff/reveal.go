package staff

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// RevealForm asks for a reason before sealed parts are shown, and shows them once.
type RevealForm struct {
	ID                    data.ID
	Service, Organization string
	Sealed                []string
	Reasons               []Choice
	Shown                 *Revealed
}

// Revealed are sealed parts, in words.
type Revealed struct {
	Facts    []web.Fact
	Contacts []Contact
	Nothing  bool
}

// Contact is one person or desk inside.
type Contact struct {
	Name, Title, Email string
	Line               *web.Line
}

// reasons are those that may be given. They go to the audit, which holds nothing
// of a caller: none of them is typed. The audit has them in English.
var reasons = []struct{ id, audited string }{
	{"transfer", "to transfer a call"},
	{"travel", "to bring somebody there safely"},
	{"danger", "somebody is in immediate danger"},
	{"duty", "a duty to report applies"},
	{"check", "to check the record with its owner"},
}

func (s *Screen) revealForm(l *data.Listing[data.Staff]) *RevealForm {
	f := &RevealForm{ID: l.ID, Service: l.Service.Name.In(s.Lang), Organization: l.Organization.Name.In(s.Lang)}
	for _, part := range l.Inside.Sealed {
		f.Sealed = append(f.Sealed, say(s.Lang, "sealed."+part))
	}
	for _, r := range reasons {
		f.Reasons = append(f.Reasons, Choice{ID: r.id, Label: say(s.Lang, "reason."+r.id)})
	}
	return f
}

// serveReveal shows the sealed parts of one service to somebody who says why. The
// engine writes the audit first. The next post shows them no more.
func (c *Console) serveReveal(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	s.View.do(one(fields, "deed"))
	shown, err := c.reveal(s, one(fields, "reason"))
	if err != nil {
		s.tell(err, "")
	}
	c.fill(s)
	if f := s.Panel.Reveal; f != nil {
		f.Shown = shown
	}
	s.View.Panel = "detail" // where the next post leads
	c.send(w, s, fields)
}

func (c *Console) reveal(s *Screen, reason string) (*Revealed, error) {
	parts, err := c.open(s.View.Open, s.Account, reason, s.at)
	if err != nil {
		return nil, err
	}
	return s.revealed(&parts), nil
}

// open shows the sealed parts of one listing to somebody who gives one of the
// reasons. That an alarm could not be written keeps nobody from what is in the audit
// already.
func (c *Console) open(listing data.ID, account Account, reason string, at time.Time) (relais.Revealed, error) {
	i := slices.IndexFunc(reasons, func(r struct{ id, audited string }) bool { return r.id == reason })
	if i < 0 {
		return relais.Revealed{}, problemNoReason()
	}
	parts, err := c.engine.Reveal(listing, account.ID, reasons[i].audited, at)
	if err != nil {
		return relais.Revealed{}, err
	}
	_ = c.watch.revealed(c.engine, account.ID, at) // the next reveal tries again
	return parts, nil
}

func (s *Screen) revealed(parts *relais.Revealed) *Revealed {
	r := &Revealed{}
	add := func(key, value string) {
		if value != "" {
			r.Facts = append(r.Facts, web.Fact{Name: say(s.Lang, key), Value: value})
		}
	}
	add("sealed.address", exactly(parts.Address))
	if parts.Point != nil {
		add("sealed.point", fmt.Sprintf("%.5f, %.5f", parts.Point.Lat, parts.Point.Lng))
	}
	add("sealed.protocol", parts.Protocol.In(s.Lang))
	add("sealed.notes", parts.Notes.In(s.Lang))
	for _, c := range parts.Contacts {
		made := Contact{Name: c.Name, Title: c.Title.In(s.Lang), Email: c.Email}
		if c.Phone.Number != "" {
			line := s.speech.Line(c.Phone)
			made.Line = &line
		}
		r.Contacts = append(r.Contacts, made)
	}
	r.Nothing = len(r.Facts)+len(r.Contacts) == 0
	return r
}

// exactly is an address with its postal code.
func exactly(a data.Address) string {
	said := web.Address(a)
	if a.PostalCode != "" {
		said = join(said, a.PostalCode)
	}
	return said
}

func problemNoReason() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "reason_missing",
		Message: bilingual.Text{En: "nothing is revealed without a reason", Fr: "rien n’est révélé sans raison"},
		Hint:    bilingual.Text{En: "choose one", Fr: "choisissez-en une"},
	}
}
