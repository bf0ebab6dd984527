package access_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
)

// whoCannot are the ways in which a name and a password open nothing.
func whoCannot(t *testing.T, cost access.Cost) (*house, map[string]string) {
	h := open(t, func(o *gate.Options) { o.Cost = cost })
	h.account("ada", access.Advocate)
	a := h.account("disabled", access.Advocate)
	a.Password, _ = cost.Hash(password, zeros{})
	if _, err := h.keeper.SaveAccount(a, access.Note{}); err != nil {
		t.Fatal(err)
	}
	_, _ = h.office.Disable("root", "left", "disabled", h.clock.now())
	_, _, _ = h.office.Add("root", "fresh", access.Advocate, h.clock.now())
	return h, map[string]string{"unknown": "nobody", "wrong password": "ada", "disabled": "disabled", "not set up": "fresh", "no name": ""}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestWhoeverIsNotLetInGetsOneAnswer(t *testing.T) {
	h, names := whoCannot(t, cheap)
	first := ""
	for why, name := range names {
		typed := password
		if why == "wrong password" {
			typed += "!"
		}
		got := h.browser().signIn(name, typed)
		expect(t, got, http.StatusUnauthorized, "sign_in_failed")
		said := got.Body.String() + headers(got)
		if first == "" {
			first = said
		}
		if said != first {
			t.Errorf("%s: %s\nand another: %s", why, said, first)
		}
	}
}

func headers(w *httptest.ResponseRecorder) string {
	var b []byte
	h := w.Header().Clone()
	for _, name := range []string{"Content-Type", "Referrer-Policy", "Www-Authenticate", "Set-Cookie", "Retry-After"} {
		b = append(b, name+h.Get(name)...)
		h.Del(name)
	}
	return string(b) + strconv.Itoa(len(h))
}

// The quickest of several answers is compared: what else the machine does only
// adds to them.
func TestWhoeverIsNotLetInWaitsAsLong(t *testing.T) {
	h, names := whoCannot(t, access.Cost{Memory: 2 << 10, Passes: 1, Threads: 1})
	hash, _ := access.Cost{Memory: 2 << 10, Passes: 1, Threads: 1}.Hash(password, zeros{})
	a, _ := h.office.Named("ada")
	a.Password = hash
	if _, err := h.keeper.SaveAccount(a, access.Note{}); err != nil {
		t.Fatal(err)
	}
	quickest := map[string]time.Duration{}
	for range 40 {
		for why, name := range names {
			h.clock.move(time.Hour) // the throttle is not what is measured
			began := time.Now()
			h.browser().signIn(name, "some password that is wrong")
			if took := time.Since(began); quickest[why] == 0 || took < quickest[why] {
				quickest[why] = took
			}
		}
	}
	for why, took := range quickest {
		if ratio := float64(took) / float64(quickest["wrong password"]); ratio < 0.8 || ratio > 1.25 {
			t.Errorf("%s takes %.2f times as long as a wrong password (%v)", why, ratio, quickest)
		}
	}
}

func TestAPasswordIsHashedAnewAtTodaysCost(t *testing.T) {
	h := open(t, func(o *gate.Options) { o.Cost = access.Cost{Memory: 128, Passes: 2, Threads: 1} })
	h.account("ada", access.Advocate)
	b := h.signedIn("ada")
	if b.who() == "" {
		t.Error("hashing anew ended the session")
	}
	a, _ := h.office.Named("ada")
	if right, stale := (access.Cost{Memory: 128, Passes: 2, Threads: 1}).Check(password, a.Password); !right || stale {
		t.Errorf("got right %t, stale %t", right, stale)
	}
	h.signedIn("ada")
}

func TestGuessingAtANameIsSlowedDownAndLocksNobodyOut(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	h.account("bea", access.Advocate)
	own := h.signedIn("ada") // her browser is known now
	for i := range 10 {
		if got := h.browser().signIn("ada", "guess number "+strconv.Itoa(i)); got.Code != http.StatusUnauthorized {
			t.Fatalf("guess %d: got %d", i, got.Code)
		}
	}
	got := h.browser().signIn("ada", password)
	expect(t, got, http.StatusTooManyRequests, "sign_in_wait")
	if wait, _ := strconv.Atoi(got.Header().Get("Retry-After")); wait < 1 || wait > 60 {
		t.Errorf("Retry-After is %q", got.Header().Get("Retry-After"))
	}
	if own.who() != "account:ada" {
		t.Error("a session ended by somebody's guesses")
	}
	expect(t, own.signIn("ada", password), http.StatusOK, "")
	delete(own.cookies, "__Host-relais")
	expect(t, own.signIn("ada", password), http.StatusOK, "")
	expect(t, h.browser().signIn("bea", password), http.StatusOK, "")
	h.clock.move(time.Minute)
	expect(t, h.browser().signIn("ada", password), http.StatusOK, "")
}

func TestAKnownBrowserIsKnownForOneAccountAndSlowedDownToo(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	h.account("bea", access.Advocate)
	b := h.signedIn("ada")
	for range 10 {
		expect(t, h.browser().signIn("bea", "guess"), http.StatusUnauthorized, "")
	}
	expect(t, b.signIn("bea", password), http.StatusTooManyRequests, "") // ada's browser
	for range 10 {
		expect(t, b.signIn("ada", "guess"), http.StatusUnauthorized, "")
	}
	expect(t, b.signIn("ada", password), http.StatusTooManyRequests, "")
	for name, spoil := range map[string]func(*browser){
		"forged": func(b *browser) { b.cookies["__Host-relais-device"].Value += "A" },
		"old":    func(b *browser) { h.clock.move(31 * 24 * time.Hour) },
	} {
		h.clock.move(time.Hour)
		b = h.signedIn("ada")
		spoil(b)
		for range 10 {
			expect(t, h.browser().signIn("ada", "guess"), http.StatusUnauthorized, "")
		}
		if got := b.signIn("ada", password); got.Code != http.StatusTooManyRequests {
			t.Errorf("a cookie that is %s: got %d", name, got.Code)
		}
	}
}

// Otherwise the number of attempts would tell whether there is an account.
func TestANameCountsAsItIsRead(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	for _, name := range []string{"ada", "eve", "a b"} {
		h.clock.move(time.Hour)
		for i := range 10 {
			typed := []string{name, strings.ToUpper(name), " " + name + " "}[i%3]
			expect(t, h.browser().signIn(typed, "guess"), http.StatusUnauthorized, "")
		}
		expect(t, h.browser().signIn(name, "guess"), http.StatusTooManyRequests, "sign_in_wait")
	}
}

func TestGuessingAtManyNamesIsSlowedDownOverAll(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	own := h.signedIn("ada")
	refused := 0
	for i := range 400 {
		if h.browser().signIn("name"+strconv.Itoa(i), "guess").Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 335 || refused > 345 {
		t.Errorf("%d of 400 guesses were refused", refused)
	}
	expect(t, own.signIn("ada", password), http.StatusOK, "")
	h.clock.move(-time.Hour) // a clock set back shuts nobody out for longer
	expect(t, h.browser().signIn("ada", password), http.StatusTooManyRequests, "")
	h.clock.move(5 * time.Minute)
	expect(t, h.browser().signIn("ada", password), http.StatusOK, "")
}

func TestManyGuessesAtOnceAreNoMoreThanOneAfterAnother(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	var all sync.WaitGroup
	var mu sync.Mutex
	tried := 0
	for i := range 60 {
		all.Go(func() {
			if h.browser().signIn("ada", "guess number "+strconv.Itoa(i)).Code == http.StatusUnauthorized {
				mu.Lock()
				tried++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if tried != 10 {
		t.Errorf("%d guesses were tried at once", tried)
	}
}

func TestWhatIsNoRequestIsRefused(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	for media, body := range map[string]string{
		"application/json": `{"name":`, "application/json; charset=utf-8": `{"name":"a","admin":true}`,
		"text/plain": `{"name":"a"}`, "multipart/form-data; boundary=x": "--x--", "application/x-www-form-urlencoded": "%zz",
	} {
		r := b.request(http.MethodPost, "/staff/sign-in", body)
		r.Header.Set("Content-Type", media)
		expect(t, b.do(r), http.StatusBadRequest, "request_unread")
	}
	expect(t, b.signIn("ada", strings.Repeat("a", 64<<10)), http.StatusBadRequest, "request_unread")
}
