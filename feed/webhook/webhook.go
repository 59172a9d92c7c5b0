// Package webhook delivers events to receivers by the Standard Webhooks specification.
//
// A delivery is signed with the endpoint's secret ([Sign]) over its id, the time of
// the attempt and the body, and posted by a [Sender] with the guarded client it is
// given. The body ([Payload]) is JSON of at most 20 kB, the same on every attempt,
// since it is composed from the entry the event tells of and not from what the alert
// says by now. [Next] decides what becomes of a delivery and its endpoint after an
// attempt; [Wants] decides who gets an event at all. Both are functions of values, as
// the payload is; the outbox itself is the store's and the pipeline's.
//
// Delivery is at least once: a receiver drops repeats by the webhook-id header, and
// finds gaps by the sequence in the body.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// Header fields of the Standard Webhooks specification.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

const (
	secretPrefix = "whsec_"
	secretBytes  = 32
)

// NewSecret returns a secret of 32 bytes read from random, as "whsec_" and base64.
func NewSecret(random io.Reader) (string, error) {
	key := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return "", fmt.Errorf("make a webhook secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// Sign returns the value of the signature header: "v1," and the HMAC-SHA256 of id,
// time and body in base64. While a secret is being replaced, secret holds both, with a
// space between, and so does the header: a receiver accepts either.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	secrets := strings.Fields(secret)
	if len(secrets) == 0 {
		return "", fmt.Errorf("webhook secret: %w: it is empty", redline.ErrInvalid)
	}
	signatures := make([]string, len(secrets))
	for i, s := range secrets {
		key, err := secretKey(s)
		if err != nil {
			return "", err
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return strings.Join(signatures, " "), nil
}

// CheckSecret returns an error that says what is wrong with a secret, without showing it.
func CheckSecret(secret string) error {
	_, err := secretKey(secret)
	return err
}

func secretKey(secret string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(secret, secretPrefix)
	if !ok {
		return nil, fmt.Errorf("webhook secret: %w: it does not begin with %q", redline.ErrInvalid, secretPrefix)
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("webhook secret: %w: what follows %q is not base64", redline.ErrInvalid, secretPrefix)
	}
	if len(key) < 24 || len(key) > 64 {
		return nil, fmt.Errorf("webhook secret: %w: it holds %d bytes, want 24 to 64", redline.ErrInvalid, len(key))
	}
	return key, nil
}
