package main

import (
	"net"

	"backstage-cde.internal/kube/internal/pki"
	"github.com/spf13/cobra"
)

func newCertificatesCommand() *cobra.Command {
	var dir string
	var addresses []net.IP
	cmd := &cobra.Command{
		Use:   "certificates",
		Short: "make the cluster's authority, keys and certificates, keeping those that still serve",
		RunE: func(*cobra.Command, []string) error {
			return pki.Ensure(dir, addresses)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "directory for *.crt and *.key")
	cmd.Flags().IPSliceVar(&addresses, "address", nil, "addresses under which the API server and the kubelet are reached")
	return cmd
}
