package site

import (
	"context"
	"time"
)

// A Permit is an operator's word that a host may be read whatever its robots.txt
// says. It is shown with its reason, also after it ended.
type Permit struct {
	Host   string
	Reason string
	By     string
	At     time.Time
	Ended  time.Time // zero while it holds
}

// permits are those of the archive; none where the site was not told of any.
func (s *server) permits(ctx context.Context) ([]Permit, error) {
	if s.Permits == nil {
		return nil, nil
	}
	return s.Permits(ctx)
}
