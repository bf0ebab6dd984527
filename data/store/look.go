package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/durable"
)

// look examines the file at path without changing it, and gives a store that
// knows its identity and its key but has no file open.
//
// bbolt trusts its file: it turns one of no bytes into an empty directory, and
// one that was cut kills the process. So the meta pages come first, read by hand;
// then, under a shared lock and read-only, every page of the tree; then who the
// file says it is; then whether the key opens it.
func look(dir, path string, keys Keys, o Options) (*Store, error) {
	if err := lookAtMeta(dir, path); err != nil {
		return nil, err
	}
	db, file, err := openFile(path, o.timeout(), true)
	if err != nil {
		return nil, err
	}
	s := &Store{keys: keys, dir: filepath.Clean(dir)}
	err = lookInside(s, db, file)
	if closing := guard(db.Close); closing != nil {
		err = errors.Join(err, letGo(file))
	}
	if err != nil {
		return nil, err
	}
	return s, checkName(dir, s.identity.Store, o.ReadOnly)
}

func lookInside(s *Store, db *bbolt.DB, file *os.File) error {
	m, err := readMeta(file)
	if err != nil {
		return err
	}
	if m.freelist == noFreelist {
		return problemForeign() // ours always have one
	}
	if err := walk(file, m); err != nil {
		return problemPages(err)
	}
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error { return s.recognize(tx) })
	})
	return orDamaged(err)
}

// recognize reads who the store is and opens its seal with its key.
func (s *Store) recognize(tx *bbolt.Tx) error {
	h, clear, err := readHeader(tx)
	if err != nil {
		return err
	}
	for _, name := range buckets {
		if tx.Bucket([]byte(name)) == nil {
			return problemPages(fmt.Errorf("%s: %w", name, errMissing))
		}
	}
	primitive, err := s.keys.readSealing(h.Store)
	if err != nil {
		return err
	}
	s.box = box{aead: primitive, store: h.Store}
	s.identity, err = readIdentity(tx, s.box, h, clear)
	return err
}

// openFile lets bbolt open a file that exists. The file comes with it, so that
// it can be let go even if bbolt dies over it.
func openFile(path string, timeout time.Duration, readOnly bool) (db *bbolt.DB, file *os.File, err error) {
	options := &bbolt.Options{Timeout: timeout, FreelistType: bbolt.FreelistMapType, ReadOnly: readOnly}
	if !readOnly {
		options.InitialMmapSize = addressSpace()
	}
	options.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
		return file, err
	}
	err = guard(func() error {
		db, err = bbolt.Open(path, 0o600, options)
		return err
	})
	if err == nil {
		db.AllocSize = growth
		return db, file, nil
	}
	if _, died := errors.AsType[*crash](err); died && file != nil {
		err = errors.Join(err, letGo(file))
	}
	return nil, nil, problemOpen(err)
}

// growth is by how many bytes the file grows at least.
const growth = 1 << 20

// addressSpace is how much the file may grow before bbolt has to map it anew,
// for which it waits until every reader is done. It costs addresses, not memory;
// but on Windows it would be the size of the file.
func addressSpace() int {
	if runtime.GOOS == "windows" || math.MaxInt == math.MaxInt32 {
		return 0
	}
	return 1 << 30
}

func problemOpen(err error) error {
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return problemLocked()
	case unwritable(err):
		return problemPermission(err)
	}
	if _, died := errors.AsType[*crash](err); died {
		return problemPages(err)
	}
	return fmt.Errorf("open the store: %w", err)
}

// unwritable reports whether err says that something may not be opened, or lies
// on a disk that takes no writes.
func unwritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// orUnwritable says of what has been read that it cannot be written.
func orUnwritable(err error) error {
	if unwritable(err) {
		return problemUnwritable(err)
	}
	return err
}

// meta is what a meta page says of a bbolt file.
type meta struct {
	pageSize int
	root     uint64 // page of the root bucket
	freelist uint64 // page of the list of free pages
	pages    uint64 // high-water mark: how many pages there are
	txid     uint64
}

// The layout of bbolt's file format, version 2.
const (
	pageHeader  = 16
	metaSize    = 64
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	noFreelist  = 0xffffffffffffffff
	minPageSize = 1 << 10
	maxPageSize = 1 << 16
)

