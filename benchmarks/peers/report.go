package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"github.com/relais-directory/relais/benchmarks"
)

// report writes the table. It keeps the first error of its writer.
type report struct {
	w     io.Writer
	err   error
	lines []line
}

// line is one contender at one size.
type line struct {
	order    string // "score" or "distance"
	listings int
	result
	wrong string
}

func (t *report) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(t.w, format, args...); t.err == nil {
		t.err = err
	}
}

func (t *report) note(format string, args ...any) { t.printf("! "+format+"\n", args...) }

const explanation = `
All contenders answer the same callers over the same directories, in blocks of 50 shuffled queries in turn, the first of each round
another one; one that has used up its time falls out, and its ratios are taken over the queries that both answered. A third of the
callers are hard: far from everything, with a rare language or a rare need.

order score     the k best by the full score of docs/matching.md, of which these callers use: origin, needs, population, languages, age,
                gender, barriers, accessibility, urgency (capacity and its age, open now), maximum distance and its giving up, intake,
                exclusive populations, service areas, specialization, verification. The databases are not asked for counts, reasons,
                questions or near misses, which Relais gives. "wrong" is the answers that are not the plain scan's to 1e-9.
order distance  the same criteria without a maximum distance, nearest first. "Relais" orders by distance there and "Relais, full score"
                does all of the above. bleve cannot express circles around services: it lets those pass, which is less work, and
                "wrong" is against a loop with its own filters.
`

func (t *report) head(o options) {
	t.printf("commit   %s\n", commit())
	t.printf("machine  %s, %d cores\n", processor(), runtime.NumCPU())
	t.printf("system   %s, %s\n", shell("uname", "-sr"), runtime.Version())
	t.printf("load     %s before the run\n", loadAverage())
	t.printf("seed     %d; %d callers; %s for each contender at each size\n", benchmarks.Seed, o.callers, o.budget)
}

func (t *report) versions(ctx context.Context, s *server) {
	var postgres, postgis string
	if err := s.conn.QueryRow(ctx, "select current_setting('server_version'), (select default_version from pg_available_extensions where name = 'postgis')").Scan(&postgres, &postgis); err != nil {
		t.note("versions: %v", err)
	}
	lite, _, _ := sqlite3.Version()
	t.printf("peers    PostgreSQL %s, PostGIS %s, SQLite %s, bleve %s\n", postgres, postgis, lite, moduleVersion("github.com/blevesearch/bleve/v2"))
	t.printf("%s\n", explanation)
}

func (t *report) built(n int, name string, took time.Duration, mb float64) {
	t.printf("built    %9d  %-20s %8.2f s  %9.1f MB  %.3f MB for 1,000\n", n, name, took.Seconds(), mb, mb/float64(n)*1000)
}

func (t *report) raced(order string, n int, results []result, wrong []string) {
	t.printf("\n%-9s| %9s | %-20s | %8s | %9s | %11s | %11s | %11s | %11s | %8s | %8s | %8s\n",
		"order", "listings", "contender", "answered", "wrong", "mean µs", "p50 µs", "p99 µs", "max µs", "x mean", "x p50", "x p99")
	for i, r := range results {
		l := line{order: order, listings: n, result: r, wrong: wrong[i]}
		t.lines = append(t.lines, l)
		t.printf("%-9s| %9d | %-20s | %8d | %9s | %11.1f | %11.1f | %11.1f | %11.1f | %8.2f | %8.2f | %8.2f\n",
			order, n, r.name, r.answered, l.wrong, micros(r.mean), micros(r.p50), micros(r.p99), micros(r.longest), r.timesMean, r.timesP50, r.timesP99)
	}
	t.printf("\n")
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// growth gives for each contender the exponent b of t ~ N^b between the smallest
// and the largest directory.
func (t *report) growth() {
	t.printf("growth: b of time ~ listings^b\n")
	first := map[string]line{}
	last := map[string]line{}
	var names []string
	for _, l := range t.lines {
		key := l.order + " | " + l.name
		if _, ok := first[key]; !ok {
			first[key], names = l, append(names, key)
		}
		last[key] = l
	}
	for _, key := range names {
		a, b := first[key], last[key]
		if a.listings == b.listings {
			continue
		}
		span := math.Log(float64(b.listings) / float64(a.listings))
		t.printf("growth   %-32s %9d to %9d  mean %.2f  p99 %.2f\n", key, a.listings, b.listings,
			math.Log(ratio(b.mean, a.mean))/span, math.Log(ratio(b.p99, a.p99))/span)
	}
}

// readTable reads the lines of a recorded table.
func readTable(r io.Reader) ([]line, error) {
	var lines []line
	in := bufio.NewScanner(r)
	for in.Scan() {
		cells := strings.Split(in.Text(), "|")
		if len(cells) != 12 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[1] == "listings" {
			continue
		}
		n, err := strconv.Atoi(cells[1])
		if err != nil {
			return nil, fmt.Errorf("the table has a line without a size: %w", err)
		}
		l := line{order: cells[0], listings: n, wrong: cells[4], result: result{name: cells[2]}}
		for i, to := range []*time.Duration{&l.mean, &l.p50, &l.p99, &l.longest} {
			us, err := strconv.ParseFloat(cells[5+i], 64)
			if err != nil {
				return nil, fmt.Errorf("the table has a line without a time: %w", err)
			}
			*to = time.Duration(us * 1000)
		}
		lines = append(lines, l)
	}
	return lines, in.Err()
}

func drawRecorded(table, plot string) error {
	f, err := os.Open(table)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	lines, err := readTable(f)
	if err != nil {
		return err
	}
	return os.WriteFile(plot, []byte(growthPlot(lines)), 0o644)
}

func shell(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

func commit() string {
	c := shell("git", "rev-parse", "--short=12", "HEAD")
	if exec.Command("git", "diff", "--quiet", "HEAD", "--", ":(top)*.go", ":(top)*.mod").Run() != nil {
		c += " with changes"
	}
	return c
}

func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	_, model, _ := strings.Cut(string(b), "model name")
	model, _, _ = strings.Cut(model, "\n")
	return strings.TrimSpace(strings.TrimLeft(model, " \t:"))
}

func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

// moduleVersion is that of a module in this program.
func moduleVersion(path string) string {
	info, _ := debug.ReadBuildInfo()
	for _, m := range info.Deps {
		if m.Path == path {
			return m.Version
		}
	}
	return "unknown"
}

func heapMB() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// sizeMB is what the files below dir hold.
func sizeMB(dir string) float64 {
	sum := int64(0)
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	if err != nil {
		return math.NaN()
	}
	return float64(sum) / 1e6
}

func (l *sqlite) sizeMB() float64 { return sizeMB(l.dir) }

func (s *server) sizeMB(ctx context.Context) float64 {
	var bytes int64
	if err := s.conn.QueryRow(ctx, "select pg_total_relation_size('listing')").Scan(&bytes); err != nil {
		return math.NaN()
	}
	return float64(bytes) / 1e6
}
