package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ingest"
)

// table is a file with two good rows and a bad one.
const table = `key,organization_name,service_name_en,needs,phone,city,province,latitude,longitude
1,Maison Exemple,Legal help,legal,416-555-0123,Toronto,ON,,
2,Second Example House,Legal advice,legal,613-555-0145,Ottawa,ON,,
3,Third Example House,Legal advice,legal,613-555-0146,Ottawa,ON,45.4,75.7
`

func TestNothingToImportYet(t *testing.T) {
	r := open(t, 0)
	says(t, words(r.editor("ana").get("fr", "imports")), "Aucun fichier n’a encore été préparé", "Préparer une importation", "32 Mo au plus")
	says(t, words(r.editor("ana").get("en", "imports")), "No file has been planned yet", "32 MB at the most")
}

// What was read in a row that is confidential is sealed, in the words of the page.
func TestASealedCellIsNotShown(t *testing.T) {
	ana := open(t, 0).editor("ana")
	id := ana.plans("desk.csv", "key,organization_name,service_name_en,needs,city,province,latitude,longitude,confidential\n1,Maison Exemple,Shelter,emergency-shelter,Ottawa,ON,45.4,75.7,yes\n")
	for lang, sealed := range map[string]string{"fr": "longitude scellé une longitude", "en": "longitude sealed a negative"} {
		rows := words(ana.get(lang, "imports/"+id+"/rows"))
		says(t, rows, sealed)
		silent(t, rows, "75.7", "[sealed]")
	}
}

// A file goes the whole way: planned, looked at, refused for its bad row, applied,
// undone.
func TestAnImportGoesTheWholeWay(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		ana := r.editor("ana")
		id := ana.plans("desk.csv", table)
		page := words(ana.get(lang, "imports/"+id))
		if lang == "fr" {
			says(t, page, "Dossiers ajoutés 2", "Lignes refusées 1", "préparée, rien de modifié", "Laisser de côté les lignes refusées (1)", "Préparée par ana le 2026-11-22")
		} else {
			says(t, page, "Records added 2", "Rows rejected 1", "planned, nothing changed", "Leave out the rejected rows (1)", "Planned by ana on 2026-11-22")
		}
		rows := words(ana.get(lang, "imports/"+id+"/rows"))
		says(t, rows, map[string]string{"fr": "Refusées Ligne 4", "en": "Rejected Line 4"}[lang], "longitude", "75.7")

		w := ana.post(lang, "imports/"+id, "deed", "apply", "reason", "from the partners", "alarms", "read")
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("bad rows are let through: %d", w.Code)
		}
		says(t, words(w), map[string]string{"fr": "cochez la case qui les laisse de côté", "en": "tick the box that leaves them out"}[lang])
		if !strings.Contains(w.Body.String(), `href="#skip_bad"`) || !strings.Contains(w.Body.String(), `value="from the partners"`) {
			t.Error("the fault does not lead to its field, or what was typed is lost")
		}
		done := ana.follow(ana.post(lang, "imports/"+id, "deed", "apply", "skip_bad", "yes", "reason", "from the partners", "alarms", "read"))
		says(t, done, map[string]string{"fr": "Appliqué. ", "en": "Applied. "}[lang], "from the partners")
		if n := len(relais.Listings[data.Staff](r.engine)); n != 2 {
			t.Errorf("%d listings were applied", n)
		}
		r.audited("account:ana apply: from the partners")

		says(t, words(ana.get(lang, "imports/"+id+"/undo")), map[string]string{"fr": "Personne n’a modifié ses dossiers depuis", "en": "Nobody has edited any of its records since"}[lang])
		undone := ana.follow(ana.post(lang, "imports/"+id+"/undo", "reason", "the wrong month"))
		says(t, undone, map[string]string{"fr": "tout est comme avant", "en": "everything is as it was"}[lang], "the wrong month")
		if n := len(relais.Listings[data.Staff](r.engine)); n != 0 {
			t.Errorf("%d listings are left", n)
		}
		says(t, words(ana.get(lang, "imports/"+id+"/undo")), map[string]string{"fr": "ne peut pas être annulée", "en": "cannot be undone"}[lang])
		says(t, words(ana.get(lang, "imports")), "desk.csv", map[string]string{"fr": "annulée", "en": "undone"}[lang])
	}
}

