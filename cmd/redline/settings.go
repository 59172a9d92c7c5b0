package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// defaultSettings is the settings file that need not exist.
const defaultSettings = "redline.yaml"

// settings resolves flags that were not given from REDLINE_* variables, then from the
// settings file. A flag --public-url is REDLINE_PUBLIC_URL, and public_url in the file.
type settings struct {
	values map[string]any
	read   bool
}

// Validate implements kong.Resolver.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (s *settings) Resolve(k *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name := strings.ReplaceAll(flag.Name, "-", "_")
	if name == "help" || name == "config" {
		return nil, nil
	}
	if v, ok := os.LookupEnv("REDLINE_" + strings.ToUpper(name)); ok {
		return v, nil
	}
	if err := s.load(k); err != nil {
		return nil, err
	}
	v, ok := s.values[name]
	if !ok {
		return nil, nil
	}
	if list, ok := v.([]any); ok {
		words := make([]string, len(list))
		for i, w := range list {
			words[i] = fmt.Sprint(w)
		}
		return strings.Join(words, ","), nil
	}
	return fmt.Sprint(v), nil
}

// load reads the settings file once. A key that no flag of any command has is an error.
func (s *settings) load(k *kong.Context) error {
	if s.read {
		return nil
	}
	s.read = true
	path := settingsPath(k)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && path == defaultSettings {
		return nil
	}
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if err := yaml.Unmarshal(b, &s.values); err != nil {
		return fmt.Errorf("settings %s: %s", path, yaml.FormatError(err, false, true))
	}
	known := flagNames(k.Model.Node)
	for key := range s.values {
		if !slices.Contains(known, key) {
			return fmt.Errorf("settings %s: unknown key %q; known are %s", path, key, strings.Join(known, ", "))
		}
	}
	return nil
}

// settingsPath returns what --config says, or REDLINE_CONFIG, or the default.
func settingsPath(k *kong.Context) string {
	for _, f := range k.Model.Flags {
		if path, ok := k.FlagValue(f).(string); f.Name == "config" && ok && path != "" && path != defaultSettings {
			return path
		}
	}
	if path, ok := os.LookupEnv("REDLINE_CONFIG"); ok {
		return path
	}
	return defaultSettings
}

// flagNames returns every flag of a command and those below it, as keys of the settings file.
func flagNames(n *kong.Node) []string {
	var names []string
	for _, f := range n.Flags {
		names = append(names, strings.ReplaceAll(f.Name, "-", "_"))
	}
	for _, c := range n.Children {
		names = append(names, flagNames(c)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
