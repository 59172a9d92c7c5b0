//go:build race

package text_test

import "time"

// patience is how long a hostile text may take: the race detector slows reading tenfold.
const patience = 90 * time.Second
