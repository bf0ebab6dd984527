package desk_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

func TestFindingARecord(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		ana := r.editor("ana")
		says(t, words(ana.get(lang, "records")), map[string]string{"fr": "Nom ou identifiant", "en": "Name or id"}[lang])
		l := listed(t, r)
		w := ana.post(lang, "records", "wanted", "EXEMPLE")
		says(t, words(w), "Maison Exemple")
		silent(t, words(w), "Second Example House")
		says(t, words(ana.post(lang, "records", "wanted", "qwxz")), map[string]string{"fr": "Rien ne porte ce nom.", "en": "Nothing has this name."}[lang])
		says(t, words(ana.post(lang, "records", "wanted", " é ")), map[string]string{"fr": "au moins deux lettres", "en": "two letters"}[lang])
		for _, id := range []data.ID{l.ID, l.Organization.ID} {
			says(t, ana.follow(ana.post(lang, "records", "wanted", string(id))), l.Organization.Name.En, l.Service.Name.En)
		}
		if w := ana.post(lang, "records", "wanted", "00000000-0000-4000-8000-000000000001"); w.Code != http.StatusNotFound {
			t.Errorf("an id of nothing: %d", w.Code)
		}
		for _, path := range []string{"records/x", "records/x/history", "records/x/parts/x", "records/" + string(l.Organization.ID) + "/parts/x"} {
			if w := ana.get(lang, path); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	}
}

var (
	inputs    = regexp.MustCompile(`<input [^>]*name="([^"]*)"[^>]*>`)
	values    = regexp.MustCompile(`value="([^"]*)"`)
	textareas = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>`)
	selects   = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>.*?</select>`)
	selected  = regexp.MustCompile(`value="([^"]*)" selected`)
)

// filled is the form of a page as a browser would send it back untouched.
func filled(page string) url.Values {
	f := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(page, -1) {
		value := values.FindStringSubmatch(m[0])
		if strings.Contains(m[0], `type="checkbox"`) && !strings.Contains(m[0], " checked") {
			continue
		}
		f.Set(m[1], "")
		if value != nil {
			f.Set(m[1], html.UnescapeString(value[1]))
		}
	}
	for _, m := range textareas.FindAllStringSubmatch(page, -1) {
		f.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range selects.FindAllStringSubmatch(page, -1) {
		if chosen := selected.FindStringSubmatch(m[0]); chosen != nil {
			f.Set(m[1], html.UnescapeString(chosen[1]))
		}
	}
	return f
}

// sends sends a form that was filled in, with some fields changed.
func (p person) sends(lang, path string, f url.Values, changed ...string) string {
	for i := 0; i < len(changed); i += 2 {
		f.Set(changed[i], changed[i+1])
	}
	w := p.send(http.MethodPost, at(lang, path), "application/x-www-form-urlencoded", f.Encode())
	if w.Code == http.StatusSeeOther {
		return p.follow(w)
	}
	return words(w)
}

// A form that is sent back as it came changes nothing: of no part of any record of
// the sample is anything lost on the way.
func TestAFormSentBackChangesNothing(t *testing.T) {
	r := open(t, 15)
	records, err := invented()
	if err != nil {
		t.Fatal(err)
	}
	ana := r.editor("ana")
	parts := 0
	for _, rec := range records[:15] {
		ids := []data.ID{rec.ID()}
		for i := range rec.Services {
			ids = append(ids, rec.Services[i].ID)
		}
		for i := range rec.Locations {
			ids = append(ids, rec.Locations[i].ID)
		}
		for i := range rec.At {
			ids = append(ids, rec.At[i].ID)
		}
		for i, id := range ids {
			path := "records/" + string(rec.ID()) + "/parts/" + string(id)
			lang := langs[(i+parts)%2]
			w := ana.get(lang, path)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", path, w.Code, words(w))
			}
			parts++
			if page := ana.sends(lang, path, filled(w.Body.String()), "reason", "nothing"); !strings.Contains(page, map[string]string{"fr": "Ceci ne change rien.", "en": "This changes nothing."}[lang]) {
				t.Fatalf("%s: %s", path, page)
			}
		}
	}
	t.Logf("%d parts", parts)
}

