package webhook

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"code.dny.dev/ssrf"

	"github.com/redlinewatch/redline"
)

const maxURL = 2000

// ValidateURL returns an error that says why an address cannot receive webhooks. It
// looks nothing up: what a name resolves to is checked by the guarded client on every
// delivery, since the answer may differ then. allowPrivate is the operator's, for
// receivers on the same network.
func ValidateURL(raw string, allowPrivate bool) error {
	u, err := url.Parse(raw)
	if err != nil {
		return fmt.Errorf("webhook address: %w: it cannot be read as a URL", redline.ErrRefused)
	}
	refuse := func(why string) error {
		return fmt.Errorf("webhook address %s: %w: %s", redact(u), redline.ErrRefused, why)
	}
	switch {
	case len(raw) > maxURL:
		return refuse(fmt.Sprintf("it is longer than %d characters", maxURL))
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse("only http and https can be delivered to")
	case u.User != nil:
		return refuse("it holds a user name or password; put a token into the path or the query instead")
	case u.Hostname() == "":
		return refuse("it names no host")
	case u.Fragment != "":
		return refuse("it has a fragment (#…), which no receiver ever sees")
	}
	return checkHost(u, allowPrivate, refuse)
}

func checkHost(u *url.URL, allowPrivate bool, refuse func(string) error) error {
	if allowPrivate {
		return nil // the guard still has the last word, on every delivery
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	ip, err := netip.ParseAddr(host)
	if err != nil {
		if !strings.Contains(host, ".") || privateName(host) || numeric(host) {
			return refuse("it is on a private network; an operator may allow this with --allow-private")
		}
		if p := u.Port(); p != "" && p != "80" && p != "443" {
			return refuse("only the ports 80 and 443 can be delivered to")
		}
		return nil
	}
	ip = ip.Unmap()
	network := "tcp4"
	if ip.Is6() {
		network = "tcp6"
	}
	guard := ssrf.New(ssrf.WithPorts(80, 443), ssrf.WithDeniedV4Prefixes(netip.MustParsePrefix("168.63.129.16/32")))
	if err := guard.Safe(network, netip.AddrPortFrom(ip, port(u)).String(), nil); err != nil {
		return refuse("it is not a public address on port 80 or 443; an operator may allow this with --allow-private")
	}
	return nil
}

func port(u *url.URL) uint16 {
	if u.Port() == "" && u.Scheme == "http" {
		return 80
	} else if u.Port() == "" {
		return 443
	}
	var p uint16
	if _, err := fmt.Sscanf(u.Port(), "%d", &p); err != nil {
		return 0
	}
	return p
}

// privateName reports names that never are public ones.
func privateName(host string) bool {
	for _, suffix := range []string{"localhost", "local", "internal", "intranet", "lan", "home.arpa", "test", "invalid", "onion"} {
		if host == suffix || strings.HasSuffix(host, "."+suffix) {
			return true
		}
	}
	return false
}

// numeric reports hosts such as 0x7f.1 or 127.1, which some resolvers take for addresses.
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && (strings.HasPrefix(last, "0x") || strings.Trim(last, "0123456789") == "")
}

// redact shows of an address what is no secret: chat services put tokens into the path.
func redact(u *url.URL) string {
	s := u.Scheme + "://" + u.Host
	if u.Scheme == "" && u.Host == "" {
		return "without scheme and host"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}