// Alarms want an answer before anything is applied.
func TestAlarmsAreReadFirst(t *testing.T) {
	r := open(t, 0)
	ana := r.editor("ana")
	id := ana.plans("desk.csv", table) // a third of it is rejected: that is an alarm
	page := ana.get("en", "imports/"+id)
	says(t, words(page), "Alarms: read these first", "1 of 3 rows were rejected", "I have read the alarms above")
	w := ana.post("en", "imports/"+id, "deed", "apply", "skip_bad", "yes", "reason", "why")
	says(t, words(w), "nobody said that they were read")
	if !strings.Contains(w.Body.String(), `name="skip_bad" value="yes" checked`) || len(relais.Listings[data.Staff](r.engine)) != 0 {
		t.Error("what was ticked is lost, or the plan was applied")
	}
	for _, path := range []string{"imports/" + id, "imports/" + id + "/rows"} {
		silent(t, words(ana.get("en", path)), "relais approve", "relais import")
		silent(t, words(ana.get("fr", path)), "relais approve", "relais import")
	}
}

// What was edited since is shown, and undoing takes a word on it.
func TestUndoingAsksAboutWhatWasEditedSince(t *testing.T) {
	for newer, left := range map[string]int{"keep": 1, "force": 0} {
		r := open(t, 0)
		ana := r.editor("ana")
		id := ana.plans("desk.csv", table)
		ana.follow(ana.post("en", "imports/"+id, "deed", "apply", "skip_bad", "yes", "alarms", "read", "reason", "why"))
		l := relais.Listings[data.Staff](r.engine)[0]
		e, err := r.engine.Editable(l.Organization.ID)
		if err != nil {
			t.Fatal(err)
		}
		e.Record.Organization.Description.En = "Edited since"
		if _, err := r.engine.Edit(e, relais.Editing{Actor: "ben", Reason: "call", At: start.Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		says(t, words(ana.get("fr", "imports/"+id+"/undo")), "Modifiés depuis par quelqu’un (1)", l.Organization.Name.Fr, "organisme · description · anglais", "Edited since", "Les laisser tels quels")
		w := ana.post("en", "imports/"+id+"/undo", "reason", "why")
		says(t, words(w), "1 records have been edited since this import", "say what becomes of them")
		ana.follow(ana.post("en", "imports/"+id+"/undo", "reason", "why", "newer", newer))
		if n := len(relais.Listings[data.Staff](r.engine)); n != left {
			t.Errorf("%s: %d listings are left, want %d", newer, n, left)
		}
	}
}

// A pair stands side by side, field by field, and what somebody says of it counts.
func TestDecidingPairs(t *testing.T) {
	for _, lang := range langs {
		r := open(t, 0)
		ana := r.editor("ana")
		first := ana.plans("desk.csv", table)
		ana.follow(ana.post(lang, "imports/"+first, "deed", "apply", "skip_bad", "yes", "alarms", "read", "reason", "why"))
		again := strings.Replace(table, "\n1,Maison Exemple", "\n9,Maison Exemples", 1)
		w := ana.upload(lang, map[string]string{"source": "another list"}, "other.csv", again)
		id := after(t, led(t, w), "/imports/")
		page := ana.get(lang, "imports/"+id+"/pairs")
		says(t, words(page), "Maison Exemples", "Maison Exemple", "416-555-0123", map[string]string{"fr": "Dans le fichier", "en": "In the file"}[lang])
		i, err := r.engine.Import(data.ID(id))
		if err != nil || len(i.Changes.Pairs) == 0 {
			t.Fatalf("no pairs: %v", err)
		}
		pair := i.Changes.Pairs[0].ID
		if w := ana.post(lang, "imports/"+id+"/pairs", "deed", "same", "pair", "none"); w.Code != http.StatusNotFound {
			t.Errorf("a pair that is none: %d", w.Code)
		}
		says(t, ana.follow(ana.post(lang, "imports/"+id+"/pairs", "deed", "different", "pair", pair)), map[string]string{"fr": "Dits différents", "en": "Called different"}[lang])
		says(t, ana.follow(ana.post(lang, "imports/"+id+"/pairs", "deed", "same", "pair", pair)), pair)
		i, err = r.engine.Import(data.ID(id))
		if err != nil || !i.Decided[pair] || i.By[0] != "account:ana" {
			t.Errorf("decided %v, by %v, %v", i.Decided, i.By, err)
		}
		says(t, words(ana.get(lang, "imports/"+id+"/changes")), "Maison Exemples")
	}
}

func TestTheRejectedRowsComeBack(t *testing.T) {
	r := open(t, 0)
	ana := r.editor("ana")
	id := ana.plans(`C:\lists\desk.csv`, table)
	w := ana.post("fr", "imports/"+id+"/errors")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Third Example House") || strings.Contains(w.Body.String(), "Maison Exemple") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename=desk-errors.csv` {
		t.Errorf("it is called %s", got)
	}
	r.audited("account:ana export")
	if w := ana.get("fr", "imports/"+id+"/errors"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Third Example House") {
		t.Errorf("they are given for looking: %d", w.Code)
	}
}

// A file that cannot be read is refused in words, beside the form that it came from.
func TestFilesThatAreRefused(t *testing.T) {
	r := open(t, 0)
	ana := r.editor("ana")
	for name, c := range map[string]struct {
		fields        map[string]string
		file, content string
		fr, en        string
	}{
		"no file":     {nil, "", "", "Choisissez un fichier.", "Choose a file."},
		"empty":       {nil, "desk.csv", "", "Choisissez un fichier.", "Choose a file."},
		"no source":   {nil, "desk.csv", table, "Personne n’a dit d’où vient ce fichier.", "name its source in the form"},
		"no table":    {map[string]string{"source": "x"}, "desk.csv", "alpha,beta\n1,2\n", "aucun titre de ce fichier n’est connu", "alpha, beta"},
		"large":       {map[string]string{"source": "x"}, "desk.csv", strings.Repeat("a,b\n", ingest.MaxBytes/4+1), "32 Mo pour un fichier", "32 MB for a file"},
		"bad mapping": {map[string]string{"source": "x", "mapping": "columns = 1"}, "desk.csv", table, "table de correspondance", "mapping"},
	} {
		for lang, want := range map[string]string{"fr": c.fr, "en": c.en} {
			w := ana.upload(lang, c.fields, c.file, c.content)
			if w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, w.Code)
			}
			if page := words(w); !strings.Contains(strings.ToLower(page), strings.ToLower(want)) || strings.Contains(page, "relais import") {
				t.Errorf("%s does not say %q: %s", name, want, page)
			}
		}
	}
	if all, err := r.engine.Imports(); err != nil || len(all) != 0 {
		t.Errorf("%d imports were kept, %v", len(all), err)
	}
}

