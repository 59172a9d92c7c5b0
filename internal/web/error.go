package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/redlinewatch/redline"
)

// A Kind says in which way a request failed.
type Kind string

// The kinds of failure.
const (
	KindRefused      Kind = "refused"       // the guard: address, scheme, port, userinfo
	KindNoContact    Kind = "no-contact"    // a public host, and nobody to contact
	KindNotPermitted Kind = "not-permitted" // robots.txt
	KindHeld         Kind = "held"          // the host asked to be left alone until RetryAt
	KindDNS          Kind = "dns"
	KindCertificate  Kind = "certificate"
	KindTimeout      Kind = "timeout"
	KindTooBig       Kind = "too-big"
	KindTruncated    Kind = "truncated" // the body ended early, or its compression is damaged
	KindEncoding     Kind = "encoding"  // a content coding nobody asked for
	KindRedirects    Kind = "redirects" // too many
	KindNetwork      Kind = "network"   // refused, reset, unreachable
)

// An Error is a request that failed before a whole answer was there.
type Error struct {
	Kind   Kind
	Host   string
	Reason string // a sentence without full stop, for people
	// RetryAt is when trying again makes sense; zero when nobody said.
	RetryAt time.Time
	Err     error // the cause, nil when Reason says it all
}

// Error implements error.
func (e *Error) Error() string {
	if e.Host == "" {
		return e.Reason
	}
	return e.Host + ": " + e.Reason
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports a refusal as [redline.ErrRefused].
func (e *Error) Is(target error) bool {
	return e.Kind == KindRefused && target == redline.ErrRefused
}

// errTooSlow is the cause of a context that our own Timeout ended.
var errTooSlow = errors.New("the whole answer took too long")

// classify makes an *Error of what a transport returned. A context that the caller
// ended stays the caller's error.
func classify(ctx context.Context, host string, err error) error {
	var known *Error
	if errors.As(err, &known) {
		if known.Host == "" {
			known.Host = host
		}
		return known
	}
	cause := context.Cause(ctx)
	if cause != nil && !errors.Is(cause, errTooSlow) {
		return cause
	}
	kind, reason := describe(err)
	if cause != nil {
		kind, reason = KindTimeout, errTooSlow.Error()
	}
	return &Error{Kind: kind, Host: host, Reason: reason, Err: err}
}

// describe finds kind and words for an error of net, crypto or net/http.
func describe(err error) (Kind, string) {
	var (
		dns     *net.DNSError
		verify  *tls.CertificateVerificationError
		invalid x509.CertificateInvalidError
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		timeout net.Error
	)
	switch {
	case errors.As(err, &dns):
		if dns.IsNotFound {
			return KindDNS, "the host name has no address"
		}
		return KindDNS, "the host name could not be looked up: " + short(dns.Err)
	case errors.As(err, &verify):
		return KindCertificate, "the certificate is not valid: " + short(verify.Err.Error())
	case errors.As(err, &invalid), errors.As(err, &name), errors.As(err, &unknown):
		return KindCertificate, "the certificate is not valid: " + short(err.Error())
	case errors.As(err, &timeout) && timeout.Timeout():
		return KindTimeout, "the server did not answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return KindNetwork, "the server refuses connections"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return KindNetwork, "the connection was cut"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return KindNetwork, "there is no way to the server's network"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return KindNetwork, "the server closed the connection without an answer"
	case strings.Contains(err.Error(), "response headers exceeded"), strings.Contains(err.Error(), "response header list larger"):
		// net/http has no type for it; a test notices when the words change.
		return KindTooBig, "the header of the answer is too large"
	}
	return KindNetwork, short(err.Error())
}

// short cuts what a stranger wrote into an error.
func short(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
