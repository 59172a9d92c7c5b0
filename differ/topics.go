package differ

import (
	"strings"

	"github.com/redlinewatch/redline"
)

// topics are what readers would say that the changed sentences are about.
func (j *judgement) topics() {
	if len(j.v.Topics) > 0 {
		return
	}
	if j.v.Class == redline.ClassEditorial {
		j.v.Topics = append(j.v.Topics, redline.TopicOther)
		return
	}
	m := learntTopics()
	c := j.topicFeatures(m)
	if !c.spoken && c.mark[markCompany]+c.mark[markReach] == 0 {
		j.v.Topics = append(j.v.Topics, redline.TopicOther) // nothing was understood
		return
	}
	c.hear(m.wordScores(c.words))
	j.nameTopics(m, c)
}

// nameTopics names the topics that are likely enough, or else the likeliest.
func (j *judgement) nameTopics(m *topicModel, c changeTopics) {
	best, most := redline.TopicOther, 0.0
	for i, t := range redline.Topics() {
		p := m.probability(c, i)
		if p >= m.floor || j.tellsOf(t, c) || j.promised(t, c.tell[i]) {
			j.v.Topics = append(j.v.Topics, t)
		}
		if p > most {
			best, most = t, p
		}
	}
	if len(j.v.Topics) == 0 {
		j.v.Topics = append(j.v.Topics, best)
	}
}

// hear takes in what the single words of a change say of each topic.
func (c *changeTopics) hear(scores []float64) {
	for t, s := range scores {
		c.tell[t][tellWords] = s
	}
}

// smallChange is the size up to which one telling edit is what a change is about.
const smallChange = -0.5

// tellsOf reports whether a telling edit of a small change is about a topic.
func (j *judgement) tellsOf(topic redline.Topic, c changeTopics) bool {
	if c.size > smallChange {
		return false
	}
	for _, t := range j.tellings {
		if t.topic == topic {
			return true
		}
	}
	return false
}

// promised reports whether a topic is the encryption whose promise changed.
func (j *judgement) promised(topic redline.Topic, tell []float64) bool {
	changed := j.v.E2EE == redline.ConfidentialityWeakened || j.v.E2EE == redline.ConfidentialityStrengthened
	return changed && topic == redline.TopicEncryption && tell[tellSaid] > 0
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
	return strings.Contains(string(j.Kind), "agreement") || strings.Contains(string(j.Kind), "guidelines") || strings.Contains(string(j.Kind), "terms")
}
