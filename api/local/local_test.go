package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/bundle"
	"github.com/relais-directory/relais/data/durable/faulttest"
	"github.com/relais-directory/relais/ingest"
	"github.com/relais-directory/relais/ranking"
)

// fake is a Directory that answers with what a test gives it, and remembers what
// it was asked.
type fake struct {
	Directory
	mu     sync.Mutex
	actors []string
	asked  []any
	out    string
	err    error
}

func (f *fake) was(asked any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, asked)
}

func (f *fake) Search(_ context.Context, v Voice, q Question, out io.Writer) error {
	f.was([]any{v, q})
	_, err := io.WriteString(out, f.out)
	return errors.Join(err, f.err)
}

func (f *fake) Stats(context.Context) (relais.Stats, error) { panic("a sealed value") }

func (f *fake) Check(_ context.Context, progress func(done, total int)) (Checked, error) {
	for i := range 3 {
		progress(i, 3)
	}
	return Checked{Generation: 7}, f.err
}

func (f *fake) PlanImport(_ context.Context, i Import, file io.Reader, progress relais.Progress) (*relais.Import, error) {
	b, err := io.ReadAll(file)
	f.was([]any{i, string(b)})
	progress(ingest.Rows, 1, 2)
	progress(ingest.Write, 4, 9)
	return &relais.Import{ImportBrief: relais.ImportBrief{Generation: 3, Rows: len(b)}}, err
}

func (f *fake) Publish(_ context.Context, out io.Writer) (bundle.Info, error) {
	_, err := io.WriteString(out, f.out)
	return bundle.Info{Hash: "abc", Listings: 3}, err
}

func (f *fake) Holds(_ context.Context, path string) (bool, error) { return path == "/held", nil }

func (f *fake) Reveal(context.Context, string, string) (relais.Revealed, error) {
	return relais.Revealed{}, f.err
}

