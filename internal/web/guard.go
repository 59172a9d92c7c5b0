package web

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// controlFunc is what net.Dialer.Control takes: it sees the resolved address of every dial.
type controlFunc func(network, address string, _ syscall.RawConn) error

// guard decides which addresses may be contacted.
type guard struct {
	allow  []netip.Prefix // the operator's own networks: any port
	public *ssrf.Guardian
}

// Loopback returns the prefixes of this machine itself, for demo and tests.
func Loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func private() []netip.Prefix {
	return append(Loopback(),
		netip.MustParsePrefix("10.0.0.0/8"),
		netip.MustParsePrefix("172.16.0.0/12"),
		netip.MustParsePrefix("192.168.0.0/16"),
		netip.MustParsePrefix("fc00::/7"))
}

func newGuard(opt Options) *guard {
	g := &guard{allow: append([]netip.Prefix(nil), opt.Allow...)}
	if opt.AllowPrivate {
		g.allow = append(g.allow, private()...)
	}
	g.public = ssrf.New(
		ssrf.WithPorts(append([]uint16{80, 443}, opt.Ports...)...),
		// Azure's wire server answers on a public address from inside its machines.
		ssrf.WithDeniedV4Prefixes(netip.MustParsePrefix("168.63.129.16/32")),
		// The library has these today; named here so that they stay.
		ssrf.WithDeniedV6Prefixes(
			netip.MustParsePrefix("2001::/23"), // includes Teredo, which carries IPv4 addresses
			netip.MustParsePrefix("2002::/16"), // 6to4, likewise
			netip.MustParsePrefix("2001:db8::/32"),
			netip.MustParsePrefix("3fff::/20")),
	)
	return g
}

// own reports whether ip lies on a network the operator allowed.
func (g *guard) own(ip netip.Addr) bool {
	ip = ip.Unmap()
	for _, p := range g.allow {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// control returns the check of every dial. With ownOnly, public addresses are refused
// for want of a contact: the last word, should a name change its address meanwhile.
func (g *guard) control(ownOnly bool) controlFunc {
	return func(network, address string, conn syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return &Error{Kind: KindRefused, Reason: "not an address: " + short(address)}
		}
		if g.own(at.Addr()) && strings.HasPrefix(network, "tcp") {
			return nil
		}
		if err := g.public.Safe(network, address, conn); err != nil {
			return &Error{Kind: KindRefused, Reason: refusal(at, err), Err: err}
		}
		if ownOnly {
			return noContact("")
		}
		return nil
	}
}

func refusal(at netip.AddrPort, err error) string {
	if errors.Is(err, ssrf.ErrProhibitedPort) {
		return fmt.Sprintf("port %d is not allowed, only 80 and 443", at.Port())
	}
	return fmt.Sprintf("%s is not a public address", at.Addr())
}

// checkURL refuses what needs no look-up to be refused.
func checkURL(u *url.URL) error {
	refuse := func(reason string) error {
		return &Error{Kind: KindRefused, Host: u.Host, Reason: reason}
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse(fmt.Sprintf("only http and https are read, not %q", short(u.Scheme)))
	case u.User != nil:
		return refuse("an address with a user name or password in it is not read")
	case u.Hostname() == "":
		return refuse("the address names no host")
	}
	return nil
}

func noContact(host string) *Error {
	return &Error{Kind: KindNoContact, Host: host, Reason: "no public host is read until you say who asks: " +
		"set a contact address with --contact, REDLINE_CONTACT, or contact in redline.yaml"}
}
