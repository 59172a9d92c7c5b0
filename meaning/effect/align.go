package effect

// An op says on which sides of a change a word stands.
type op uint8

const (
	both op = iota
	gone
	came
)

// A token is a word of an edit with what became of it.
type token struct {
	word string
	op   op
	tags []int // concepts, as [meaning.Tags] numbers them
}

// Bounds of what is read of one passage: the work grows with their product.
const (
	sentenceWords = 160
	passageTokens = 420
)

// align lays the two sides of an edit over each other: a longest common row of words
// stays, what stands between went or came.
func align(old, new []string) []token {
	old, new = old[:min(len(old), sentenceWords)], new[:min(len(new), sentenceWords)]
	n, m := len(old), len(new)
	length := make([][]uint8, n+1) // of the common row from here on
	for i := range length {
		length[i] = make([]uint8, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if old[i] == new[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	out := make([]token, 0, n+m)
	for i, j := 0, 0; i < n || j < m; {
		switch {
		case i < n && j < m && old[i] == new[j]:
			out = append(out, token{word: old[i]})
			i, j = i+1, j+1
		case i < n && (j == m || length[i+1][j] >= length[i][j+1]):
			out = append(out, token{word: old[i], op: gone})
			i++
		default:
			out = append(out, token{word: new[j], op: came})
			j++
		}
	}
	return gather(out)
}

// gather puts, between two words that stayed, all that went before all that came.
func gather(tokens []token) []token {
	out := make([]token, 0, len(tokens))
	for i := 0; i < len(tokens); {
		if tokens[i].op == both {
			out = append(out, tokens[i])
			i++
			continue
		}
		end := i
		for end < len(tokens) && tokens[end].op != both {
			end++
		}
		for _, o := range [...]op{gone, came} {
			for _, t := range tokens[i:end] {
				if t.op == o {
					out = append(out, t)
				}
			}
		}
		i = end
	}
	return out
}
