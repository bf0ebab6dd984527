package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// walk looks at every page of a bbolt file that nobody is writing. It holds the
// file to the rules that bbolt takes for granted: each page says which one it is
// and is used once, or is free; nothing points out of its page; keys rise, and
// those below a branch are within its bounds. After it, bbolt neither faults nor
// misses a key that is there. It does not judge values: their seals do.
func walk(r io.ReaderAt, m meta) error {
	w := &walker{file: r, meta: m, seen: make([]bool, m.pages)}
	w.seen[0], w.seen[1] = true, true
	if err := w.free(); err != nil {
		return err
	}
	if err := w.tree(m.root, nil, nil); err != nil {
		return err
	}
	for id, seen := range w.seen {
		if !seen {
			return fmt.Errorf("page %d is neither used nor free", id)
		}
	}
	return nil
}

type walker struct {
	file  io.ReaderAt
	meta  meta
	seen  []bool
	spare [][]byte // bytes of pages that were looked at
}

// page is one page with those that continue it. Data is everything after the
// header.
type page struct {
	id    uint64
	kind  uint16
	count int
	data  []byte
	all   []byte
}

const (
	branchPage   = 0x01
	leafPage     = 0x02
	metaPage     = 0x04
	freelistPage = 0x10
	bucketFlag   = 0x01
	bucketSize   = 16
	branchSize   = 16 // of an element: pos, ksize, page
	leafSize     = 16 // of an element: flags, pos, ksize, vsize
)

// read reads a page that was not read before. It is given back with done.
func (w *walker) read(id uint64) (page, error) {
	head := w.buffer()
	if err := w.use(id); err != nil {
		return page{}, err
	}
	if _, err := w.file.ReadAt(head, w.at(id)); err != nil {
		return page{}, fmt.Errorf("page %d: %w", id, err)
	}
	overflow := uint64(binary.NativeEndian.Uint32(head[12:]))
	if binary.NativeEndian.Uint64(head) != id {
		return page{}, fmt.Errorf("page %d says that it is another", id)
	}
	for next := id + 1; next <= id+overflow; next++ {
		if err := w.use(next); err != nil {
			return page{}, err
		}
	}
	all := head
	if overflow > 0 {
		size := len(head) + int(overflow)*w.meta.pageSize
		all = slices.Grow(head, size-len(head))[:size]
		if _, err := w.file.ReadAt(all[len(head):], w.at(id+1)); err != nil {
			return page{}, fmt.Errorf("page %d: %w", id, err)
		}
	}
	return parsePage(id, all), nil
}

// buffer gives room for one page, which may have had another one in it.
func (w *walker) buffer() []byte {
	if n := len(w.spare); n > 0 {
		b := w.spare[n-1]
		w.spare = w.spare[:n-1]
		return b[:w.meta.pageSize]
	}
	return make([]byte, w.meta.pageSize)
}

func (w *walker) done(p page) { w.spare = append(w.spare, p.all) }

func (w *walker) at(id uint64) int64 { return int64(id) * int64(w.meta.pageSize) }

func parsePage(id uint64, b []byte) page {
	return page{
		id:    id,
		kind:  binary.NativeEndian.Uint16(b[8:]),
		count: int(binary.NativeEndian.Uint16(b[10:])),
		data:  b[pageHeader:],
		all:   b,
	}
}

// use notes that a page is used or free, which happens once.
func (w *walker) use(id uint64) error {
	if id >= uint64(len(w.seen)) {
		return fmt.Errorf("page %d is beyond the end", id)
	}
	if w.seen[id] {
		return fmt.Errorf("page %d is used twice", id)
	}
	w.seen[id] = true
	return nil
}

// free notes the free pages. A count of 65535 means that the true one is the
// first number of the list.
func (w *walker) free() error {
	if w.meta.freelist == noFreelist {
		return errors.New("the list of free pages is missing")
	}
	p, err := w.read(w.meta.freelist)
	if err != nil {
		return err
	}
	if p.kind != freelistPage {
		return fmt.Errorf("page %d is no list of free pages", p.id)
	}
	ids, count := p.data, uint64(p.count)
	if count == 0xffff {
		count, ids = binary.NativeEndian.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return fmt.Errorf("page %d lists more free pages than it has room for", p.id)
	}
	for i := range count {
		if err := w.use(binary.NativeEndian.Uint64(ids[8*i:])); err != nil {
			return err
		}
	}
	return nil
}

// tree walks the pages of one bucket from root. The first key is first and all
// are less than high, where those are given.
func (w *walker) tree(root uint64, first, high []byte) error {
	p, err := w.read(root)
	if err != nil {
		return err
	}
	defer w.done(p)
	switch p.kind {
	case branchPage:
		return w.branch(p, first, high)
	case leafPage:
		return w.leaf(p, first, high)
	}
	return fmt.Errorf("page %d is of no kind that belongs into a tree", p.id)
}

