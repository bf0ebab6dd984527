// Package wire looks at the public server as whoever watches its line does: at
// every byte that it sends, and at when it hangs up.
//
// It owns one exchange over a plain connection and the comparison of two. What is
// held by it is in its tests: that two directories whose public listings are equal
// cannot be told apart (noninterference_test.go), that each of many planted leaks
// is told by its name (leaks_test.go), that no series of searches finds a hidden
// house (trilateration_test.go), and that a slow client, a flood and a huge body
// harm nobody else (harm_test.go). Nothing imports it.
//
// Begin with Ask; then corpus_test.go, which has the requests and the table of
// what an observer could look at.
package wire

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

// patience is how long one exchange may take before it counts as broken.
const patience = 20 * time.Second

// Ask sends bytes to address as they are, and gives everything that comes back
// until the other side hangs up.
func Ask(address string, request []byte) ([]byte, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }() // it is read to its end
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if _, err := c.Write(request); err != nil {
		return nil, fmt.Errorf("send: %w", err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		return answer, fmt.Errorf("read: %w", err)
	}
	return answer, nil
}

// Difference names the first part in which two answers differ, in the order in
// which a reader meets them: "status", "header order", "header X" with the name of
// the first one, "body", "trailer", "connection" where one of them is the last on
// its line, "next answer". It is "" for equal bytes.
func Difference(a, b []byte) string {
	if bytes.Equal(a, b) {
		return ""
	}
	x, y := parse(a), parse(b)
	switch {
	case x.status != y.status:
		return "status"
	case !slices.Equal(x.headers, y.headers):
		return headerDifference(x.headers, y.headers)
	case !bytes.Equal(x.body, y.body):
		return "body"
	case !bytes.Equal(x.trailer, y.trailer):
		return "trailer"
	case (len(x.next) == 0) != (len(y.next) == 0):
		return "connection"
	}
	return "next answer"
}

// answer is one answer in its parts.
type answer struct {
	status              string
	headers             []string
	body, trailer, next []byte
}

var statusLine = []byte("HTTP/1.1 ")

// parse takes an answer apart. It trusts no length that the answer tells: the next
// answer begins where the next status line stands.
func parse(raw []byte) answer {
	var a answer
	if i := bytes.LastIndex(raw, statusLine); i > 0 {
		raw, a.next = raw[:i], raw[i:]
	}
	head, rest, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	lines := strings.Split(string(head), "\r\n")
	a.status, a.headers, a.body = lines[0], lines[1:], rest
	if slices.Contains(a.headers, "Transfer-Encoding: chunked") {
		if i := bytes.LastIndex(rest, []byte("\r\n0\r\n")); i >= 0 {
			a.body, a.trailer = rest[:i], rest[i:]
		}
	}
	return a
}

// headerDifference names the header that only one has or that has two values; where
// there is none, they stand in another order.
func headerDifference(x, y []string) string {
	for _, pair := range [][2][]string{{x, y}, {y, x}} {
		for _, line := range pair[0] {
			if !slices.Contains(pair[1], line) {
				name, _, _ := strings.Cut(line, ":")
				return "header " + name
			}
		}
	}
	return "header order"
}
