package main

import (
	"encoding/json"
	"io"
	"os"
)

// readStrictly reads JSON that a command of ours wrote and a person filled in, of
// at the most so many bytes. A field that is not known is an error: it would be
// lost without a word.
func readStrictly(path string, most int64, into any) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	decoder := json.NewDecoder(io.LimitReader(file, most))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
