// Command kube is a whole one-node Kubernetes in one binary: the first argument chooses the component, the rest are
// that component's own flags, for example `kube kube-apiserver --secure-port=16443`.
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// command makes a component of a cobra command's constructor.
func command(build func() *cobra.Command) func() int {
	return func() int { return cli.Run(build()) }
}

// components run with os.Args already shifted, so that each sees its own name as the program's.
var components = map[string]func() int{
	"etcd":                    func() int { etcdmain.Main(append([]string{"etcd"}, os.Args[1:]...)); return 0 },
	"kube-apiserver":          command(apiserver.NewAPIServerCommand),
	"kube-controller-manager": command(controllers.NewControllerManagerCommand),
	"kube-scheduler":          command(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kubelet":                 command(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
	"kube-proxy":              command(proxy.NewProxyCommand),
	"dns":                     runDNS,
	"certificates":            command(newCertificatesCommand),
	"local-storage":           command(newStorageCommand),
	"network-policy":          command(newNetworkPolicyCommand),
}

func main() {
	if len(os.Args) < 2 || components[os.Args[1]] == nil {
		names := slices.Sorted(maps.Keys(components))
		fmt.Fprintf(os.Stderr, "usage: kube COMPONENT [FLAGS]\ncomponents: %s\n", strings.Join(names, ", "))
		os.Exit(2)
	}
	run := components[os.Args[1]]
	os.Args = os.Args[1:]
	os.Exit(run())
}
