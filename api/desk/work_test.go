package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
)

func TestWhatWaitsStandsOnTheFirstPage(t *testing.T) {
	r := open(t, 0)
	says(t, words(r.approver("ben").get("fr", "")), "Rien n’attend.", "0 Propositions à trancher")
	says(t, words(r.approver("ben").get("en", "")), "Nothing waits.", "0 Services to verify")
	r.editor("ana").proposes()
	says(t, words(r.approver("ben").get("en", "")), "3 Proposals to decide", "3 Services to verify")
	says(t, words(r.editor("ana").get("fr", "")), "3 Propositions à trancher", "De vous : 3.")
	r.editor("ana").plans("another.csv", table)
	says(t, words(r.approver("ben").get("fr", "")), "1 Importations préparées et non appliquées")
}

// listed is one listing of an import that was applied.
func listed(t *testing.T, r *room) data.Listing[data.Staff] {
	t.Helper()
	ana := r.editor("ana")
	id := ana.plans("desk.csv", table)
	ana.follow(ana.post("en", "imports/"+id, "deed", "apply", "skip_bad", "yes", "alarms", "read", "reason", "why"))
	return relais.Listings[data.Staff](r.engine)[0]
}

func TestVerifying(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		cleo := r.editor("cleo")
		says(t, words(cleo.get(lang, "verification")), map[string]string{"fr": "Rien n’est à vérifier.", "en": "Nothing is due."}[lang])
		l := listed(t, r)
		says(t, words(cleo.get(lang, "verification")), l.Organization.Name.En, map[string]string{"fr": "service direct jamais", "en": "direct service never"}[lang])
		one := "verification/" + string(l.ID)
		page := words(cleo.get(lang, one))
		says(t, page, "555-01", map[string]string{"fr": "Ce que dit le répertoire", "en": "What the directory says"}[lang])
		w := cleo.post(lang, one, "deed", "verify", "how", "", "reason", "spoke to them")
		says(t, words(w), map[string]string{"fr": "Dites comment on a demandé.", "en": "Say how they were asked."}[lang])
		silent(t, words(w), "--how")
		if !strings.Contains(w.Body.String(), `href="#how-verify"`) || !strings.Contains(w.Body.String(), `id="how-verify"`) || !strings.Contains(w.Body.String(), `value="spoke to them"`) {
			t.Error("the fault does not lead to its field, or what was typed is lost")
		}
		says(t, cleo.follow(cleo.post(lang, one, "deed", "verify", "how", "phone")), map[string]string{"fr": "Vérifié.", "en": "Verified."}[lang])
		now, err := relais.Find[data.Staff](r.engine, l.ID)
		if err != nil || now.Verified.String() != "2026-11-22" {
			t.Errorf("verified on %v, %v", now.Verified, err)
		}
		says(t, words(cleo.get(lang, "verification?all=1")), map[string]string{"fr": "2026-11-22, cleo, par téléphone", "en": "2026-11-22, cleo, by phone"}[lang], "90")
		r.audited("account:cleo apply: verified")
	}
}

// After tries on three days a withdrawal waits for a second person, who is not
// whoever tried last.
func TestTryingInVainProposesAWithdrawal(t *testing.T) {
	r := open(t, 0)
	l := listed(t, r)
	cleo, one := r.approver("cleo"), "verification/"+string(l.ID)
	for day := range 3 {
		r.at = start.AddDate(0, 0, day)
		page := cleo.follow(cleo.post("fr", one, "deed", "unreached", "how", "phone"))
		says(t, page, "Noté : personne n’a pu être joint.")
		if day == 2 {
			says(t, page, "Son retrait est maintenant proposé")
		}
	}
	says(t, words(cleo.get("fr", one)), "Son retrait est proposé.", "2026-11-24, cleo, par téléphone")
	waiting, err := r.engine.Proposals()
	if err != nil || len(waiting) != 1 {
		t.Fatal(waiting, err)
	}
	proposed := "proposals/" + string(waiting[0].ID)
	says(t, words(cleo.get("en", proposed)), "on which nobody could be reached: 3.", "it takes a second person")
	dan := r.approver("dan")
	says(t, dan.follow(dan.post("en", proposed, "deed", "approve", "reason", "closed")), "Approved.")
	says(t, words(dan.get("en", "withdrawn")), l.Organization.Name.En, "dan", "closed")
}

