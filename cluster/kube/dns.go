package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/hosts"
	_ "github.com/coredns/coredns/plugin/kubernetes"
)

// runDNS is CoreDNS with the few plugins a small cluster needs, in the order in which a query passes them.
func runDNS() int {
	dnsserver.Directives = []string{"bind", "errors", "cache", "hosts", "kubernetes", "forward"}
	coremain.Run()
	return 0
}
