package store

import (
	"encoding/base32"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

// micros returns t as it is stored: Unix microseconds, 0 when unknown.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant is the inverse of micros.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

var packing = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// How a packed id ends, which says how to read it.
const (
	packedID  = 0x0f // low half byte of an id made by redline.ID: 100 bits leave 4 over
	packedRaw = 0x00
)

// pack returns an id as it is stored: 13 bytes for one made by [redline.ID], any other as it is with a byte behind it.
func pack(id string) []byte {
	if len(id) == 20 {
		// The text holds 100 bits; two letters more make whole bytes.
		if b, err := packing.DecodeString(id + "00" + "00"); err == nil {
			b = b[:13]
			b[12] |= packedID
			return b
		}
	}
	return append([]byte(id), packedRaw)
}

// unpack is the inverse of pack; nothing is the empty id.
func unpack(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) == 13 && b[12]&0x0f == packedID {
		return packing.EncodeToString(b)[:20]
	}
	return string(b[:len(b)-1])
}

// topicBits says which bit of a stored mask a topic has. Masks are stored: append, never reorder.
func topicBits() []redline.Topic {
	return []redline.Topic{
		redline.TopicEncryption, redline.TopicSecurity, redline.TopicCollection, redline.TopicSharing,
		redline.TopicAdvertising, redline.TopicAITraining, redline.TopicRetention, redline.TopicLocation,
		redline.TopicBiometrics, redline.TopicChildren, redline.TopicGovernment, redline.TopicRights,
		redline.TopicTransfers, redline.TopicLegal, redline.TopicContent, redline.TopicCommerce,
		redline.TopicMessaging, redline.TopicContact, redline.TopicWarrantCanary, redline.TopicOther,
	}
}

// topicMask returns topics as bits. Unknown ones have none, and are kept in the detail only.
func topicMask(topics []redline.Topic) int64 {
	var m int64
	bits := topicBits()
	for _, t := range topics {
		if i := slices.Index(bits, t); i >= 0 {
			m |= 1 << i
		}
	}
	return m
}

// maskTopics returns the topics of a mask in the order of their bits, never nil.
func maskTopics(m int64) []redline.Topic {
	topics := []redline.Topic{}
	for i, t := range topicBits() {
		if m&(1<<i) != 0 {
			topics = append(topics, t)
		}
	}
	return topics
}

// severityOf is the inverse of [redline.Severity.Rank].
func severityOf(rank int64) redline.Severity {
	ranks := []redline.Severity{
		redline.SeverityNone, redline.SeverityLow, redline.SeverityMedium,
		redline.SeverityHigh, redline.SeverityCritical,
	}
	if rank < 0 || int(rank) >= len(ranks) {
		return redline.SeverityNone
	}
	return ranks[rank]
}

// clean takes out of s what PostgreSQL does not store as text. Both engines do without
// it, so that they keep the same.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// cleaned is args with every string in it clean. Much of what is stored was said by strangers.
func cleaned(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = clean(s)
		} else if v := reflect.ValueOf(a); v.Kind() == reflect.String { // an enumeration
			args[i] = clean(v.String())
		}
	}
	return args
}

// toJSON returns v as JSON, empty for an empty list.
func toJSON[T any](v []T) string {
	if len(v) == 0 {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // lists of strings and structs of strings
	}
	return string(b)
}

func fromJSON[T any](s string) ([]T, error) {
	if s == "" {
		return nil, nil
	}
	var v []T
	err := json.Unmarshal([]byte(s), &v)
	return v, err
}

// lines splits what was joined by line ends; nothing gives nil.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// A where collects conditions and their arguments.
type where struct {
	conds []string
	args  []any
}

// and adds a condition; each ? in it stands for the next of args.
func (w *where) and(cond string, args ...any) {
	w.conds = append(w.conds, w.bind(cond, args...))
}

// bind numbers the placeholders of a piece of SQL.
func (w *where) bind(piece string, args ...any) string {
	for _, a := range args {
		w.args = append(w.args, a)
		piece = strings.Replace(piece, "?", "$"+strconv.Itoa(len(w.args)), 1)
	}
	return piece
}

func (w *where) String() string {
	if len(w.conds) == 0 {
		return ""
	}
	return " where " + strings.Join(w.conds, " and ")
}

// in adds a condition that column is one of values.
func in[T any](w *where, column string, values []T) {
	marks := make([]string, len(values))
	args := make([]any, len(values))
	for i, v := range values {
		marks[i], args[i] = "?", v
	}
	w.and(column+" in ("+strings.Join(marks, ", ")+")", args...)
}
