package relais

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// mostTold is how often in an hour what one person looks at may turn out to be like
// something that the directory keeps back. A partner's file is now and then; whoever
// goes beyond may be guessing where a shelter is, and an alarm is raised for people
// to look at. Nothing is refused: the next file may be an honest one.
const mostTold = 30

// The actions that are audited when somebody looks at a file: each look, whatever
// comes of it, since that nothing was found tells something as well. An edit leaves
// an entry of its own, and one of these only if it told something.
const (
	actionPlan = "import plan" // the plan is kept
	actionLook = "import look" // a dry run: nothing else is kept
	actionEdit = "edit look"
)

// paperTold is the paper with what people were told in the last hour. Programs end
// after each look, so that it cannot be kept in memory.
const paperTold = "told/recent"

// telling is one look that told something: who, when and how often, never what.
type telling struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
	N  int       `json:"n"`
}

// told counts what a plan tells of values that staff see only by a reveal: what its
// alarms tell, and the sealed parts that are not as the file has them. Who guesses at
// the row of a shelter misses often; a file that comes again as it was does not.
func (i *Import) told() int { return tellingOf(i.Alarms) + i.Changes.Resealed }

// tellingOf counts what alarms tell of values that staff see only by a reveal.
func tellingOf(alarms []ingest.Alarm) (n int) {
	for _, a := range alarms {
		if slices.Contains([]string{"like_hidden", "text_tells", "hidden_elsewhere", "moved_far"}, a.Code) {
			n += a.Count
		}
	}
	return n
}

// look is somebody's look at what a file or an edit would do.
type look struct {
	action, actor string
	at            time.Time
	rows, told    int
	papers        []store.Paper // to be kept with it
	subjects      []data.ID
}

// record audits a look before anything of it is shown.
func (e *Engine) recordLook(l look) error {
	e.changing.Lock() // the paper is read and written again
	defer e.changing.Unlock()
	recent, before, err := e.toldTo(l.actor, l.at)
	if err != nil {
		return err
	}
	after := before + l.told
	if tier(after) > tier(before) {
		if err := e.store.RecordAlarm(l.actor, fmt.Sprintf("%d rows close to what is kept back within an hour", after), l.at); err != nil {
			return err
		}
	}
	if l.told > 0 {
		content, err := json.Marshal(append(recent, telling{l.actor, l.at.UTC(), l.told}))
		if err != nil {
			return err
		}
		l.papers = append(l.papers, store.Paper{Name: paperTold, Content: content})
	}
	return e.store.File(store.Filing{
		Papers: l.papers, Action: l.action, Actor: l.actor, At: l.at, Subjects: l.subjects,
		Reason: fmt.Sprintf("rows: %d; close to what is kept back: %d", l.rows, l.told),
	})
}

// tier counts the alarms that n are worth: one beyond mostTold, and one more for as
// many again.
func tier(n int) int { return max(0, n-1) / mostTold }

// toldTo gives what everybody was told in the hour before at, and how much of it
// went to actor.
func (e *Engine) toldTo(actor string, at time.Time) (recent []telling, sum int, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		content, ok, err := tx.Paper(paperTold)
		if err != nil || !ok {
			return err
		}
		return json.Unmarshal(content, &recent)
	})
	recent = slices.DeleteFunc(recent, func(t telling) bool { return at.Sub(t.At) >= time.Hour })
	for _, t := range recent {
		if t.By == actor {
			sum += t.N
		}
	}
	return recent, sum, err
}
