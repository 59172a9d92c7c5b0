package feed

import (
	"encoding/xml"
	"html"
	"io"

	"github.com/redlinewatch/redline"
)

type rssDocument struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Content string     `xml:"xmlns:content,attr"`
	Thread  string     `xml:"xmlns:thr,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string     `xml:"title"`
	Link        string     `xml:"link"`
	Description string     `xml:"description"`
	Language    string     `xml:"language"`
	Copyright   string     `xml:"copyright,omitempty"`
	Built       string     `xml:"lastBuildDate"`
	Generator   string     `xml:"generator"`
	Docs        string     `xml:"docs"`
	Links       []atomLink `xml:"atom:link"`
	Items       []rssItem  `xml:"item"`
}

type rssItem struct {
	Title       string        `xml:"title"`
	Link        string        `xml:"link"`
	Description string        `xml:"description"`
	Creator     string        `xml:"dc:creator,omitempty"`
	Categories  []rssCategory `xml:"category"`
	GUID        rssGUID       `xml:"guid"`
	Published   string        `xml:"pubDate"`
	Updated     string        `xml:"atom:updated"`
	InReplyTo   *atomReply    `xml:"thr:in-reply-to"`
	Rights      string        `xml:"dc:rights,omitempty"`
	Content     string        `xml:"content:encoded,omitempty"`
}

type rssCategory struct {
	Domain string `xml:"domain,attr"`
	Term   string `xml:",chardata"`
}

type rssGUID struct {
	IsPermaLink string `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

// WriteRSS writes a feed by RSS 2.0 and the practice of its readers: the description
// is the summary, the whole item stands behind it in content:encoded.
func WriteRSS(w io.Writer, f Feed) error {
	c := rssChannel{
		Title: title(f.Title), Link: f.Home, Description: html.EscapeString(line(f.Subtitle)), Language: f.language(),
		Copyright: line(f.Rights), Built: rfc822(f.Updated), Generator: siteName + " " + redline.ProgramVersion,
		Docs: "https://www.rssboard.org/rss-specification",
		Links: []atomLink{
			{"self", RSS.MediaType(), f.URL(RSS)},
		},
	}
	if c.Description == "" {
		c.Description = c.Title
	}
	for _, h := range f.Hubs {
		c.Links = append(c.Links, atomLink{Rel: "hub", Href: h})
	}
	if next := f.older(RSS); next != "" {
		c.Links = append(c.Links, atomLink{"next", RSS.MediaType(), next})
	}
	for _, i := range f.Items {
		c.Items = append(c.Items, rssEntry(i))
	}
	return writeXML(w, rssDocument{
		Version: "2.0", Atom: namespaceAtom, DC: "http://purl.org/dc/elements/1.1/",
		Content: "http://purl.org/rss/1.0/modules/content/", Thread: namespaceReply, Channel: c,
	}, "rss")
}

func rssEntry(i Item) rssItem {
	item := rssItem{
		Title: title(i.Title), Link: i.URL,
		// Readers take a description for HTML, so plain text is escaped once more.
		Description: html.EscapeString(line(i.Summary)),
		Creator:     line(i.Author), GUID: rssGUID{"false", i.ID},
		Published: rfc822(i.Published), Updated: rfc3339(i.Updated), Rights: line(i.Rights), Content: i.HTML,
	}
	if i.InReplyTo != "" {
		item.InReplyTo = &atomReply{Ref: i.InReplyTo, Type: "text/html", Href: i.InReplyToURL}
	}
	for _, c := range i.Categories {
		item.Categories = append(item.Categories, rssCategory{c.scheme(), line(c.Term)})
	}
	return item
}
