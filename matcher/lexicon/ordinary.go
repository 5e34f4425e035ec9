package lexicon

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed" // the word list
	"sync"
)

// ordinaryWords are English words of five letters and more, from SCOWL 2020.12.07 (Copyright 2000-2011 Kevin Atkinson), the list
// "american-english-small", without names. See docs/dependencies.md.
//
//go:embed ordinary.txt.gz
var ordinaryWords []byte

// ordinary are the words that are no misspelling of a name: "vision" is not Visio (rule W2).
var ordinary = sync.OnceValue(func() map[string]struct{} {
	words := make(map[string]struct{}, 40_000)
	unpacked, err := gzip.NewReader(bytes.NewReader(ordinaryWords))
	if err != nil {
		panic(err) // the list is part of the program, and a test reads it
	}
	for lines := bufio.NewScanner(unpacked); lines.Scan(); {
		words[lines.Text()] = struct{}{}
	}
	return words
})
