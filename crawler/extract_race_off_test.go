//go:build !race

package crawler_test

import "time"

// extractPatience is how long a hostile page may take. What is quadratic takes longer.
const extractPatience = 10 * time.Second