// open gives a record without its seal, as JSON.
func (r *room) record(id data.ID) (*record.Record, string) {
	r.t.Helper()
	e, err := r.engine.Editable(id)
	if err != nil {
		r.t.Fatal(err)
	}
	b, err := json.Marshal(e.Record)
	if err != nil {
		r.t.Fatal(err)
	}
	return e.Record, string(b)
}

func TestEditingAndTakingItBack(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		ana := r.editor("ana")
		l := listed(t, r)
		id := l.Organization.ID
		_, before := r.record(id)
		path := "records/" + string(id) + "/parts/" + string(l.Service.ID)
		page := ana.get(lang, path).Body.String()

		says(t, ana.sends(lang, path, filled(page), "reason", ""), map[string]string{"fr": "Donnez une raison.", "en": "Give a reason."}[lang])
		says(t, ana.sends(lang, path, filled(page), "reason", strings.Repeat("é", 501)), map[string]string{"fr": "La raison dépasse 500 caractères.", "en": "longer than 500 characters"}[lang])
		says(t, ana.sends(lang, path, filled(page), "reason", "x\n  2  bob"), map[string]string{"fr": "écrivez-la sur une seule ligne", "en": "write it in one line"}[lang])
		wrong := ana.sends(lang, path, filled(page), "reason", "x", "needs", "qwxzneed", "eligibility.ages.min", "old", "intake.until", "soon")
		says(t, wrong, map[string]string{"fr": "Besoins : ", "en": "Needs: "}[lang], map[string]string{"fr": "pas un âge", "en": "no age"}[lang], "qwxzneed")
		if _, now := r.record(id); now != before {
			t.Error("what was refused was done")
		}
		edited := ana.sends(lang, path, filled(page), "reason", "they called", "needs", "counselling\nservices juridiques", "description.fr", "Aide aux « personnes »",
			"phones[0].number", "(416) 555-0199", "languages.staff", "français\nCree", "eligibility.ages.stated", "yes", "eligibility.ages.min", "16")
		says(t, edited, map[string]string{"fr": "Modifié", "en": "Edited"}[lang])
		rec, _ := r.record(id)
		s := rec.Services[0]
		if strings.Join(s.Needs, " ") != "counselling legal" || s.Description.Fr != "Aide aux « personnes »" || len(s.Phones) != 1 || s.Phones[0].Number != "+14165550199" || len(s.Languages) != 2 || s.Eligibility.Ages.Min != 16 {
			t.Errorf("made %+v", s)
		}
		r.audited("account:ana apply: they called")
		stale := ana.sends(lang, path, filled(page), "reason", "late", "name.en", "Another name")
		says(t, stale, map[string]string{"fr": "Quelqu’un a modifié ce dossier", "en": "Somebody has edited this record"}[lang])

		history := ana.get(lang, "records/"+string(id)+"/history")
		says(t, words(history), "they called", "ana", map[string]string{"fr": "service 1 · besoins 1", "en": "service 1 · needs 1"}[lang], map[string]string{"fr": "Le dossier a été créé.", "en": "The record was made."}[lang])
		change := regexp.MustCompile(`name="change" value="(\d+)"`).FindStringSubmatch(history.Body.String())[1]
		says(t, words(ana.post(lang, "records/"+string(id)+"/history", "change", change, "reason", "")), map[string]string{"fr": "Donnez une raison.", "en": "Give a reason."}[lang])
		says(t, ana.follow(ana.post(lang, "records/"+string(id)+"/history", "change", change, "reason", "a mistake")), map[string]string{"fr": "Annulé.", "en": "Taken back."}[lang])
		if _, now := r.record(id); now != before {
			t.Errorf("after taking it back:\n%s\nbefore:\n%s", now, before)
		}
		for _, none := range []string{"x", "999999"} {
			if w := ana.post(lang, "records/"+string(id)+"/history", "change", none, "reason", "x"); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusNotFound {
				t.Errorf("change %s: %d", none, w.Code)
			}
		}
	}
}