// branch walks the children of a page. bbolt looks for a child that has changed
// by the first key that it had: if the branch has another, it puts it in twice.
func (w *walker) branch(p page, first, high []byte) error {
	if p.count == 0 {
		return fmt.Errorf("page %d is a branch without children", p.id)
	}
	keys, children, err := p.children()
	if err != nil {
		return err
	}
	if err := p.rising(keys, first, high); err != nil {
		return err
	}
	for i, child := range children {
		below := high
		if i+1 < len(keys) {
			below = keys[i+1]
		}
		if err := w.tree(child, keys[i], below); err != nil {
			return err
		}
	}
	return nil
}

func (p page) children() (keys [][]byte, children []uint64, err error) {
	keys, children = make([][]byte, p.count), make([]uint64, p.count)
	next := p.count * branchSize
	for i := range p.count {
		at := i * branchSize
		e, err := p.element(at, branchSize)
		if err != nil {
			return nil, nil, err
		}
		children[i] = binary.NativeEndian.Uint64(e[8:])
		pos, ksize := binary.NativeEndian.Uint32(e), binary.NativeEndian.Uint32(e[4:])
		if keys[i], _, err = p.packed(&next, at, pos, ksize, 0); err != nil {
			return nil, nil, err
		}
	}
	return keys, children, nil
}

func (w *walker) leaf(p page, first, high []byte) error {
	keys := make([][]byte, p.count)
	next := p.count * leafSize
	for i := range p.count {
		at := i * leafSize
		e, err := p.element(at, leafSize)
		if err != nil {
			return err
		}
		flags, pos := binary.NativeEndian.Uint32(e), binary.NativeEndian.Uint32(e[4:])
		ksize, vsize := binary.NativeEndian.Uint32(e[8:]), binary.NativeEndian.Uint32(e[12:])
		key, value, err := p.packed(&next, at, pos, ksize, vsize)
		if err != nil {
			return err
		}
		keys[i] = key
		if err := w.value(p, flags, value); err != nil {
			return err
		}
	}
	return p.rising(keys, first, high)
}

// value follows the value of a leaf if it is a bucket: to its tree, or into the
// page that a small bucket has inside.
func (w *walker) value(p page, flags uint32, value []byte) error {
	if flags == 0 {
		return nil
	}
	if flags != bucketFlag || len(value) < bucketSize {
		return fmt.Errorf("page %d has an element of no known kind", p.id)
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.tree(root, nil, nil)
	}
	if len(value) < bucketSize+pageHeader {
		return fmt.Errorf("page %d has a bucket that is too short", p.id)
	}
	inline := parsePage(p.id, value[bucketSize:])
	if inline.kind != leafPage {
		return fmt.Errorf("page %d has a bucket inside that is no leaf", p.id)
	}
	return w.leaf(inline, nil, nil)
}

// element gives the i-th fixed part of a page, which lies at offset at.
func (p page) element(at, size int) ([]byte, error) {
	if at+size > len(p.data) {
		return nil, fmt.Errorf("page %d has more elements than it has room for", p.id)
	}
	return p.data[at : at+size], nil
}

// packed gives the key and the value that the element at offset at points to. pos
// is counted from the element. bbolt writes them without a gap, the first after
// the last element: next is where they have to begin, and moves behind them.
func (p page) packed(next *int, at int, pos, ksize, vsize uint32) (key, value []byte, err error) {
	from := uint64(at) + uint64(pos)
	middle := from + uint64(ksize)
	to := middle + uint64(vsize)
	switch {
	case ksize == 0:
		return nil, nil, fmt.Errorf("page %d has a key of no bytes", p.id)
	case from != uint64(*next):
		return nil, nil, fmt.Errorf("page %d has a key out of place", p.id)
	case to > uint64(len(p.data)):
		return nil, nil, fmt.Errorf("page %d points out of itself", p.id)
	}
	*next = int(to)
	return p.data[from:middle], p.data[middle:to], nil
}

// rising holds keys to their order, to the first of them and to their bound.
func (p page) rising(keys [][]byte, first, high []byte) error {
	if first != nil && (len(keys) == 0 || !bytes.Equal(keys[0], first)) {
		return fmt.Errorf("page %d does not begin with the key that its branch has", p.id)
	}
	for i, key := range keys {
		if i > 0 && bytes.Compare(keys[i-1], key) >= 0 || high != nil && bytes.Compare(key, high) >= 0 {
			return fmt.Errorf("page %d has a key out of order", p.id)
		}
	}
	return nil
}
