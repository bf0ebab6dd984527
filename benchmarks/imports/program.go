package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// directory is a folder of its own in which the program works.
type directory struct {
	program, folder string
}

// step is one process of the program: how long it took, the most memory that it
// had, and what it said.
type step struct {
	took time.Duration
	peak int64 // bytes
	said said
}

// said is what the steps say as JSON, as far as it matters here.
type said struct {
	ID        string `json:"id"`
	Added     int    `json:"added"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Rejected  int    `json:"rejected"`
	Updated   int    `json:"updated"`
	Content   string `json:"content"`
}

// rejectedRows is the exit code of what was done but for some rows.
const rejectedRows = 3

func newDirectory(ctx context.Context, program, folder string) (*directory, error) {
	d := &directory{program: program, folder: folder}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	_, err := d.run(ctx, "init")
	return d, err
}

// run runs one command of the program to its end. This process must be a small
// one: the system counts what it had when it began another as memory of that.
func (d *directory) run(ctx context.Context, args ...string) (step, error) {
	cmd := exec.CommandContext(ctx, d.program, append(args, "--json")...)
	cmd.Env = append(os.Environ(), "RELAIS_LANG=en", "RELAIS_DATA="+filepath.Join(d.folder, "data"), "RELAIS_KEYS="+filepath.Join(d.folder, "keys"))
	var out, faults bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &faults
	began := time.Now()
	err := cmd.Run()
	s := step{took: time.Since(began)}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == rejectedRows {
		err = nil
	}
	if err != nil {
		return s, fmt.Errorf("relais %s: %w: %s", args[0], err, &faults)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.peak = usage.Maxrss << 10
	}
	if err := json.Unmarshal(out.Bytes(), &s.said); err != nil && args[0] == "import" {
		return s, fmt.Errorf("relais %s: %w", args[0], err)
	}
	return s, nil
}

// file is a table to bring in, and what its columns mean.
type file struct {
	path    string
	mapping string // "" for headings that need none
	source  string
	place   string // that is searched near afterwards
	need    string
}

func (f file) plan() []string {
	args := []string{"import", "plan", f.path}
	if f.mapping != "" {
		args = append(args, "--mapping", f.mapping)
	}
	if f.source != "" {
		args = append(args, "--source", f.source)
	}
	return args
}

// bring brings a file in for good.
func (d *directory) bring(ctx context.Context, f file) (applied step, err error) {
	planned, err := d.run(ctx, f.plan()...)
	if err != nil {
		return applied, err
	}
	return d.run(ctx, "import", "apply", planned.said.ID, "--yes", "--skip-bad")
}

// phases are the steps of one file, in their order.
func phases() []string { return []string{"plan", "apply", "search", "plan again", "undo"} }

// through takes a file through all phases, and says so if anything is left of it
// afterwards. before is the digest of all records.
func (d *directory) through(ctx context.Context, f file, before string) ([]step, error) {
	var steps []step
	take := func(args ...string) (step, error) {
		s, err := d.run(ctx, args...)
		steps = append(steps, s)
		return s, err
	}
	planned, err := take(f.plan()...)
	if err != nil {
		return nil, err
	}
	if _, err := take("import", "apply", planned.said.ID, "--yes", "--skip-bad"); err != nil {
		return nil, err
	}
	if _, err := take("search", "--as", "staff", "--place", f.place, "--need", f.need); err != nil {
		return nil, err
	}
	again, err := take(f.plan()...)
	if err != nil {
		return nil, err
	}
	undone, err := take("import", "undo", planned.said.ID, "--yes", "--force-all")
	if err != nil {
		return nil, err
	}
	switch {
	case undone.said.Content != before:
		return nil, errors.New("after undoing, the records are not what they were before")
	case again.said.Added+again.said.Changed != 0:
		return nil, errors.New("the same file again would change " + strconv.Itoa(again.said.Added+again.said.Changed) + " records")
	}
	return steps, nil
}
