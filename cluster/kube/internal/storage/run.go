package storage

import (
	"context"
	"path/filepath"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// Run provisions and deletes volumes below root until the context ends.
func Run(ctx context.Context, config *rest.Config, root string) error {
	config.UserAgent = Provisioner
	// The client's default of 5 requests a second would hold up a burst of new claims.
	config.QPS, config.Burst = 50, 100
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	controller.NewProvisionController(ctx, client, Provisioner, directories{filepath.Clean(root)}, controller.LeaderElection(false)).Run(ctx)
	return nil
}
