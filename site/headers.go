package site

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// policy allows a page its own styles, script and pictures, forms that lead here, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// longestQuery is what a page's parameters can need at the most, several times over.
const longestQuery = 4096

// guard sets the headers of every answer and refuses absurd addresses early.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
		if len(r.URL.RawQuery) > longestQuery || len(r.URL.Path) > longestQuery {
			s.sendFailure(w, r, failure{
				http.StatusRequestURITooLong, "This address is too long",
				"No page here needs an address of this length.",
			})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// etag names what a request would be answered with: the archive's revision, the
// address, the program, and the day, because some sentences ("in force since",
// "of the last 30 days") follow the calendar. It is weak: the same page, whether
// compressed or not.
func (s *server) etag(r *http.Request) (string, error) {
	rev, _, err := s.Archive.Revision(r.Context())
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, part := range []string{
		s.build, strconv.FormatInt(rev, 10), s.today().Format(time.DateOnly), s.absolute(r), r.URL.EscapedPath(), r.URL.RawQuery,
	} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return `W/"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`, nil
}

// matches reports whether an If-None-Match header names the tag, compared weakly.
// A '*' is not taken: whether the page exists is not known yet.
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(candidate), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// buildName is different for programs or settings that make different pages.
func buildName(o Options, a assets) string {
	parts := []string{redline.ProgramVersion, a.sum, o.Contact, o.Texts, strconv.FormatBool(o.Simulated), strconv.FormatBool(o.Feeds != nil)}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if strings.HasPrefix(setting.Key, "vcs.") {
				parts = append(parts, setting.Value)
			}
		}
	}
	return strings.Join(parts, "\x00")
}

// today is the start of the present day in UTC.
func (s *server) today() time.Time { return s.Now().UTC().Truncate(24 * time.Hour) }

// absolute is how an absolute link begins: the public address, else the request's own.
func (s *server) absolute(r *http.Request) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
