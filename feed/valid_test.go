package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/feed"

	"github.com/redlinewatch/redline"
)

const public = "https://redline.example"

func get(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// everything is an archive with all that a feed may have to tell.
func everything(t *testing.T) *memory {
	t.Helper()
	m := newMemory()
	m.fill("parlio", 3)
	m.fill("plaza", 2)
	m.fill("hostile", 2)
	c := m.alerts[0].Content()
	c.Headline = "Another headline"
	m.add(m.alerts[0].ID, redline.Entry{At: start.Add(50 * time.Hour), Kind: redline.EntryCorrected, By: "Ines", Reason: "The date was wrong. " + nasty, Content: &c})
	m.add(m.alerts[1].ID, redline.Entry{At: start.Add(50 * time.Hour), Kind: redline.EntryWithdrawn, By: "Ines", Reason: "It was a variant of the page."})
	m.add(m.alerts[2].ID, redline.Entry{At: start.Add(51 * time.Hour), Kind: redline.EntryResponse, By: "Ines", Reason: "We value you."})
	old := m.material("parlio", -10000)
	old.Change.Origin, old.Attribution = redline.Backfilled, "Open Terms Archive contributors, collection contrib, ODC-By 1.0, https://opentermsarchive.org"
	m.publish(alert.New(old, alert.ByRules, start.Add(60*time.Hour)))
	return m
}

var paths = []string{"alerts", "changes", "platforms/parlio", "platforms/hostile", "platforms/plaza", "topics/encryption", "topics/children", "documents/parlio/terms", "documents/hostile/terms"}

func TestEveryFeedIsValid(t *testing.T) {
	h := feed.Handler(everything(t), feed.Config{PublicURL: public, Hubs: []string{"https://hub.example/"}})
	for _, path := range paths {
		for _, format := range feed.Formats() {
			t.Run(path+"."+string(format), func(t *testing.T) {
				at := "/feeds/" + path + "." + string(format)
				checkFeed(t, get(t, h, at), public+at, format)
			})
		}
	}
}

func checkFeed(t *testing.T, body, address string, format feed.Format) {
	t.Helper()
	checkCharacters(t, body)
	parsed, err := gofeed.NewParser().ParseString(body)
	if err != nil {
		t.Fatalf("gofeed: %v", err)
	}
	if parsed.Title == "" || parsed.Link == "" || parsed.FeedLink != address {
		t.Errorf("title %q, link %q, self %q; want self %q", parsed.Title, parsed.Link, parsed.FeedLink, address)
	}
	seen := map[string]bool{}
	for _, i := range parsed.Items {
		if i.GUID == "" || seen[i.GUID] || i.Title == "" || i.PublishedParsed == nil || i.Content == "" || i.Description == "" {
			t.Errorf("item %q: guid %q (again: %v), published %v", i.Title, i.GUID, seen[i.GUID], i.PublishedParsed)
		}
		seen[i.GUID] = true
		checkTitle(t, i.Title)
		checkLink(t, i.Link)
		checkHTML(t, i.Content)
		if !strings.Contains(i.Content, "Correction") && !strings.Contains(i.Title, "Correction: ") && !strings.Contains(i.Title, "Withdrawn: ") &&
			!(strings.Contains(i.Content, "<del>") || strings.Contains(i.Content, "<ins>")) {
			t.Errorf("item %q has no redline: %s", i.Title, i.Content)
		}
	}
	switch format {
	case feed.Atom:
		checkAtom(t, body, address)
	case feed.RSS:
		checkRSS(t, body, address)
	case feed.JSON:
		checkJSON(t, body, address)
	}
}

func checkCharacters(t *testing.T, body string) {
	t.Helper()
	if !utf8.ValidString(body) {
		t.Error("not UTF-8")
	}
	for _, r := range body {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r&0xfffe == 0xfffe || r == '\ufeff' {
			t.Errorf("character %U", r)
			return
		}
	}
	for _, escaped := range []string{"&#x0;", "&#x8;", "&#x1B;", "\\u0000", "\\u001b", "\\u202e"} {
		if strings.Contains(body, escaped) {
			t.Errorf("%s in the feed", escaped)
		}
	}
}

var tagOrEntity = regexp.MustCompile(`<|>|&#?\w+;`)

func checkTitle(t *testing.T, s string) {
	t.Helper()
	if tagOrEntity.MatchString(s) || strings.ContainsAny(s, "\n\t") {
		t.Errorf("markup in a title: %q", s)
	}
}

func checkLink(t *testing.T, s string) {
	t.Helper()
	if u, err := url.Parse(s); err != nil || !u.IsAbs() || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		t.Errorf("link %q", s)
	}
}

