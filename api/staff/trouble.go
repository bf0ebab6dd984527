package staff

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
)

// TroubleForm asks what a call has shown to be wrong with a service.
type TroubleForm struct {
	ID                    data.ID
	Service, Organization string
	Kinds                 []Step
}

// Step is a button that a letter presses while it or one beside it has the focus.
// The letters stand on the buttons, and are the same in both languages; n, a, / and
// ? keep their meaning everywhere, since wiping and a place to avoid never wait.
type Step struct {
	At     string // where it is posted to: "trouble"; "" is the screen
	Deed   string
	Name   string
	Letter string // "" while keys are off
}

// troubleLetters are the letters of the kinds of trouble.
var troubleLetters = map[relais.TroubleKind]string{
	relais.TroubleNumber: "t", relais.TroubleUnanswered: "r", relais.TroubleClosed: "c", relais.TroubleHours: "h", relais.TroubleIntake: "p",
	relais.TroubleEligibility: "e", relais.TroubleLanguages: "l", relais.TroublePlace: "d", relais.TroubleSafety: "s",
}

func (s *Screen) step(at, deed, name, letter string) Step {
	if s.View.Keys == keysOff {
		letter = ""
	}
	return Step{at, deed, name, letter}
}

func (s *Screen) troubleForm(l *data.Listing[data.Staff]) *TroubleForm {
	f := &TroubleForm{ID: l.ID, Service: l.Service.Name.In(s.Lang), Organization: l.Organization.Name.In(s.Lang)}
	for _, k := range relais.TroubleKinds() {
		f.Kinds = append(f.Kinds, s.step("trouble", string(k)+" "+string(l.ID), capital(s.in(k.Name())), troubleLetters[k]))
	}
	return f
}

// reports is what each account reported last, so that a key takes it back. A
// report names nobody, so that nothing but this memory knows whose it was: it ends
// with the program, and with undoable.
type reports struct {
	mu   sync.Mutex
	last map[string]report
}

type report struct {
	trouble relais.Trouble
	at      time.Time
}

func (r *reports) put(account string, one report) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last = map[string]report{}
	}
	r.last[account] = one
}

// of is what an account may still take back.
func (r *reports) of(account string, now time.Time) (report, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one, ok := r.last[account]
	if ok && now.Sub(one.at) > undoable {
		delete(r.last, account)
		return report{}, false
	}
	return one, ok
}

// taken forgets what an account has taken back; false if somebody was faster.
func (r *reports) taken(account string, one report) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last[account] != one {
		return false
	}
	delete(r.last, account)
	return true
}

// serveTrouble records what is wrong with a service: "closed ID".
func (c *Console) serveTrouble(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	kind, what, _ := strings.Cut(one(fields, "deed"), " ")
	t, err := c.engine.ReportTrouble(idOf(what), relais.TroubleKind(kind), s.at)
	s.tell(err, "trouble.kept", s.in(t.Kind.Name())+", "+t.Organization.Name.In(s.Lang))
	if err == nil {
		c.reports.put(v.account.ID, report{t, s.at})
		s.Notice.Undo = undoTrouble
		s.View.Panel = "detail"
	}
	c.show(w, s, fields)
}