func TestWithdrawing(t *testing.T) {
	r := open(t, 0)
	says(t, words(r.editor("ana").get("fr", "withdrawn")), "Rien n’a été retiré.")
	l := listed(t, r)
	ana, one := r.editor("ana"), "verification/"+string(l.ID)
	w := ana.post("en", one, "deed", "withdraw", "reason", " ")
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("withdrawn without a reason: %d", w.Code)
	}
	says(t, words(w), "Give a reason.")
	if !strings.Contains(w.Body.String(), `href="#reason-withdraw"`) {
		t.Error("the fault does not lead to its field")
	}
	says(t, ana.follow(ana.post("en", one, "deed", "withdraw", "reason", "asked to leave", "whole", "yes")), "Withdrawn.", "asked to leave")
	if w := ana.get("en", "verification/x"); w.Code != http.StatusNotFound {
		t.Errorf("a listing that is none: %d", w.Code)
	}
}

// What is sealed is named on the page that says whom to call, and not shown.
func TestVerificationOpensNothingThatIsSealed(t *testing.T) {
	r := open(t, 120)
	records, err := invented()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, rec := range records[:120] {
		for i := range rec.At {
			l, err := relais.Find[data.Staff](r.engine, rec.At[i].ID)
			if err != nil || len(l.Inside.Sealed) == 0 || seen > 5 {
				continue
			}
			seen++
			secret, err := r.engine.Reveal(l.ID, "test", "to look for", start)
			if err != nil {
				t.Fatal(err)
			}
			page := words(r.approver("ana").get("en", "verification/"+string(l.ID)))
			says(t, page, "Some of it is sealed")
			for _, value := range []string{secret.Address.Line1, secret.Notes.En, secret.Protocol.En} {
				if value != "" {
					silent(t, page, value)
				}
			}
			for _, c := range secret.Contacts {
				silent(t, page, c.Name)
			}
		}
	}
	if seen == 0 {
		t.Error("nothing of the sample is sealed, and this test proves nothing")
	}
}

func TestTrouble(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		ana := r.editor("ana")
		says(t, words(ana.get(lang, "trouble")), map[string]string{"fr": "Rien n’est signalé.", "en": "Nothing is reported."}[lang])
		l := listed(t, r)
		for range 2 {
			if _, err := r.engine.ReportTrouble(l.ID, relais.TroubleNumber, start); err != nil {
				t.Fatal(err)
			}
		}
		says(t, words(ana.get(lang, "trouble")), l.Organization.Name.En, map[string]string{"fr": "mauvais numéro Fois 2", "en": "wrong number Times 2"}[lang])
		all, err := r.engine.Troubles()
		if err != nil {
			t.Fatal(err)
		}
		w := ana.post(lang, "trouble", "report", string(all[0].ID), "reason", "")
		says(t, words(w), map[string]string{"fr": "Donnez une raison.", "en": "Give a reason."}[lang])
		if !strings.Contains(w.Body.String(), `id="reason"`) {
			t.Error("the fault leads nowhere")
		}
		w = ana.post(lang, "trouble", "report", "x", "reason", "gone")
		if w.Code != http.StatusNotFound {
			t.Errorf("a report that is none: %d", w.Code)
		}
		silent(t, words(w), "relais trouble")
		says(t, ana.follow(ana.post(lang, "trouble", "report", string(all[0].ID), "reason", "number corrected")), map[string]string{"fr": "Réglé.", "en": "Settled."}[lang])
		r.audited("account:ana trouble settled: number corrected")
	}
}

// applicant is a form that meets every criterion.
func applicant() relais.ApplicationForm {
	f := relais.ApplicationForm{
		Path: relais.PathProvider, Name: data.Text{En: "Quillfeather House", Fr: "Maison Quillfeather"}, Kind: data.Direct, Home: "NS", City: "Halifax",
		Needs: []string{"legal"}, Languages: []string{"fr"}, Phone: "902-555-0177", Description: data.Text{En: "Tamarackwords"},
		Contact: data.Contact{Name: "Zinnia Fictitious", Email: "zinnia@example.org", Phone: data.Phone{Number: "+19025550178"}},
	}
	for _, c := range relais.Criteria(relais.PathProvider) {
		f.Answers = append(f.Answers, relais.Answer{Criterion: c.ID, Meets: data.Yes, Words: "Larkspurwords"})
	}
	return f
}

