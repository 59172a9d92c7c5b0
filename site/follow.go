package site

import (
	"context"
	"net/http"

	"github.com/redlinewatch/redline"
)

// A followModel is every way to hear of what happens.
type followModel struct {
	feeds     bool
	base      string // how an absolute address begins
	platforms []redline.PlatformStatus
}

func (s *server) follow(ctx context.Context, r *http.Request) (view, error) {
	m := followModel{feeds: s.Feeds != nil, base: s.absolute(r)}
	var err error
	if m.platforms, err = s.Archive.Platforms(ctx); err != nil {
		return view{}, err
	}
	return view{
		title: "Follow", nav: "/follow", body: followPage(m), feed: "alerts", feedTitle: "Redline alerts",
		description: "Feeds of every alert, platform, topic and document, and webhooks.",
	}, nil
}
