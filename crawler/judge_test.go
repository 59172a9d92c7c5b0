package crawler

import "time"

// at is the time of every judgement in these tests.
var at = time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)
