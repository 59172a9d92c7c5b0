package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"pgregory.net/rapid"

	"github.com/redlinewatch/redline/feed"
)

// Whatever strings a feed holds, every format is well-formed and can be read back.
func TestWrittenFeedsAreWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{nasty, "]]>", "<![CDATA[", "<!--", "&amp;", "\x00", "\ufffe", "</entry>", "<?php ?>"}))
		f := feed.Feed{
			ID: "urn:uuid:1", Address: "https://redline.example/feeds/alerts", Home: "https://redline.example/alerts", Base: "https://redline.example",
			Title: text.Draw(t, "title"), Subtitle: text.Draw(t, "subtitle"), Rights: text.Draw(t, "rights"), Updated: drawTime(t), Next: "after=1", Page: rapid.SampledFrom([]string{"", "after=2"}).Draw(t, "page"),
		}
		for n := range rapid.IntRange(0, 3).Draw(t, "items") {
			f.Items = append(f.Items, feed.Item{
				ID: "urn:uuid:" + string(rune('a'+n)), URL: "https://redline.example/alerts/x", Title: text.Draw(t, "item title"), Summary: text.Draw(t, "summary"),
				HTML: "<p>content</p>", Published: drawTime(t), Updated: drawTime(t), Author: text.Draw(t, "author"), External: text.Draw(t, "external"),
				Categories: []feed.Category{{Kind: "topic", Term: text.Draw(t, "term"), Label: text.Draw(t, "label")}}, InReplyTo: rapid.SampledFrom([]string{"", "urn:uuid:z"}).Draw(t, "reply"), Rights: text.Draw(t, "item rights"),
			})
		}
		for _, format := range feed.Formats() {
			var b bytes.Buffer
			if err := feed.Write(&b, f, format); err != nil {
				t.Fatal(err)
			}
			if err := wellFormed(b.Bytes(), format); err != nil {
				t.Fatalf("%s: %v\n%s", format, err, b.Bytes())
			}
			if got, err := gofeed.NewParser().Parse(&b); err != nil || len(got.Items) != len(f.Items) {
				t.Fatalf("%s: gofeed: %v", format, err)
			}
		}
	})
}

func drawTime(t *rapid.T) time.Time {
	return rapid.SampledFrom([]time.Time{{}, time.Unix(0, 0), start, time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)}).Draw(t, "time")
}

func wellFormed(b []byte, format feed.Format) error {
	if format == feed.JSON {
		var v map[string]any
		return json.Unmarshal(b, &v)
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := token.(xml.CharData); ok && strings.ContainsAny(string(s), "\x00\x08\x1b\ufffe\uffff") {
			return errors.New("control characters")
		}
	}
}

func TestOPMLOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := feed.WriteOPML(&b, "All", nil, []feed.Group{{Name: "Platforms"}}); err != nil || strings.Contains(b.String(), "Platforms") {
		t.Errorf("%v %s", err, &b)
	}
}
