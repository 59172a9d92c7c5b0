// Package differ compares two versions of a policy and says what changed and what that means.
//
// [Diff] aligns the blocks of two texts by their keys, then by their words, so that
// a clause that moved is reported as moved and a clause that was reworded as one
// change, with whole words marked. Applying its hunks to the old text's blocks gives
// the new text's, for any two inputs, and nothing is cut short by a clock: the time
// grows with the input and with what changed.
//
// [Judge] reads the hunks in the light of a document's [History] and gives a
// [redline.Verdict]: is it the policy that changed or only its page, what is it about,
// is it better or worse for the people concerned, and does it touch the
// confidentiality of what they say to each other. Every rule that fired is a reason
// in words with its sentences. Structure, numbers and dates are judged in any
// language, meaning in English.
//
// [HTML], [Markdown], [Plain] and [Terminal] show hunks to people.
//
// Nothing here does I/O, reads a clock or keeps state.
package differ
