package site

import (
	"context"
	"time"

	"github.com/redlinewatch/redline"
)

// An Archive is what the site reads from. Every method is safe for concurrent use;
// what does not exist is redline.ErrNotFound.
type Archive interface {
	// Revision grows whenever something a page shows changes.
	Revision(ctx context.Context) (rev int64, changed time.Time, err error)
	Counts(ctx context.Context, since time.Time) (redline.Counts, error)
	// Platforms are sorted by name.
	Platforms(ctx context.Context) ([]redline.PlatformStatus, error)
	Platform(ctx context.Context, id string) (redline.PlatformStatus, error)
	// Documents are those of a platform, or all when it is empty, by platform name, then document name.
	Documents(ctx context.Context, platform string) ([]redline.DocumentStatus, error)
	Document(ctx context.Context, id string) (redline.DocumentStatus, error)
	// Versions of a document, newest first.
	Versions(ctx context.Context, document string) ([]redline.Version, error)
	Version(ctx context.Context, id string) (redline.Version, error)
	// Markdown is the stored text with that key.
	Markdown(ctx context.Context, key redline.Key) (string, error)
	Changes(ctx context.Context, q redline.ChangeQuery) ([]redline.Change, error)
	Change(ctx context.Context, id string) (redline.Change, error)
	Alerts(ctx context.Context, q redline.AlertQuery) ([]redline.Alert, error)
	// Alert finds drafts too; the site shows published ones only.
	Alert(ctx context.Context, idOrSlug string) (redline.Alert, error)
	Captures(ctx context.Context, q redline.CaptureQuery) ([]redline.Capture, error)
}
