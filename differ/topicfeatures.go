package differ

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline/meaning"
)

// What the topics of a change are told by, topic by topic. The names stand in the model.
const (
	tellShare     = iota // of the weight of all edits, those whose changed words speak of the topic
	tellShareMost        // the same, against the strongest topic of the change
	tellLift             // the same, against how common the topic is anywhere
	tellCount            // how many they are
	tellFirst            // the topic's part in what each edit speaks of
	tellFirstMost        // the same, against the strongest topic
	tellFirstPeak        // the same in the heaviest such edit
	tellSaid             // edits in whose sentences, changed or not, the topic stands
	tellSaidMost         // the same, against the strongest topic
	tellHint             // edits with phrases that need company
	tellHintMost         // the same, against the strongest topic
	tellAround           // edits whose changed words say nothing, and their sentences do
	tellWords            // what the single words say
	tellNumber           // how many these are
)

// tellingNames are the names of the features in the model.
func tellingNames() []string {
	return []string{
		"share", "share-most", "lift", "count", "first", "first-most", "first-peak",
		"said", "said-most", "hint", "hint-most", "around", "words",
	}
}

// Features of single topics.
const (
	markCompany = iota // another company is named: legal
	markReach          // addresses and numbers changed: contact
	markAnyReach
	markNothing // nothing that policies regulate is spoken of: other
	markSilent  // the weight of edits without a topic: other
	markNumber
)

func markNames() []string {
	return []string{"company", "reach", "any-reach", "nothing", "silent"}
}

// changeTopics is what a change says, as the model reads it.
type changeTopics struct {
	tell     [][]float64 // by topic, then feature
	mark     []float64
	size     float64 // logarithm of the changed words, centred
	contract bool
	words    map[string]float64 // single words, by how often they changed
	spoken   bool               // any phrase stands in the changed sentences
}

// small is 1 for a change of few words.
func (c *changeTopics) small() float64 {
	return sign(smallChange - c.size)
}

// topicEdit is what one edit says.
type topicEdit struct {
	weight                   float64
	share, first, said, hint []float64
	company, reach           bool
}

// Weights of edits that say nothing new, and of those about the document's own dates.
const (
	lightEdit  = 0.25
	noticeEdit = 0.2
	aroundWord = 0.5 // of a word that stands beside the changed ones
)

// topicFeatures reads what a change says of each topic. The rates tell how common each
// topic is in documents of this kind.
func (j *judgement) topicFeatures(m *topicModel) changeTopics {
	contract := j.contract()
	rates := m.rates[kindIndex(contract)]
	c := changeTopics{contract: contract, words: make(map[string]float64), mark: make([]float64, markNumber)}
	edits := j.topicEdits()
	heavy := make([]bool, len(edits))
	any := false
	renamed := j.renamed()
	for i, e := range edits {
		heavy[i] = j.weigh(e, renamed) >= weightNumber
		any = any || heavy[i]
	}
	read := make([]topicEdit, len(edits))
	changed := 0
	for i, e := range edits {
		scale := 1.0
		if any && !heavy[i] {
			scale = lightEdit
		}
		changed += countChanged(e)
		c.addWords(e, scale)
		if any && (j.notice(e) || dateLine(e)) {
			scale = noticeEdit
		}
		read[i] = readEdit(e, scale, rates)
	}
	c.size = (math.Log1p(float64(changed)) - 5) / 2
	c.sum(read, rates)
	return c
}

