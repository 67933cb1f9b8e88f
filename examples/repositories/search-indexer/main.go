// Command search-indexer prints an index of the words of its standard input.
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	index := Index{}
	scanner := bufio.NewScanner(os.Stdin)
	for line := 1; scanner.Scan(); line++ {
		index.Add(line, scanner.Text())
	}
	if err := scanner.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "search-indexer:", err)
		os.Exit(1)
	}
	for _, word := range index.Words() {
		fmt.Println(word, index[word])
	}
}
