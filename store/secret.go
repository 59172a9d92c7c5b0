package store

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"net/url"

	"github.com/redlinewatch/redline"
)

// errNoKey says what to do about a missing key.
var errNoKey = fmt.Errorf("no key to encrypt secrets with: %w: set REDLINE_KEY or a key file", redline.ErrInvalid)

// seal encrypts a secret. about is bound to it, so that a sealed value cannot be moved to another row or column.
func (db *DB) seal(secret, about string) ([]byte, error) {
	gcm, err := db.cipher()
	if err != nil {
		return nil, err
	}
	return gcm.Seal(nil, nil, []byte(secret), []byte(about)), nil
}

// unseal is the inverse of seal.
func (db *DB) unseal(sealed []byte, about string) (string, error) {
	gcm, err := db.cipher()
	if err != nil {
		return "", err
	}
	b, err := gcm.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return "", errors.New("a secret cannot be decrypted: is this the key it was stored with?")
	}
	return string(b), nil
}

func (db *DB) cipher() (cipher.AEAD, error) {
	if db.key == nil {
		return nil, errNoKey
	}
	block, err := aes.NewCipher(db.key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// shown returns what may be shown of an address that is itself a secret.
func shown(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "…"
	}
	return u.Scheme + "://" + u.Host + "/…"
}
