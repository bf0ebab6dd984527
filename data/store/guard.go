package store

import (
	"fmt"
	"runtime/debug"
)

// crash is a panic that was caught on the way out of bbolt.
type crash struct{ what any }

func (c *crash) Error() string { return fmt.Sprintf("a damaged page was met: %v", c.what) }

// guard runs f, which reads or writes pages, and turns a panic into an error.
// bbolt asserts what it believes of its pages, and reads them through a mapping
// in which a page that is gone is a fault: both would end the process, and with
// it every call that is being answered.
//
// Code that is not ours to judge, such as what View is given, is never run in f.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if what := recover(); what != nil {
			err = &crash{what}
		}
	}()
	return f()
}
