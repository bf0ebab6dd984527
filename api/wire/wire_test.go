package wire

import "testing"

func TestADifferenceHasItsName(t *testing.T) {
	const whole = "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok\n"
	for name, other := range map[string]string{
		"":             whole,
		"status":       "HTTP/1.1 404 Not Found\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok\n",
		"header A":     "HTTP/1.1 200 OK\r\nA: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok\n",
		"header B":     "HTTP/1.1 200 OK\r\nA: 1\r\nB: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok\n",
		"header order": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: 1\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok\n",
		"body":         "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nac\r\n0\r\nT: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok\n",
		"trailer":      "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 2\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok\n",
		"connection":   "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\n",
		"next answer":  "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nno\n",
	} {
		if got := Difference([]byte(whole), []byte(other)); got != name {
			t.Errorf("%q is called %q", name, got)
		}
	}
}
