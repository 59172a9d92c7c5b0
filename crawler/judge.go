package crawler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/internal/web"
)

// plainWords is from how many words of text on a page is taken at its word: what stands
// in place of pages (walls, errors, challenges) says less, but for its title.
const plainWords = 400

// failure turns an error of the way out into a finding; an ended context stays an error.
func failure(ctx context.Context, err error) (*finding, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var e *web.Error
	var u *url.Error
	switch {
	case errors.As(err, &e):
		return &finding{HealthError: HealthError{Health: kindHealth(e.Kind), Reason: sentence(e.Reason)}, retryAt: e.RetryAt}, nil
	case errors.Is(err, context.DeadlineExceeded):
		return nil, err // the host's turn would have come too late
	case errors.As(err, &u):
		return found(redline.HealthNetwork, u.Err.Error()), nil
	}
	return found(redline.HealthRefused, "the address cannot be used: "+err.Error()), nil
}

func kindHealth(k web.Kind) redline.Health {
	switch k {
	case web.KindRefused:
		return redline.HealthRefused
	case web.KindNoContact:
		return redline.HealthNoContact
	case web.KindNotPermitted:
		return redline.HealthNotPermitted
	case web.KindHeld:
		return redline.HealthBlocked
	case web.KindDNS:
		return redline.HealthDNS
	case web.KindCertificate:
		return redline.HealthCertificate
	case web.KindTimeout:
		return redline.HealthTimeout
	case web.KindTooBig:
		return redline.HealthTooBig
	case web.KindTruncated:
		return redline.HealthTruncated
	case web.KindEncoding:
		return redline.HealthUnsupported
	case web.KindRedirects, web.KindNetwork:
	}
	return redline.HealthNetwork
}

// judge takes the text of doc from an answer, or says what the answer is instead. It is
// pure: at only dates Retry-After.
func judge(doc redline.Document, src redline.Source, a answer, at time.Time) (Extracted, *finding) {
	if bad := judgeStatus(a, at); bad != nil {
		return Extracted{}, bad
	}
	if len(bytes.TrimSpace(a.body)) == 0 {
		return Extracted{}, found(redline.HealthEmpty, "the server sent an empty page")
	}
	start, final := addresses(a.page)
	from := src
	if final != nil {
		from.URL = final.String() // links are relative to where the page was found
	}
	x, err := a.extract(from)
	p := newSight(a, start, final)
	if bad := judgePage(p, x, err); bad != nil {
		return Extracted{}, bad
	}
	// These explain a text that cannot be found better than that it cannot.
	for _, check := range []func(*sight) *finding{moved, truncated} {
		if bad := check(p); bad != nil {
			return Extracted{}, bad
		}
	}
	if bad := judgeError(p, err); bad != nil {
		return Extracted{}, bad
	}
	for _, check := range []func(*sight, Extracted, redline.Document) *finding{emptyText, notice, headingOnly, garbled, otherLanguage} {
		if bad := check(p, x, doc); bad != nil {
			return Extracted{}, bad
		}
	}
	return x, nil
}

// judgePage looks for what servers send in place of a page. A page with much text is
// spared the closer look, unless its title or its address speaks against it.
func judgePage(p *sight, x Extracted, err error) *finding {
	if err == nil && x.Text.Words() >= plainWords && !p.suspicious(x.Title) {
		return nil
	}
	for _, check := range []func(*sight, Extracted) *finding{challenge, forwards, loginWall, softNotFound, consentWall} {
		if bad := check(p, x); bad != nil {
			return bad
		}
	}
	return nil
}

// judgeError passes on why Extract failed. Where a page holds nearly no text but plenty
// of script, that is the better explanation for a selector that found nothing.
func judgeError(p *sight, err error) *finding {
	if err == nil {
		return nil
	}
	var h *HealthError
	if !errors.As(err, &h) {
		return found(redline.HealthUnsupported, err.Error())
	}
	if h.Health == redline.HealthSelector || h.Health == redline.HealthEmpty {
		if bad := needsBrowser(p); bad != nil {
			return bad
		}
	}
	return found(h.Health, h.Reason)
}

// judgeStatus judges what the status alone decides. A challenge may come with any status.
func judgeStatus(a answer, at time.Time) *finding {
	code := a.page.Status
	if who := challengeHeader(a.header); who != "" {
		return blocked(a, at, who+" answered with a bot challenge in place of the page")
	}
	switch {
	case code == http.StatusOK, code == http.StatusAccepted, code == http.StatusNonAuthoritativeInfo:
		return nil
	case code == http.StatusNoContent, code == http.StatusResetContent:
		return found(redline.HealthEmpty, "the server answered "+status(code)+": there is no content")
	case code == http.StatusPartialContent:
		return found(redline.HealthTruncated, "the server sent a part of the page only")
	case code == http.StatusNotFound, code == http.StatusGone:
		if bad := challengeIn(a); bad != nil {
			return bad
		}
		return found(redline.HealthNotFound, "the server answered "+status(code))
	case code == http.StatusUnauthorized, code == http.StatusProxyAuthRequired:
		return found(redline.HealthLoginWall, "the server answered "+status(code)+": the page asks for a login")
	case code >= 500 && code != http.StatusServiceUnavailable:
		if bad := challengeIn(a); bad != nil {
			return bad
		}
		return found(redline.HealthServerError, "the server answered "+status(code))
	case code >= 400:
		return refusedStatus(a, at)
	}
	return found(redline.HealthServerError, "the server answered "+status(code)+" in place of the page")
}

// refusedStatus judges 403, 429, 503 and the other refusals: the page may well be there,
// for others or later.
func refusedStatus(a answer, at time.Time) *finding {
	if bad := challengeIn(a); bad != nil {
		bad.retryAt = web.RetryAfter(a.header, at)
		return bad
	}
	return blocked(a, at, "the server answered "+status(a.page.Status)+" in place of the page")
}

// blocked makes a finding that says until when, where the server does.
func blocked(a answer, at time.Time, reason string) *finding {
	until := web.RetryAfter(a.header, at)
	if !until.IsZero() {
		reason += ", and asks to be left alone until " + until.UTC().Format("2 January 2006, 15:04 MST")
	}
	f := found(redline.HealthBlocked, reason)
	f.retryAt = until
	return f
}

func status(code int) string {
	if t := http.StatusText(code); t != "" {
		return fmt.Sprintf("%d %s", code, t)
	}
	return fmt.Sprint(code)
}

// addresses returns where a page was asked for and where it was found; final is nil when
// they are the same, or when either cannot be read.
func addresses(p redline.Page) (start, final *url.URL) {
	start, err := url.Parse(p.URL)
	if err != nil || p.FinalURL == "" {
		return start, nil
	}
	final, err = url.Parse(p.FinalURL)
	if err != nil {
		return start, nil
	}
	return start, final
}
