package site

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"

	"github.com/redlinewatch/redline"
)

//go:embed static
var staticFiles embed.FS

// Assets are the files under /static/, addressed with a hash of their bytes so that
// a browser may keep them for ever.
type assets struct {
	files map[string][]byte
	hash  map[string]string
	sum   string // of all
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func loadAssets() assets {
	a := assets{files: map[string][]byte{}, hash: map[string]string{}}
	all := sha256.New()
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		panic(err) // embedded: present or the program would not have been built
	}
	for _, e := range entries {
		body, err := fs.ReadFile(staticFiles, "static/"+e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(body)
		a.files[e.Name()], a.hash[e.Name()] = body, hex.EncodeToString(sum[:6])
		all.Write(sum[:])
	}
	a.sum = hex.EncodeToString(all.Sum(nil)[:8])
	return a
}

// url is where a page finds a file.
func (a assets) url(name string) string { return "/static/" + name + "?v=" + a.hash[name] }

func (s *server) static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	body, ok := s.assets.files[name]
	kind := contentTypes[path.Ext(name)]
	if !ok || kind == "" {
		s.fail(w, r, redline.ErrNotFound)
		return
	}
	tag := `W/"` + s.assets.hash[name] + `"`
	h := w.Header()
	h.Set("ETag", tag)
	if r.URL.Query().Get("v") == s.assets.hash[name] {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Set("Vary", "Accept-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", kind)
	_, _ = w.Write(body)
}

// favicon leads browsers that ask without looking to the icon.
func (s *server) favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, s.assets.url("icon.svg"), http.StatusMovedPermanently)
}

// robots keeps crawlers from the endless: any two versions can be compared.
func (s *server) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	body := "User-agent: *\nDisallow: /compare\n"
	if s.Simulated {
		body = "User-agent: *\nDisallow: /\n"
	}
	_, _ = w.Write([]byte(body))
}

// healthz answers whether the archive can be read.
func (s *server) healthz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if _, _, err := s.Archive.Revision(r.Context()); err != nil {
		s.Logger.ErrorContext(r.Context(), "archive cannot be read", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("the archive cannot be read\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