// served serves f in a new folder, and gives a client of it.
func served(t *testing.T, f *fake) (*Client, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := Serve(dir, func(actor string) Directory {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.actors = append(f.actors, actor)
		return f
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return client(t, dir), dir
}

func client(t *testing.T, dir string) *Client {
	t.Helper()
	c, err := Dial(context.Background(), dir)
	if err != nil || c == nil {
		t.Fatalf("dial: %v, %v", c, err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestAQuestionAndItsAnswerCrossWhole(t *testing.T) {
	age, remote := 17.5, false
	f := &fake{out: strings.Repeat("é, 日本 and \x00\xff bytes\n", 9000)}
	c, _ := served(t, f)
	v := Voice{Lang: bilingual.Fr, JSON: true, Color: true}
	q := Question{Staff: true, Request: ranking.Request{Origin: &ranking.Start{Place: "Sept-Îles"}, Age: &age, Remote: &remote, Needs: []string{"detox"}}, At: time.Date(2026, 11, 22, 1, 2, 3, 4, time.UTC), Why: true}
	var out bytes.Buffer
	if err := c.Search(t.Context(), v, q, &out); err != nil {
		t.Fatal(err)
	}
	if out.String() != f.out {
		t.Error("the answer is not what was written")
	}
	if want := []any{v, q}; !reflect.DeepEqual(f.asked[0], want) {
		t.Errorf("asked %v, want %v", f.asked[0], want)
	}
	if me := Account(os.Getuid()); !slices.Contains(f.actors, me) || len(f.actors) != 1 {
		t.Errorf("done in the name of %q, want %q", f.actors, me)
	}
	var b bytes.Buffer
	info, err := c.Publish(t.Context(), &b)
	if err != nil || info.Hash != "abc" || info.Listings != 3 || b.String() != f.out {
		t.Errorf("published %v, %v", info, err)
	}
	if held, err := c.Holds(t.Context(), "/held"); !held || err != nil {
		t.Errorf("held: %v, %v", held, err)
	}
	steps := 0
	checked, err := c.Check(t.Context(), func(done, total int) { steps += total - done })
	if err != nil || checked.Generation != 7 || steps != 6 {
		t.Errorf("checked %v, %v, %d steps", checked, err, steps)
	}
}

func TestAFileIsSentWhole(t *testing.T) {
	f := &fake{}
	c, _ := served(t, f)
	content := strings.Repeat("a,b,\"c\nd\"\n", 200_000)
	how := Import{Source: "partner", Mapping: []byte("source = \"x\"\n\xff")}
	var steps []string
	plan, err := c.PlanImport(t.Context(), how, strings.NewReader(content), func(phase ingest.Phase, done, total int) {
		steps = append(steps, fmt.Sprint(phase, " ", done, "/", total))
	})
	if err != nil || plan.Rows != len(content) || strings.Join(steps, ", ") != "rows 1/2, write 4/9" {
		t.Fatalf("planned %v, %v, %v", plan, err, steps)
	}
	if want := []any{how, content}; !reflect.DeepEqual(f.asked[0], want) {
		t.Error("another file arrived")
	}
}

func TestAnErrorArrivesAsItWas(t *testing.T) {
	problem := &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "c", Message: bilingual.Text{En: "m", Fr: "f"}, Hint: bilingual.Text{En: "h", Fr: "i"}, Read: "typed",
		Choices: []bilingual.Choice{{Input: "a", Label: bilingual.Same("b")}},
	}
	full := &bilingual.Problem{Kind: bilingual.Failed, Code: "full", Cause: fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "/x", Err: syscall.ENOSPC})}
	faulty := &bilingual.Problem{Kind: bilingual.Invalid, Code: "faulty", Cause: bilingual.Faults{bilingual.Same("one"), bilingual.Same("two")}}
	terms := &bilingual.Problem{Kind: bilingual.Invalid, Code: "terms", Cause: data.TermFaults{{File: "terms.tsv", Line: 3, Message: bilingual.Text{En: "wrong", Fr: "faux"}}}}
	f := &fake{}
	c, _ := served(t, f)
	ask := func(err error) error {
		f.err = err
		_, got := c.Reveal(t.Context(), "", "")
		return got
	}
	got, _ := bilingual.AsProblem(ask(fmt.Errorf("wrapped: %w", problem)))
	if !reflect.DeepEqual(got, problem) {
		t.Errorf("got %#v", got)
	}
	if err := ask(Misunderstood{problem}); bilingual.KindOf(err) != bilingual.Conflict || !is[Misunderstood](err) {
		t.Errorf("misunderstood: %#v", err)
	}
	if err := ask(full); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "write /x: no space left") {
		t.Errorf("a full disk: %v", err)
	}
	if e, ok := errors.AsType[*fs.PathError](ask(full)); !ok || e.Path != "/x" {
		t.Errorf("a full disk: %v", e)
	}
	if faults, _ := errors.AsType[bilingual.Faults](ask(faulty)); len(faults) != 2 {
		t.Errorf("faults: %v", faults)
	}
	if faults, _ := errors.AsType[bilingual.Faults](ask(terms)); len(faults) != 1 || !strings.Contains(faults[0].Fr, "terms.tsv:3") || !strings.Contains(faults[0].Fr, "faux") {
		t.Errorf("faults of terms: %v", faults)
	}
	if err := ask(errors.New("plain")); err.Error() != "plain" || is[*bilingual.Problem](err) {
		t.Errorf("plain: %#v", err)
	}
	joined, ok := ask(errors.Join(problem, Misunderstood{faulty}, errors.New("plain"))).(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 3 || is[Misunderstood](joined.Unwrap()[0]) || !is[Misunderstood](joined.Unwrap()[1]) {
		t.Errorf("joined: %#v", joined)
	}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func code(err error) string {
	if p, ok := bilingual.AsProblem(err); ok {
		return p.Code
	}
	return fmt.Sprint(err)
}

func TestAFaultInsideSaysNothingOfWhatItHeld(t *testing.T) {
	c, _ := served(t, &fake{})
	_, err := c.Stats(t.Context())
	if code(err) != "server_fault" || strings.Contains(err.Error(), "sealed") {
		t.Errorf("got %v", err)
	}
	if _, err := c.Holds(t.Context(), "/held"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAServerOfAnotherVersionIsToldApart(t *testing.T) {
	c, _ := served(t, &fake{})
	for _, name := range []string{"unheard-of", "../2/search", ""} {
		if _, err := ask[none](t.Context(), c, name, none{}, nil, nil, nil); code(err) != "server_other" {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := ask[none](t.Context(), c, "holds", map[string]int{"x": 1}, nil, nil, nil); code(err) != "server_other" {
		t.Errorf("other parameters: %v", err)
	}
}

func TestAnAnswerThatBreaksOffIsNoAnswer(t *testing.T) {
	dir := t.TempDir()
	l, err := listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { //nolint:gosec // a test's own
			_, _ = io.WriteString(w, `{"out":"aGFsZg=="}`+"\n")
		}))
	}()
	var out bytes.Buffer
	if err := client(t, dir).Search(t.Context(), Voice{}, Question{}, &out); code(err) != "server_gone" {
		t.Errorf("got %v after %q", err, out.String())
	}
}

func TestTheSocketIsItsOwnersAndGoesWithTheServer(t *testing.T) {
	dir := t.TempDir()
	if c, err := Dial(t.Context(), dir); c != nil || err != nil {
		t.Errorf("no socket: %v, %v", c, err)
	}
	if c, err := Dial(t.Context(), filepath.Join(dir, "absent")); c != nil || err != nil {
		t.Errorf("no folder: %v, %v", c, err)
	}
	for range 2 { // the second finds what the first left behind
		l, err := listen(dir)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, File))
		if err != nil || info.Mode().Perm() != 0o600 || info.Mode().Type() != fs.ModeSocket {
			t.Errorf("the socket is %v, %v", info.Mode(), err)
		}
		_ = l.Close()
		if c, err := Dial(t.Context(), dir); c != nil || err != nil {
			t.Errorf("a socket that was left behind: %v, %v", c, err)
		}
	}
	s, err := Serve(dir, func(string) Directory { return &fake{} })
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestALongPathIsNoHindrance(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep-down/", 20))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := Serve(dir, func(string) Directory { return &fake{} })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if held, err := client(t, dir).Holds(t.Context(), "/held"); !held || err != nil {
		t.Errorf("got %v, %v", held, err)
	}
}

// openFolder is a folder that every account may enter.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "relais-local")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The kernel keeps a foreign account from the socket; where its mode was widened
// by hand, the server does.
func TestAForeignAccountIsRefused(t *testing.T) {
	dir, f := openFolder(t), &fake{}
	s, err := Serve(dir, func(actor string) Directory { f.actors = append(f.actors, actor); return f })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	path := filepath.Join(dir, File)
	faulttest.AsNobody(t, func() {
		if _, err := Dial(context.Background(), dir); code(err) != "account_foreign" {
			t.Errorf("through the closed socket: %v", err)
		}
	})
	if err := os.Chmod(path, 0o777); err != nil {
		t.Fatal(err)
	}
	said := ""
	faulttest.AsNobody(t, func() {
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Errorf("dial: %v", err)
			return
		}
		defer func() { _ = c.Close() }()
		_, _ = io.WriteString(c, "POST /1/holds HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 8\r\n\r\n\"/held\"\n")
		b, _ := io.ReadAll(c)
		said = string(b)
	})
	if !strings.Contains(said, "account_foreign") || strings.Contains(said, "done") || len(f.actors) != 0 {
		t.Errorf("through the widened socket: %s, for %q", said, f.actors)
	}
}

// Nobody else's server is told what is looked for.
func TestAForeignServerIsNotAsked(t *testing.T) {
	dir := openFolder(t)
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	var l net.Listener
	faulttest.AsNobody(t, func() {
		var err error
		if l, err = net.Listen("unix", filepath.Join(dir, File)); err != nil {
			t.Errorf("listen: %v", err)
		}
	})
	defer func() { _ = l.Close() }()
	if _, err := Dial(context.Background(), dir); code(err) != "account_foreign" {
		t.Errorf("got %v", err)
	}
}