// One person looks and recommends, another decides; whom to write to is shown once,
// for a reason that is audited first.
func TestAnApplicationGoesTheWholeWay(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		ana, ben := r.editor("ana"), r.approver("ben")
		says(t, words(ana.get(lang, "applications")), map[string]string{"fr": "Personne n’a fait de demande.", "en": "Nobody has asked."}[lang])
		a, err := r.engine.ReceiveApplication(applicant(), "", start)
		if err != nil {
			t.Fatal(err)
		}
		one := "applications/" + string(a.ID)
		says(t, words(ana.get(lang, "applications")), "Quillfeather", "2026-11-22", map[string]string{"fr": "ouverte", "en": "open"}[lang])
		page := words(ana.get(lang, one))
		says(t, page, "Tamarackwords", "Larkspurwords", "902-555-0177", "Halifax")
		silent(t, page, "Zinnia", "zinnia")

		w := ana.post(lang, one+"/contact", "deed", "contact", "reason", "")
		says(t, words(w), map[string]string{"fr": "Donnez une raison.", "en": "Give a reason."}[lang])
		silent(t, words(w), "Zinnia")
		w = ana.post(lang, one+"/contact", "deed", "contact", "reason", "to ask for a policy")
		says(t, words(w), "Zinnia Fictitious", "902-555-0178", "zinnia@example.org")
		r.audited("account:ana application contact: to ask for a policy")
		silent(t, words(ana.get(lang, one+"/contact")), "Zinnia")

		says(t, ana.follow(ana.post(lang, one, "deed", "ask", "document", "Privacy policy", "reason", "criteria")), "Privacy policy", map[string]string{"fr": "pas vu", "en": "not seen"}[lang])
		w = ana.post(lang, one, "deed", "recommend", "reason", "the form")
		if w.Code != http.StatusConflict {
			t.Errorf("recommended without its document: %d", w.Code)
		}
		says(t, words(w), map[string]string{"fr": "Notez plus bas qu’il a été vu", "en": "Note that it was seen, below"}[lang], "Privacy policy")
		ana.follow(ana.post(lang, one, "deed", "seen", "document", "Privacy policy", "reason", "seen"))
		says(t, ana.follow(ana.post(lang, one, "deed", "recommend", "reason", "the form and a call")), map[string]string{"fr": "Recommandée par ana le", "en": "Recommended by ana on"}[lang])

		waiting, err := r.engine.Proposals()
		if err != nil || len(waiting) != 1 {
			t.Fatal(waiting, err)
		}
		says(t, ben.follow(ben.post(lang, "proposals/"+string(waiting[0].ID), "deed", "approve", "reason", "agreed")), map[string]string{"fr": "Approuvé.", "en": "Approved."}[lang])
		says(t, words(ana.get(lang, one)), map[string]string{"fr": "acceptée", "en": "accepted"}[lang], map[string]string{"fr": "Ce n’est plus gardé", "en": "It is kept no longer"}[lang])
	}
}

func TestAnApplicationIsTurnedDown(t *testing.T) {
	r := open(t, 0)
	f := applicant()
	f.Answers[0].Meets = data.No
	a, err := r.engine.ReceiveApplication(f, "", start.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	ana, one := r.editor("ana"), "applications/"+string(a.ID)
	says(t, words(ana.get("en", one)), "it cannot be recommended as it is")
	says(t, words(ana.post("fr", one, "deed", "recommend", "reason", "x")), "ne répond pas oui à tous les critères")
	says(t, ana.follow(ana.post("fr", one, "deed", "turn_down", "reason", "pas de politique")), "Refusée. Dites pourquoi", "pas de politique")
	if w := ana.post("fr", one, "deed", "turn_down", "reason", "x"); w.Code != http.StatusConflict {
		t.Errorf("refused twice: %d", w.Code)
	}
	if w := ana.get("fr", "applications/x"); w.Code != http.StatusNotFound {
		t.Errorf("one that is none: %d", w.Code)
	}
}
