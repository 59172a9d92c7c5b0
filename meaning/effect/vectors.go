package effect

import (
	_ "embed"
	"encoding/binary"
	"math"
	"strings"
	"sync"
)

// The vectors are GloVe's (Pennington, Socher, Manning 2014, public domain), cut to the
// words that policies and the examples use, and to a byte a number. Command
// internal/learn/vectors makes the file.
//
//go:embed vectors.bin
var vectorSource []byte

// vectorSize is the number of dimensions.
const vectorSize = 100

// vectors gives words a place by what they stand beside in ordinary English.
type vectors map[string][]int8

// vectorsOf returns the vectors of the shipped file: uint32 count, then for each word its
// length in a byte, its letters, and its numbers.
var vectorsOf = sync.OnceValue(func() vectors {
	b := vectorSource
	n := int(binary.LittleEndian.Uint32(b))
	b = b[4:]
	v := make(vectors, n)
	for range n {
		l := int(b[0])
		w := string(b[1 : 1+l])
		b = b[1+l:]
		row := make([]int8, vectorSize)
		for i := range row {
			row[i] = int8(b[i])
		}
		v[w] = row
		b = b[vectorSize:]
	}
	return v
})

// of returns the vector of a word, or of the word it is made from.
func (v vectors) of(w string) []int8 {
	if row, ok := v[w]; ok {
		return row
	}
	for _, tail := range [...]string{"s", "ed", "ing", "ly", "ness"} {
		if stem, ok := strings.CutSuffix(w, tail); ok && v[stem] != nil {
			return v[stem]
		}
	}
	for _, head := range [...]string{"un", "non", "in", "re"} {
		if stem, ok := strings.CutPrefix(w, head); ok && v[stem] != nil {
			return v[stem]
		}
	}
	return nil
}

// alike is the cosine of two words' vectors, 1 for equal words, 0 where one has none.
func (v vectors) alike(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := v.of(a), v.of(b)
	if x == nil || y == nil {
		return 0
	}
	var dot, xx, yy int
	for i := range x {
		dot += int(x[i]) * int(y[i])
		xx += int(x[i]) * int(x[i])
		yy += int(y[i]) * int(y[i])
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return float64(dot) / math.Sqrt(float64(xx)*float64(yy))
}
