package staff

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

func allWords() map[string]bilingual.Text {
	all := maps.Clone(words)
	maps.Copy(all, panelWords)
	maps.Copy(all, workWords)
	return all
}

func TestEveryWordIsSaidInBothLanguages(t *testing.T) {
	if len(allWords()) != len(words)+len(panelWords)+len(workWords) {
		t.Error("a key has words twice")
	}
	for key, text := range allWords() {
		if text.En == "" || text.Fr == "" || strings.Contains(text.En+text.Fr, "'") {
			t.Errorf("%s: %+v", key, text)
		}
		if verbs(text.En) != verbs(text.Fr) {
			t.Errorf("%s takes other arguments in French", key)
		}
		for _, sign := range []string{" ?", " !", " ;"} {
			if strings.Contains(text.Fr, sign) {
				t.Errorf("%s: French has no space before %q here", key, sign)
			}
		}
	}
}

func verbs(s string) string {
	return strings.Join(regexp.MustCompile(`%[a-z]`).FindAllString(s, -1), "")
}

// Every key that is used has words, and every word is used: keys are written in
// full in the code and the templates, or begin with one of a few families.
func TestWordsAreThoseThatAreUsed(t *testing.T) {
	var source strings.Builder
	for _, dir := range []string{".", "templates"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.IsDir() || strings.HasSuffix(e.Name(), "_test.go") || strings.HasPrefix(e.Name(), "words") {
				continue
			}
			b, err := os.ReadFile(dir + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			source.Write(b)
		}
	}
	families := []string{"urgency.", "gender.", "origin.", "visibility.", "sealed.", "reason.", "key.", "panel.", "law.applies.", "refer.kind.", "refer.basis.", "refer.outcome."}
	for key := range allWords() {
		inFamily := slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) })
		if !inFamily && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("%s is never said", key)
		}
	}
	for _, m := range regexp.MustCompile(`\{\{t "([^"]+)"`).FindAllStringSubmatch(source.String(), -1) {
		if _, ok := allWords()[m[1]]; !ok {
			t.Errorf("%s has no words", m[1])
		}
	}
	for _, c := range commands {
		if _, ok := allWords()["key."+c.Name]; !ok {
			t.Errorf("the key of %s has no words", c.Name)
		}
	}
	for _, one := range referWords() {
		if _, ok := allWords()[one]; !ok {
			t.Errorf("%s has no words", one)
		}
	}
	for _, part := range []string{"address", "contacts", "protocol", "notes", "point"} {
		if _, ok := allWords()["sealed."+part]; !ok {
			t.Errorf("a sealed %s has no words", part)
		}
	}
	for _, v := range []data.Visibility{data.Open, data.Limited, data.Internal} {
		if _, ok := allWords()["visibility."+v.String()]; !ok {
			t.Errorf("%s has no words", v)
		}
	}
}

// What one file holds is small: it comes with every full screen.
func TestTheScriptIsSmall(t *testing.T) {
	b, err := files.ReadFile("script.js")
	if err != nil || len(b) > 15_000 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	for _, keeps := range []string{"localStorage", "sessionStorage", "indexedDB", "document.cookie", "innerHTML = location", "console."} {
		if strings.Contains(string(b), keeps) {
			t.Errorf("the script has %s", keeps)
		}
	}
}

// referWords are the keys of everything that a referral is.
func referWords() []string {
	all := []string{"refer.outcome.kept"}
	for _, k := range referralSteps {
		all = append(all, "refer.kind."+string(k.kind))
	}
	for _, g := range groundSteps {
		all = append(all, "refer.basis."+string(g.basis))
	}
	for _, o := range outcomeSteps {
		all = append(all, "refer.outcome."+string(o.outcome))
	}
	return all
}
