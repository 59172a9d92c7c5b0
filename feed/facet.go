package feed

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// A facet is what one feed is about.
type facet struct {
	path     string // under /feeds/, without extension
	title    string
	subtitle string
	home     string // path of its web page
	alerts   redline.AlertQuery
	backfill bool // whether what an archive told stands behind what was seen live
	changes  bool // observations instead of alerts
}

const alertsSubtitle = "Changes to what platforms promise about privacy and encryption, with the sentence before and after, dates and evidence."

func allAlerts() facet {
	return facet{path: "alerts", title: "Redline: alerts", subtitle: alertsSubtitle, home: "/alerts"}
}

func allChanges() facet {
	return facet{
		path: "changes", title: "Redline: all changes", home: "/changes", changes: true,
		subtitle: "Every change of a watched document as it was seen, without judgement. What was set aside as noise is in the log.",
	}
}

func ofPlatform(p redline.Platform, simulated bool) facet {
	name := p.Name
	if simulated {
		name = simulatedMark + name
	}
	return facet{
		path: "platforms/" + p.ID, title: "Redline: " + name, home: "/platforms/" + url.PathEscape(p.ID), backfill: true,
		subtitle: "Alerts about " + p.Name + ".", alerts: redline.AlertQuery{Platform: p.ID},
	}
}

func ofTopic(t redline.Topic) facet {
	name := strings.ReplaceAll(string(t), "-", " ")
	return facet{
		path: "topics/" + string(t), title: "Redline: " + name, home: "/alerts?" + url.Values{"topic": {string(t)}}.Encode(), backfill: true,
		subtitle: "Alerts about the topic " + name + ".", alerts: redline.AlertQuery{Topic: t},
	}
}

func ofDocument(d redline.DocumentStatus) facet {
	name := d.PlatformName + ", " + d.Name
	if d.Simulated {
		name = simulatedMark + name
	}
	return facet{
		path: "documents/" + d.ID, title: "Redline: " + name, home: "/documents/" + escapePath(d.ID), backfill: true,
		subtitle: "Alerts about " + d.PlatformName + ", " + d.Name + ".", alerts: redline.AlertQuery{Document: d.ID},
	}
}

// escapePath escapes the segments of a path and keeps its slashes.
func escapePath(p string) string {
	segments := strings.Split(p, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}

// facetAt finds what a path under /feeds/ is about.
func facetAt(ctx context.Context, a Archive, path string) (facet, error) {
	kind, id, _ := strings.Cut(path, "/")
	switch {
	case path == "alerts":
		return allAlerts(), nil
	case path == "changes":
		return allChanges(), nil
	case kind == "topics" && slices.Contains(redline.Topics(), redline.Topic(id)):
		return ofTopic(redline.Topic(id)), nil
	case kind == "platforms" && id != "":
		p, err := a.Platform(ctx, id)
		if err != nil {
			return facet{}, fmt.Errorf("feed of platform %s: %w", id, err)
		}
		return ofPlatform(p.Platform, p.Simulated), nil
	case kind == "documents" && id != "":
		d, err := a.Document(ctx, id)
		if err != nil {
			return facet{}, fmt.Errorf("feed of document %s: %w", id, err)
		}
		return ofDocument(d), nil
	}
	return facet{}, fmt.Errorf("feed %s: %w", path, redline.ErrNotFound)
}

// empty returns the facet's feed without items.
func (f facet) empty(base string) Feed {
	address := base + "/feeds/" + escapePath(f.path)
	return Feed{ID: uuid("feed", address), Title: f.title, Subtitle: f.subtitle, Address: address, Home: base + f.home, Base: base}
}
