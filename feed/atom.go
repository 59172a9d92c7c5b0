package feed

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/redlinewatch/redline"
)

// Names that every feed carries.
const (
	siteName       = "Redline"
	stylesheet     = "/feeds/style.css"
	namespaceAtom  = "http://www.w3.org/2005/Atom"
	namespaceReply = "http://purl.org/syndication/thread/1.0"
)

type atomFeed struct {
	XMLName   xml.Name      `xml:"feed"`
	Namespace string        `xml:"xmlns,attr"`
	Thread    string        `xml:"xmlns:thr,attr"`
	Language  string        `xml:"xml:lang,attr"`
	ID        string        `xml:"id"`
	Title     string        `xml:"title"`
	Subtitle  string        `xml:"subtitle,omitempty"`
	Updated   string        `xml:"updated"`
	Author    atomPerson    `xml:"author"`
	Links     []atomLink    `xml:"link"`
	Rights    string        `xml:"rights,omitempty"`
	Generator atomGenerator `xml:"generator"`
	Entries   []atomEntry   `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomGenerator struct {
	Version string `xml:"version,attr"`
	Name    string `xml:",chardata"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Author     *atomPerson    `xml:"author"`
	Links      []atomLink     `xml:"link"`
	InReplyTo  *atomReply     `xml:"thr:in-reply-to"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    *atomContent   `xml:"content"`
	Rights     string         `xml:"rights,omitempty"`
}

type atomReply struct {
	Ref  string `xml:"ref,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr,omitempty"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",chardata"`
}

// WriteAtom writes a feed by RFC 4287, with threads by RFC 4685.
func WriteAtom(w io.Writer, f Feed) error {
	out := atomFeed{
		Namespace: namespaceAtom, Thread: namespaceReply, Language: f.language(),
		ID: f.ID, Title: title(f.Title), Subtitle: line(f.Subtitle), Updated: rfc3339(f.Updated),
		Author:    atomPerson{Name: siteName, URI: f.Base + "/"},
		Links:     atomLinks(f),
		Rights:    line(f.Rights),
		Generator: atomGenerator{Version: redline.ProgramVersion, Name: siteName},
	}
	for _, i := range f.Items {
		out.Entries = append(out.Entries, atomItem(i))
	}
	return writeXML(w, out, "atom")
}

func atomLinks(f Feed) []atomLink {
	links := []atomLink{
		{"self", Atom.MediaType(), f.URL(Atom)},
		{"alternate", "text/html", f.Home},
	}
	for _, h := range f.Hubs {
		links = append(links, atomLink{Rel: "hub", Href: h})
	}
	if next := f.older(Atom); next != "" {
		links = append(links, atomLink{"next", Atom.MediaType(), next})
	}
	if f.Page != "" {
		links = append(links, atomLink{"first", Atom.MediaType(), f.Address + "." + string(Atom)})
	}
	return links
}

func atomItem(i Item) atomEntry {
	e := atomEntry{
		ID: i.ID, Title: title(i.Title), Updated: rfc3339(i.Updated), Published: rfc3339(i.Published),
		Links:   []atomLink{{"alternate", "text/html", i.URL}},
		Summary: line(i.Summary), Rights: line(i.Rights),
	}
	if author := line(i.Author); author != "" {
		e.Author = &atomPerson{Name: author}
	}
	if external := link(i.External); external != "" {
		e.Links = append(e.Links, atomLink{Rel: "related", Href: external})
	}
	if i.InReplyTo != "" {
		e.InReplyTo = &atomReply{Ref: i.InReplyTo, Type: "text/html", Href: i.InReplyToURL}
	}
	for _, c := range i.Categories {
		e.Categories = append(e.Categories, atomCategory{line(c.Term), c.scheme(), line(c.Label)})
	}
	if i.HTML != "" {
		e.Content = &atomContent{"html", i.HTML}
	}
	return e
}

// writeXML writes a document with the style sheet that makes it readable in a browser.
func writeXML(w io.Writer, document any, name string) error {
	body, err := xml.MarshalIndent(document, "", " ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s<?xml-stylesheet type=\"text/css\" href=%q?>\n%s\n", xml.Header, stylesheet, body)
	}
	if err != nil {
		return fmt.Errorf("write %s feed: %w", name, err)
	}
	return nil
}
