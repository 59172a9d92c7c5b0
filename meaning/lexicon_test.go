package meaning

import "testing"

func TestLexiconsAreWhole(t *testing.T) {
	for name, src := range map[string]string{"topics": topicSource, "cues": cueSource, "promise": promiseSource, "interests": interestSource} {
		if _, err := parseLexicon(src); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
