package store

import (
	"bytes"
	"slices"
	"sync"
)

// pending is what the log holds and the pages do not: each value as every
// transaction left it, so that whoever reads an earlier moment finds it.
type pending struct {
	mutex  sync.RWMutex
	values map[address][]version
	state  state // after the last transaction; of serial 0 if there is none
}

type address struct{ bucket, key string }

// version is a sealed value since a transaction; nil means that it was removed.
type version struct {
	since uint64
	value []byte
}

// add takes over what a transaction put, and the state after it.
func (p *pending) add(puts []sealed, after state) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.values == nil {
		p.values = map[address][]version{}
	}
	for _, one := range puts {
		at := address{one.Bucket, string(one.Key)}
		p.values[at] = append(p.values[at], version{after.Serial, one.Value})
	}
	p.state = after
}

// after is the state after the last transaction.
func (p *pending) after() state {
	p.mutex.RLock()
	defer p.mutex.RUnlock()
	return p.state
}

// get gives a value as of a transaction, and whether the log has anything to say
// of it.
func (p *pending) get(bucket string, key []byte, serial uint64) (value []byte, ok bool) {
	if p == nil {
		return nil, false
	}
	p.mutex.RLock()
	defer p.mutex.RUnlock()
	return at(p.values[address{bucket, string(key)}], serial)
}

func at(versions []version, serial uint64) (value []byte, ok bool) {
	for _, v := range slices.Backward(versions) {
		if v.since <= serial {
			return v.value, true
		}
	}
	return nil, false
}

// in gives what the log has to say of one bucket as of a transaction, in the
// order of the keys.
func (p *pending) in(bucket string, serial uint64) []sealed {
	return p.puts(serial, func(b string) bool { return b == bucket })
}

// all gives everything that the log has to say.
func (p *pending) all() []sealed {
	return p.puts(p.after().Serial, func(string) bool { return true })
}

func (p *pending) puts(serial uint64, wanted func(bucket string) bool) (puts []sealed) {
	if p == nil {
		return nil
	}
	p.mutex.RLock()
	defer p.mutex.RUnlock()
	for where, versions := range p.values {
		if !wanted(where.bucket) {
			continue
		}
		if value, ok := at(versions, serial); ok {
			puts = append(puts, sealed{Bucket: where.bucket, Key: []byte(where.key), Value: value})
		}
	}
	slices.SortFunc(puts, func(a, b sealed) int { return bytes.Compare(a.Key, b.Key) })
	return puts
}
