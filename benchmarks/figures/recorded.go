package main

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// recorded is what the three files say.
type recorded struct {
	heads [3]string // the commits of peers, engine, load
	races []raced
	built map[int]float64               // megabytes for 1,000 listings of Relais, by size
	bench map[string]map[string]float64 // by name and unit, the median of all runs
	ratio float64                       // of a search over HTTP to prepared bytes; NaN if it was not measured
}

// raced is one contender at one size, times in microseconds.
type raced struct {
	order          string
	listings       int
	name           string
	wrong          int
	mean, p50, p99 float64
	times          [3]float64 // of Relais's mean, p50 and p99
}

// Which of the times of a contender is compared.
const (
	mean = iota
	p50
	p99
)

const (
	ours  = "Relais"
	sweep = "bit columns, no tree"
)

var files = [3]string{"peers.txt", "engine.txt", "load.txt"}

func readRecorded(folder string) (recorded, error) {
	r := recorded{built: map[int]float64{}, bench: map[string]map[string]float64{}, ratio: math.NaN()}
	readers := [3]func([]string) error{r.readPeers, r.readEngine, r.readLoad}
	for i, name := range files {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return r, err
		}
		lines := strings.Split(string(text), "\n")
		r.heads[i], _ = strings.CutPrefix(lines[0], "commit   ")
		if err := readers[i](lines); err != nil {
			return r, fmt.Errorf("%s: %w", name, err)
		}
	}
	return r, nil
}

// commits are the files and the commit at which each was recorded.
func (r recorded) commits() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i, name := range files {
			if !yield(name, r.heads[i]) {
				return
			}
		}
	}
}

// readPeers reads the lines of contenders, which have twelve cells, and those of
// what was built.
func (r *recorded) readPeers(lines []string) error {
	for _, line := range lines {
		var n int
		var seconds, mb, each float64
		if _, err := fmt.Sscanf(line, "built %d Relais %f s %f MB %f MB", &n, &seconds, &mb, &each); err == nil {
			r.built[n] = each
		}
		cells := strings.Split(line, "|")
		if len(cells) != 12 || strings.TrimSpace(cells[1]) == "listings" {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		one, err := readRaced(cells)
		if err != nil {
			return err
		}
		r.races = append(r.races, one)
	}
	return nil
}

func readRaced(cells []string) (raced, error) {
	one := raced{order: cells[0], name: cells[2]}
	var errs []error
	number := func(cell string) float64 {
		f, err := strconv.ParseFloat(cell, 64)
		errs = append(errs, err)
		return f
	}
	one.listings = int(number(cells[1]))
	if wrong, _, checked := strings.Cut(cells[4], "/"); checked {
		one.wrong = int(number(wrong))
	}
	one.mean, one.p50, one.p99 = number(cells[5]), number(cells[6]), number(cells[7])
	one.times = [3]float64{number(cells[9]), number(cells[10]), number(cells[11])}
	return one, errors.Join(errs...)
}

// readEngine reads lines as the go command prints them: a name, how often it ran,
// then pairs of a number and its unit.
func (r *recorded) readEngine(lines []string) error {
	all := map[string]map[string][]float64{}
	for _, line := range lines {
		words := strings.Fields(line)
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		name := words[0][:max(strings.LastIndexByte(words[0], '-'), 0)] // without the number of cores
		if all[name] == nil {
			all[name] = map[string][]float64{}
		}
		for i := 2; i+1 < len(words); i += 2 {
			got, err := strconv.ParseFloat(words[i], 64)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			all[name][words[i+1]] = append(all[name][words[i+1]], got)
		}
	}
	for name, units := range all {
		r.bench[name] = map[string]float64{}
		for unit, values := range units {
			slices.Sort(values)
			r.bench[name][unit] = values[len(values)/2]
		}
	}
	return nil
}

func (r *recorded) readLoad(lines []string) error {
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "search / prepared beforehand, p50: "); ok {
			number, _, _ := strings.Cut(rest, " ")
			var err error
			r.ratio, err = strconv.ParseFloat(number, 64)
			return err
		}
	}
	return nil
}

// wrong is how many answers of ours were not the scan's. The sweep and the
// databases are held to the same answers; what they get wrong is theirs.
func (r recorded) wrong() float64 {
	sum := 0
	for _, one := range r.races {
		if one.name == ours {
			sum += one.wrong
		}
	}
	return float64(sum)
}

func (r recorded) at(order string, n int, name string) (raced, bool) {
	i := slices.IndexFunc(r.races, func(one raced) bool { return one.order == order && one.listings == n && one.name == name })
	if i < 0 {
		return raced{}, false
	}
	return r.races[i], true
}

func against(order string, n int, name string, which int) func(recorded) float64 {
	return func(r recorded) float64 {
		peer, ok := r.at(order, n, name)
		if !ok {
			return math.NaN()
		}
		return peer.times[which]
	}
}

// growth is the b of time ~ listings^b.
func (r recorded) growth() float64 {
	small, ok := r.at("score", 3690, ours)
	large, also := r.at("score", 1_000_000, ours)
	if !ok || !also {
		return math.NaN()
	}
	return math.Log(large.mean/small.mean) / math.Log(1_000_000.0/3690)
}

// longest is the p99 at a million, in milliseconds.
func (r recorded) longest() float64 {
	one, ok := r.at("score", 1_000_000, ours)
	if !ok {
		return math.NaN()
	}
	return one.p99 / 1000
}

func resident(n int) func(recorded) float64 {
	return func(r recorded) float64 { return known(r.built, n) }
}

// bench gives what a benchmark reported in a unit, times scale.
func bench(name, unit string, scale float64) func(recorded) float64 {
	return func(r recorded) float64 { return scale * known(r.bench[name], unit) }
}

func known[K comparable](values map[K]float64, k K) float64 {
	if v, ok := values[k]; ok {
		return v
	}
	return math.NaN()
}

func (r recorded) served() float64 { return r.ratio }