// topicEdits are the edits that can say what a change is about.
func (j *judgement) topicEdits() []edit {
	var out, rest []edit
	for _, e := range j.edits {
		switch {
		case e.elsewhere:
		case j.ofCopy(e), j.furniture(e):
			rest = append(rest, e)
		default:
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		out = rest
	}
	if len(out) == 0 {
		out = j.edits
	}
	return out
}

func countChanged(e edit) int {
	if e.paired() {
		return len(e.del) + len(e.ins)
	}
	return len(e.side().words)
}

// addWords counts the words of an edit, each once.
func (c *changeTopics) addWords(e edit, scale float64) {
	seen := make(map[string]bool)
	add := func(words []string, n float64) {
		for _, w := range words {
			if !seen[w] {
				seen[w] = true
				c.words[w] += n
			}
		}
	}
	if !e.paired() {
		add(e.side().words, scale)
		return
	}
	add(e.del, scale)
	add(e.ins, scale)
	add(e.new.words, scale*aroundWord)
}

// topicWords is how much of a sentence is read: the rest is a table or a list.
const topicWords = 400

func hits(words []string) meaning.TopicHits {
	return meaning.HitTopics(words[:min(len(words), topicWords)])
}

// readEdit says what one edit speaks of.
func readEdit(e edit, scale float64, rates []float64) topicEdit {
	n := len(rates)
	t := topicEdit{
		weight: scale * math.Sqrt(float64(countChanged(e)+1)),
		share:  make([]float64, n), first: make([]float64, n), said: make([]float64, n), hint: make([]float64, n),
		reach: reachable(e),
	}
	if !e.paired() {
		t.company = incorporated(e.side().words)
		h := hits(e.side().words)
		for i := range n {
			t.share[i], t.hint[i] = sign(h.Strong[i]), sign(h.Weak[i])
			t.said[i] = t.share[i]
			t.first[i] = h.Strong[i] + hintCounts*h.Weak[i]
		}
	} else {
		t.company = incorporated(e.del) || incorporated(e.ins)
		del, ins, old, new := hits(e.del), hits(e.ins), hits(e.old.words), hits(e.new.words)
		for i := range n {
			strong, weak := max(del.Strong[i], ins.Strong[i]), max(del.Weak[i], ins.Weak[i])
			grown := math.Abs(new.Strong[i] - old.Strong[i])
			t.share[i] = sign(strong + grown)
			t.hint[i] = sign(weak + math.Abs(new.Weak[i]-old.Weak[i]))
			t.said[i] = sign(old.Strong[i] + new.Strong[i])
			if strong == 0 {
				strong = grown
			}
			t.first[i] = strong + hintCounts*weak
		}
	}
	rareFirst(t.first, rates)
	return t
}

// hintCounts is what a phrase that needs company counts.
const hintCounts = 0.3

// rareFirst turns counts into parts of a whole, in which rare topics count more.
func rareFirst(counts, rates []float64) {
	sum := 0.0
	for i := range counts {
		counts[i] *= -math.Log(rates[i] + 0.003)
		sum += counts[i]
	}
	for i := range counts {
		counts[i] /= max(sum, 1e-6)
	}
}

func sign(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

// reachable reports whether an address, a number or a mailbox changed.
func reachable(e edit) bool {
	changed := e.side().words
	if e.paired() {
		changed = slices.Concat(e.del, e.ins)
	}
	numbers, places := 0, 0
	for _, w := range changed {
		switch {
		case hasDigit(w) && strings.IndexFunc(w, unicode.IsLetter) < 0:
			numbers++
		case isPlace(w):
			places++
		}
	}
	if numbers > 0 && places > 0 || numbers >= 3 {
		return true
	}
	old, new := e.texts()
	for _, text := range []string{old, new} {
		at := strings.IndexByte(text, '@')
		if at < 0 || len(text) > nameBytes {
			continue
		}
		from := strings.LastIndexByte(text[:at], ' ') + 1
		for _, w := range meaning.Words(text[from:min(len(text), at+40)]) {
			if contains(changed, w) {
				return true
			}
		}
	}
	return false
}

// isPlace reports words of postal addresses.
func isPlace(w string) bool {
	switch w {
	case "street", "st", "road", "rd", "avenue", "ave", "suite", "floor", "building", "blvd", "boulevard", "lane", "drive",
		"box", "zip", "square", "plaza", "house", "city", "way", "rue", "via", "quay", "postcode":
		return true
	}
	return false
}

// sum makes the features of a change from what its edits say.
func (c *changeTopics) sum(edits []topicEdit, rates []float64) {
	n := len(rates)
	total, squares, heaviest := 0.0, 0.0, 0.0
	for _, e := range edits {
		total += e.weight
		squares += e.weight * e.weight
		heaviest = max(heaviest, e.weight)
	}
	c.tell = make([][]float64, n)
	for t := range n {
		c.tell[t] = make([]float64, tellNumber)
	}
	if total == 0 {
		return
	}
	for _, e := range edits {
		w := e.weight / total
		silent := !slices.Contains(e.share, 1)
		c.addMarks(e, w, silent)
		for t := range n {
			f := c.tell[t]
			f[tellShare] += w * e.share[t]
			f[tellCount] += min(e.weight, 6) * e.share[t]
			f[tellFirst] += w * e.first[t]
			f[tellFirstPeak] = max(f[tellFirstPeak], e.first[t]*e.weight/heaviest)
			f[tellSaid] += w * e.said[t]
			f[tellHint] += w * e.hint[t]
			if silent {
				f[tellAround] += w * e.said[t]
			}
			c.spoken = c.spoken || e.said[t]+e.hint[t] > 0
		}
	}
	alone := total * total / squares // how many edits of one weight would say as much
	for t := range n {
		f := c.tell[t]
		f[tellCount] = math.Log1p(f[tellCount])
		f[tellLift] = math.Log((f[tellShare]*alone + 0.5) / ((rates[t]+0.01)*alone + 0.5))
	}
	for _, pair := range [][2]int{{tellShare, tellShareMost}, {tellFirst, tellFirstMost}, {tellSaid, tellSaidMost}, {tellHint, tellHintMost}} {
		c.againstMost(pair[0], pair[1])
	}
}

func (c *changeTopics) addMarks(e topicEdit, w float64, silent bool) {
	if e.company {
		c.mark[markCompany] += w
	}
	if e.reach {
		c.mark[markReach] += w
		c.mark[markAnyReach] = 1
	}
	if silent {
		c.mark[markSilent] += w
		c.mark[markNothing] = sign(c.mark[markSilent] - 0.999)
	}
}

// againstMost fills a feature with another one's share of its most.
func (c *changeTopics) againstMost(from, to int) {
	most := 1e-6
	for _, f := range c.tell {
		most = max(most, f[from])
	}
	for _, f := range c.tell {
		f[to] = f[from] / most
	}
}

// kindIndex is 1 for contracts, 0 for policies.
func kindIndex(contract bool) int {
	if contract {
		return 1
	}
	return 0
}
