package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// server is the real program, serving the sample directory and its staff.
type server struct {
	program, folder string
	address         string // 127.0.0.1:41234
	process         *exec.Cmd
}

// origin is the address of the staff's pages, as a browser has it.
func (s *server) origin() string { return "http://" + s.host() }

func (s *server) host() string { return strings.Replace(s.address, "127.0.0.1", "localhost", 1) }

// startServer makes the sample directory in a folder and serves it.
func startServer(ctx context.Context, program, folder string) (*server, error) {
	program, err := filepath.Abs(program)
	if err != nil {
		return nil, err
	}
	s := &server{program: program, folder: folder}
	if _, err := s.run(ctx, "demo"); err != nil {
		return nil, err
	}
	if s.address, err = freeAddress(); err != nil {
		return nil, err
	}
	s.process = s.command(ctx, "serve", "--staff", "--listen", s.address)
	s.process.Cancel = func() error { return s.process.Process.Signal(syscall.SIGTERM) }
	said, err := s.process.StdoutPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "Serving on") {
			go func() {
				for lines.Scan() { // what else it says is read, so that it never waits for us
				}
			}()
			return s, nil
		}
	}
	return nil, errors.Join(errors.New("the server does not start"), s.process.Wait())
}

// stop ends the server in order.
func (s *server) stop() error {
	_ = s.process.Process.Signal(syscall.SIGTERM) // it may have ended
	err := s.process.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() < 0 {
		return nil // by the signal
	}
	return err
}

// freeAddress is one that nobody listens on: the staff's address has its port in it
// before the program listens.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (s *server) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Env = append(os.Environ(), "RELAIS_LANG=en", "RELAIS_DATA="+filepath.Join(s.folder, "data"), "RELAIS_KEYS="+filepath.Join(s.folder, "keys"))
	return cmd
}

// rejectedRows is the exit code of what was done but for some rows.
const rejectedRows = 3

// run runs one command of the program beside the server, to its end, and gives
// what it said.
func (s *server) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := s.command(ctx, args...)
	var out, faults bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &faults
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == rejectedRows {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("relais %s: %w: %s", strings.Join(args, " "), err, &faults)
	}
	return out.Bytes(), err
}

// link makes an account and gives the secret of the link with which it is set up.
func (s *server) link(ctx context.Context, name string) (string, error) {
	said, err := s.run(ctx, "account", "add", name, "--role", "advocate", "--base", s.origin(), "--json")
	if err != nil {
		return "", err
	}
	var made struct {
		Link string `json:"link"`
	}
	err = json.Unmarshal(said, &made)
	_, secret, _ := strings.Cut(made.Link, "#")
	return secret, err
}

// bring plans a file, applies it and takes it back.
func (s *server) bring(ctx context.Context, file string) error {
	said, err := s.run(ctx, "import", "plan", file, "--source", "calls", "--json")
	if err != nil {
		return err
	}
	var plan struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(said, &plan); err != nil {
		return err
	}
	if _, err = s.run(ctx, "import", "apply", plan.ID, "--yes", "--skip-bad", "--json"); err != nil {
		return err
	}
	_, err = s.run(ctx, "import", "undo", plan.ID, "--yes", "--force-all", "--json")
	return err
}
