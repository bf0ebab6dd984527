package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/relais-directory/relais/data/durable"
)

func TestAFileIsReplacedWholeAndNothingStaysBeside(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for _, content := range []string{"first and long", "second", ""} {
		if err := durable.WriteFile(path, []byte(content), 0o640); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != content {
			t.Errorf("got %q, %v, want %q", got, err, content)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
	if names(t, dir) != "file " {
		t.Errorf("got %s in the folder, want the file alone", names(t, dir))
	}
}

func TestAFailedWriteLeavesWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFile(taken, []byte("new"), 0o600); err == nil {
		t.Error("a folder was replaced")
	}
	if names(t, dir) != "taken " || names(t, taken) != "inside " {
		t.Errorf("got %sand %sin it", names(t, dir), names(t, taken))
	}
	if err := durable.WriteFile(filepath.Join(dir, "absent", "file"), nil, 0o600); err == nil {
		t.Error("a file was written into no folder")
	}
	if err := durable.Sync(filepath.Join(dir, "absent")); err == nil {
		t.Error("what is not there was made durable")
	}
}

func names(t *testing.T, dir string) (all string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all += e.Name() + " "
	}
	return all
}
