package main

import (
	"reflect"
	"testing"
)

func TestIndex(t *testing.T) {
	index := Index{}
	index.Add(1, "Red shoes, red laces")
	index.Add(2, "Blue shoes")
	if got := index["shoes"]; !reflect.DeepEqual(got, []int{1, 2}) {
		t.Errorf("shoes: %v", got)
	}
	if got := index.Words(); !reflect.DeepEqual(got, []string{"blue", "laces", "red", "shoes"}) {
		t.Errorf("words: %v", got)
	}
}