// What an edit would show anybody waits for a second person.
func TestWhatAnEditWouldShowWaits(t *testing.T) {
	r := open(t, 0)
	ana, ben := r.approver("ana"), r.approver("ben")
	l := listed(t, r)
	id := l.Organization.ID
	path := "records/" + string(id) + "/parts/"
	place := func() data.ID { rec, _ := r.record(id); return rec.Locations[0].ID }()
	shown := []string{"reason", "form came", "exposure.visibility", "public", "exposure.consent.by", "The director", "exposure.consent.on", "2026-11-01"}
	last := ""
	for _, part := range []data.ID{id, l.Service.ID, place} {
		page := ana.get("en", path+string(part)).Body.String()
		last = ana.sends("en", path+string(part), filled(page), shown...)
	}
	says(t, last, "Nothing was changed yet", "waits for a second person")
	if n := len(relais.Listings[data.Public](r.engine)); n != 0 {
		t.Errorf("the public sees %d", n)
	}
	page := ana.get("en", path+string(l.Service.ID)).Body.String()
	says(t, ana.sends("en", path+string(l.Service.ID), filled(page), "reason", "x", "exposure.consent.by", ""), "The record would not be right.", "service 1 · who may see it · consent: says nobody and no day")
	waiting, err := r.engine.Proposals()
	if err != nil || len(waiting) == 0 {
		t.Fatal(waiting, err)
	}
	says(t, words(ben.get("en", "proposals/"+string(waiting[0].ID))), "form came")
}

// A form is headed by what it is about, and a place without a name by where it is.
func TestAFormSaysWhatItIsAbout(t *testing.T) {
	r := open(t, 0)
	ana := r.editor("ana")
	l := listed(t, r)
	rec, _ := r.record(l.Organization.ID)
	path := "records/" + string(rec.ID())
	place := words(ana.get("fr", path+"/parts/"+string(rec.Locations[0].ID)))
	if !rec.Locations[0].Name.IsZero() {
		t.Fatal("the place has a name")
	}
	says(t, place, rec.Locations[0].Address.City)
	silent(t, place, "Modifier · lieu")
	says(t, words(ana.get("fr", path+"/parts/"+string(rec.ID()))), "Ce qu’il est")
	says(t, words(ana.get("fr", path+"/history")), "par ana le 2026-11-22 : why")
}

// A place that becomes confidential takes its address under the seal, and keeps
// nothing finer than its province.
func TestAPlaceBecomesConfidential(t *testing.T) {
	r := open(t, 0)
	ana := r.editor("ana")
	l := listed(t, r)
	rec, _ := r.record(l.Organization.ID)
	path := "records/" + string(rec.ID()) + "/parts/" + string(rec.Locations[0].ID)
	page := ana.get("en", path).Body.String()
	says(t, ana.sends("en", path, filled(page), "reason", "moved", "address.address_1", "123 Canary Street", "address.postal_code", "M5V 2T6"), "Edited.")
	moved, _ := r.record(rec.ID())
	if at := moved.Locations[0]; at.Address.Line1 != "123 Canary Street" || at.Area.Code != "M5V" {
		t.Errorf("moved to %+v", at)
	}
	page = ana.get("en", path).Body.String()
	says(t, ana.sends("en", path, filled(page), "reason", "it is a shelter", "confidential", "yes"), "Edited.")
	hidden, open := r.record(rec.ID())
	if at := hidden.Locations[0]; !at.Confidential || !at.Address.IsZero() || at.Area.Code != "ON" || strings.Contains(open, "Canary") {
		t.Errorf("left open: %s", open)
	}
	says(t, words(ana.get("en", path)), "its address is sealed")
	silent(t, words(ana.get("en", "records/"+string(rec.ID()))), "Canary")
	silent(t, words(ana.get("en", "records/"+string(rec.ID())+"/history")), "Canary", "M5V")
	secret, err := r.engine.Reveal(l.ID, "test", "look", start)
	if err != nil || secret.Address.Line1 != "123 Canary Street" {
		t.Errorf("sealed %+v, %v", secret, err)
	}
}

