package web_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/internal/web"
)

// Without a contact a private address is refused for being private: setting a contact
// would not help whoever typed it.
func TestPrivateAddressIsRefusedBeforeContactIsAskedFor(t *testing.T) {
	c := web.New(web.Options{})
	defer c.Close()
	for address, want := range map[string]bool{"http://10.0.0.1/": true, "http://[::1]/": true, "http://127.0.0.1:8080/": true, "http://192.0.9.9/": false} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.Transport().RoundTrip(req)
		if err == nil {
			_ = resp.Body.Close()
			t.Fatalf("%s was read", address)
		}
		if got := errors.Is(err, redline.ErrRefused); got != want {
			t.Errorf("%s: %v; refused %v, want %v", address, err, got, want)
		}
	}
}