// checkHTML holds an item's content to what we build: a short list of elements, one
// attribute, absolute links.
func checkHTML(t *testing.T, s string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Errorf("content: %v", z.Err())
			}
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("content has %s", z.Token())
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			if !strings.Contains(" p a ul li h3 blockquote del ins ", " "+tok.Data+" ") {
				t.Errorf("element %s in content", tok)
			}
			for _, a := range tok.Attr {
				if tok.Data != "a" || a.Key != "href" {
					t.Errorf("attribute in %s", tok)
				}
				checkLink(t, a.Val)
			}
		}
	}
}

func checkAtom(t *testing.T, body, address string) {
	t.Helper()
	type linkElement struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	var f struct {
		XMLName xml.Name      `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string        `xml:"http://www.w3.org/2005/Atom id"`
		Updated string        `xml:"http://www.w3.org/2005/Atom updated"`
		Author  []string      `xml:"http://www.w3.org/2005/Atom author>name"`
		Links   []linkElement `xml:"http://www.w3.org/2005/Atom link"`
		Entries []struct {
			ID         string        `xml:"http://www.w3.org/2005/Atom id"`
			Updated    string        `xml:"http://www.w3.org/2005/Atom updated"`
			Published  string        `xml:"http://www.w3.org/2005/Atom published"`
			Links      []linkElement `xml:"http://www.w3.org/2005/Atom link"`
			Categories []struct {
				Term   string `xml:"term,attr"`
				Scheme string `xml:"scheme,attr"`
			} `xml:"http://www.w3.org/2005/Atom category"`
			InReplyTo *struct {
				Ref string `xml:"ref,attr"`
			} `xml:"http://purl.org/syndication/thread/1.0 in-reply-to"`
			Content struct {
				Type string `xml:"type,attr"`
			} `xml:"http://www.w3.org/2005/Atom content"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	if err := xml.Unmarshal([]byte(body), &f); err != nil {
		t.Fatal(err)
	}
	selves := 0
	for _, l := range f.Links {
		checkLink(t, l.Href)
		if l.Rel == "self" && l.Href == address {
			selves++
		}
	}
	if selves != 1 || len(f.Author) != 1 || !absoluteURI(f.ID) {
		t.Errorf("%d self links, %d authors, id %q", selves, len(f.Author), f.ID)
	}
	ids, seconds := map[string]bool{}, map[string]bool{}
	for _, e := range f.Entries {
		ids[e.ID] = true
		updated, err1 := time.Parse(time.RFC3339, e.Updated)
		published, err2 := time.Parse(time.RFC3339, e.Published)
		if err1 != nil || err2 != nil || updated.Before(published.Truncate(time.Second)) || seconds[e.Updated] {
			t.Errorf("published %s, updated %s (again: %v)", e.Published, e.Updated, seconds[e.Updated])
		}
		seconds[e.Updated] = true
		kinds := map[string]bool{}
		for _, c := range e.Categories {
			if c.Term == "" || !absoluteURI(c.Scheme) {
				t.Errorf("category %+v", c)
			}
			kinds[c.Scheme] = true
		}
		if !kinds["urn:redline:platform"] || e.Content.Type != "html" || !absoluteURI(e.ID) || e.Updated > f.Updated {
			t.Errorf("entry %s: categories %v, content %q, updated %s after the feed's %s", e.ID, kinds, e.Content.Type, e.Updated, f.Updated)
		}
	}
	for _, e := range f.Entries {
		if e.InReplyTo != nil && !ids[e.InReplyTo.Ref] && len(f.Entries) < 50 {
			t.Errorf("reply to %q, which is no entry", e.InReplyTo.Ref)
		}
	}
}

func absoluteURI(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs()
}

func checkRSS(t *testing.T, body, address string) {
	t.Helper()
	var f struct {
		Version string `xml:"version,attr"`
		Channel struct {
			Built string `xml:"lastBuildDate"`
			Links []struct {
				Rel  string `xml:"rel,attr"`
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/2005/Atom link"`
			Items []struct {
				Inner string `xml:",innerxml"`
				GUID  struct {
					IsPermaLink string `xml:"isPermaLink,attr"`
					ID          string `xml:",chardata"`
				} `xml:"guid"`
				PubDate string   `xml:"pubDate"`
				Creator string   `xml:"http://purl.org/dc/elements/1.1/ creator"`
				Author  []string `xml:"author"`
			} `xml:"item"`
		} `xml:"channel"`
	}
	if err := xml.Unmarshal([]byte(body), &f); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(body, `rel="self"`); f.Version != "2.0" || n != 1 || f.Channel.Links[0].Href != address {
		t.Errorf("version %s, %d self links, first %q", f.Version, n, f.Channel.Links[0].Href)
	}
	checkRFC822(t, f.Channel.Built)
	for _, i := range f.Channel.Items {
		checkRFC822(t, i.PubDate)
		if i.GUID.IsPermaLink != "false" || i.Creator == "" || len(i.Author) > 0 {
			t.Errorf("guid %+v, creator %q, authors %v", i.GUID, i.Creator, i.Author)
		}
		if d, c := strings.Index(i.Inner, "<description>"), strings.Index(i.Inner, "<content:encoded>"); d < 0 || c < d {
			t.Errorf("description at %d, content at %d", d, c)
		}
	}
}

// checkRFC822 wants a date with the right weekday.
func checkRFC822(t *testing.T, s string) {
	t.Helper()
	got, err := time.Parse("Mon, 02 Jan 2006 15:04:05 -0700", s)
	if err != nil || got.UTC().Format("Mon") != s[:3] {
		t.Errorf("date %q: %v", s, err)
	}
}

func checkJSON(t *testing.T, body, address string) {
	t.Helper()
	var f struct {
		Version string           `json:"version"`
		Title   string           `json:"title"`
		FeedURL string           `json:"feed_url"`
		Home    string           `json:"home_page_url"`
		Authors []map[string]any `json:"authors"`
		Author  any              `json:"author"`
		Items   []map[string]any `json:"items"`
	}
	if err := json.Unmarshal([]byte(body), &f); err != nil {
		t.Fatal(err)
	}
	if f.Version != "https://jsonfeed.org/version/1.1" || f.FeedURL != address || len(f.Authors) == 0 || f.Author != nil || f.Items == nil {
		t.Errorf("version %q, feed_url %q, %d authors, author %v", f.Version, f.FeedURL, len(f.Authors), f.Author)
	}
	for _, i := range f.Items {
		for _, key := range []string{"id", "url", "title", "content_html", "date_published", "date_modified"} {
			if s, ok := i[key].(string); !ok || s == "" {
				t.Errorf("%s is %v", key, i[key])
			}
		}
		for key := range i {
			if !strings.Contains(" id url external_url title content_html summary date_published date_modified authors tags language _redline ", " "+key+" ") {
				t.Errorf("unknown key %q", key)
			}
		}
	}
}

func TestOPMLNamesEveryFeed(t *testing.T) {
	h := feed.Handler(everything(t), feed.Config{PublicURL: public})
	body := get(t, h, "/feeds.opml")
	checkCharacters(t, body)
	var f struct {
		Version string `xml:"version,attr"`
		Title   string `xml:"head>title"`
	}
	if err := xml.Unmarshal([]byte(body), &f); err != nil || f.Version != "2.0" || f.Title == "" {
		t.Fatalf("%v: %+v", err, f)
	}
	addresses := regexp.MustCompile(`xmlUrl="([^"]+)"`).FindAllStringSubmatch(body, -1)
	if want := 2 + 3 + len(redline.Topics()); len(addresses) != want {
		t.Errorf("%d feeds, want %d", len(addresses), want)
	}
	for _, a := range addresses {
		path, ok := strings.CutPrefix(a[1], public)
		if !ok {
			t.Errorf("address %s", a[1])
		}
		get(t, h, path)
	}
	if bytes.Contains([]byte(body), []byte("<script")) {
		t.Error("markup of a name in the list")
	}
}
