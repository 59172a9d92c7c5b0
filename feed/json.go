package feed

import (
	"encoding/json"
	"fmt"
	"io"
)

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	NextURL     string       `json:"next_url,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Language    string       `json:"language"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
	// Extension carries what the standard has no place for.
	Extension *jsonExtension `json:"_redline,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID          string         `json:"id"`
	URL         string         `json:"url"`
	ExternalURL string         `json:"external_url,omitempty"`
	Title       string         `json:"title"`
	ContentHTML string         `json:"content_html"`
	Summary     string         `json:"summary,omitempty"`
	Published   string         `json:"date_published"`
	Modified    string         `json:"date_modified"`
	Authors     []jsonAuthor   `json:"authors,omitempty"`
	Tags        []string       `json:"tags,omitempty"`
	Language    string         `json:"language"`
	Extension   *jsonExtension `json:"_redline,omitempty"`
}

type jsonExtension struct {
	InReplyTo string `json:"in_reply_to,omitempty"`
	Rights    string `json:"rights,omitempty"`
}

func extension(inReplyTo, rights string) *jsonExtension {
	if inReplyTo == "" && rights == "" {
		return nil
	}
	return &jsonExtension{InReplyTo: inReplyTo, Rights: rights}
}

// WriteJSON writes a feed by JSON Feed 1.1.
func WriteJSON(w io.Writer, f Feed) error {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: title(f.Title), HomePageURL: f.Home, FeedURL: f.URL(JSON),
		Description: line(f.Subtitle), NextURL: f.older(JSON), Authors: []jsonAuthor{{siteName, f.Base + "/"}},
		Language: f.language(), Items: []jsonItem{}, Extension: extension("", line(f.Rights)),
	}
	for _, h := range f.Hubs {
		out.Hubs = append(out.Hubs, jsonHub{"WebSub", h})
	}
	for _, i := range f.Items {
		item := jsonItem{
			ID: i.ID, URL: i.URL, ExternalURL: link(i.External), Title: title(i.Title), ContentHTML: i.HTML, Summary: line(i.Summary),
			Published: rfc3339(i.Published), Modified: rfc3339(i.Updated), Language: f.language(), Extension: extension(i.InReplyTo, line(i.Rights)),
		}
		if author := line(i.Author); author != "" {
			item.Authors = []jsonAuthor{{Name: author}}
		}
		for _, c := range i.Categories {
			item.Tags = append(item.Tags, line(c.Term))
		}
		out.Items = append(out.Items, item)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("write JSON feed: %w", err)
	}
	return nil
}
