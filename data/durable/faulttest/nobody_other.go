//go:build !linux

package faulttest

import "testing"

// Nobody is the account, and the group, that AsNobody becomes.
const Nobody = 65534

// AsNobody is for Linux alone.
func AsNobody(t testing.TB, _ func()) {
	t.Helper()
	Cannot(t, "a single thread cannot become another account here")
}
