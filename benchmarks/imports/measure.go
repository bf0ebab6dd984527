package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// bench is where it all happens: one directory with some records, which every
// file comes into and leaves again, and a PostgreSQL.
type bench struct {
	options
	folder string
	in     *directory
	before string // the digest of all records of that directory
	pg     *postgres
	out    io.Writer
}

func measure(ctx context.Context, o options, out io.Writer) (err error) {
	b := &bench{options: o, out: out}
	if b.program, err = filepath.Abs(o.program); err != nil {
		return err
	}
	if b.folder, err = os.MkdirTemp("", "relais-imports-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.folder)) }()
	if b.pg, err = startPostgres(); err != nil {
		return err
	}
	defer b.pg.stop()
	if err := b.furnish(ctx); err != nil {
		return err
	}
	if err := b.generated(ctx); err != nil {
		return err
	}
	return b.real(ctx)
}

// furnish makes the directory, with a few records that are to stay as they are.
func (b *bench) furnish(ctx context.Context) (err error) {
	if b.in, err = newDirectory(ctx, b.program, filepath.Join(b.folder, "directory")); err != nil {
		return err
	}
	path, err := b.rows(ctx, 100)
	if err != nil {
		return err
	}
	there, err := b.in.bring(ctx, file{path: path, source: "there before"})
	b.before = there.said.Content
	return err
}

// rows writes a file of n rows, in a process of its own: see directory.run.
func (b *bench) rows(ctx context.Context, n int) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.folder, fmt.Sprintf("rows-%d.csv", n))
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, self, "-rows", strconv.Itoa(n))
	cmd.Stdout, cmd.Stderr = f, os.Stderr
	return path, errors.Join(cmd.Run(), f.Close())
}

// taken is what the rounds of one file took.
type taken struct {
	rows   int
	steps  [][]step // by round
	copied []copied
}

// generated measures the generated files, in turn with PostgreSQL.
func (b *bench) generated(ctx context.Context) error {
	fmt.Fprintf(b.out, "generated files: time, and the most memory of each process (medians)\n")
	b.heading()
	for _, n := range b.sizes {
		path, err := b.rows(ctx, n)
		if err != nil {
			return err
		}
		t := taken{rows: n}
		for range b.roundsOf(n) {
			steps, err := b.in.through(ctx, file{path: path, source: "generated", place: "Toronto", need: "counselling"}, b.before)
			if err != nil {
				return fmt.Errorf("%d rows: %w", n, err)
			}
			c, err := b.pg.copyIn(ctx, path)
			if err != nil {
				return fmt.Errorf("%d rows: %w", n, err)
			}
			t.steps, t.copied = append(t.steps, steps), append(t.copied, c)
		}
		b.say(strconv.Itoa(n), t)
	}
	fmt.Fprintf(b.out, "\nafter each undoing the digest of all records is the one from before: %.16s…\n", b.before)
	return nil
}

// roundsOf is how often a file of n rows comes in.
func (b *bench) roundsOf(n int) int {
	if n < 100_000 {
		return b.rounds
	}
	return max(1, b.rounds/3)
}

func (b *bench) heading() {
	fmt.Fprintf(b.out, "%10s", "rows")
	for _, phase := range phases() {
		fmt.Fprintf(b.out, "%18s", phase)
	}
	fmt.Fprintf(b.out, "%10s%10s\n", `\copy`, "indexes")
}

func (b *bench) say(name string, t taken) {
	fmt.Fprintf(b.out, "%10s", name)
	for phase := range phases() {
		took := median(t.steps, func(s []step) time.Duration { return s[phase].took })
		peak := median(t.steps, func(s []step) int64 { return s[phase].peak })
		fmt.Fprintf(b.out, "%9s%6d MB", round(took), peak/1_000_000)
	}
	if len(t.copied) > 0 {
		fmt.Fprintf(b.out, "%10s%10s", round(median(t.copied, func(c copied) time.Duration { return c.copy })),
			round(median(t.copied, func(c copied) time.Duration { return c.index })))
	}
	fmt.Fprintln(b.out)
}

func median[T any, N int64 | time.Duration](all []T, of func(T) N) N {
	values := make([]N, len(all))
	for i, one := range all {
		values[i] = of(one)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Millisecond) }
