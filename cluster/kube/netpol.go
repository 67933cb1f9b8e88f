package main

import (
	"backstage-cde.internal/kube/internal/policyd"
	"github.com/spf13/cobra"
	"k8s.io/client-go/tools/clientcmd"
)

func newNetworkPolicyCommand() *cobra.Command {
	var kubeconfig string
	var options policyd.Options
	cmd := &cobra.Command{
		Use:   "network-policy",
		Short: "enforce NetworkPolicies on this node with nftables",
		RunE: func(cmd *cobra.Command, _ []string) error {
			config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
			if err != nil {
				return err
			}
			return policyd.Run(cmd.Context(), config, options)
		},
	}
	cmd.Flags().StringVar(&kubeconfig, "kubeconfig", "", "kubeconfig file")
	cmd.Flags().StringVar(&options.Table, "table", "", "name of the nftables table that holds the rules")
	cmd.Flags().StringVar(&options.PodNetwork, "pod-network", "", "the pods' IPv4 network, as a CIDR")
	cmd.Flags().StringVar(&options.Socket, "socket", "", "unix socket on which the CNI plugin announces new pods")
	return cmd
}
