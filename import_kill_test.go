package relais_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
)

// importVictim is set, to a directory, its keys and a planned import, in the
// process that is killed.
const importVictim = "RELAIS_TEST_IMPORT_VICTIM"

// TestImportVictim is that process: it applies the import and says so.
func TestImportVictim(t *testing.T) {
	parts := strings.Split(os.Getenv(importVictim), "|")
	if len(parts) != 3 {
		t.Skip("it is run by TestAKilledImportIsWholeOrAbsent")
	}
	e, err := relais.Open(parts[0], relais.Options{Keys: parts[1], Brief: true})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("begun")
	done, err := e.ApplyImport(relais.ImportOrder{ID: data.ID(parts[2]), Actor: "ana", Reason: "test", At: now})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("done", done.Content)
	time.Sleep(time.Minute)
}

// A process that is killed at any moment of an import leaves all of it or
// nothing: records, proposals, the import's own state and the audit together.
func TestAKilledImportIsWholeOrAbsent(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts and kills many processes")
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	whole, absent := 0, 0
	ready, keys := filepath.Join(t.TempDir(), "ready"), t.TempDir()
	id, before := plannedAt(t, ready, keys)
	var takes time.Duration
	for round := range 16 {
		dir := filepath.Join(t.TempDir(), "d")
		if err := os.CopyFS(dir, os.DirFS(ready)); err != nil {
			t.Fatal(err)
		}
		after := time.Minute // the first one ends by itself, and the others are killed within its time
		if round > 0 {
			after = time.Duration(random.Int64N(int64(takes)))
		}
		told, took := killedImport(t, dir, keys, id, after)
		if round == 0 {
			takes = took * 3 / 2
		}
		e, err := relais.Open(dir, relais.Options{Keys: keys, Brief: true})
		if err != nil {
			t.Fatal(err)
		}
		i, err := e.Import(id)
		if err != nil {
			t.Fatal(err)
		}
		waiting, err := e.Proposals()
		if err != nil {
			t.Fatal(err)
		}
		switch i.State {
		case relais.ImportPlanned:
			absent++
			if e.Store().Digest() != before || len(waiting) != 0 || e.Store().Len() != 0 || told {
				t.Errorf("it is half there: %d records, %d proposals; told %v", e.Store().Len(), len(waiting), told)
			}
		case relais.ImportApplied:
			whole++
			if e.Store().Len() != i.Added || len(waiting) != i.Waiting {
				t.Errorf("it is half there: %d records of %d, %d proposals of %d", e.Store().Len(), i.Added, len(waiting), i.Waiting)
			}
		}
		entriesOf(t, e)
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d whole, %d absent", whole, absent)
	if whole == 0 || absent == 0 {
		t.Errorf("%d whole and %d absent: the moments of killing say nothing", whole, absent)
	}
}

func plannedAt(t *testing.T, dir, keys string) (id data.ID, before string) {
	t.Helper()
	e, err := relais.Create(dir, relais.Options{Keys: keys, Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for n := range 400 {
		fmt.Fprintf(&rows, "%d,House %d (demo),Help,legal,%d Elm St,Halifax,NS,,,no\n", n, n, n)
	}
	i := planned(t, e, "ana", agreed, rows.String())
	before = e.Store().Digest()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return i.ID, before
}

// killedImport runs the victim until some time after it has begun, and reports
// whether it said that the import was done, and how long that took.
func killedImport(t *testing.T, dir, keys string, id data.ID, after time.Duration) (told bool, took time.Duration) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run", "^TestImportVictim$")
	c.Env = append(os.Environ(), importVictim+"="+dir+"|"+keys+"|"+string(id))
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines, begun := bufio.NewScanner(out), time.Time{}
	for lines.Scan() {
		switch {
		case lines.Text() == "begun":
			begun = time.Now()
			time.AfterFunc(after, func() { _ = c.Process.Kill() })
		case strings.HasPrefix(lines.Text(), "done"):
			told, took = true, time.Since(begun)
			_ = c.Process.Kill()
		}
	}
	_ = c.Wait() // it was killed
	return told, took
}
