package staff

import (
	"net/http"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
)

// undoable is how long what was recorded can be taken back by a key. After that,
// what was wrong is corrected by a new report.
const undoable = 10 * time.Minute

// What a button to take something back says: the last of this account, the report
// of trouble that it stands beside, or a referral with all that is counted of it.
const (
	undoLast     = "last"
	undoTrouble  = "trouble"
	undoReferral = "referral"
)

// The reasons in the audit.
const (
	reasonLearned   = "learned on a call"
	reasonTakenBack = "taken back"
)

// serveUndo takes back what this account last recorded, or what the button says.
func (c *Console) serveUndo(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	s.tell(c.undo(s, one(fields, "deed")), "undone")
	c.show(w, s, fields)
}

func (c *Console) undo(s *Screen, deed string) error {
	what, rest, _ := strings.Cut(deed, " ")
	trouble, troubled := c.reports.of(s.Account.ID, s.at)
	switch {
	case what == undoReferral:
		return c.undoReferral(s, rest)
	case what == undoTrouble && !troubled:
		return problemUndoLost()
	}
	learned, err := c.lastLearned(s.Account.ID, s.at)
	switch {
	case err != nil:
		return err
	case troubled && s.may(Trouble) && (what == undoTrouble || !learned.at.After(trouble.at)):
		if !c.reports.taken(s.Account.ID, trouble) {
			return problemNothingToUndo()
		}
		_, err = c.engine.TakeBackTrouble(trouble.trouble.ID)
		return err
	case learned.at.IsZero():
		return problemNothingToUndo()
	}
	_, err = c.engine.TakeBackCapacity(learned.listing, learned.now, learned.before, s.Account.ID, reasonTakenBack, s.at)
	return err
}

// recording is one report of room, with what it took the place of.
type recording struct {
	listing data.ID
	now     data.Capacity
	before  *data.Capacity
	at      time.Time
}

// lastLearned is what an account last recorded of room and may still take back,
// the zero recording for nothing. The audit tells, so that a server that has
// started anew knows it too.
func (c *Console) lastLearned(account string, now time.Time) (recording, error) {
	entries, err := c.engine.Store().AuditSince(0, now.Add(-undoable))
	if err != nil {
		return recording{}, err
	}
	for i := range entries { // the latest first
		e := &entries[i]
		switch {
		case e.Actor != account || e.Action != store.ActionApply:
		case e.Reason == reasonTakenBack:
			return recording{}, nil
		case e.Reason == reasonLearned:
			return c.recordingOf(e)
		}
	}
	return recording{}, nil
}

// recordingOf finds the report of room that an audit entry is about. Of one that
// somebody has replaced since, it gives what no longer stands there, and the engine
// refuses to take that back.
func (c *Console) recordingOf(e *store.AuditEntry) (recording, error) {
	var change store.Change
	err := c.engine.Store().View(func(tx *store.Tx) (err error) {
		change, err = tx.Change(e.Change)
		return err
	})
	if err != nil || len(change.Before) == 0 {
		return recording{}, err
	}
	before := change.Before[0]
	now, err := c.engine.Record(before.ID())
	if err != nil {
		return recording{}, err
	}
	done := recording{now: data.Capacity{By: e.Actor, Updated: e.At}, at: e.At}
	for _, at := range now.At {
		done.listing = at.ID
		for _, k := range capacityOf(now, at.ServiceID) {
			if k.By == e.Actor && k.Updated.Equal(e.At) {
				done.now, done.before = k, reportIn(capacityOf(before, at.ServiceID), k.Unit, k.Population)
				return done, nil
			}
		}
	}
	return done, nil
}

func capacityOf(r *record.Record, service data.ID) []data.Capacity {
	for i := range r.Services {
		if r.Services[i].ID == service {
			return r.Services[i].Capacity
		}
	}
	return nil
}

// undoReferral takes back a referral that was counted by mistake.
func (c *Console) undoReferral(s *Screen, rest string) error {
	r, ok := referredIn(strings.Fields(rest))
	if !ok || !s.may(Refer) {
		return problemNothingToUndo()
	}
	_, err := c.engine.TakeBackReferral(r, s.at)
	return err
}

func problemNothingToUndo() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "undo_nothing",
		Message: bilingual.Text{En: "there is nothing of yours to take back", Fr: "il n’y a rien de vous à annuler"},
		Hint:    bilingual.Text{En: "what was recorded can be taken back for ten minutes", Fr: "ce qui a été consigné s’annule pendant dix minutes"},
	}
}

func problemUndoLost() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "undo_lost",
		Message: bilingual.Text{
			En: "nobody knows any more whose report this was: ten minutes are over, or the server has started anew",
			Fr: "on ne sait plus de qui venait ce signalement : dix minutes ont passé, ou le serveur a redémarré",
		},
		Hint: bilingual.Text{En: "the report stays; tell whoever settles them", Fr: "le signalement reste; dites-le à qui les règle"},
	}
}
