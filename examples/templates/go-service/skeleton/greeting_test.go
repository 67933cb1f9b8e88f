package main

import (
	"errors"
	"strings"
	"testing"
)

func TestGreetingFor(t *testing.T) {
	for name, want := range map[string]string{
		" Ana ": "Hello, Ana!",
		"":      "Hello, world!",
	} {
		if got, err := greetingFor(name); got != want || err != nil {
			t.Errorf("greetingFor(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestGreetingForRefusesWhatIsNoName(t *testing.T) {
	if _, err := greetingFor(strings.Repeat("x", 81)); !errors.Is(err, errTooLong) {
		t.Errorf("got %v, want %v", err, errTooLong)
	}
}
