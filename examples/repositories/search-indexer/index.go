package main

import (
	"sort"
	"strings"
	"unicode"
)

// Index maps each word to the numbers of the lines that it occurs in, ascending.
type Index map[string][]int

// Add puts all words of a line into the index.
func (index Index) Add(line int, text string) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, word := range words {
		lines := index[word]
		if len(lines) == 0 || lines[len(lines)-1] != line {
			index[word] = append(lines, line)
		}
	}
}

// Words returns the indexed words in order.
func (index Index) Words() []string {
	words := make([]string, 0, len(index))
	for word := range index {
		words = append(words, word)
	}
	sort.Strings(words)
	return words
}
