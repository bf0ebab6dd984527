package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/data/bilingual"
)

// english are words that the command library would say by itself.
var english = regexp.MustCompile(`\[flags\]|Usage|Flags|Available|\(default|string|float| int |\bFILE\b|\bWORD\b|\bOUT\b|Generate|provides|\bfor\b|\bthe\b|help for|disable completion`)

func TestHelpInFrenchSaysNothingInEnglish(t *testing.T) {
	seen := 0
	eachCommand(newRoot(testApp(bilingual.Fr, nil)), func(cmd *cobra.Command) {
		if cmd.Hidden {
			return
		}
		seen++
		said := helpOf(t, bilingual.Fr, cmd)
		if found := english.FindString(said); found != "" {
			t.Errorf("%s says %q:\n%s", cmd.CommandPath(), found, said)
		}
		if !strings.Contains(said, "Utilisation\u00a0:") {
			t.Errorf("%s does not say how it is used:\n%s", cmd.CommandPath(), said)
		}
		if found := english.FindString(helpOf(t, bilingual.En, cmd)); found == "" {
			t.Errorf("%s in English goes unseen: the test tells nothing", cmd.CommandPath())
		}
	})
	if seen < 25 {
		t.Errorf("only %d commands were looked at", seen)
	}
}

// helpOf is what a command says with --help.
func helpOf(t *testing.T, lang bilingual.Lang, cmd *cobra.Command) string {
	t.Helper()
	var out bytes.Buffer
	args := append(strings.Fields(cmd.CommandPath())[1:], "--help", "--lang", string(lang))
	if code := testApp(lang, &out).run(args); code != exitDone {
		t.Errorf("relais %s: exit %d", strings.Join(args, " "), code)
	}
	return out.String()
}

func testApp(lang bilingual.Lang, out *bytes.Buffer) *app {
	a := newApp(nil, out, out, func(string) string { return "" }, time.Now)
	a.lang = lang
	return a
}
