package store

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// cursor goes through one bucket in the order of the keys, once: through the
// pages, with what the log holds over them. It meets pages, so it is moved in
// guard.
type cursor struct {
	tx     *Tx
	bucket string

	begun      bool
	pages      *bbolt.Cursor
	key, value []byte   // where it stands; no key after the last one
	log        []sealed // still to come
}

func (t *Tx) cursor(bucket string) *cursor { return &cursor{tx: t, bucket: bucket} }

// next gives the next key and its sealed value; no key means that there are no
// more. What it gives is bbolt's own, or the log's.
func (c *cursor) next() (key, value []byte) {
	if !c.begun {
		c.begin()
	}
	for len(c.log) > 0 && (c.key == nil || bytes.Compare(c.log[0].Key, c.key) <= 0) {
		over := c.log[0]
		c.log = c.log[1:]
		if bytes.Equal(over.Key, c.key) {
			c.key, c.value = c.pages.Next()
		}
		if over.Value != nil {
			return over.Key, over.Value
		}
	}
	key, value = c.key, c.value
	if key != nil {
		c.key, c.value = c.pages.Next()
	}
	return key, value
}

func (c *cursor) begin() {
	c.begun = true
	c.log = c.tx.log.in(c.bucket, c.tx.state.Serial)
	if b := c.tx.tx.Bucket([]byte(c.bucket)); b != nil {
		c.pages = b.Cursor()
		c.key, c.value = c.pages.First()
	}
}
