// Package meaning reads sentences of policies: where they end ([Sentences]), what
// they are about ([Topics]), which dates they name ([Dates]), and what they promise
// about the confidentiality of messages, calls, backups and stored content ([Read]).
//
// It knows English through lists of phrases (the files in lexicon), which say what
// language does and not which company said it, and finds dates in more languages.
// It never decides: it says what stands in a sentence, how strong and how wide, and
// leaves to package differ what a change of it means.
//
// Everything is linear in the length of its input and keeps nothing between calls.
package meaning
