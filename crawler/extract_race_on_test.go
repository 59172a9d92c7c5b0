//go:build race

package crawler_test

import "time"

// extractPatience is how long a hostile page may take: the race detector slows reading tenfold.
const extractPatience = 90 * time.Second