// lookAtMeta refuses what is no whole bbolt file, before bbolt sees it.
func lookAtMeta(dir, path string) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return problemForeign() // opening a pipe would wait for ever
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return problemAbsent(dir)
	}
	if errors.Is(err, fs.ErrPermission) {
		return problemPermission(err)
	}
	if err != nil {
		return fmt.Errorf("look at the store: %w", err)
	}
	_, err = readMeta(f)
	return errors.Join(err, f.Close())
}

// readMeta reads both meta pages and gives the newer one. Either one damaged is
// a refusal: the newest change might be the one that it knew. A write that was
// cut short by a power loss cannot do that, for what counts of a meta page lies
// within one sector of the disk.
func readMeta(f *os.File) (meta, error) {
	info, err := f.Stat()
	if err != nil {
		return meta{}, fmt.Errorf("look at the store: %w", err)
	}
	if info.Size() == 0 {
		return meta{}, problemEmpty()
	}
	first, err := metaAt(f, 0)
	if err != nil {
		return meta{}, err
	}
	second, err := metaAt(f, int64(first.pageSize))
	if p, ok := bilingual.AsProblem(err); ok && p.Code == "store_foreign" || err == nil && second.pageSize != first.pageSize {
		return meta{}, problemMeta()
	}
	if err != nil {
		return meta{}, err
	}
	newer := first
	if second.txid > first.txid {
		newer = second
	}
	if uint64(info.Size())/uint64(newer.pageSize) < newer.pages {
		return meta{}, problemCut()
	}
	return newer, nil
}

// metaAt reads the meta page at an offset.
func metaAt(r io.ReaderAt, at int64) (meta, error) {
	head := make([]byte, pageHeader+metaSize)
	n, err := r.ReadAt(head, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return meta{}, fmt.Errorf("look at the store: %w", err)
	}
	if n < len(head) && at == 0 {
		return meta{}, problemCutOrForeign(head[:n])
	}
	if n < len(head) {
		return meta{}, problemCut()
	}
	m, err := parseMeta(head[pageHeader:])
	id, kind := binary.NativeEndian.Uint64(head), binary.NativeEndian.Uint16(head[8:])
	if err == nil && (kind != metaPage || id != uint64(at)/uint64(m.pageSize)) {
		return meta{}, problemMeta()
	}
	return m, err
}

// problemCutOrForeign says of a file that is too short for a meta page what it
// may have been.
func problemCutOrForeign(head []byte) error {
	if len(head) >= pageHeader+4 && binary.NativeEndian.Uint32(head[pageHeader:]) == metaMagic {
		return problemCut()
	}
	return problemForeign()
}

func parseMeta(b []byte) (meta, error) {
	order := binary.NativeEndian
	hash := fnv.New64a()
	hash.Write(b[:metaSize-8])
	sound := order.Uint64(b[56:]) == hash.Sum64()
	magic := order.Uint32(b) == metaMagic
	switch {
	case !magic && !sound:
		return meta{}, problemForeign()
	case !magic || !sound || order.Uint32(b[4:]) != metaVersion:
		return meta{}, problemMeta()
	}
	m := meta{
		pageSize: int(order.Uint32(b[8:])),
		root:     order.Uint64(b[16:]),
		freelist: order.Uint64(b[32:]),
		pages:    order.Uint64(b[40:]),
		txid:     order.Uint64(b[48:]),
	}
	if m.pageSize < minPageSize || m.pageSize > maxPageSize || m.pageSize&(m.pageSize-1) != 0 || m.pages < 2 {
		return meta{}, problemMeta()
	}
	return m, nil
}

const nameLine = "relais directory "

func writeName(dir, store string) error {
	if err := durable.WriteFile(filepath.Join(dir, NameFile), []byte(nameLine+store+"\n"), private); err != nil {
		return fmt.Errorf("name the store: %w", err)
	}
	return nil
}

// checkName holds the store's id against the one that the folder was made with:
// another store's file in its place would open with its own key, and be taken
// for this directory. A folder without a name gets it from its store, for it may
// have been put together from a backup.
func checkName(dir, store string, readOnly bool) error {
	b, err := os.ReadFile(filepath.Join(dir, NameFile))
	if errors.Is(err, fs.ErrNotExist) {
		if readOnly {
			return nil
		}
		return orUnwritable(writeName(dir, store))
	}
	if err != nil {
		return fmt.Errorf("read the name of the store: %w", err)
	}
	if name, ok := strings.CutPrefix(string(b), nameLine); !ok || name != store+"\n" {
		return problemSwapped()
	}
	return nil
}
