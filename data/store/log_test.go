package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data/bilingual"
)

// smallLog is the size of a log that is full after some small changes.
const smallLog = 128 << 10

// logsOf gives the logs in the folder of a directory.
func logsOf(t testing.TB, h home) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(h.dir, "*.log"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// logOf gives the path of the only log.
func logOf(t testing.TB, h home) string {
	t.Helper()
	paths := logsOf(t, h)
	if len(paths) != 1 {
		t.Fatalf("got the logs %v, want one", paths)
	}
	return paths[0]
}

// copied is the directory as a process that is killed now would leave it.
func copied(t testing.TB, h home) home {
	t.Helper()
	there := home{dir: filepath.Join(t.TempDir(), "directory"), keys: h.keys}
	if err := os.CopyFS(there.dir, os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	return there
}

// killedWithLog gives a directory whose process was killed with some changes in
// its log, all that it said before, and what it said one change earlier.
func killedWithLog(t testing.TB) (h home, said, before string) {
	t.Helper()
	h, _, _ = lived(t)
	s := h.open(t)
	defer closing(t, s)
	s.logSize = 4 * smallLog
	for rev := range 7 {
		before = said
		b := put(shelter(rev, rev+20), shelter(rev+30, rev+20))
		b.Key = fmt.Sprint("change ", rev)
		apply(t, s, b)
		var err error
		if said, err = text(s); err != nil {
			t.Fatal(err)
		}
	}
	return copied(t, h), said, before
}

// framesOf gives where the frames of a log begin, and at last where they end.
func framesOf(t testing.TB, content []byte) (at []int) {
	t.Helper()
	for next := 0; ; {
		at = append(at, next)
		_, size, err := split(content[next:], extent(content[next:]))
		if err != nil {
			return at
		}
		next += size
	}
}

func TestWhatIsInTheLogIsInTheDirectory(t *testing.T) {
	h, said, _ := killedWithLog(t)
	if n := len(framesOf(t, readFile(t, logOf(t, h)))); n != 1+5+1 {
		t.Fatalf("got %d frames, want the first and 5 changes: this test looks at nothing", n-1)
	}
	file, log := readFile(t, h.file()), readFile(t, logOf(t, h))
	s := h.reading(t)
	checked(t, s)
	if got, err := text(s); got != said || err != nil {
		t.Errorf("read only, it says something else: %v", err)
	}
	_, err := s.Apply(put(shelter(1, 9)))
	wantProblem(t, err, bilingual.NotAllowed, "store_read_only")
	closing(t, s)
	if !bytes.Equal(file, readFile(t, h.file())) || !bytes.Equal(log, readFile(t, logOf(t, h))) {
		t.Error("reading has written")
	}

	s = h.open(t)
	if got, err := text(s); got != said || err != nil {
		t.Errorf("opened, it says something else: %v", err)
	}
	if s.Interrupted() {
		t.Error("it says that a change was left out")
	}
	sound(t, s)
	if len(logsOf(t, h)) != 0 {
		t.Errorf("got the logs %v after closing, want the pages alone", logsOf(t, h))
	}
}

// TestAChangeThatWasNotWrittenToItsEndIsLeftOutAndSaid leaves out sectors of the
// last frame, as a power cut may: any of them, in any number.
func TestAChangeThatWasNotWrittenToItsEndIsLeftOutAndSaid(t *testing.T) {
	h, _, before := killedWithLog(t)
	file, content, path := readFile(t, h.file()), readFile(t, logOf(t, h)), logOf(t, h)
	at := framesOf(t, content)
	last, end := at[len(at)-2], at[len(at)-1]
	random := rand.New(rand.NewPCG(1, 0))
	for round := range 24 {
		torn := bytes.Clone(content)
		lost := 0
		for sector := last; sector < end; sector += sectorSize {
			if random.IntN(24) < round {
				clear(torn[sector : sector+sectorSize])
				lost++
			}
		}
		if lost == 0 {
			continue
		}
		write(t, h.file(), file)
		write(t, path, torn)
		for _, opening := range []func(testing.TB) *Store{h.reading, h.open} {
			s := opening(t)
			if got, err := text(s); got != before || err != nil {
				t.Fatalf("%d sectors lost: it says something else than before the change: %v", lost, err)
			}
			if said := lost*sectorSize < end-last; s.Interrupted() != said {
				t.Errorf("%d sectors lost: got interrupted %v, want %v", lost, s.Interrupted(), said)
			}
			sound(t, s)
		}
	}
}

// TestADamagedLogIsRefused damages it in every way that loses or alters a change
// that was acknowledged.
func TestADamagedLogIsRefused(t *testing.T) {
	h, _, _ := killedWithLog(t)
	other, _, _ := killedWithLog(t)
	path, content := logOf(t, h), readFile(t, logOf(t, h))
	at := framesOf(t, content)
	part := func(n int) []byte { return content[at[n]:at[n+1]] }
	spare := content[at[len(at)-1]:]
	for what, damaged := range map[string][]byte{
		"cut to nothing":                       {},
		"cut in the head":                      content[:3000],
		"cut in a frame":                       content[:at[2]+700],
		"cut between frames":                   content[:at[3]],
		"cut behind the frames":                content[:len(content)-blockSize],
		"longer":                               append(bytes.Clone(content), make([]byte, blockSize)...),
		"all zeros":                            make([]byte, len(content)),
		"another directory's":                  readFile(t, logOf(t, other)),
		"something else":                       bytes.Repeat([]byte("a line of a text\n"), len(content)/17+1)[:len(content)],
		"frames swapped":                       slicesJoin(content[:at[2]], part(3), part(2), content[at[4]:]),
		"a frame twice":                        slicesJoin(content[:at[3]], part(2), part(3), part(4), part(5), spare[len(part(2)):]),
		"a frame left out":                     slicesJoin(content[:at[2]], content[at[3]:], make([]byte, len(part(2)))),
		"a frame of zeros":                     slicesJoin(content[:at[2]], make([]byte, len(part(2))), content[at[3]:]),
		"the first sector of a frame of zeros": slicesJoin(content[:at[4]], make([]byte, sectorSize), content[at[4]+sectorSize:]),
		"a sector of zeros in a frame":         slicesJoin(content[:at[4]+sectorSize], make([]byte, sectorSize), content[at[4]+2*sectorSize:]),
		"bytes behind the frames":              slicesJoin(content[:at[6]], make([]byte, 40*blockSize), part(5), spare[40*blockSize+len(part(5)):]),
	} {
		t.Run(what, func(t *testing.T) {
			file := readFile(t, h.file())
			write(t, path, damaged)
			h.refused(t, bilingual.Damaged, "log_damaged")
			_, err := Open(h.dir, h.keys, Options{ReadOnly: true})
			wantProblem(t, err, bilingual.Damaged, "log_damaged")
			if !bytes.Equal(damaged, readFile(t, path)) || !bytes.Equal(file, readFile(t, h.file())) {
				t.Error("a refused directory was changed")
			}
		})
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	h.refused(t, bilingual.Damaged, "log_absent")
}

func slicesJoin(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// TestAFlippedBitInTheLogIsNeverAWrongAnswer flips bits of the frames, of their
// lengths above all, and of the zeros behind them.
func TestAFlippedBitInTheLogIsNeverAWrongAnswer(t *testing.T) {
	h, said, _ := killedWithLog(t)
	content, path := readFile(t, logOf(t, h)), logOf(t, h)
	at := framesOf(t, content)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	refusals := 0
	for round := range 200 {
		where := random.IntN(at[len(at)-1] + 3*blockSize)
		if round%3 == 0 {
			where = at[random.IntN(len(at)-1)] + random.IntN(frameHead+versionSize)
		}
		write(t, path, flipped(content, where, uint(random.IntN(8))))
		s, err := Open(h.dir, h.keys, Options{ReadOnly: true})
		if err != nil {
			wantProblem(t, err, bilingual.Damaged, "log_damaged")
			refusals++
			continue
		}
		if got, err := text(s); got != said || err != nil {
			t.Fatalf("byte %d: it opened and says something else: %v", where, err)
		}
		closing(t, s)
	}
	if t.Logf("%d of 200 refused", refusals); refusals < 100 {
		t.Error("hardly any flip was refused: this test has looked at nothing")
	}
}

// TestAnOlderLogIsRefused puts a log of this directory in the place of the one
// that goes on from its pages, and the older one beside it.
func TestAnOlderLogIsRefused(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	s.logSize = smallLog
	var old string
	var content []byte
	for rev := range 40 {
		apply(t, s, put(shelter(1, rev)))
		if rev == 5 {
			old = logOf(t, h)
			content = readFile(t, old)
		}
	}
	crash := copied(t, h)
	said, err := text(s)
	if err != nil {
		t.Fatal(err)
	}
	closing(t, s)
	now := logOf(t, crash)
	if now == old {
		t.Fatal("the log was never begun anew: this test looks at nothing")
	}
	beside := filepath.Join(crash.dir, filepath.Base(old))
	write(t, beside, content)
	s = crash.reading(t)
	if got, err := text(s); got != said || err != nil {
		t.Errorf("with an older log beside, it says something else: %v", err)
	}
	closing(t, s)
	current := readFile(t, now)
	for _, older := range [][]byte{content, slicesJoin(content[:blockSize], make([]byte, len(content)-blockSize))} {
		write(t, now, older)
		crash.refused(t, bilingual.Damaged, "log_damaged")
	}
	write(t, now, current)
	s = crash.open(t)
	if got, err := text(s); got != said || err != nil {
		t.Errorf("it says something else: %v", err)
	}
	sound(t, s)
	if len(logsOf(t, crash)) != 0 {
		t.Errorf("got the logs %v, want none", logsOf(t, crash))
	}
}

// TestAnOlderFileBesideALaterLogIsRefused puts the pages back as they were.
func TestAnOlderFileBesideALaterLogIsRefused(t *testing.T) {
	h, _, _ := lived(t)
	old := readFile(t, h.file())
	s := h.open(t)
	for rev := range 5 {
		apply(t, s, put(shelter(1, rev+40)))
	}
	crash := copied(t, h)
	closing(t, s)
	newer := readFile(t, crash.file())
	write(t, crash.file(), old)
	crash.refused(t, bilingual.Damaged, "log_ahead")
	write(t, crash.file(), newer)
	sound(t, crash.open(t))
}

// TestALogThatWasNeverBegunIsInNobodysWay leaves what a process leaves that is
// killed while it makes a log.
func TestALogThatWasNeverBegunIsInNobodysWay(t *testing.T) {
	h, said, _ := killedWithLog(t)
	begun := readFile(t, logOf(t, h))
	for what, content := range map[string][]byte{
		"nothing":       {},
		"zeros":         make([]byte, 9000),
		"half a head":   append(bytes.Clone(begun[:sectorSize]), make([]byte, 9000)...),
		"no room to go": begun[:blockSize],
	} {
		t.Run(what, func(t *testing.T) {
			h := copied(t, h)
			write(t, filepath.Join(h.dir, "relais-00000000.log"), content)
			s := h.open(t)
			defer sound(t, s)
			if got, err := text(s); got != said || err != nil {
				t.Errorf("it says something else: %v", err)
			}
			if len(logsOf(t, h)) != 0 {
				t.Errorf("got the logs %v, want none", logsOf(t, h))
			}
		})
	}
	h = copied(t, h)
	other, _, _ := killedWithLog(t)
	write(t, filepath.Join(h.dir, filepath.Base(logOf(t, other))), readFile(t, logOf(t, other)))
	h.refused(t, bilingual.Damaged, "log_damaged") // somebody else's changes are not ours to remove
}

// TestAFoldIsWholeOrNotAtAll kills the process, so to speak, on either side of the
// moment when the pages take over, again and again.
func TestAFoldIsWholeOrNotAtAll(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	defer sound(t, s)
	s.logSize = smallLog
	apply(t, s, put(shelters(3, 1)...))
	var sides [2]home
	s.commit = func(tx *bbolt.Tx) error {
		sides[0] = copied(t, h)
		err := tx.Commit()
		sides[1] = copied(t, h)
		return err
	}
	folds := 0
	for rev := range 50 {
		before, _ := text(s)
		sides = [2]home{}
		apply(t, s, put(shelter(rev%3, rev+2)))
		after, _ := text(s)
		if sides[0].dir == "" {
			continue
		}
		folds++
		for n, want := range []string{before, after} {
			crashed := sides[n].open(t)
			if got, err := text(crashed); got != want || err != nil {
				t.Fatalf("change %d, side %d: it says something else: %v", rev, n, err)
			}
			sound(t, crashed)
			if len(logsOf(t, sides[n])) != 0 {
				t.Errorf("side %d: got the logs %v, want none", n, logsOf(t, sides[n]))
			}
		}
	}
	if folds < 3 {
		t.Errorf("%d folds: this test has looked at hardly any", folds)
	}
}

func TestViewsOfEveryMomentSurviveAFold(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	s.logSize = smallLog
	apply(t, s, put(shelters(5, 0)...))
	var look func(rev int)
	look = func(rev int) {
		if rev > 30 {
			return
		}
		err := s.View(func(tx *Tx) error {
			apply(t, s, put(shelter(2, rev), shelter(rev+10, rev)))
			look(rev + 1)
			r, err := tx.Record(id(2))
			if err != nil {
				return err
			}
			if got, want := r.Organization.Description.En, fmt.Sprint("revision ", rev-1); got != want {
				return fmt.Errorf("got %q, want %q", got, want)
			}
			n := 0
			for _, err := range tx.All() {
				if err != nil {
					return err
				}
				n++
			}
			if n != tx.Len() || n != 5+rev-1 {
				return fmt.Errorf("revision %d: got %d records, want %d", rev, n, tx.Len())
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	look(1)
}

// TestAReaderWhomAFoldOvertakesSeesThePages takes the log before a fold and the
// pages after it.
func TestAReaderWhomAFoldOvertakesSeesThePages(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	for rev := range 4 {
		apply(t, s, put(shelter(1, rev)))
	}
	taken := s.pending.Load()
	if taken.after().Serial == 0 {
		t.Fatal("nothing is in the log: this test looks at nothing")
	}
	apply(t, s, put(shelters(200, 5)...))
	want, err := text(s)
	if err != nil {
		t.Fatal(err)
	}
	now := s.pending.Swap(taken)
	if got, err := text(s); got != want || err != nil {
		t.Errorf("it sees something else: %v", err)
	}
	s.pending.Store(now)
}

func TestChangesAreUndoneAcrossAFold(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	s.logSize = smallLog
	apply(t, s, put(shelters(3, 0)...))
	digests := []string{s.Digest()}
	for rev := range 30 {
		apply(t, s, put(shelter(rev%3, rev+1)))
		digests = append(digests, s.Digest())
	}
	crash := copied(t, h)
	closing(t, s)
	s = crash.open(t)
	defer sound(t, s)
	for n := len(digests) - 1; n > 0; n-- {
		if s.Digest() != digests[n] {
			t.Fatalf("change %d: another digest", n)
		}
		apply(t, s, undo(t, s, uint64(n+1)))
	}
	if s.Digest() != digests[0] {
		t.Error("undoing everything has not restored the digest")
	}
}

func TestADirectoryWithoutRoomForALogGoesOn(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	s.dir = filepath.Join(h.dir, "absent")
	for rev := range 4 {
		apply(t, s, put(shelter(1, rev)))
	}
	if s.log != nil || len(logsOf(t, h)) != 0 {
		t.Error("there is a log")
	}
	s.dir = h.dir
	apply(t, s, put(shelter(1, 9)))
	if s.log == nil {
		t.Error("there is no log although there is room")
	}
	sound(t, s)
	sound(t, h.open(t))
}

// TestAnEmptyLogIsKept makes changes that are too large for it.
func TestAnEmptyLogIsKept(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	apply(t, s, put(shelter(1, 2)))
	first := logOf(t, h)
	apply(t, s, put(shelters(300, 3)...))
	apply(t, s, put(shelters(300, 4)...))
	if logOf(t, h) != first || !s.log.empty() {
		t.Error("a log that nothing was in was made anew")
	}
	apply(t, s, put(shelter(1, 5)))
	if s.log.empty() {
		t.Error("a small change is not in the log")
	}
	said, err := text(s)
	if err != nil {
		t.Fatal(err)
	}
	crash := copied(t, h)
	sound(t, s)
	s = crash.open(t)
	if got, err := text(s); got != said || err != nil {
		t.Errorf("it says something else: %v", err)
	}
	sound(t, s)
}

func TestACheckReadsTheLogFromTheDisk(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	for rev := range 4 {
		apply(t, s, put(shelter(1, rev)))
	}
	path := logOf(t, h)
	content := readFile(t, path)
	at := framesOf(t, content)
	write(t, path, flipped(content, at[1]+100, 2))
	report, err := s.Check(t.Context(), nil)
	if err != nil || report.OK() {
		t.Errorf("got %+v, %v, want a problem", report, err)
	}
	write(t, path, content)
	sound(t, s)
}

func TestADiskThatFailsWhileTheLogIsFoldedAtTheEndLosesNothing(t *testing.T) {
	h, said, _ := killedWithLog(t)
	s := h.open(t)
	if got, err := text(s); got != said || err != nil {
		t.Fatal("it says something else", err)
	}
	for rev := range 4 {
		apply(t, s, put(shelter(1, rev)))
	}
	said, err := text(s)
	if err != nil {
		t.Fatal(err)
	}
	s.commit = failing(false)
	if err := s.Close(); !errors.Is(err, errDisk) {
		t.Errorf("got %v, want what the disk said", err)
	}
	s = h.open(t)
	if got, err := text(s); got != said || err != nil {
		t.Errorf("it says something else: %v", err)
	}
	sound(t, s)
}

// FuzzLog reads any bytes as a log, and with one of its frames in the middle: no
// crash, and never a frame that was not sealed.
func FuzzLog(f *testing.F) {
	b := newBox(f)
	head, err := b.seal(sealBegin, nil, 1, []byte(`{"size":12288}`))
	if err != nil {
		f.Fatal(err)
	}
	l := &log{last: digest(head)}
	framed, err := l.frame(b, []sealed{{Bucket: bucketState, Key: []byte(keyState)}}, 2)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{})
	f.Add(framed)
	f.Add(append(make([]byte, sectorSize), 1))
	f.Add([]byte{0, 0, 0, 9, 0xff, 0xff, 0xff, 0xf6, 1})
	f.Fuzz(func(t *testing.T, tail []byte) {
		if _, _, err := b.begin(tail); err == nil {
			t.Error("something that was never sealed is a log")
		}
		content := append(append(frame(head), tail...), make([]byte, 2*blockSize)...)
		r, _, err := b.begin(content[:3*blockSize])
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, _, err = r.next(sealFrame, r.last[:])
		}
		if r.last != digest(head) && r.last != digest(valueIn(framed)) {
			t.Error("a frame that was never sealed was opened")
		}
	})
}
