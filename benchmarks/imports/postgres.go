package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/relais-directory/relais/benchmarks"
)

// postgres is a PostgreSQL of our own in a temporary folder, as its makers set it
// up, on a Unix socket alone, run by an account without rights.
type postgres struct {
	folder  string
	account *syscall.Credential
}

// binaries is where Debian keeps PostgreSQL 15.
const binaries = "/usr/lib/postgresql/15/bin"

// startPostgres makes a cluster and starts it. Whoever gives up calls stop.
func startPostgres() (*postgres, error) {
	folder, err := os.MkdirTemp("", "relais-postgres-")
	if err != nil {
		return nil, err
	}
	p := &postgres{folder: folder}
	if err := p.start(); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func (p *postgres) start() error {
	var err error
	if p.account, err = benchmarks.Unprivileged(p.folder); err != nil {
		return err
	}
	if err := p.run("initdb", "-D", p.cluster(), "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"); err != nil {
		return err
	}
	set := "-c listen_addresses= -c unix_socket_directories=" + p.folder
	return p.run("pg_ctl", "-D", p.cluster(), "-l", filepath.Join(p.folder, "log"), "-o", set, "-w", "-t", "60", "start")
}

func (p *postgres) cluster() string { return filepath.Join(p.folder, "cluster") }

func (p *postgres) run(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(binaries, name), args...)
	cmd.Dir = p.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.account}
	if err := cmd.Run(); err != nil { // nothing is read from it: the server would keep the pipe of pg_ctl open for ever
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// stop ends our own server and takes its folder away.
func (p *postgres) stop() {
	_ = p.run("pg_ctl", "-D", p.cluster(), "-m", "immediate", "-w", "stop") // it may not have started
	_ = os.RemoveAll(p.folder)
}

// psql runs one command or statement, as a person would.
func (p *postgres) psql(ctx context.Context, statements ...string) (time.Duration, error) {
	args := []string{"-X", "-q", "-h", p.folder, "-U", "bench", "-d", "postgres", "-v", "ON_ERROR_STOP=1"}
	for _, s := range statements {
		args = append(args, "-c", s)
	}
	began := time.Now()
	out, err := exec.CommandContext(ctx, filepath.Join(binaries, "psql"), args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("psql: %w: %s", err, out)
	}
	return time.Since(began), err
}

// table has a column for each heading. What it takes is not checked: any text
// may be a need, a telephone number or a province.
func table() string {
	columns := headings()
	for i, name := range columns {
		kind := " text"
		if name == "latitude" || name == "longitude" {
			kind = " float8"
		}
		columns[i] = name + kind
	}
	return "create table listing (" + strings.Join(columns, ", ") + ")"
}

// indexes are those that searching by place, need and words takes.
func indexes() []string {
	return []string{
		"alter table listing add primary key (key)",
		"create index on listing using gist ((st_makepoint(longitude, latitude)::geography))",
		"create index on listing using gin (string_to_array(needs, ';'))",
		"create index on listing using gin (to_tsvector('simple', organization_name_en || ' ' || service_name_en))",
		"analyze listing",
	}
}

// copied is how long \copy and the building of indexes took.
type copied struct{ copy, index time.Duration }

// copyIn brings the rows of a file into an empty table.
func (p *postgres) copyIn(ctx context.Context, path string) (c copied, err error) {
	if _, err := p.psql(ctx, "create extension if not exists postgis", "drop table if exists listing", table()); err != nil {
		return c, err
	}
	if c.copy, err = p.psql(ctx, `\copy listing from '`+path+`' with (format csv, header true)`); err != nil {
		return c, err
	}
	c.index, err = p.psql(ctx, indexes()...)
	return c, err
}
