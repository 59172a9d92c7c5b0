package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
)

// ClaimsAt returns what a document claimed at a time, with the version that held then.
// It reads the versions up to that time; nothing is kept, so no answer can be stale.
func ClaimsAt(ctx context.Context, db *store.DB, document string, at time.Time) ([]differ.Standing, redline.Version, error) {
	doc, err := db.Document(ctx, document)
	if err != nil {
		return nil, redline.Version{}, err
	}
	versions, err := db.Versions(ctx, document)
	if err != nil {
		return nil, redline.Version{}, err
	}
	versions = slices.DeleteFunc(versions, func(v redline.Version) bool { return v.FirstSeen.After(at) })
	if len(versions) == 0 {
		return nil, redline.Version{}, fmt.Errorf("version of %s on %s: %w", document, at.UTC().Format(time.DateOnly), redline.ErrNotFound)
	}
	reader, claims := text.NewReader(libraryBytes), differ.NewClaimReader(doc.Document) // versions share most of their blocks
	read := make([]differ.Claimed, 0, len(versions))
	for _, v := range slices.Backward(versions) {
		md, err := db.Markdown(ctx, v.TextKey)
		if err != nil {
			return nil, redline.Version{}, fmt.Errorf("claims of version %s: %w", v.ID, err)
		}
		read = append(read, differ.Claimed{Version: v, Claims: claims.Claims(reader.FromMarkdown(md))})
	}
	return differ.StandingAt(read, at), versions[0], nil
}