// A list of many is shown page by page, and no page is past its end.
func TestManyRowsAreShownPageByPage(t *testing.T) {
	r := open(t, 0)
	var file strings.Builder
	file.WriteString("key,organization_name,needs,province,latitude,longitude\n")
	for i := range 120 {
		fmt.Fprintf(&file, "%d,House %d,legal,ON,45.4,75.7\n", i, i)
	}
	ana := r.editor("ana")
	id := ana.plans("desk.csv", file.String())
	seen := 0
	for _, page := range []string{"", "?page=2", "?page=3"} {
		seen += strings.Count(words(ana.get("en", "imports/"+id+"/rows"+page)), "Line ")
	}
	if last := words(ana.get("en", "imports/"+id+"/rows?page=99")); seen < 120 || !strings.Contains(last, "101 to") {
		t.Errorf("%d rows, and at the end %s", seen, last)
	}
	says(t, words(ana.get("fr", "imports/"+id+"/rows?page=x")), "1 à 50 sur ")
}

func TestImportsThatAreNone(t *testing.T) {
	r := open(t, 0)
	ana := r.editor("ana")
	for _, path := range []string{"imports/x", "imports/00000000-0000-4000-8000-000000000001", "imports/x/rows", "imports/x/changes", "imports/x/pairs", "imports/x/undo", "imports/x/errors"} {
		w := ana.get("en", path)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
		says(t, words(w), "There is no import with this id")
		silent(t, words(w), "relais import")
	}
	for _, path := range []string{"imports/x", "imports/x/undo", "imports/x/errors", "imports/x/pairs"} {
		if w := ana.post("fr", path, "deed", "apply", "reason", "why"); w.Code != http.StatusNotFound && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
