package site

import (
	"context"
	"net/http"

	"github.com/redlinewatch/redline"
)

func (s *server) platforms(ctx context.Context, _ *http.Request) (view, error) {
	list, err := s.Archive.Platforms(ctx)
	if err != nil {
		return view{}, err
	}
	docs, err := s.Archive.Documents(ctx, "")
	if err != nil {
		return view{}, err
	}
	v := view{
		title: "Platforms", nav: "/platforms", body: platformsPage(list),
		description: "Every platform whose documents are watched or recorded here.",
		simulated:   simulatedOf(docs...),
	}
	v.credits.documents(docs...)
	return v, nil
}

// A letter is the platforms whose names begin alike.
type letter struct {
	name      string
	platforms []redline.PlatformStatus
}

// letters groups platforms, which come by name, by their first letter.
func letters(list []redline.PlatformStatus) []letter {
	at := map[string]int{}
	var out []letter
	for _, p := range list {
		name := firstLetter(platformName(p.Name, p.ID))
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, letter{name: name})
		}
		out[i].platforms = append(out[i].platforms, p)
	}
	return out
}

// firstLetter is A to Z, or # for everything else.
func firstLetter(name string) string {
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z':
			return string(r - 'a' + 'A')
		case r >= 'A' && r <= 'Z':
			return string(r)
		}
		break
	}
	return "#"
}

// letterID is where a letter's platforms are on the page.
func letterID(name string) string {
	if name == "#" {
		return "other"
	}
	return "letter-" + name
}
