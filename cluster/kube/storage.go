package main

import (
	"backstage-cde.internal/kube/internal/storage"
	"github.com/spf13/cobra"
	"k8s.io/client-go/tools/clientcmd"
)

func newStorageCommand() *cobra.Command {
	var kubeconfig, root string
	cmd := &cobra.Command{
		Use:   "local-storage",
		Short: "make PersistentVolumes of directories of this node",
		RunE: func(cmd *cobra.Command, _ []string) error {
			config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
			if err != nil {
				return err
			}
			return storage.Run(cmd.Context(), config, root)
		},
	}
	cmd.Flags().StringVar(&kubeconfig, "kubeconfig", "", "kubeconfig file")
	cmd.Flags().StringVar(&root, "root", "", "directory that holds the volumes")
	return cmd
}
