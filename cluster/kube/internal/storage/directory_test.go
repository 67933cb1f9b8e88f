package storage

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

func TestDirectories(t *testing.T) {
	policy := v1.PersistentVolumeReclaimDelete
	provisioner := directories{t.TempDir()}
	request := controller.ProvisionOptions{
		PVName:           "pvc-1",
		SelectedNodeName: "node1",
		StorageClass:     &storagev1.StorageClass{ReclaimPolicy: &policy},
		PVC:              &v1.PersistentVolumeClaim{},
	}
	volume, _, err := provisioner.Provision(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(provisioner.root, "pvc-1")
	info, err := os.Stat(path)
	if err != nil || info.Mode() != os.ModeDir|os.ModeSetgid|0o777 {
		t.Errorf("directory: %v %v", info, err)
	}
	if volume.Spec.Local.Path != path {
		t.Errorf("volume at %s", volume.Spec.Local.Path)
	}
	if err := provisioner.Delete(context.Background(), volume); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the directory stayed: %v", err)
	}
}

func TestDeleteLeavesOthersAlone(t *testing.T) {
	elsewhere := t.TempDir()
	volume := &v1.PersistentVolume{}
	volume.Spec.Local = &v1.LocalVolumeSource{Path: elsewhere}
	if err := (directories{t.TempDir()}).Delete(context.Background(), volume); err == nil {
		t.Error("a directory outside the root was accepted")
	}
	if _, err := os.Stat(elsewhere); err != nil {
		t.Error(err)
	}
}
