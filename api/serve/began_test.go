package serve

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// unwrapping is a writer around another, as a router puts one around ours.
type unwrapping struct{ http.ResponseWriter }

func (w unwrapping) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestBeganIsWhenTheRequestCameIn(t *testing.T) {
	came := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	ours := &recorder{ResponseWriter: httptest.NewRecorder(), began: came}
	if got := Began(unwrapping{ours}); !got.Equal(came) {
		t.Errorf("within other writers: %v", got)
	}
	if got := Began(unwrapping{httptest.NewRecorder()}); !got.IsZero() {
		t.Errorf("of no server's: %v", got)
	}
}
