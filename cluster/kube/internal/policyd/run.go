// Package policyd keeps a node's nftables table equal to the cluster's NetworkPolicies, and holds each new pod back
// until the rules that concern it are in force.
package policyd

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"backstage-cde.internal/kube/internal/netpol"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
)

// Options say where the rules go and where pods are announced.
type Options struct {
	Table, PodNetwork, Socket string
}

// settle is how long a change waits for others that come with it.
const settle = 5 * time.Millisecond

// Run works until the context ends.
func Run(ctx context.Context, config *rest.Config, options Options) error {
	config.UserAgent = "network-policy"
	config.QPS, config.Burst = 100, 200
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	view, err := newView(ctx, client)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(options.Socket); err != nil { // a killed predecessor leaves its socket behind
		return err
	}
	listener, err := net.Listen("unix", options.Socket)
	if err != nil {
		return err
	}
	enforcer := &enforcer{view: view, options: options, applied: newBroadcast()}
	go serve(ctx, listener, &gate{client: client, view: view, enforcer: enforcer})
	return enforcer.run(ctx)
}

// enforcer writes the rules whenever the view has changed.
type enforcer struct {
	view    *view
	options Options
	applied *broadcast
	current string
}

func (e *enforcer) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-e.view.changed:
		}
		time.Sleep(settle)
		if err := e.apply(ctx); err != nil {
			klog.ErrorS(err, "The rules could not be written; trying again in a second")
			time.AfterFunc(time.Second, e.view.touch)
		}
	}
}

func (e *enforcer) apply(ctx context.Context) error {
	snapshot, version := e.view.snapshot()
	rules := netpol.Render(e.options.Table, e.options.PodNetwork, snapshot)
	if rules != e.current {
		nft := exec.CommandContext(ctx, "nft", "-f", "-")
		nft.Stdin = strings.NewReader(rules)
		if output, err := nft.CombinedOutput(); err != nil {
			return fmt.Errorf("nft: %w: %s", err, output)
		}
		e.current = rules
	}
	e.applied.reached(version)
	return nil
}
