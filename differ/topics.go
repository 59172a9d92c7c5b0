package differ

import (
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// topics are what the changed sentences speak of, and the headings they stand under.
func (j *judgement) topics() {
	if len(j.v.Topics) > 0 {
		return
	}
	if j.v.Class == redline.ClassEditorial {
		j.v.Topics = append(j.v.Topics, redline.TopicOther)
		return
	}
	scores := meaning.TopicCount{}
	headings := make(map[string]bool)
	edits := 0
	for _, e := range j.edits {
		if e.elsewhere || j.ofCopy(e) || j.furniture(e) {
			continue
		}
		edits++
		scores.Add(editTopics(e), 1)
		if e.paired() && (incorporated(e.del) || incorporated(e.ins)) {
			scores[redline.TopicLegal]++ // another company is who people deal with
		}
		if section := j.Hunks[e.hunk].Section; len(section) > 0 {
			if h := section[len(section)-1]; !headings[h] {
				headings[h] = true
				heading := meaning.TopicCount{}
				heading.Topics(meaning.Words(h))
				scores.Add(heading, headingShare)
			}
		}
	}
	for _, t := range j.tellings {
		if t.topic != "" {
			scores[t.topic] = max(scores[t.topic], 1)
		}
	}
	weight := topicWeight
	if j.contract() {
		weight = contractWeight
	}
	j.v.Topics = strongest(scores, edits, weight)
}

// What a topic counts that a changed sentence speaks of in the words that did not
// change, and its heading.
const (
	contextShare = 0.3
	headingShare = 0.5
)

// editTopics says what an edit speaks of.
func editTopics(e edit) meaning.TopicCount {
	count := meaning.TopicCount{}
	if !e.paired() {
		count.Topics(e.side().words)
		return count
	}
	count.Topics(e.del)
	count.Topics(e.ins)
	context := meaning.TopicCount{}
	context.Topics(e.new.words)
	if len(count) == 0 {
		return context // the words that changed turn what the others speak of
	}
	count.Add(context, contextShare)
	return count
}

// Thresholds of naming a topic, fitted on half of the labelled changes.
const (
	topicLeast = 0.8  // what it must reach in any case
	topicShare = 0.25 // of the strongest
	topicRate  = 0.05 // of the changed sentences
	topicAlone = 0.3  // what the strongest must reach where none reaches the least
)

// strongest picks the topics that a change of so many edits is about.
func strongest(scores meaning.TopicCount, edits int, weight func(redline.Topic) float64) []redline.Topic {
	most := 0.0
	for t, n := range scores {
		scores[t] = n * weight(t)
		most = max(most, scores[t])
	}
	floor := max(min(topicLeast, max(most, topicAlone)), topicShare*most, topicRate*float64(edits))
	var out []redline.Topic
	for _, t := range redline.Topics() {
		if scores[t] >= floor {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		out = append(out, redline.TopicOther)
	}
	return slices.Clip(out)
}

// contract reports a document of contracts: terms, agreements, rules.
func (j *judgement) contract() bool {
	switch j.Kind {
	case redline.KindTerms:
		return true
	case "":
		kinds := headKinds(j.New)
		return kinds&kindContract != 0 && kinds&kindPrivacy == 0
	}
	return strings.Contains(string(j.Kind), "agreement") || strings.Contains(string(j.Kind), "guidelines")
}

// contractWeight is topicWeight in contracts: they speak of money and law by trade, and
// where they speak of sharing and rights it is seldom about data.
func contractWeight(t redline.Topic) float64 {
	switch t {
	case redline.TopicSharing, redline.TopicRights, redline.TopicCommerce, redline.TopicLegal:
		return 1
	case redline.TopicCollection, redline.TopicContact:
		return 0.6
	}
	return topicWeight(t)
}

// topicWeight evens out how readily policies use the words of a topic.
func topicWeight(t redline.Topic) float64 {
	switch t {
	case redline.TopicSharing, redline.TopicRights:
		return 2
	case redline.TopicMessaging:
		return 1.5
	case redline.TopicAdvertising, redline.TopicLocation, redline.TopicRetention, redline.TopicChildren, redline.TopicTransfers:
		return 1.2
	case redline.TopicCollection, redline.TopicContent:
		return 0.7
	case redline.TopicCommerce:
		return 0.4
	case redline.TopicLegal, redline.TopicContact:
		return 0.85
	}
	return 1
}
