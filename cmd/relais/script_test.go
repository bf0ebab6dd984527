package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata/script read aloud what a person types and sees.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("the scripts run one command at a time: the race detector has nothing to find in them")
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("RELAIS_KEYS", env.WorkDir+"/keys")
			env.Setenv("RELAIS_DATA", env.WorkDir+"/directory")
			env.Setenv("USER", "tester")
			env.Setenv("EXAMPLES", examples)
			env.Setenv("DEEP", filepath.Join(env.WorkDir, strings.Repeat("deep-down/", 12)))
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "root" {
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("no such condition: %s", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "blanks": blanks},
	})
}

// TestMain lets the scripts run this program as `relais`, at a fixed instant and,
// where they name one, under another account: it takes two to publish.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"relais": func() {
			at := func() time.Time { return time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC) }
			a := newApp(os.Stdin, os.Stdout, os.Stderr, os.Getenv, at)
			if name := os.Getenv("ACCOUNT"); name != "" {
				a.account = func() string { return name }
			}
			os.Exit(a.run(os.Args[1:]))
		},
	})
}

// exits runs a program that must end with the given code: exits 2 relais …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if (got == want) == neg {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// blanks makes a file longer by so many MiB of blanks: blanks 33 file.
func blanks(ts *testscript.TestScript, _ bool, args []string) {
	mib, err := strconv.Atoi(args[0])
	ts.Check(err)
	f, err := os.OpenFile(ts.MkAbs(args[1]), os.O_APPEND|os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.Write(bytes.Repeat([]byte(" "), mib<<20))
	ts.Check(errors.Join(err, f.Close()))
}
