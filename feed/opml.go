package feed

import (
	"encoding/xml"
	"fmt"
	"io"
)

type opmlDocument struct {
	XMLName xml.Name      `xml:"opml"`
	Version string        `xml:"version,attr"`
	Title   string        `xml:"head>title"`
	Docs    string        `xml:"head>docs"`
	Body    []opmlOutline `xml:"body>outline"`
}

type opmlOutline struct {
	Text        string        `xml:"text,attr"`
	Title       string        `xml:"title,attr,omitempty"`
	Type        string        `xml:"type,attr,omitempty"`
	XMLURL      string        `xml:"xmlUrl,attr,omitempty"`
	HTMLURL     string        `xml:"htmlUrl,attr,omitempty"`
	Version     string        `xml:"version,attr,omitempty"`
	Description string        `xml:"description,attr,omitempty"`
	Outlines    []opmlOutline `xml:"outline"`
}

// A Group is a folder of feeds in a list.
type Group struct {
	Name  string
	Feeds []Feed
}

// WriteOPML lists feeds by OPML 2.0: those without a group first.
func WriteOPML(w io.Writer, name string, feeds []Feed, groups []Group) error {
	out := opmlDocument{Version: "2.0", Title: title(name), Docs: "https://opml.org/spec2.opml", Body: outlines(feeds)}
	for _, g := range groups {
		if len(g.Feeds) > 0 {
			out.Body = append(out.Body, opmlOutline{Text: title(g.Name), Title: title(g.Name), Outlines: outlines(g.Feeds)})
		}
	}
	body, err := xml.MarshalIndent(out, "", " ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, body)
	}
	if err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	return nil
}

func outlines(feeds []Feed) []opmlOutline {
	var out []opmlOutline
	for _, f := range feeds {
		out = append(out, opmlOutline{
			Text: title(f.Title), Title: title(f.Title), Type: "rss", XMLURL: f.URL(RSS), HTMLURL: f.Home,
			Version: "RSS2", Description: line(f.Subtitle),
		})
	}
	return out
}
