package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The real files, as they lie in the folder of real ones.
const (
	facilityFile  = "odhf_v1.csv"
	occupancyFile = "toronto_shelter_occupancy_2024.csv"
)

// real takes the real files through the same phases, where they are at hand.
func (b *bench) real(ctx context.Context) error {
	fmt.Fprintf(b.out, "\nreal files\n")
	b.heading()
	if err := b.facilities(ctx); err != nil {
		return err
	}
	return b.occupancy(ctx)
}

// at gives the path of a real file, and says so if it is not there.
func (b *bench) at(name string) (path string, ok bool) {
	path = filepath.Join(b.testdata, name)
	if _, err := os.Stat(path); err != nil {
		fmt.Fprintf(b.out, "%s is not here: it is no part of the project\n", name)
		return path, false
	}
	return path, true
}

func (b *bench) facilities(ctx context.Context) error {
	path, ok := b.at(facilityFile)
	if !ok {
		return nil
	}
	f := file{path: path, mapping: filepath.Join(b.mapped, "odhf/mapping.toml"), place: "Toronto", need: "health"}
	steps, err := b.in.through(ctx, f, b.before)
	if err != nil {
		return fmt.Errorf("%s: %w", facilityFile, err)
	}
	b.say("facilities", taken{steps: [][]step{steps}})
	fmt.Fprintf(b.out, "  %d records added, %d rows rejected\n", steps[0].said.Added, steps[0].said.Rejected)
	return nil
}

// occupancy brings the programmes of the occupancy file in, takes its days over
// one after another, and takes the programmes out again.
func (b *bench) occupancy(ctx context.Context) error {
	path, ok := b.at(occupancyFile)
	if !ok {
		return nil
	}
	programmes := filepath.Join(b.folder, "programmes.csv")
	days, err := firstOfEach(path, programmes)
	if err != nil {
		return fmt.Errorf("%s: %w", occupancyFile, err)
	}
	f := file{path: programmes, mapping: filepath.Join(b.mapped, "toronto/services.toml"), place: "Toronto", need: "emergency-shelter"}
	applied, err := b.in.bring(ctx, f)
	if err != nil {
		return fmt.Errorf("%s: %w", occupancyFile, err)
	}
	if err := b.feed(ctx, path, days); err != nil {
		return fmt.Errorf("%s: %w", occupancyFile, err)
	}
	undone, err := b.in.run(ctx, "import", "undo", applied.said.ID, "--yes", "--force-all")
	if err == nil && undone.said.Content != b.before {
		err = errors.New("after undoing, the records are not what they were before")
	}
	return err
}

// feed takes over the days of the occupancy file, each by a process of its own.
func (b *bench) feed(ctx context.Context, path string, days []string) error {
	var steps []step
	updated := 0
	for _, day := range days {
		s, err := b.in.run(ctx, "capacity", "import", path, "--mapping", filepath.Join(b.mapped, "toronto/capacity.toml"), "--day", day)
		if err != nil {
			return fmt.Errorf("%s: %w", day, err)
		}
		steps, updated = append(steps, s), updated+s.said.Updated
	}
	slowest := slices.MaxFunc(steps, func(a, b step) int { return int(a.took - b.took) })
	fmt.Fprintf(b.out, "occupancy: %d days, %d services updated; of a day, the process with the whole file took %s (slowest %s), %d MB; undone as well\n",
		len(days), updated, round(median(steps, func(s step) time.Duration { return s.took })), round(slowest.took),
		median(steps, func(s step) int64 { return s.peak })/1_000_000)
	return nil
}

// firstOfEach writes the first row of every programme of an occupancy file, and
// gives its days in order.
func firstOfEach(from, to string) (days []string, err error) {
	in, err := os.ReadFile(from)
	if err != nil {
		return nil, err
	}
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(in, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, err
	}
	program, date := slices.Index(all[0], "PROGRAM_ID"), slices.Index(all[0], "OCCUPANCY_DATE")
	if program < 0 || date < 0 {
		return nil, errors.New("the columns are not those of the occupancy file")
	}
	rows, seen := all[:1:1], map[string]bool{}
	for _, row := range all[1:] {
		if !seen[row[program]] {
			rows = append(rows, row)
		}
		if !seen[row[date]] {
			days = append(days, row[date])
		}
		seen[row[program]], seen[row[date]] = true, true
	}
	slices.Sort(days)
	out, err := os.Create(to)
	if err != nil {
		return nil, err
	}
	return days, errors.Join(csv.NewWriter(out).WriteAll(rows), out.Close())
}
