package site

import (
	"context"
	"net/http"

	"github.com/redlinewatch/redline"
)

// A versionModel is a text as it was read on a day.
type versionModel struct {
	document redline.DocumentStatus
	version  redline.Version
	whole    bool // the operator shows whole texts
	text     redline.Text
	levels   []int
	older    *redline.Version
	newer    *redline.Version
}

func (s *server) version(ctx context.Context, r *http.Request) (view, error) {
	m := versionModel{whole: s.wholeTexts()}
	var err error
	if m.version, err = s.Archive.Version(ctx, r.PathValue("id")); err != nil {
		return view{}, err
	}
	if m.document, err = s.Archive.Document(ctx, m.version.Document); err != nil {
		return view{}, err
	}
	versions, err := s.Archive.Versions(ctx, m.version.Document)
	if err != nil {
		return view{}, err
	}
	for i, v := range versions {
		if v.ID != m.version.ID {
			continue
		}
		if i > 0 {
			m.newer = &versions[i-1]
		}
		if i+1 < len(versions) {
			m.older = &versions[i+1]
		}
	}
	if m.whole {
		if m.text, err = s.text(ctx, m.version.TextKey); err != nil {
			return view{}, err
		}
		m.levels = headingLevels(m.text.Blocks, 3)
	}
	v := view{
		title: documentName(m.document) + ", as read on " + dayWords(m.version.FirstSeen), nav: "/platforms", noIndex: true,
		simulated: simulatedOf(m.document), body: versionPage(m),
	}
	v.credits.by(m.version.By)
	return v, nil
}

// wholeTexts reports whether the operator shows more than passages.
func (s *server) wholeTexts() bool { return s.Texts != "passages" }
