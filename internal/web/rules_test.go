package web

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestRobotsRules(t *testing.T) {
	tests := []struct {
		name, robots string
		allowed      []string
		refused      []string
	}{
		{"nothing said", "", []string{"/", "/privacy"}, nil},
		{"a page of HTML", "<!doctype html><title>Not here: /</title>", []string{"/privacy"}, nil},
		{"all", "User-agent: *\nDisallow: /", []string{"/robots.txt"}, []string{"/", "/privacy"}},
		{"empty Disallow", "User-agent: *\nDisallow:", []string{"/privacy"}, nil},
		{"prefix", "User-agent: *\nDisallow: /private", []string{"/", "/Private", "/pri"}, []string{"/private", "/private/x", "/privately"}},
		{"own group wins whole", "User-agent: *\nDisallow: /\n\nUser-agent: Redline\nDisallow: /admin", []string{"/privacy"}, []string{"/admin"}},
		{"own group that says nothing", "User-agent: redline\nUser-agent: x\nDisallow:\n\nUser-agent: *\nDisallow: /", []string{"/privacy"}, nil},
		{"name with version", "User-agent: REDLINE/2.0 (+x)\nDisallow: /", nil, []string{"/privacy"}},
		{"similar name is not ours", "User-agent: red\nDisallow: /a\n\nUser-agent: redliner\nDisallow: /b", []string{"/a", "/b"}, nil},
		{"groups of one name are one", "User-agent: redline\nDisallow: /a\n\nUser-agent: other\nDisallow: /c\n\nUser-agent: redline\nDisallow: /b", []string{"/c"}, []string{"/a", "/b"}},
		{"longest wins", "User-agent: *\nDisallow: /\nAllow: /legal/\nDisallow: /legal/internal", []string{"/legal/privacy"}, []string{"/", "/legal", "/legal/internal/x"}},
		{"Allow wins a tie", "User-agent: *\nDisallow: /page\nAllow: /page", []string{"/page"}, nil},
		{"Allow wins a tie the other way round", "User-agent: *\nAllow: /page\nDisallow: /page", []string{"/page"}, nil},
		{"end of path", "User-agent: *\nDisallow: /$", []string{"/privacy", "/legal/"}, []string{"/"}},
		{"file type", "User-agent: *\nDisallow: /*.pdf$", []string{"/a.pdf.html", "/a.pdfx"}, []string{"/a.pdf", "/x/y/a.pdf"}},
		{"star in the middle is anchored in front", "User-agent: *\nDisallow: /a*z", []string{"/b/az", "/a"}, []string{"/az", "/abcz/more"}},
		{"bare star", "User-agent: *\nDisallow: *", nil, []string{"/", "/privacy"}},
		{"star and query", "User-agent: *\nDisallow: /*?lang=", []string{"/privacy"}, []string{"/privacy?lang=de", "/privacy?a=b?lang=de"}},
		{"missing slash", "User-agent: *\nDisallow: private", []string{"/"}, []string{"/private"}},
		{"percent-encoding", "User-agent: *\nDisallow: /a%7eb\nDisallow: /caf%C3%A9", []string{"/a~c"}, []string{"/a~b", "/caf%c3%a9", "/café"}},
		{"encoded slash is no slash", "User-agent: *\nDisallow: /a%2Fb", []string{"/a/b"}, []string{"/a%2fb"}},
		{"comments, byte order mark, odd line ends", "\ufeff# hello\rUser-Agent : *  # all\r\nDISALLOW : /x # secret\r", []string{"/"}, []string{"/x"}},
		{"rules before any group", "Disallow: /\nUser-agent: *\nDisallow: /x", []string{"/"}, []string{"/x"}},
		{"bad Crawl-delay harms nothing", "User-agent: *\nCrawl-delay: soon\nDisallow: /x", []string{"/"}, []string{"/x"}},
		{"Sitemap does not end the names of a group", "User-agent: *\nSitemap: http://x/\nUser-agent: other\nDisallow: /x", []string{"/"}, []string{"/x"}},
		{"misspelt", "Useragent: *\nDissallow: /x", []string{"/"}, []string{"/x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := parseRobots([]byte(tt.robots), robotsToken)
			for _, path := range tt.allowed {
				if line, ok := r.allows(parse(t, path)); !ok {
					t.Errorf("%s refused by %q", path, line)
				}
			}
			for _, path := range tt.refused {
				if line, ok := r.allows(parse(t, path)); ok {
					t.Errorf("%s allowed by %q", path, line)
				}
			}
		})
	}
}

func parse(t *testing.T, path string) *url.URL {
	t.Helper()
	u, err := url.Parse("https://example.com" + path)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestCrawlDelay(t *testing.T) {
	tests := map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 10":                                         10 * time.Second,
		"User-agent: *\nCrawl-delay: 0.5":                                        time.Second / 2,
		"User-agent: *\nCrawl-delay: -1":                                         0,
		"User-agent: *\nCrawl-delay: NaN":                                        0,
		"User-agent: *\nCrawl-delay: 1e300":                                      maxCrawlDelay,
		"User-agent: *\nCrawl-delay: 10\n\nUser-agent: redline\nDisallow: /x":    0,
		"User-agent: a\nCrawl-delay: 3\n\nUser-agent: redline\nCrawl-delay: 4\n": 4 * time.Second,
	}
	for robots, want := range tests {
		if got := parseRobots([]byte(robots), robotsToken).delay; got != want {
			t.Errorf("%q: %v, want %v", robots, got, want)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nAllow: /%7e", "/a/b")
	f.Add("User-agent: redline\nCrawl-delay: 1", "/?x")
	f.Add(strings.Repeat("Disallow: /*a*a*a*a*a*b\n", 3), "/aaaaaaaaaa")
	f.Fuzz(func(t *testing.T, robots, path string) {
		r := parseRobots([]byte(robots), robotsToken)
		u := &url.URL{Scheme: "https", Host: "example.com", Path: path}
		line, ok := r.allows(u)
		if !ok && !strings.HasPrefix(line, "Disallow: ") {
			t.Errorf("refused by %q", line)
		}
		if r.delay < 0 || r.delay > maxCrawlDelay {
			t.Errorf("delay %v", r.delay)
		}
	})
}

func TestNormalizePathIsIdempotent(t *testing.T) {
	for _, s := range []string{"/a%7eb", "/%", "/%2", "/%zz", "/é", "/%C3%a9", "/a b", "/%25%32%35", "/*$"} {
		once := normalizePath(s)
		if twice := normalizePath(once); twice != once {
			t.Errorf("%q: %q, then %q", s, once, twice)
		}
	}
}
