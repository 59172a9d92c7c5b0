package pipeline

import (
	"context"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/crawler/archive"
)

// maxSiblingVersions bounds how many texts of one sibling are read for the sentence
// about what it does not say. One with more is left out: half a look proves nothing.
const maxSiblingVersions = 60

// siblings says of the platform's other documents whether any version recorded until
// the change mentions what the change is about.
func (p *Pipeline) siblings(ctx context.Context, lib *library, d redline.DocumentStatus, c redline.Change) ([]alert.Sibling, error) {
	group := alert.Group(c.Verdict)
	if !alert.NamesSilence(group) {
		return nil, nil
	}
	docs, err := p.Store.Documents(ctx, d.Platform)
	if err != nil {
		return nil, err
	}
	var out []alert.Sibling
	for _, other := range docs {
		if other.ID == d.ID || other.Versions == 0 || other.Versions > maxSiblingVersions {
			continue
		}
		versions, err := p.Store.Versions(ctx, other.ID)
		if err != nil {
			return nil, err
		}
		versions = slices.DeleteFunc(versions, func(v redline.Version) bool { return v.FirstSeen.After(c.FirstWith) })
		if len(versions) == 0 {
			continue
		}
		mentions, err := anyMentions(ctx, lib, group, versions)
		if err != nil {
			return nil, err
		}
		out = append(out, alert.Sibling{
			Document: other.ID, Kind: other.Kind, Name: other.Name, Versions: len(versions),
			Since: versions[len(versions)-1].FirstSeen, Mentions: mentions,
		})
	}
	return out, nil
}

func anyMentions(ctx context.Context, lib *library, group redline.Topic, versions []redline.Version) (bool, error) {
	for _, v := range versions {
		if found, err := lib.mentions(ctx, group, v.TextKey); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// archiveBy is what Capture.By says of a record of a collection.
func archiveBy(collection string) string { return archivePrefix + collection }

const archivePrefix = "ota:"

// attribution returns what is owed for captures made by these.
func attribution(by ...string) string {
	for _, b := range by {
		if collection, ok := strings.CutPrefix(b, archivePrefix); ok {
			return archive.Attribution(collection)
		}
	}
	return ""
}
