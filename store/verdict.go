package store

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/redlinewatch/redline"
)

// A detail is what of a verdict no query asks for. Its names are short and its
// values are stored: add fields, never reuse a name.
type detail struct {
	Language string           `json:"l,omitempty"`
	Rules    string           `json:"u,omitempty"`
	Severity redline.Severity `json:"v,omitempty"` // one without a rank
	Topics   []redline.Topic  `json:"t,omitempty"` // when their order is not that of the bits
	Claims   []claimDetail    `json:"c,omitempty"`
	Dates    []dateDetail     `json:"d,omitempty"`
	Flags    []string         `json:"f,omitempty"`
	Reasons  []reasonDetail   `json:"r,omitempty"`
	Stats    *[6]int          `json:"s,omitempty"` // in the order of redline.Stats
}

type claimDetail struct {
	Product  string             `json:"p,omitempty"`
	Property string             `json:"q,omitempty"`
	From     redline.ClaimState `json:"f,omitempty"`
	To       redline.ClaimState `json:"t,omitempty"`
}

type dateDetail struct {
	Kind     string `json:"k,omitempty"`
	Date     string `json:"d,omitempty"`
	Sentence string `json:"s,omitempty"`
}

type reasonDetail struct {
	Rule  string `json:"r,omitempty"`
	Words string `json:"w,omitempty"`
	Old   string `json:"o,omitempty"`
	New   string `json:"n,omitempty"`
}

// packDetail returns what of v stands in no column, compressed.
func (db *DB) packDetail(v redline.Verdict) ([]byte, error) {
	d := detail{Language: v.Language, Rules: v.Rules, Flags: v.Flags}
	if !slices.Equal(v.Topics, maskTopics(topicMask(v.Topics))) {
		d.Topics = v.Topics
	}
	if severityOf(int64(v.Severity.Rank())) != v.Severity {
		d.Severity = v.Severity
	}
	for _, c := range v.Claims {
		d.Claims = append(d.Claims, claimDetail(c))
	}
	for _, f := range v.Dates {
		d.Dates = append(d.Dates, dateDetail(f))
	}
	for _, r := range v.Reasons {
		d.Reasons = append(d.Reasons, reasonDetail(r))
	}
	if s := v.Stats; s != (redline.Stats{}) {
		d.Stats = &[6]int{s.BlocksAdded, s.BlocksRemoved, s.BlocksChanged, s.BlocksMoved, s.WordsAdded, s.WordsRemoved}
	}
	if reflect.ValueOf(d).IsZero() {
		return nil, nil
	}
	b, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return db.codec.pack(b), nil
}

// unpackDetail adds to v what packDetail took. Its lists are never nil: every key of a verdict is present.
func (db *DB) unpackDetail(b []byte, v *redline.Verdict) error {
	var d detail
	if err := db.codec.unpackJSON(b, &d); err != nil {
		return err
	}
	v.Language, v.Rules = d.Language, d.Rules
	if d.Severity != "" {
		v.Severity = d.Severity
	}
	if d.Topics != nil {
		v.Topics = d.Topics
	}
	v.Claims = make([]redline.ClaimChange, len(d.Claims))
	for i, c := range d.Claims {
		v.Claims[i] = redline.ClaimChange(c)
	}
	v.Dates = make([]redline.FoundDate, len(d.Dates))
	for i, f := range d.Dates {
		v.Dates[i] = redline.FoundDate(f)
	}
	v.Flags = append([]string{}, d.Flags...)
	v.Reasons = make([]redline.Reason, len(d.Reasons))
	for i, r := range d.Reasons {
		v.Reasons[i] = redline.Reason(r)
	}
	if s := d.Stats; s != nil {
		v.Stats = redline.Stats{
			BlocksAdded: s[0], BlocksRemoved: s[1], BlocksChanged: s[2], BlocksMoved: s[3], WordsAdded: s[4], WordsRemoved: s[5],
		}
	}
	return nil
}
