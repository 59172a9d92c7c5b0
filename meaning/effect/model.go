package effect

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"sync"
)

//go:embed weights.bin
var weightSource []byte

var shipped = sync.OnceValue(func() *Model {
	m, err := ReadModel(bytes.NewReader(weightSource))
	if err != nil {
		panic("effect: " + err.Error()) // embedded, and covered by a test
	}
	return m
})

// hiddenUnits is how many combinations of features the model learns.
const hiddenUnits = 32

// A Model weighs features: each says something for every answer by itself, and something
// through combinations that count only where enough of their features come together.
type Model struct {
	features map[string]*weights
	bias     [hiddenUnits]float32
	out      [hiddenUnits][4]float32 // what a combination says for each answer
}

// weights are what a feature says.
type weights struct {
	direct [4]float32
	hidden [hiddenUnits]float32
}

// anything is the feature that every passage has.
const anything = "(anything)"

// Judge says what the changed sentences of one passage do together.
func (m *Model) Judge(p Passage) Scores {
	s := m.scores(Features(p))
	mirror := m.scores(Features(p.Mirror())) // the same question asked backwards
	s[0], s[1], s[2], s[3] = (s[0]+mirror[1])/2, (s[1]+mirror[0])/2, (s[2]+mirror[2])/2, (s[3]+mirror[3])/2
	return s
}

func (m *Model) scores(features []Feature) Scores {
	var s [4]float64
	h := m.bias
	for _, f := range features {
		w := m.features[f.Name]
		if w == nil {
			continue
		}
		for k := range s {
			s[k] += f.Value * float64(w.direct[k])
		}
		for k := range h {
			h[k] += float32(f.Value) * w.hidden[k]
		}
	}
	for k, v := range h {
		if v > 0 {
			for a := range s {
				s[a] += float64(v * m.out[k][a])
			}
		}
	}
	return softmax(s)
}

func softmax(s [4]float64) Scores {
	most, sum := slices.Max(s[:]), 0.0
	var out Scores
	for k := range s {
		out[k] = math.Exp(s[k] - most)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// head is the beginning of a file of weights.
type head struct {
	Features     uint32
	DirectUnit   float32 // what a byte of a feature's direct weights is worth
	HiddenUnit   float32 // and of those to the combinations
	Bias         [hiddenUnits]float32
	Combinations [hiddenUnits][4]float32
}

// featureBytes is the length of a feature's weights, after its name.
const featureBytes = 4 + hiddenUnits

// ReadModel reads weights as [Model.Write] writes them.
func ReadModel(r io.Reader) (*Model, error) {
	in := bufio.NewReader(r)
	var h head
	if err := binary.Read(in, binary.LittleEndian, &h); err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	m := &Model{features: make(map[string]*weights, min(h.Features, 1<<17)), bias: h.Bias, out: h.Combinations}
	var b [255 + featureBytes]byte
	for range h.Features {
		n, err := in.ReadByte()
		if err != nil {
			return nil, fmt.Errorf("read weights: %w", err)
		}
		if _, err := io.ReadFull(in, b[:int(n)+featureBytes]); err != nil {
			return nil, fmt.Errorf("read weights: %w", err)
		}
		var w weights
		for k := range w.direct {
			w.direct[k] = h.DirectUnit * float32(int8(b[int(n)+k]))
		}
		for k := range w.hidden {
			w.hidden[k] = h.HiddenUnit * float32(int8(b[int(n)+4+k]))
		}
		m.features[string(b[:n])] = &w
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read weights: more follows the last feature")
	}
	return m, nil
}

// Write writes the weights, a byte each. Features that say next to nothing are left out.
func (m *Model) Write(w io.Writer) error {
	h := head{Bias: m.bias, Combinations: m.out}
	for _, f := range m.features {
		for _, v := range f.direct {
			h.DirectUnit = max(h.DirectUnit, v/127, -v/127)
		}
		for _, v := range f.hidden {
			h.HiddenUnit = max(h.HiddenUnit, v/127, -v/127)
		}
	}
	var rows bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(m.features)) {
		row := make([]byte, 0, featureBytes)
		says := 0
		for _, v := range m.features[name].direct {
			row, says = quantized(row, says, v, h.DirectUnit)
		}
		for _, v := range m.features[name].hidden {
			row, says = quantized(row, says, v, h.HiddenUnit)
		}
		if len(name) > 255 || says == 0 {
			continue
		}
		h.Features++
		rows.WriteByte(byte(len(name)))
		rows.WriteString(name)
		rows.Write(row)
	}
	if err := binary.Write(w, binary.LittleEndian, h); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	if _, err := rows.WriteTo(w); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return nil
}

// quantized adds v in units to a row, and its size to what the row says.
func quantized(row []byte, says int, v, unit float32) ([]byte, int) {
	if unit == 0 {
		return append(row, 0), says
	}
	n := int(math.Round(float64(v / unit)))
	return append(row, byte(int8(n))), says + max(n, -n)
}
