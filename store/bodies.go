package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/redlinewatch/redline"
)

// bodiesFolder is where captured pages lie in the data folder: two characters of the
// hash, then the hash.
const bodiesFolder = "captures"

// SaveBody keeps a page as it was received, once, by the SHA-256 it returns in
// hexadecimal. It is on the disk before it returns, so a record that names it never
// names nothing. Without a data folder nothing is kept.
func (db *DB) SaveBody(body []byte) (hash string, err error) {
	sum := sha256.Sum256(body)
	hash = hex.EncodeToString(sum[:])
	if db.dir == "" {
		return hash, nil
	}
	path := db.bodyPath(hash)
	if _, err := os.Stat(path); err == nil {
		return hash, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("keep page %s: %w", hash, err)
	}
	packed, err := db.codec.packText(body, nil)
	if err == nil {
		err = writeWhole(path, packed)
	}
	if err != nil {
		return "", fmt.Errorf("keep page %s: %w", hash, err)
	}
	return hash, nil
}

// Body returns a kept page by its hash; ErrNotFound when it was not kept here.
func (db *DB) Body(hash string) ([]byte, error) {
	if b, err := hex.DecodeString(hash); err != nil || len(b) != sha256.Size {
		return nil, fmt.Errorf("page %q: %w: want the hexadecimal digits of a SHA-256", hash, redline.ErrInvalid)
	}
	var packed []byte
	err := fs.ErrNotExist
	if db.dir != "" {
		packed, err = os.ReadFile(db.bodyPath(hash))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("page %s: %w", hash, redline.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", hash, err)
	}
	body, err := db.codec.unpackText(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", hash, err)
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != hash {
		return nil, fmt.Errorf("page %s: the file no longer holds what was stored", hash)
	}
	return body, nil
}

func (db *DB) bodyPath(hash string) string {
	return filepath.Join(db.dir, bodiesFolder, hash[:2], hash)
}

// writeWhole writes a file that is there whole or not at all.
func writeWhole(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
