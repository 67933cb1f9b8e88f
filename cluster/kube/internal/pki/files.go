package pki

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
)

// load reads NAME.crt and NAME.key; an error satisfies fs.ErrNotExist where one of them is missing.
func load(dir, name string) (*pair, error) {
	der, err := read(filepath.Join(dir, name+".crt"))
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	key, err := loadKey(filepath.Join(dir, name+".key"))
	if err != nil {
		return nil, err
	}
	if !key.PublicKey.Equal(certificate.PublicKey) {
		return nil, fmt.Errorf("%s.key does not belong to %s.crt", name, name)
	}
	return &pair{certificate, key}, nil
}

func loadKey(path string) (*ecdsa.PrivateKey, error) {
	der, err := read(path)
	if err != nil {
		return nil, err
	}
	return x509.ParseECPrivateKey(der)
}

func writeKey(path string, key *ecdsa.PrivateKey) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return write(path, "EC PRIVATE KEY", der, 0o600)
}

func read(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%s is not a PEM file; remove it to have it made again", path)
	}
	return block.Bytes, nil
}

// write replaces a file in one step, so that a kill never leaves half of it.
func write(path, kind string, der []byte, mode os.FileMode) error {
	temporary := path + ".new"
	if err := os.WriteFile(temporary, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
