package access

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/store"
)

// Audit is how the audit is read, verified and signed. The store is one.
type Audit interface {
	AuditList(q store.AuditQuery) ([]store.AuditEntry, error)
	AuditShow(number uint64) (store.ShownEntry, error)
	VerifyAudit(ctx context.Context, progress func(done, total int), taken ...[]byte) (store.AuditReport, error)
	Checkpoint() ([]byte, error)
	AuditKey() string
}

// auditPage is what the auditor's page shows: entries, or what a verification has
// found.
type auditPage struct {
	Asked    auditQuestion
	Entries  []store.AuditEntry
	Older    uint64 // the number before which the next ones are, 0 for none
	Report   *store.AuditReport
	Brought  bool // a checkpoint was held against it
	Key      string
	Actions  []string
	Question bool // something was asked for, and the page says that not all is shown
}

// auditQuestion is which entries somebody asks for.
type auditQuestion struct {
	Actor  string `json:"actor"`
	Action string `json:"action"`
	About  string `json:"about"` // the id of an organization
	From   string `json:"from"`  // a day, as 2026-11-22
	To     string `json:"to"`    // the last one
	Before string `json:"before"`
	inPage
}

// perPage is how many entries stand on one page.
const perPage = 50

// query reads what is asked for. Days are those of UTC, as the entries say them.
func (a auditQuestion) query() (store.AuditQuery, error) {
	q := store.AuditQuery{
		Actor: strings.TrimSpace(a.Actor), Action: a.Action, Subject: strings.TrimSpace(a.About), Last: perPage + 1,
	}
	var err error
	if q.Since, err = dayOf(a.From); err != nil {
		return q, err
	}
	last, err := dayOf(a.To)
	if err != nil {
		return q, err
	}
	if !last.IsZero() {
		q.Until = last.AddDate(0, 0, 1)
	}
	if a.Before != "" {
		if q.Before, err = strconv.ParseUint(a.Before, 10, 64); err != nil {
			return q, problemUnread()
		}
	}
	return q, nil
}

func dayOf(s string) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return day, problem(bilingual.Invalid, "day_unread",
			bilingual.Text{En: "this is not a day", Fr: "ceci n’est pas une date"},
			bilingual.Text{En: "write it as 2026-11-22", Fr: "écrivez-la comme 2026-11-22"})
	}
	return day, nil
}

func (g *Gate) auditPage(asked auditQuestion) (*auditPage, error) {
	q, err := asked.query()
	if err != nil {
		return nil, err
	}
	entries, err := g.o.Audit.AuditList(q)
	if err != nil {
		return nil, err
	}
	p := &auditPage{Asked: asked, Entries: entries, Key: g.o.Audit.AuditKey(), Actions: auditedActions}
	p.Question = asked.Actor+asked.Action+asked.About+asked.From+asked.To+asked.Before != ""
	if len(entries) > perPage {
		p.Entries = entries[:perPage]
		p.Older = p.Entries[perPage-1].Number
	}
	return p, nil
}

// listAudit shows the entries that are asked for. The question is posted, so that
// whom somebody looks into is in no address.
func (g *Gate) listAudit(w http.ResponseWriter, r *http.Request, asked auditQuestion) error {
	page, err := g.auditPage(asked)
	if err != nil {
		return err
	}
	if !wantsPage(r) {
		serve.WriteJSON(w, struct {
			Entries []store.AuditEntry `json:"entries"`
			Older   uint64             `json:"older,omitempty"`
		}{page.Entries, page.Older})
		return nil
	}
	g.drawAudit(w, r, asked.Lang, page)
	return nil
}

func (g *Gate) drawAudit(w http.ResponseWriter, r *http.Request, lang string, page *auditPage) {
	p := g.pageFor(r, langOf(r, lang), pageAudit)
	p.Audit = page
	g.pages.write(w, http.StatusOK, langOf(r, lang), pageAudit, p)
}

type broughtAlong struct {
	Taken string `json:"taken"` // a checkpoint that was taken away, "" for none
	inPage
}

// patienceToVerify is how long a verification may take: longer than other answers.
const patienceToVerify = 5 * time.Minute

// verifyAudit reads the whole audit and says what it finds. One at a time: each reads
// everything.
func (g *Gate) verifyAudit(w http.ResponseWriter, r *http.Request, typed broughtAlong) error {
	if !g.verifying.TryLock() {
		return problem(bilingual.Conflict, "audit_busy",
			bilingual.Text{En: "the audit is being verified already", Fr: "le journal d’audit est déjà en cours de vérification"},
			bilingual.Text{En: "wait a little, then try again", Fr: "attendez un peu, puis réessayez"})
	}
	defer g.verifying.Unlock()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patienceToVerify)) // where there is no connection, there is none to end
	var taken [][]byte
	if strings.TrimSpace(typed.Taken) != "" {
		taken = [][]byte{asSigned(typed.Taken)}
	}
	report, err := g.o.Audit.VerifyAudit(r.Context(), nil, taken...)
	if err != nil {
		return err
	}
	if !wantsPage(r) {
		serve.WriteJSON(w, report)
		return nil
	}
	page, err := g.auditPage(auditQuestion{})
	if err != nil {
		return err
	}
	page.Report, page.Brought = &report, len(taken) > 0
	g.drawAudit(w, r, typed.Lang, page)
	return nil
}

// asSigned undoes what a form does to a checkpoint that is pasted: the ends of its
// lines, and the one at its end.
func asSigned(pasted string) []byte {
	return []byte(strings.TrimSpace(strings.ReplaceAll(pasted, "\r\n", "\n")) + "\n")
}

// signAudit signs the audit as it is, for the auditor to take away.
func (g *Gate) signAudit(w http.ResponseWriter, _ *http.Request, _ inPage) error {
	signed, err := g.o.Audit.Checkpoint()
	if err != nil {
		return err
	}
	lines := strings.SplitN(string(signed), "\n", 3) // the second one is how many entries it is of
	name := "relais-audit.checkpoint"
	if len(lines) == 3 {
		name = "relais-audit-" + lines[1] + ".checkpoint"
	}
	download(w, "text/plain; charset=utf-8", name, signed)
	return nil
}

type entryNumber struct {
	Number string `json:"number"`
	inPage
}

// proveEntry gives one entry with the proof that a checkpoint has it, as relais audit
// show --json prints it.
func (g *Gate) proveEntry(w http.ResponseWriter, _ *http.Request, typed entryNumber) error {
	n, err := strconv.ParseUint(typed.Number, 10, 64)
	if err != nil {
		return problemUnread()
	}
	shown, err := g.o.Audit.AuditShow(n)
	if err != nil {
		return err
	}
	proof, err := json.MarshalIndent(shown, "", "  ")
	if err != nil {
		return fmt.Errorf("write an entry: %w", err)
	}
	download(w, "application/json", fmt.Sprintf("relais-audit-entry-%d.json", n), append(proof, '\n'))
	return nil
}

// download sends a file that a browser keeps.
func download(w http.ResponseWriter, media, name string, content []byte) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // whoever asked has gone
}
