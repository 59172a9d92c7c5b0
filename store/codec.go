package store

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Dictionaries are named in what they compressed, so these numbers are stored.
const (
	dictText   = 1 // an earlier text of the same document
	dictDetail = 3 // detail.dict
)

// detailWords is what verdicts and entries commonly say. It is part of the format:
// a better one gets a number of its own, and this one stays to read what it wrote.
//
//go:embed detail.dict
var detailWords []byte

// No text, history or list of pages is larger when unpacked: what is, is damaged.
const maxUnpacked = 256 << 20

// A codec packs and unpacks. Encoders and decoders are large and keep state, so they are lent out.
type codec struct {
	chain   sync.Pool // *zstd.Encoder, given a dictionary each time
	unchain sync.Pool // *zstd.Decoder, the same
	small   *zstd.Encoder
	open    *zstd.Decoder
}

func newCodec() *codec {
	c := &codec{}
	enc := func(o ...zstd.EOption) *zstd.Encoder {
		// Sums of our own say whether a text is whole.
		o = append(o, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithZeroFrames(true))
		e, err := zstd.NewWriter(nil, o...)
		if err != nil {
			panic(err) // the options are constants
		}
		return e
	}
	dec := func(o ...zstd.DOption) *zstd.Decoder {
		d, err := zstd.NewReader(nil, append(o, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxUnpacked))...)
		if err != nil {
			panic(err)
		}
		return d
	}
	c.chain.New = func() any {
		return enc(zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
	}
	c.unchain.New = func() any { return dec(zstd.WithDecoderConcurrency(1)) }
	c.small = enc(zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithWindowSize(1<<16), zstd.WithLowerEncoderMem(true),
		zstd.WithEncoderDictRaw(dictDetail, detailWords))
	c.open = dec(zstd.WithDecoderDictRaw(dictDetail, detailWords))
	return c
}

// packText compresses text against base, which may be nil.
func (c *codec) packText(text, base []byte) ([]byte, error) {
	e := c.chain.Get().(*zstd.Encoder)
	defer c.chain.Put(e)
	option := zstd.WithEncoderDictDelete()
	if len(base) > 0 {
		option = zstd.WithEncoderDictRaw(dictText, base)
	}
	if err := e.ResetWithOptions(nil, option); err != nil {
		return nil, fmt.Errorf("compress a text: %w", err)
	}
	return e.EncodeAll(text, make([]byte, 0, 1024+len(text)/64)), nil
}

// unpackText is the inverse of packText.
func (c *codec) unpackText(data, base []byte) ([]byte, error) {
	d := c.unchain.Get().(*zstd.Decoder)
	defer c.unchain.Put(d)
	option := zstd.WithDecoderDictDelete()
	if len(base) > 0 {
		option = zstd.WithDecoderDictRaw(dictText, base)
	}
	if err := d.ResetWithOptions(nil, option); err != nil {
		return nil, fmt.Errorf("decompress a text: %w", err)
	}
	return d.DecodeAll(data, nil)
}

// pack compresses something small; nothing stays nothing.
func (c *codec) pack(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return c.small.EncodeAll(b, nil)
}

// unpack is the inverse of pack.
func (c *codec) unpack(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	return c.open.DecodeAll(b, nil)
}

// packJSON compresses v as JSON.
func (c *codec) packJSON(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return c.pack(b), nil
}

// unpackJSON is the inverse of packJSON; nothing leaves v as it is.
func (c *codec) unpackJSON(b []byte, v any) error {
	b, err := c.unpack(b)
	if err != nil || len(b) == 0 {
		return err
	}
	return json.Unmarshal(b, v)
}
