// Command relais keeps a directory of support services and answers who can help
// a person, from where they are, now, in their language.
//
// It owns the command line: flags, words on the terminal, exit codes. What a
// command does is the engine's (package relais) and the packages' below it.
//
// Begin with root.go, which lists the commands; each has a file of its own.
package main

import (
	"os"
	"time"
)

func main() {
	a := newApp(os.Stdin, os.Stdout, os.Stderr, os.Getenv, time.Now)
	a.program = os.Args[0]
	os.Exit(a.run(os.Args[1:]))
}
