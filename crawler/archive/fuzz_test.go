package archive

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzMessage reads commit messages of strangers: an id is always hexadecimal and stands in the message.
func FuzzMessage(f *testing.F) {
	f.Add("Update A B\n\nThis version was recorded after filtering snapshot with Mongo ID61858ffcd1d12d3bbf1f1b3c\n\nX-engine-version: 1")
	f.Add("First record of A B\n\nThis version was recorded after extracting from and assembling the following snapshots from 2 source documents:\n- x/true\n- 2916d5f\n")
	f.Fuzz(func(t *testing.T, message string) {
		snapshots, engine := readBody(message)
		for _, id := range snapshots {
			if len(id) < 7 || len(id) > 40 || strings.Trim(id, "0123456789abcdef") != "" || !strings.Contains(message, id) {
				t.Errorf("snapshot %q", id)
			}
		}
		if engine == "undefined" || strings.ContainsAny(engine, "\r\n") || !strings.Contains(strings.ReplaceAll(message, "\r", ""), engine) {
			t.Errorf("engine %q", engine)
		}
	})
}

// FuzzPath takes paths apart: whatever is accepted can be put together again and has no folder in it.
func FuzzPath(f *testing.F) {
	for _, path := range []string{"A/B.md", "README.md", ".github/x.md", "a/b/c.md", "a/.md", "/b.md", "a/../b.md"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		service, terms, ok := splitPath(path)
		if ok && (service+"/"+terms+".md" != path || service == "" || terms == "" || strings.Contains(service+terms, "/") || service[0] == '.') {
			t.Errorf("splitPath(%q) = %q, %q", path, service, terms)
		}
	})
}

// FuzzLog reads what git log may print, cut and twisted: it ends, and every record has its hashes.
func FuzzLog(f *testing.F) {
	h := strings.Repeat("a", 40)
	f.Add([]byte(h + "\n1700000000\nUpdate A B\n\x00\n:100644 100644 " + h + " " + h + " M\x00A/B.md\x00" + h + "\n5\nx\n\x00"))
	f.Add([]byte(h + "\n-1\nUpdate A B\n\x00\n:000000 100644 " + h + " " + h + " A\x00A/B.md\x00"))
	f.Fuzz(func(t *testing.T, out []byte) {
		l := newListing(nil)
		_ = l.read(bytes.NewReader(out)) // an error is an answer too
		for _, r := range l.finish() {
			if !isHash(r.Commit) || !isHash(r.Blob) || r.Service == "" || r.Terms == "" || r.Kind == "" || r.Position < 0 {
				t.Errorf("record %+v", r)
			}
		}
	})
}
