package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
)

// consent is a mapping that says who agreed to be shown.
const consent = `source = "partners"
key = ["key"]

[columns]
organization_name = "organization_name"
service_name_en = "service_name_en"
needs = "needs"
phone = "phone"
city = "city"
province = "province"

[consent]
by = "Directors"
on = 2026-01-15
evidence = "folder 12"
visibility = "public"
`

const agreed = `key,organization_name,service_name_en,needs,phone,city,province
1,Maison Exemple,Legal help,legal,416-555-0123,Toronto,ON
2,Second Example House,Legal advice,legal,613-555-0145,Ottawa,ON
3,Third Example House,Legal advice,legal,613-555-0146,Ottawa,ON
`

// proposes imports a file with consent: what it would show waits.
func (p person) proposes() (importID string, waiting []relais.Proposal) {
	p.t.Helper()
	id := after(p.t, led(p.t, p.upload("en", map[string]string{"mapping": consent}, "agreed.csv", agreed)), "/imports/")
	says(p.t, words(p.get("en", "imports/"+id)), "seen more widely than before: 3. That is held back")
	says(p.t, p.follow(p.post("en", "imports/"+id, "deed", "apply", "alarms", "read", "reason", "consent forms came")), "that wait for a second person: 3.")
	waiting, err := p.engine.Proposals()
	if err != nil || len(waiting) != 3 {
		p.t.Fatalf("%d wait, %v", len(waiting), err)
	}
	return id, waiting
}

func TestNothingWaits(t *testing.T) {
	r := open(t, 0)
	says(t, words(r.approver("ben").get("fr", "proposals")), "Rien n’attend.")
	says(t, words(r.approver("ben").get("en", "proposals")), "Nothing waits.")
}

// Whoever proposed something is told why somebody else decides, and is refused.
func TestNobodyDecidesTheirOwn(t *testing.T) {
	for lang, own := range map[string]string{"fr": "il faut une deuxième personne", "en": "it takes a second person"} {
		r := open(t, 0)
		ana := r.approver("ana")
		id, waiting := ana.proposes()
		list := ana.get(lang, "proposals?import="+id)
		says(t, words(list), "Maison Exemple", own, "consent forms came", map[string]string{"fr": "par ana le 2026-11-22", "en": "by ana on 2026-11-22"}[lang])
		if strings.Contains(list.Body.String(), `name="deed"`) {
			t.Error("there is a button to decide one’s own")
		}
		one := ana.get(lang, "proposals/"+string(waiting[0].ID))
		says(t, words(one), own, map[string]string{"fr": "Le public verrait toute une fiche", "en": "The public would see a whole listing"}[lang])
		if strings.Contains(one.Body.String(), `name="deed"`) {
			t.Error("there is a button to decide one’s own")
		}
		w := ana.post(lang, "proposals/"+string(waiting[0].ID), "deed", "approve", "reason", "fine")
		if w.Code != http.StatusForbidden || len(relais.Listings[data.Public](r.engine)) != 0 {
			t.Errorf("their own was decided: %d", w.Code)
		}
		says(t, words(w), map[string]string{"fr": "La personne qui a proposé ceci ne peut pas en décider.", "en": "Whoever proposed this cannot decide it."}[lang])
	}
}

func TestASecondPersonDecides(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		id, waiting := r.editor("ana").proposes()
		ben := r.approver("ben")
		one := "proposals/" + string(waiting[0].ID)
		page := words(ben.get(lang, one))
		says(t, page, waiting[0].Name, "ana", map[string]string{"fr": "Ce qui changerait dans le dossier", "en": "What would change in the record"}[lang])
		says(t, page, map[string]string{"fr": "Le public : Legal", "en": "The public: Legal"}[lang], map[string]string{"fr": "n’en voit rien actuellement", "en": "sees nothing of it now"}[lang], "-555-01")
		w := ben.post(lang, one, "deed", "approve", "reason", " ")
		says(t, words(w), map[string]string{"fr": "Donnez une raison.", "en": "Give a reason."}[lang])
		silent(t, words(w), "--reason")
		says(t, words(ben.post(lang, one, "deed", "eat", "reason", "x")), map[string]string{"fr": "ne demande rien", "en": "asks for nothing"}[lang])
		says(t, ben.follow(ben.post(lang, one, "deed", "approve", "reason", "form seen")), map[string]string{"fr": "Approuvé.", "en": "Approved."}[lang])
		if n := len(relais.Listings[data.Public](r.engine)); n != 1 {
			t.Errorf("the public sees %d", n)
		}
		r.audited("account:ben apply: form seen")
		if w := ben.get(lang, one); w.Code != http.StatusNotFound {
			t.Errorf("it still waits: %d", w.Code)
		}
		says(t, words(ben.post(lang, "proposals", "deed", "approve", "reason", "x")), map[string]string{"fr": "Rien n’est coché.", "en": "Nothing was ticked."}[lang])
		says(t, ben.follow(ben.post(lang, "proposals", "deed", "decline", "reason", "no", "id", string(waiting[1].ID))), map[string]string{"fr": "Refusé.", "en": "Declined."}[lang])
		r.audited("account:ben decline: no")
		ben.follow(ben.post(lang, "proposals", "deed", "approve", "reason", "all seen", "import", id, "all", "yes"))
		if n := len(relais.Listings[data.Public](r.engine)); n != 2 {
			t.Errorf("the public sees %d", n)
		}
	}
}

// An editor sees what waits, and has no button.
func TestAnEditorLooksAndDoesNotDecide(t *testing.T) {
	r := open(t, 0)
	_, waiting := r.editor("ana").proposes()
	cleo := r.editor("cleo")
	for _, path := range []string{"proposals", "proposals/" + string(waiting[0].ID)} {
		w := cleo.get("en", path)
		says(t, words(w), "Approvers decide. You may look.")
		if strings.Contains(w.Body.String(), `value="approve"`) {
			t.Errorf("%s has a button", path)
		}
		if w := cleo.post("en", path, "deed", "approve", "reason", "x", "id", string(waiting[0].ID)); w.Code != http.StatusForbidden || len(relais.Listings[data.Public](r.engine)) != 0 {
			t.Errorf("%s: an editor decided: %d", path, w.Code)
		}
	}
}

// Of several, those that may be decided are, and the others say why not.
func TestOfSeveralThoseThatMayAreDecided(t *testing.T) {
	r := open(t, 0)
	ana, ben := r.approver("ana"), r.approver("ben")
	ana.proposes()
	l := relais.Listings[data.Staff](r.engine)[0]
	e, err := r.engine.Editable(l.Organization.ID)
	if err != nil {
		t.Fatal(err)
	}
	e.Record.Organization.Exposure.Consent.By, e.Record.Organization.Exposure.Visibility = "Her", data.Open
	e.Record.Organization.Exposure.Consent.On = l.Verified
	waiting, err := r.engine.Proposals()
	if err != nil {
		t.Fatal(err)
	}
	// ben decides one of ana’s, and one that is there no more does not keep it.
	w := ben.post("en", "proposals", "deed", "approve", "reason", "seen", "id", string(waiting[0].ID), "id", "00000000-0000-4000-8000-000000000001")
	says(t, ben.follow(w), "Approved.")
	// ana’s own are refused, each said once.
	w = ana.post("en", "proposals", "deed", "approve", "reason", "seen", "id", string(waiting[1].ID), "id", string(waiting[2].ID))
	if page := words(w); strings.Count(page, "Whoever proposed this cannot decide it.") != 1 {
		t.Error(page)
	}
}
