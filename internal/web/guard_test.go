package web

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"testing"

	"github.com/redlinewatch/redline"
)

// Every range that security.md names, each at both ends, and neighbours that are public.
func TestGuardAddresses(t *testing.T) {
	refused := []string{
		"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
		"127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
		"172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.0.255", "192.0.2.1", "192.0.2.255",
		"192.168.0.1", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.9",
		"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
		"fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "1fff:ffff::1", "4000::1", "5f00::1",
		"2001::1", "2001:0:4136:e378::1", "2001:1ff:ffff::1", "2001:db8::1", "2001:db8:ffff::1",
		"2002::1", "2002:7f00:1::1", "2002:ffff::1", "3fff::1", "3fff:fff::1",
	}
	public := []string{
		"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0",
		"198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "168.63.129.15", "168.63.129.17",
		"2000::1", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "3ffe::1",
	}
	check := newGuard(Options{}).control(false)
	for _, ip := range refused {
		if err := dial(check, ip, 443); !errors.Is(err, redline.ErrRefused) {
			t.Errorf("%s: %v, want refused", ip, err)
		}
	}
	for _, ip := range public {
		if err := dial(check, ip, 443); err != nil {
			t.Errorf("%s: %v, want allowed", ip, err)
		}
	}
}

func dial(check controlFunc, ip string, port uint16) error {
	addr := netip.MustParseAddr(ip)
	network := "tcp4"
	if addr.Is6() {
		network = "tcp6"
	}
	return check(network, netip.AddrPortFrom(addr, port).String(), nil)
}

func TestGuardPortsAndOwnNetworks(t *testing.T) {
	company := []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")}
	tests := []struct {
		name string
		opt  Options
		ip   string
		port uint16
		want Kind // empty: allowed
	}{
		{"http", Options{Contact: "x"}, "1.1.1.1", 80, ""},
		{"https", Options{Contact: "x"}, "1.1.1.1", 443, ""},
		{"redis", Options{Contact: "x"}, "1.1.1.1", 6379, KindRefused},
		{"port allowed", Options{Contact: "x", Ports: []uint16{8443}}, "1.1.1.1", 8443, ""},
		{"own network, any port", Options{Allow: company}, "10.20.1.1", 8080, ""},
		{"mapped address of own network", Options{Allow: company}, "::ffff:10.20.1.1", 8080, ""},
		{"beside own network", Options{Allow: company}, "10.21.1.1", 443, KindRefused},
		{"loopback is not the company's", Options{Allow: company}, "127.0.0.1", 443, KindRefused},
		{"private allowed", Options{AllowPrivate: true}, "192.168.1.1", 3000, ""},
		{"private allowed, IPv6", Options{AllowPrivate: true}, "fd00::1", 3000, ""},
		{"metadata stays refused", Options{AllowPrivate: true}, "169.254.169.254", 80, KindRefused},
		{"Azure's stays refused", Options{AllowPrivate: true, Contact: "x"}, "168.63.129.16", 80, KindRefused},
		{"public without contact", Options{AllowPrivate: true}, "1.1.1.1", 443, KindNoContact},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := dial(newGuard(tt.opt).control(tt.opt.Contact == ""), tt.ip, tt.port)
			if got := kindOf(err); got != tt.want {
				t.Errorf("%v (kind %q), want kind %q", err, got, tt.want)
			}
		})
	}
}

func kindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestCheckURL(t *testing.T) {
	refused := []string{
		"file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1:6379/_", "javascript:alert(1)", "data:text/html,x",
		"http://user@example.com/", "https://user:secret@example.com/", "http://@example.com/", "http:///path", "//example.com/",
	}
	for _, s := range refused {
		u, err := url.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkURL(u); !errors.Is(err, redline.ErrRefused) {
			t.Errorf("%s: %v, want refused", s, err)
		}
	}
	if err := checkURL(&url.URL{Scheme: "https", Host: "example.com"}); err != nil {
		t.Error(err)
	}
}

// A proxy of the environment would see every request in our place.
func TestNoProxy(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	c := New(Options{})
	for _, transport := range []*http.Transport{c.crawl, c.plain} {
		if transport.Proxy != nil {
			t.Error("a guarded transport has a proxy")
		}
		if transport.TLSClientConfig.InsecureSkipVerify {
			t.Error("a guarded transport does not verify TLS")
		}
	}
}
