// Package storage makes each PersistentVolume a directory of the one node.
package storage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// Provisioner is the name by which a StorageClass asks for directories.
const Provisioner = "local-directory"

// directories implements controller.Provisioner below one root directory.
type directories struct{ root string }

// Provision makes a directory named after the volume. It is a `local` volume, not a hostPath, because only for those
// the kubelet honours a pod's fsGroup.
func (d directories) Provision(_ context.Context, request controller.ProvisionOptions) (*v1.PersistentVolume, controller.ProvisioningState, error) {
	if request.SelectedNodeName == "" {
		return nil, controller.ProvisioningFinished, fmt.Errorf("the StorageClass must have volumeBindingMode WaitForFirstConsumer")
	}
	path := filepath.Join(d.root, request.PVName)
	if err := makeShared(path); err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	mode := v1.PersistentVolumeFilesystem
	volume := &v1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: request.PVName},
		Spec: v1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *request.StorageClass.ReclaimPolicy,
			AccessModes:                   request.PVC.Spec.AccessModes,
			VolumeMode:                    &mode,
			Capacity:                      v1.ResourceList{v1.ResourceStorage: request.PVC.Spec.Resources.Requests[v1.ResourceStorage]},
			PersistentVolumeSource:        v1.PersistentVolumeSource{Local: &v1.LocalVolumeSource{Path: path}},
			NodeAffinity:                  onNode(request.SelectedNodeName),
		},
	}
	return volume, controller.ProvisioningFinished, nil
}

// Delete removes a volume's directory with all that is in it.
func (d directories) Delete(_ context.Context, volume *v1.PersistentVolume) error {
	if volume.Spec.Local == nil || filepath.Dir(volume.Spec.Local.Path) != d.root {
		return fmt.Errorf("%s is not a directory of %s, so it is left alone", volume.Name, d.root)
	}
	return os.RemoveAll(volume.Spec.Local.Path)
}

// makeShared makes a directory that any user of a pod may write to; files made in it inherit its group.
func makeShared(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	return os.Chmod(path, os.ModeSetgid|0o777) // not through Mkdir, whose mode passes the umask
}

func onNode(name string) *v1.VolumeNodeAffinity {
	requirement := v1.NodeSelectorRequirement{Key: v1.LabelHostname, Operator: v1.NodeSelectorOpIn, Values: []string{name}}
	term := v1.NodeSelectorTerm{MatchExpressions: []v1.NodeSelectorRequirement{requirement}}
	return &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{term}}}
}
