package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/relais-directory/relais/benchmarks"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
)

// server is a PostgreSQL of our own in a temporary folder, on a Unix socket
// alone, run by an account without rights.
type server struct {
	bin, dir string
	account  *syscall.Credential
	conn     *pgx.Conn

	functions int // made so far
}

// binaries is where Debian keeps PostgreSQL 15.
const binaries = "/usr/lib/postgresql/15/bin"

// settings: everything in memory, nothing forced to disk (it only reads),
// no plan made anew for each query and none by several workers.
const settings = `
listen_addresses = ''
shared_buffers = '3GB'
effective_cache_size = '8GB'
work_mem = '256MB'
maintenance_work_mem = '1GB'
max_connections = 10
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = '8GB'
autovacuum = off
jit = off
max_parallel_workers_per_gather = 0
random_page_cost = 1.0
cursor_tuple_fraction = 0.0001
plan_cache_mode = force_generic_plan
log_min_messages = warning
`

// startPostgres makes a cluster and starts it. Whoever gives up calls stop.
func startPostgres(ctx context.Context) (*server, error) {
	if _, err := os.Stat(filepath.Join(binaries, "initdb")); err != nil {
		return nil, fmt.Errorf("PostgreSQL 15 is not installed: apt-get install postgresql-15 postgresql-15-postgis-3: %w", err)
	}
	dir, err := os.MkdirTemp("", "relais-postgres-")
	if err != nil {
		return nil, err
	}
	s := &server{bin: binaries, dir: dir}
	if err := s.start(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *server) start(ctx context.Context) error {
	var err error
	if s.account, err = benchmarks.Unprivileged(s.dir); err != nil {
		return err
	}
	cluster := filepath.Join(s.dir, "cluster")
	if err := s.run("initdb", "-D", cluster, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		return err
	}
	conf, err := os.OpenFile(filepath.Join(cluster, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(conf, "%s\nunix_socket_directories = '%s'\n", settings, s.dir)
	if err := firstOf(err, conf.Close()); err != nil {
		return err
	}
	if err := s.run("pg_ctl", "-D", cluster, "-l", filepath.Join(s.dir, "log"), "-w", "-t", "60", "start"); err != nil {
		return err
	}
	s.conn, err = pgx.Connect(ctx, "host="+s.dir+" user=bench dbname=postgres sslmode=disable")
	return err
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *server) run(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.account}
	out := &strings.Builder{}
	if name == "initdb" {
		cmd.Stdout, cmd.Stderr = out, out
	} // the server would keep the pipe of pg_ctl open for ever
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

// stop ends our own server and takes its folder away.
func (s *server) stop() {
	if s.conn != nil {
		_ = s.conn.Close(context.Background())
	}
	_ = s.run("pg_ctl", "-D", filepath.Join(s.dir, "cluster"), "-m", "immediate", "-w", "stop") // it may not have started
	_ = os.RemoveAll(s.dir)
}

const schema = `
create extension if not exists postgis;
create extension if not exists intarray;
drop table if exists listing;
create unlogged table listing (
	num int not null, rank int not null,
	geog geography(point, 4326), radius float8 not null, province smallint not null, remote bool not null, floating bool not null,
	facets int[] not null, needs int[] not null,
	intake smallint not null, until int, age_from float8, age_to float8, genders smallint not null,
	only_for int[] not null, made int[] not null, welcomes int[] not null,
	staff int[] not null, interpreter int[] not null, interpreters smallint not null, lists bool not null,
	barrier_yes bigint not null, barrier_no bigint not null, access_yes bigint not null, access_no bigint not null,
	reach smallint not null, provinces bigint not null, reach_fsa text, reach_at geography(point, 4326), reach_radius float8,
	always bool not null, hours_known bool not null, week int4multirange, zone smallint not null,
	report_value float8, full_report bool not null, reported float8, half_life float8, report_for int,
	special smallint not null, verified int
)`

// The index that finds the nearest prunes by facet on its way: a composite GiST
// with signatures of 256 bits, of which the facets use about a hundred.
const indexes = `
create index listing_near on listing using gist (geog, facets gist__intbig_ops (siglen = 32)) where geog is not null;
create index listing_facets on listing using gin (facets gin__int_ops);
create index listing_floating on listing using gin (facets gin__int_ops) where floating;
vacuum (analyze, freeze) listing`

// The facets that are not needs.
const (
	takesFacet  = 1000 // active and direct
	genderFacet = 1001 // and the gender's bit: accepted, or not stated
)

func (s *server) load(ctx context.Context, f *facts) error {
	if _, err := s.conn.Exec(ctx, schema); err != nil {
		return err
	}
	reader, writer := io.Pipe()
	go func() {
		w := bufio.NewWriterSize(writer, 1<<20)
		for i := range f.rows {
			f.rows[i].copyTo(w, i)
		}
		_ = writer.CloseWithError(w.Flush()) // the pipe's reader gets it
	}()
	if _, err := s.conn.PgConn().CopyFrom(ctx, reader, "copy listing from stdin"); err != nil {
		return fmt.Errorf("load PostgreSQL: %w", err)
	}
	for statement := range strings.SplitSeq(indexes, ";") {
		if _, err := s.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("index PostgreSQL: %w", err)
		}
	}
	return nil
}

// copyTo writes one line in the format of COPY.
func (r *row) copyTo(w io.Writer, num int) {
	fields := []string{
		fmt.Sprint(num), fmt.Sprint(r.rank), pointText(r.placed, r.point.Lat, r.point.Lng), fmt.Sprint(r.radius), fmt.Sprint(r.province), boolText(r.remote), boolText(r.floating),
		listText(r.facets()), listText(r.needs),
		fmt.Sprint(intakeNumber(r.intake)), dayText(r.until), ageText(r.ages, func(l lifetime) float64 { return l.from }), ageText(r.ages, func(l lifetime) float64 { return finite(l.to) }), fmt.Sprint(genderBits(r.genders)),
		listText(r.only), listText(r.made), listText(r.welcomes),
		listText(r.staff), listText(r.interpreter), fmt.Sprint(int(r.interpreters)), boolText(len(r.staff)+len(r.interpreter) > 0),
		fmt.Sprint(r.barrierYes), fmt.Sprint(r.barrierNo), fmt.Sprint(r.accessYes), fmt.Sprint(r.accessNo),
		fmt.Sprint(int(r.reach)), fmt.Sprint(r.provinces), orNull(r.reachFSA != "", r.reachFSA), pointText(!r.reachAt.IsZero(), r.reachAt.Lat, r.reachAt.Lng), fmt.Sprint(r.reachRadius),
		boolText(r.always), boolText(r.open != nil && r.zone >= 0), weekText(r.open), fmt.Sprint(r.zone),
	}
	fields = append(fields, r.reportFields()...)
	fields = append(fields, fmt.Sprint(int(r.special)), dayText(r.verified))
	_, _ = io.WriteString(w, strings.Join(fields, "\t")+"\n") // a buffered writer keeps its first error
}

func (r *row) facets() []int {
	all := append([]int{}, r.needs...)
	if r.takes {
		all = append(all, takesFacet)
	}
	for bit := 1; bit <= 4; bit *= 2 {
		if accepted := genderBits(r.genders); accepted == 0 || accepted&bit != 0 {
			all = append(all, genderFacet+bit)
		}
	}
	return all
}

func (r *row) reportFields() []string {
	if r.report == nil {
		return []string{`\N`, "f", `\N`, `\N`, `\N`}
	}
	value, halfLife, ok := reportValue(r.report, weights)
	return []string{
		orNull(ok, fmt.Sprint(value)), boolText(r.report.Status == data.NoCapacity),
		fmt.Sprint(r.report.Updated.Unix()), fmt.Sprint(halfLife), fmt.Sprint(r.reportFor),
	}
}

// reportFor is the number of the population that a report is for, -1 for
// everybody.
func (l *lexicon) reportFor(c *data.Capacity) int {
	if c.Population == "" {
		return -1
	}
	return l.at[data.TermPopulation][c.Population]
}

func intakeNumber(s data.IntakeState) int {
	return map[data.IntakeState]int{data.IntakeAccepting: 1, data.IntakeCrisisOnly: 2, data.IntakeNotAccepting: 3}[s]
}

func genderBits(all []data.Gender) int {
	sum := 0
	for _, g := range all {
		sum |= genderBit(g)
	}
	return sum
}

func dayNumber(d hours.Date) int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func orNull(is bool, s string) string {
	if !is {
		return `\N`
	}
	return s
}

func boolText(b bool) string { return strconv.FormatBool(b)[:1] }

func dayText(d hours.Date) string { return orNull(!d.IsZero(), fmt.Sprint(dayNumber(d))) }

func pointText(is bool, lat, lng float64) string {
	return orNull(is, fmt.Sprintf("SRID=4326;POINT(%v %v)", lng, lat))
}

func ageText(l *lifetime, of func(lifetime) float64) string {
	if l == nil {
		return `\N`
	}
	return fmt.Sprint(of(*l))
}

func listText(list []int) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = strconv.Itoa(n)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func weekText(spans [][2]int) string {
	if spans == nil {
		return `\N`
	}
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = fmt.Sprintf("[%d,%d)", s[0], s[1])
	}
	return "{" + strings.Join(parts, ",") + "}"
}
