//go:build !race

package text_test

import "time"

// patience is how long a hostile text may take. What is quadratic takes longer.
const patience = 10 * time.Second
