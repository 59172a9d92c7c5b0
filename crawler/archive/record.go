package archive

import (
	"strings"
)

// subjects are the starts of the subjects of records, each followed by a space.
// Engines before 2023-04 wrote the shorter ones.
var subjects = []struct {
	prefix string
	kind   Kind
}{
	{"Start tracking ", KindFirst},
	{"First record of ", KindFirst},
	{"Update ", KindChange},
	{"Record new changes of ", KindChange},
	{"Refilter ", KindTechnical},
	{"Apply technical or declaration upgrade on ", KindTechnical},
}

// kindOf tells the kind of a record from its commit's message; false if the message is not one of a record.
func kindOf(message string) (Kind, bool) {
	for _, s := range subjects {
		if strings.HasPrefix(message, s.prefix) {
			return s.kind, true
		}
	}
	return "", false
}

// splitPath takes the service and the terms type from the path of a version; false
// if no version is kept there. The subject of the commit repeats both, and errs.
func splitPath(path string) (service, terms string, ok bool) {
	service, file, ok := strings.Cut(path, "/")
	if !ok || service == "" || strings.HasPrefix(path, ".") || strings.Contains(file, "/") {
		return "", "", false
	}
	terms, ok = strings.CutSuffix(file, ".md")
	return service, terms, ok && terms != ""
}

// citation starts the line of a message that cites the snapshot, or heads a list of them.
const citation = "This version was recorded after "

// readBody takes the cited snapshots and the engine's version from a commit's message.
func readBody(message string) (snapshots []string, engine string) {
	_, body, _ := strings.Cut(message, "\n")
	listed := false // the line belongs to a list of citations
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, " \t\r\n")
		switch {
		case strings.HasPrefix(line, citation):
			listed = true
		case listed && strings.HasPrefix(line, "- "):
		default:
			listed = false
			continue
		}
		if id := trailingHex(line); id != "" {
			snapshots = append(snapshots, strings.Clone(id))
		}
	}
	return snapshots, engineOf(body)
}

// trailingHex returns the 7 to 40 hexadecimal digits that end a line, empty if it
// ends otherwise: a citation may end "true" or "undefined" where an id should be.
func trailingHex(line string) string {
	id := line[len(strings.TrimRight(line, "0123456789abcdef")):]
	if len(id) < 7 || len(id) > 40 {
		return ""
	}
	return id
}

// engineOf finds the engine's version among the trailers, the last paragraph of a
// body. Each of its lines is "Key: value"; keys are compared without regard to case.
func engineOf(body string) string {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r", ""))
	if i := strings.LastIndex(body, "\n\n"); i >= 0 {
		body = body[i+2:]
	}
	engine := ""
	for line := range strings.Lines(body) {
		key, value, ok := strings.Cut(line, ":")
		if !ok || strings.ContainsAny(key, " \t") {
			return "" // prose, not trailers
		}
		if strings.EqualFold(key, "X-engine-version") {
			engine = strings.TrimSpace(value)
		}
	}
	if engine == "undefined" {
		return ""
	}
	return strings.Clone(engine)
}
