package browser

import (
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

func itoa(n int) string { return strconv.Itoa(n) }

// watchMemory calls over when Chromium takes more than it may. Where the system has no
// /proc nothing is watched. The returned function ends it.
func (p *process) watchMemory(over func()) (end func()) {
	b := chromedp.FromContext(p.ctx).Browser
	if b == nil || b.Process() == nil {
		return func() {}
	}
	root, done := b.Process().Pid, make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(glance)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if family(root) > p.opt.Memory {
					over()
					return
				}
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}

// family returns the bytes in memory of a process and all that it started.
func family(root int) int64 {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	children, size := map[int][]int{}, map[int]int64{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if parent, bytes, ok := stat(pid); ok {
			children[parent] = append(children[parent], pid)
			size[pid] = bytes
		}
	}
	total := int64(0)
	for todo := []int{root}; len(todo) > 0; {
		pid := todo[0]
		total += size[pid]
		todo = append(todo[1:], children[pid]...)
		delete(children, pid) // a number given anew in between must not lead round in a circle
	}
	return total
}

// stat returns a process's parent, and how much of it is in memory and its own.
func stat(pid int) (parent int, bytes int64, ok bool) {
	line, err := os.ReadFile("/proc/" + itoa(pid) + "/stat")
	if err != nil {
		return 0, 0, false
	}
	// The name is in parentheses, and may have spaces and parentheses in it.
	s := string(line)
	fields := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
	if len(fields) < 22 {
		return 0, 0, false
	}
	parent, err = strconv.Atoi(fields[1])
	if err != nil {
		return 0, 0, false
	}
	sizes, err := os.ReadFile("/proc/" + itoa(pid) + "/statm")
	if err != nil {
		return 0, 0, false
	}
	pages := strings.Fields(string(sizes))
	if len(pages) < 3 {
		return 0, 0, false
	}
	resident, err1 := strconv.ParseInt(pages[1], 10, 64)
	shared, err2 := strconv.ParseInt(pages[2], 10, 64)
	if err1 != nil || err2 != nil {
		return 0, 0, false
	}
	return parent, (resident - shared) * int64(os.Getpagesize()), true
}
