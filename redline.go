// Package redline holds the words the whole of Redline speaks: who promises what
// ([Platform], [Document]), what was seen ([Capture], [Text], [Version]), what
// changed and what that means ([Hunk], [Change], [Verdict]), and what is told to
// people ([Alert], [Event], [Endpoint]).
//
// It imports the standard library only, and every other package imports it.
// Values of the enumerations here are stored and published: add, never reuse.
// Every time is an instant in UTC; a zero time means unknown.
package redline

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
	"time"
	"unicode"
)

// Version of the program, as 'redline version' and the User-Agent say it.
const ProgramVersion = "0.1.0"

// Kinds of failure that callers tell apart with errors.Is. Everything else is unexpected.
var (
	// ErrNotFound means that no such thing is recorded.
	ErrNotFound = errors.New("not found")
	// ErrInUse means that another process holds the data folder.
	ErrInUse = errors.New("in use by another process")
	// ErrNewer means that the database was written by a newer Redline.
	ErrNewer = errors.New("written by a newer version of Redline")
	// ErrInvalid means that what was given cannot be used, and the text says why.
	ErrInvalid = errors.New("not usable")
	// ErrRefused means that an address may not be contacted: private, not http(s), wrong port, userinfo.
	ErrRefused = errors.New("address refused")
)

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// ID makes an identifier of content: the first 100 bits of the SHA-256 of the
// parts, as 20 characters of Crockford's base32. The same parts give the same ID.
func ID(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		// A length in front keeps ("a", "bc") and ("ab", "c") apart.
		h.Write([]byte{byte(len(p) >> 24), byte(len(p) >> 16), byte(len(p) >> 8), byte(len(p))})
		h.Write([]byte(p))
	}
	return idEncoding.EncodeToString(h.Sum(nil))[:20]
}

// Slug returns name as it stands in ids and addresses: lower-case ASCII letters
// and digits, single hyphens between words. "iMessage/FaceTime" is "imessage-facetime".
// A name without any ASCII letter or digit gets a slug made of its hash.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case r == '\'' || r == '’':
		default:
			if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
				b.WriteByte('-')
			}
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "x-" + strings.ToLower(ID(name)[:8])
}

// ParseTime reads an instant in RFC 3339 or a day (2006-01-02, meaning its start in UTC).
func ParseTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), nil
	}
	return time.Parse(time.DateOnly, s)
}
