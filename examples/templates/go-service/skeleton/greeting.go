package main

import (
	"errors"
	"strings"
)

var errTooLong = errors.New("nobody has a name that long")

// greetingFor returns what the service says to somebody, or to everybody.
func greetingFor(name string) (string, error) {
	who := strings.TrimSpace(name)
	if len(who) > 80 {
		return "", errTooLong
	}
	if who == "" {
		who = "world"
	}
	return "Hello, " + who + "!", nil
}
