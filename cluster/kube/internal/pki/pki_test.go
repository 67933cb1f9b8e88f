package pki

import (
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"testing"
)

func certificate(t *testing.T, dir, name string) *x509.Certificate {
	t.Helper()
	made, err := load(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	return made.certificate
}

func TestEnsureMakesAndKeeps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	first := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 200, 0, 1)}
	if err := Ensure(dir, first); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(certificate(t, dir, "ca"))
	portal := certificate(t, dir, "portal")
	if _, err := portal.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		t.Fatal(err)
	}
	if portal.Subject.CommonName != "backstage-cde" || len(portal.Subject.Organization) != 0 {
		t.Errorf("the portal's subject is %s", portal.Subject)
	}
	if err := certificate(t, dir, "apiserver").VerifyHostname("10.200.0.1"); err != nil {
		t.Error(err)
	}

	if err := Ensure(dir, first); err != nil {
		t.Fatal(err)
	}
	if !certificate(t, dir, "portal").Equal(portal) {
		t.Error("a serving certificate was replaced")
	}
}

func TestEnsureReplacesWhatDoesNotServe(t *testing.T) {
	dir := t.TempDir()
	if err := Ensure(dir, []net.IP{net.IPv4(10, 200, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	before := certificate(t, dir, "apiserver")
	// A kill between the two files of a pair leaves a key without its certificate.
	if err := os.Remove(filepath.Join(dir, "admin.crt")); err != nil {
		t.Fatal(err)
	}
	if err := Ensure(dir, []net.IP{net.IPv4(10, 201, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	certificate(t, dir, "admin")
	after := certificate(t, dir, "apiserver")
	if after.Equal(before) || after.VerifyHostname("10.201.0.1") != nil {
		t.Error("the certificate was not renewed for the new address")
	}
	info, err := os.Stat(filepath.Join(dir, "admin.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("admin.key has mode %v (%v)", info.Mode(), err)
	}
}
