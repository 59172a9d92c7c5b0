package site

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
)

// outward returns an address of someone else's as a link, and whether it may be
// one: http, https or mailto, nothing else.
func outward(raw string) (templ.SafeURL, bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.User != nil {
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			return "", false
		}
	case "mailto":
		if u.Opaque == "" {
			return "", false
		}
	default:
		return "", false
	}
	return templ.SafeURL(u.String()), true
}

// inward makes a link to a page of this site from unescaped segments.
func inward(first string, segments ...string) templ.SafeURL {
	var b strings.Builder
	b.WriteString("/" + first)
	for _, s := range segments {
		b.WriteString("/" + url.PathEscape(s))
	}
	return templ.SafeURL(b.String())
}

func alertLink(a redline.Alert) templ.SafeURL   { return inward("alerts", a.Slug) }
func platformLink(id string) templ.SafeURL      { return inward("platforms", id) }
func versionLink(id string) templ.SafeURL       { return inward("versions", id) }
func changeLink(id string) templ.SafeURL        { return inward("changes", id) }
func compareLink(old, new string) templ.SafeURL { return inward("compare", old, new) }

// documentLink keeps the slashes of a document's id.
func documentLink(id string) templ.SafeURL {
	return inward("documents", strings.Split(id, "/")...)
}

// topicLink is the page of a topic: the alerts about it.
func topicLink(t redline.Topic) templ.SafeURL {
	return templ.SafeURL("/alerts?" + url.Values{"topic": {string(t)}}.Encode())
}

// feedLink is where a feed is, in one of the three formats.
func feedLink(feed, format string) templ.SafeURL {
	return inward("feeds", strings.Split(feed+"."+format, "/")...)
}

// contactLink is the operator's contact as a link, whether it was given as an address or as e-mail.
func contactLink(contact string) (templ.SafeURL, bool) {
	if strings.Contains(contact, "@") && !strings.Contains(contact, ":") {
		contact = "mailto:" + contact
	}
	return outward(contact)
}

// withQuery is an address of ours with parameters; empty values are left out.
func withQuery(path string, values url.Values) templ.SafeURL {
	kept := url.Values{}
	for k, vs := range values {
		for _, v := range vs {
			if v != "" {
				kept.Add(k, v)
			}
		}
	}
	if len(kept) == 0 {
		return templ.SafeURL(path)
	}
	return templ.SafeURL(path + "?" + kept.Encode())
}
