package crawler

import (
	"context"
	"net/http"
	"net/http/cookiejar"

	"golang.org/x/net/publicsuffix"
)

// visitCookies keeps cookies for as long as one request and its redirects take: enough
// for sites that set one and send the reader round again, while no page can depend on an
// earlier visit. colly's own jar would be shared by all visits.
type visitCookies struct{ next http.RoundTripper }

type jarKey struct{}

// withCookies returns a context in which redirects share cookies.
func withCookies(ctx context.Context) context.Context {
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return ctx // it never fails with these options
	}
	return context.WithValue(ctx, jarKey{}, jar)
}

// RoundTrip implements http.RoundTripper.
func (t visitCookies) RoundTrip(req *http.Request) (*http.Response, error) {
	jar, ok := req.Context().Value(jarKey{}).(*cookiejar.Jar)
	if !ok {
		return t.next.RoundTrip(req)
	}
	if cookies := jar.Cookies(req.URL); len(cookies) > 0 {
		req = req.Clone(req.Context())
		for _, c := range cookies {
			req.AddCookie(c)
		}
	}
	resp, err := t.next.RoundTrip(req)
	if err == nil {
		jar.SetCookies(req.URL, resp.Cookies())
	}
	return resp, err
}
