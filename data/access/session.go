package access

import (
	"time"

	"github.com/relais-directory/relais/data"
)

// Session is one account signed in from one browser. Its secret is in a cookie;
// what is kept is the digest.
type Session struct {
	Digest  Digest    `json:"digest"`
	Account data.ID   `json:"account"`
	Epoch   uint64    `json:"epoch"` // the account's, when it began
	Made    time.Time `json:"made"`
	Seen    time.Time `json:"seen"` // the last request, to within Limits.Grain
	Way     Way       `json:"way"`
}

// Way is how somebody proved who they are.
type Way string

// The ways.
const (
	ByPassword Way = "password"
	ByPasskey  Way = "passkey"
	ByProvider Way = "provider"
	ByLink     Way = "link"
)

// Limits bounds a session.
type Limits struct {
	Idle     time.Duration // without a request
	Absolute time.Duration // from its beginning
	// Provided is Absolute for a session that an identity provider has begun: nobody
	// tells us when somebody's group is taken away there, so it is asked again.
	// Zero is Absolute.
	Provided time.Duration
	// Grain is how fine Seen is kept, so that not every request is written down. A
	// session may end earlier by it, never later.
	Grain time.Duration
	// Slack is how far a clock may be set back without ending sessions.
	Slack time.Duration
}

// DefaultLimits are twenty idle minutes and one shift, or a third of one through a
// provider.
func DefaultLimits() Limits {
	return Limits{Idle: 20 * time.Minute, Absolute: 12 * time.Hour, Provided: 4 * time.Hour, Grain: time.Minute, Slack: 2 * time.Minute}
}

// Good reports whether a session of account a may go on at an instant. A clock
// that was set back would make a session last longer than it may, so a session
// from the future is over too.
func (l Limits) Good(s Session, a Account, at time.Time) bool {
	return a.ID == s.Account && !a.Disabled && a.Epoch == s.Epoch && l.inTime(s, at)
}

func (l Limits) inTime(s Session, at time.Time) bool {
	earliest := at.Add(l.Slack)
	return at.Before(s.Seen.Add(l.Idle)) && at.Before(s.Made.Add(l.longest(s.Way))) &&
		!s.Made.After(earliest) && !s.Seen.After(earliest)
}

// longest is how long a session lasts from its beginning, by the way in which it began.
func (l Limits) longest(w Way) time.Duration {
	if w == ByProvider && l.Provided > 0 {
		return min(l.Provided, l.Absolute)
	}
	return l.Absolute
}

// Over reports whether a session has ended by its limits alone, whatever its
// account.
func (l Limits) Over(s Session, at time.Time) bool { return !l.inTime(s, at) }

// Touch reports whether a request at an instant is to be written down.
func (l Limits) Touch(s Session, at time.Time) bool { return at.Sub(s.Seen) >= l.Grain }
