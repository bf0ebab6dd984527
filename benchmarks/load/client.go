package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

// request is one request as it goes over the wire.
type request []byte

func post(path, media, body string) request {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: load\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", path, media, len(body), body)
}

// client is one connection that asks one thing after another. It reads as little
// of an answer as it must to know where that ends: what it costs itself is in
// every figure.
type client struct {
	conn net.Conn
	in   *bufio.Reader
	body []byte // of the last answer
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *client) close() { _ = c.conn.Close() } // it was only read from

var (
	errNotOK    = errors.New("the answer is not 200")
	errNoLength = errors.New("the answer does not say how long it is")
)

var lengthHeader = []byte("Content-Length: ")

// ask sends one request and reads its whole answer.
func (c *client) ask(r request) error {
	if _, err := c.conn.Write(r); err != nil {
		return err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	ok, length, chunked := bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")), -1, false
	status := string(line)
	for {
		line, err = c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if after, found := bytes.CutPrefix(line, lengthHeader); found {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(after))); err != nil {
				return err
			}
		}
		chunked = chunked || bytes.HasPrefix(line, []byte("Transfer-Encoding: chunked"))
	}
	switch {
	case !ok:
		return fmt.Errorf("%w: %.30s", errNotOK, status)
	case chunked:
		return c.readChunks()
	case length < 0:
		return errNoLength
	}
	c.body = append(c.body[:0], make([]byte, length)...)
	_, err = io.ReadFull(c.in, c.body)
	return err
}

func (c *client) readChunks() error {
	c.body = c.body[:0]
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return err
		}
		from := len(c.body)
		c.body = append(c.body, make([]byte, n+2)...) // and the end of its line
		if _, err := io.ReadFull(c.in, c.body[from:]); err != nil {
			return err
		}
		c.body = c.body[:from+int(n)]
		if n == 0 {
			return nil
		}
	}
}