// Whoever decides whether a place is to be opened is not shown its address for it:
// that takes a reveal, which is audited.
func TestAProposalToOpenAPlaceDoesNotOpenIt(t *testing.T) {
	r := open(t, 0)
	ana, ben := r.editor("ana"), r.approver("ben")
	l := listed(t, r)
	rec, _ := r.record(l.Organization.ID)
	path := "records/" + string(rec.ID()) + "/parts/" + string(rec.Locations[0].ID)
	hide := filled(ana.get("en", path).Body.String())
	says(t, ana.sends("en", path, hide, "reason", "it is a shelter", "confidential", "yes", "address.address_1", "123 Canary Street", "address.postal_code", "M5V 2T6"), "Edited.")
	show := filled(ana.get("en", path).Body.String())
	show.Del("confidential")
	says(t, ana.sends("en", path, show, "reason", "it is none", "address.address_1", "123 Canary Street", "address.city", "Canaryville", "address.postal_code", "M5V 2T6"), "waits for a second person")
	waiting, err := r.engine.Proposals()
	if err != nil || len(waiting) != 1 {
		t.Fatal(waiting, err)
	}
	for _, lang := range langs {
		page := words(ben.get(lang, "proposals/"+string(waiting[0].ID)))
		says(t, page, map[string]string{"fr": "une adresse exacte scellée jusqu’ici", "en": "an exact address that is sealed now"}[lang])
		silent(t, page, "Canary", "M5V")
	}
}

// A whole record is edited as the command line gives it, and what is wrong is said
// with its line.
func TestEditingAWholeRecord(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		ana := r.editor("ana")
		l := listed(t, r)
		id := string(l.Organization.ID)
		w := ana.get(lang, "whole?record="+id)
		f := filled(w.Body.String())
		if f.Get("record") != id || !strings.Contains(f.Get("json"), l.Organization.Name.En) {
			t.Fatalf("the form has %v", f)
		}
		given := f.Get("json")
		says(t, ana.sends(lang, "whole", f, "reason", "x"), map[string]string{"fr": "Ceci ne change rien.", "en": "This changes nothing."}[lang])
		for _, wrong := range []string{"{", strings.Replace(given, `"kind"`, `"kinds"`, 1), given + "{}", strings.Replace(given, `"record": {`, `"record": null, "x": {`, 1)} {
			page := ana.sends(lang, "whole", f, "reason", "x", "json", wrong)
			says(t, page, map[string]string{"fr": "Ceci n’a pas pu être lu, à la ligne", "en": "This could not be read, at line"}[lang])
		}
		says(t, ana.sends(lang, "whole", f, "reason", "x", "json", strings.ReplaceAll(given, id, string(l.ID))), map[string]string{"fr": "Ce n’est pas le dossier", "en": "not the record"}[lang])
		says(t, ana.sends(lang, "whole", f, "reason", "x", "json", strings.Replace(given, `"legal"`, `"qwxz"`, 1)), map[string]string{"fr": "pas un terme", "en": "no term"}[lang])
		says(t, ana.sends(lang, "whole", f, "reason", "always open", "json", strings.Replace(given, `"status": "active"`, `"status": "active", "hours": {"always": true}`, 1)), map[string]string{"fr": "Modifié", "en": "Edited"}[lang])
		if rec, _ := r.record(l.Organization.ID); !rec.Services[0].Hours.Always {
			t.Errorf("made %+v", rec.Services[0].Hours)
		}
		if w := ana.get(lang, "whole"); w.Code != http.StatusNotFound {
			t.Errorf("of no record: %d", w.Code)
		}
	}
}
