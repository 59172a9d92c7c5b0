package feed

import (
	"context"
	"time"

	"github.com/redlinewatch/redline"
)

// An Archive is what feeds are made from. Every method is safe for concurrent use;
// what does not exist is redline.ErrNotFound.
type Archive interface {
	// Revision grows whenever something that is shown changes.
	Revision(ctx context.Context) (rev int64, changed time.Time, err error)
	// Platforms are sorted by name.
	Platforms(ctx context.Context) ([]redline.PlatformStatus, error)
	Platform(ctx context.Context, id string) (redline.PlatformStatus, error)
	Document(ctx context.Context, id string) (redline.DocumentStatus, error)
	// Markdown is the stored text with that key.
	Markdown(ctx context.Context, key redline.Key) (string, error)
	// Changes are newest first.
	Changes(ctx context.Context, q redline.ChangeQuery) ([]redline.Change, error)
	// Alerts are published ones, newest first by sequence.
	Alerts(ctx context.Context, q redline.AlertQuery) ([]redline.Alert, error)
	// Alert finds drafts too.
	Alert(ctx context.Context, idOrSlug string) (redline.Alert, error)
}
