package effect

// small reports words that carry no sense of their own between two sentences.
func small(w string) bool {
	switch w {
	case "a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "from", "as", "and", "or", "that", "which",
		"who", "this", "these", "those", "it", "its", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had",
		"do", "does", "did", "we", "us", "our", "you", "your", "they", "their", "them", "such", "so", "also", "please", "s",
		"there", "here", "then", "than", "when", "where", "how", "what", "about", "into", "through", "via", "see", ".":
		return true
	}
	return false
}
