package crawler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/browser"
)

// needsBrowser goes on where a page shows no text without scripts: to a browser, where
// there is one and the declaration does not forbid it. bad says what was seen.
func (v *visit) needsBrowser(ctx context.Context, r *reading, bad *finding) (*finding, error) {
	switch {
	case r.answer.rendered:
		return found(redline.HealthEmpty, "the page shows no text in a browser either"), nil
	case v.crawler.tabs == nil || r.source.Scripts == redline.ScriptsNever:
		return bad, nil
	}
	return v.render(ctx, r)
}

// render reads a page with a browser.
func (v *visit) render(ctx context.Context, r *reading) (*finding, error) {
	if v.crawler.tabs == nil {
		return found(redline.HealthNeedsBrowser, "the page is declared to need a browser, and this Redline reads without one"), nil
	}
	began := time.Now() // for the duration of the request; it is no date
	page, err := v.crawler.tabs.Open(ctx, r.source.URL, acceptLanguage(v.doc.Language))
	r.asked, r.same, r.text = true, false, nil
	if err != nil {
		if !r.answer.rendered && r.answer.page.URL == "" {
			r.answer.page.URL = r.source.URL
		}
		return browserFailure(ctx, err)
	}
	r.answer = rendered(r.source.URL, page)
	r.answer.page.Took = time.Since(began)
	if p := r.answer.page; r.last != nil && p.Status == 200 && p.BodyHash == r.last.BodyHash && p.FinalURL == r.last.FinalURL {
		r.same = true
		return nil, nil
	}
	return v.read(ctx, r)
}

func browserFailure(ctx context.Context, err error) (*finding, error) {
	var f *browser.Error
	if errors.As(err, &f) {
		return found(f.Health, f.Reason), nil
	}
	return failure(ctx, err)
}

// rendered makes an answer of a page in a browser. Its validators are left out: they are
// of the page before its scripts, and say nothing of the text.
func rendered(address string, p browser.Page) answer {
	body := []byte(p.HTML)
	sum := sha256.Sum256(body)
	a := answer{header: p.Header, body: body, rendered: true}
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set("Content-Type", "text/html; charset=utf-8") // as the browser has it
	a.page = redline.Page{
		URL: address, Status: p.Status, ContentType: "text/html; charset=utf-8",
		Size: int64(len(body)), BodyHash: hex.EncodeToString(sum[:]),
	}
	if u, err := url.Parse(address); err == nil {
		u.Fragment, u.RawFragment = "", ""
		if u.Path == "" {
			u.Path = "/"
		}
		if u.String() != p.URL {
			a.page.FinalURL = p.URL
		}
	}
	return a
}
