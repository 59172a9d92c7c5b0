package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/internal/web"
)

const (
	// Timeout of one attempt, from dialling to the end of what is read.
	Timeout    = 15 * time.Second
	maxExcerpt = 1024 // bytes of an answer that are kept
	maxError   = 300  // bytes of an error that are kept
)

// A Sender posts deliveries.
type Sender struct {
	// Client is the guarded client that refuses private addresses. Redirects are not
	// followed whatever it says.
	Client *http.Client
	// UserAgent names us to receivers. Empty means "Redline/VERSION".
	UserAgent string
	// Timeout of one attempt; zero means [Timeout].
	Timeout time.Duration
}

// Send makes one attempt at the time at, which is signed. It returns what came of it,
// and how long the receiver asked to be left alone, zero when it did not. A delivery
// that cannot be signed or addressed is a failed attempt too: its row must move on.
func (s Sender) Send(ctx context.Context, e redline.Endpoint, d redline.Delivery, body []byte, at time.Time) (redline.Attempt, time.Duration) {
	attempt := redline.Attempt{At: at}
	limit := s.Timeout
	if limit == 0 {
		limit = Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := s.request(ctx, e, d, body, at)
	if err != nil {
		attempt.Error = plainError(err, limit)
		return attempt, 0
	}
	start := time.Now()
	resp, err := s.client().Do(req)
	if err != nil {
		attempt.Took, attempt.Error = time.Since(start), plainError(err, limit)
		return attempt, 0
	}
	defer func() { _ = resp.Body.Close() }()
	attempt.Status = resp.StatusCode
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxExcerpt))
	attempt.Took = time.Since(start)
	attempt.Excerpt = printable(answer)
	// A 2xx was said before the body broke off: the receiver has the event.
	if err != nil && (resp.StatusCode < 200 || resp.StatusCode > 299) {
		attempt.Error = plainError(err, limit)
	}
	var wait time.Duration
	if until := web.RetryAfter(resp.Header, at); until.After(at) {
		wait = until.Sub(at)
	}
	return attempt, wait
}

func (s Sender) request(ctx context.Context, e redline.Endpoint, d redline.Delivery, body []byte, at time.Time) (*http.Request, error) {
	signature, err := Sign(e.Secret, d.ID, at, body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("webhook address of endpoint %s: %w", e.ID, redline.ErrInvalid)
	}
	agent := s.UserAgent
	if agent == "" {
		agent = "Redline/" + redline.ProgramVersion
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", agent)
	req.Header.Set(HeaderID, d.ID)
	req.Header.Set(HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	req.Header.Set(HeaderSignature, signature)
	return req, nil
}

// client is the given one, less what would follow a redirect or keep cookies.
func (s Sender) client() *http.Client {
	c := *s.Client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.Jar = nil
	return &c
}

// plainError says what went wrong without the address: it may hold a token.
func plainError(err error, limit time.Duration) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no answer within %s", limit)
	}
	var u *url.Error
	if errors.As(err, &u) {
		if u.Timeout() {
			return fmt.Sprintf("no answer within %s", limit)
		}
		err = u.Err
	}
	s := printable([]byte(err.Error()))
	if len(s) > maxError {
		s = strings.ToValidUTF8(s[:maxError], "")
	}
	return s
}

// printable is what may be shown to an operator on a page or a terminal.
func printable(b []byte) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b), "?"))
	return strings.TrimSpace(s)
}
