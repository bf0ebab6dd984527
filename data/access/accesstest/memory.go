// Package accesstest has what tests of access need: a Keeper in memory, and the
// suite that every Keeper is held to. It is for tests alone: what it keeps is
// neither sealed nor audited on a disk.
//
// Begin with Memory; Suite says what a Keeper promises, as tests.
package accesstest

import (
	"slices"
	"sync"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
)

// Memory is a Keeper in memory.
type Memory struct {
	mu       sync.Mutex
	accounts map[data.ID]access.Account
	sessions map[access.Digest]access.Session
	tokens   map[access.Digest]access.Token
	notes    []access.Note
	failing  error
}

var _ access.Keeper = (*Memory)(nil)

// New makes an empty Memory.
func New() *Memory {
	return &Memory{
		accounts: map[data.ID]access.Account{},
		sessions: map[access.Digest]access.Session{},
		tokens:   map[access.Digest]access.Token{},
	}
}

// Notes are all notes so far.
func (m *Memory) Notes() []access.Note {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.notes)
}

// Fail makes every later change fail with err; nil mends it.
func (m *Memory) Fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failing = err
}

// Sessions are the digests of all sessions that are kept.
func (m *Memory) Sessions() []access.Digest {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []access.Digest
	for d := range m.sessions {
		all = append(all, d)
	}
	return all
}

// Accounts implements access.Keeper.
func (m *Memory) Accounts() ([]access.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []access.Account
	for _, a := range m.accounts {
		all = append(all, a.Clone())
	}
	slices.SortFunc(all, access.ByName)
	return all, nil
}

// Account implements access.Keeper.
func (m *Memory) Account(id data.ID) (access.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[id]
	if !ok {
		return access.Account{}, access.ErrAbsent
	}
	return a.Clone(), nil
}

// SaveAccount implements access.Keeper.
func (m *Memory) SaveAccount(a access.Account, n access.Note) (access.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.accounts[a.ID].Version != a.Version {
		return a, access.ErrMoved
	}
	for _, other := range m.accounts {
		if a.Collides(other) {
			return a, access.ErrTaken
		}
	}
	if m.failing != nil {
		return a, m.failing
	}
	a.Version++
	m.accounts[a.ID] = a.Clone()
	m.notes = append(m.notes, n)
	return a, nil
}

// Session implements access.Keeper.
func (m *Memory) Session(d access.Digest) (access.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[d]
	if !ok {
		return s, access.ErrAbsent
	}
	return s, nil
}

// Begin implements access.Keeper.
func (m *Memory) Begin(s access.Session, n access.Note) error {
	return m.change(n, func() { m.sessions[s.Digest] = s })
}

// Seen implements access.Keeper.
func (m *Memory) Seen(d access.Digest, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := m.sessions[d]; ok {
		s.Seen = at.UTC()
		m.sessions[d] = s
	}
	return nil
}

// End implements access.Keeper.
func (m *Memory) End(d access.Digest, n access.Note) error {
	if _, err := m.Session(d); err != nil {
		return nil
	}
	return m.change(n, func() { delete(m.sessions, d) })
}

// Sweep implements access.Keeper.
func (m *Memory) Sweep(over func(access.Session) bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for d, s := range m.sessions {
		if over(s) {
			delete(m.sessions, d)
		}
	}
	return nil
}

// Tokens implements access.Keeper.
func (m *Memory) Tokens() ([]access.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []access.Token
	for _, t := range m.tokens {
		all = append(all, t.Clone())
	}
	slices.SortFunc(all, access.ByAge)
	return all, nil
}

// Token implements access.Keeper.
func (m *Memory) Token(d access.Digest) (access.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tokens[d]
	if !ok {
		return t, access.ErrAbsent
	}
	return t.Clone(), nil
}

// SaveToken implements access.Keeper.
func (m *Memory) SaveToken(t access.Token, n access.Note) (access.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens[t.Digest].Version != t.Version {
		return t, access.ErrMoved
	}
	for _, other := range m.tokens {
		if t.Collides(other) {
			return t, access.ErrTaken
		}
	}
	if m.failing != nil {
		return t, m.failing
	}
	t.Version++
	m.tokens[t.Digest] = t.Clone()
	m.notes = append(m.notes, n)
	return t, nil
}

func (m *Memory) change(n access.Note, do func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing != nil {
		return m.failing
	}
	do()
	m.notes = append(m.notes, n)
	return nil
}
