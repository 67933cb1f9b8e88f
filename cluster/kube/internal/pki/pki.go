// Package pki makes the certificates of a one-node cluster: one authority, one pair of files (NAME.crt, NAME.key; PEM)
// per participant, and the service accounts' signing key (sa.key, sa.pub).
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	lifetime = 10 * 365 * 24 * time.Hour
	// margin is how long a kept certificate must still be valid.
	margin = 30 * 24 * time.Hour
)

// participants are all who hold a certificate of the cluster: file name → subject. Kubernetes reads the common name as
// the user and the organisations as groups (https://kubernetes.io/docs/reference/access-authn-authz/authentication).
var participants = map[string]pkix.Name{
	"apiserver":   {CommonName: "kube-apiserver"},
	"kubelet":     {CommonName: "system:node:node1", Organization: []string{"system:nodes"}},
	"controllers": {CommonName: "system:kube-controller-manager"},
	"scheduler":   {CommonName: "system:kube-scheduler"},
	"proxy":       {CommonName: "system:kube-proxy"},
	"front-proxy": {CommonName: "front-proxy"},
	"control":     {CommonName: "cluster-control", Organization: []string{"system:masters"}},
	"admin":       {CommonName: "admin", Organization: []string{"system:masters"}},
	"portal":      {CommonName: "backstage-cde"},
}

// Ensure makes what is missing in dir, or nearly expired, or was signed by another authority or for other addresses.
func Ensure(dir string, addresses []net.IP) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	authority, err := ensureAuthority(dir)
	if err != nil {
		return fmt.Errorf("certificate authority: %w", err)
	}
	for name, subject := range participants {
		if err := authority.ensureLeaf(dir, name, subject, addresses); err != nil {
			return fmt.Errorf("certificate %s: %w", name, err)
		}
	}
	return ensureSigningKey(dir)
}

type pair struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func ensureAuthority(dir string) (*pair, error) {
	kept, err := load(dir, "ca")
	if err == nil && time.Until(kept.certificate.NotAfter) > margin {
		return kept, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	template := newTemplate(pkix.Name{CommonName: "cde-cluster-ca"})
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	return create(dir, "ca", template, nil)
}

func (authority *pair) ensureLeaf(dir, name string, subject pkix.Name, addresses []net.IP) error {
	if kept, err := load(dir, name); err == nil && authority.serves(kept.certificate, subject, addresses) {
		return nil
	}
	template := newTemplate(subject)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	template.DNSNames = []string{"localhost", "node1", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "host.cluster.local"}
	template.IPAddresses = addresses
	_, err := create(dir, name, template, authority)
	return err
}

// serves tells whether a kept certificate can go on serving.
func (authority *pair) serves(kept *x509.Certificate, subject pkix.Name, addresses []net.IP) bool {
	if time.Until(kept.NotAfter) < margin || kept.CheckSignatureFrom(authority.certificate) != nil || kept.Subject.String() != subject.String() {
		return false
	}
	for _, address := range addresses {
		if kept.VerifyHostname(address.String()) != nil {
			return false
		}
	}
	return true
}

func newTemplate(subject pkix.Name) *x509.Certificate {
	// An hour back: a machine whose clock is set right later must still accept it.
	return &x509.Certificate{Subject: subject, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(lifetime)}
}

// create makes a key, signs the template (with itself where there is no authority) and writes both files.
func create(dir, name string, template *x509.Certificate, authority *pair) (*pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, err
	}
	if authority == nil {
		authority = &pair{template, key}
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, authority.certificate, key.Public(), authority.key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(signed)
	if err != nil {
		return nil, err
	}
	// The certificate last: a pair counts as made once both files are there and fit.
	if err := writeKey(filepath.Join(dir, name+".key"), key); err != nil {
		return nil, err
	}
	return &pair{certificate, key}, write(filepath.Join(dir, name+".crt"), "CERTIFICATE", signed, 0o644)
}

func ensureSigningKey(dir string) error {
	key, err := loadKey(filepath.Join(dir, "sa.key"))
	if errors.Is(err, fs.ErrNotExist) {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err == nil {
			err = writeKey(filepath.Join(dir, "sa.key"), key)
		}
	}
	if err != nil {
		return fmt.Errorf("service accounts' key: %w", err)
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	return write(filepath.Join(dir, "sa.pub"), "PUBLIC KEY", public, 0o644)
}
