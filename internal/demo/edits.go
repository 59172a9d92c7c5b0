package demo

import (
	"fmt"
	"strings"
)

// An edit turns the source of a text into a later one. It fails when it does not
// find exactly what it is to change, so that a story and its texts cannot drift apart.
type edit func(src string) (string, error)

// replace puts new in the place of the only occurrence of old.
func replace(old, new string) edit {
	return func(src string) (string, error) {
		if n := strings.Count(src, old); n != 1 {
			return "", fmt.Errorf("want %q once in the text, found it %d times", old, n)
		}
		return strings.Replace(src, old, new, 1), nil
	}
}

// insertBefore puts words in front of a heading line.
func insertBefore(heading, words string) edit {
	return replace("\n"+heading+"\n", "\n"+words+heading+"\n")
}

// removeSection drops a heading line and all that stands under it.
func removeSection(heading string) edit {
	return func(src string) (string, error) {
		section, err := cut(src, heading)
		if err != nil {
			return "", err
		}
		return replace(section, "")(src)
	}
}

// moveSection puts a section, unchanged, in front of another heading line.
func moveSection(heading, before string) edit {
	return func(src string) (string, error) {
		section, err := cut(src, heading)
		if err != nil {
			return "", err
		}
		rest, err := replace(section, "")(src)
		if err != nil {
			return "", err
		}
		return insertBefore(before, strings.TrimRight(section, "\n")+"\n\n")(rest)
	}
}

// cut returns the section from a second-level heading line to the next one.
func cut(src, heading string) (string, error) {
	start := strings.Index(src, "\n"+heading+"\n")
	if start < 0 {
		return "", fmt.Errorf("no heading line %q", heading)
	}
	section := src[start+1:]
	if end := strings.Index(section[1:], "\n## "); end >= 0 {
		return section[:end+2], nil
	}
	return strings.TrimRight(section, "\n") + "\n", nil
}
