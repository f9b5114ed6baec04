#!/usr/bin/env bash
# Software: golang.org/x/oauth2 0.38.0 (Go).
# Guess: config.Exchange sends one request to the token endpoint.
# Instead: unless AuthStyle is set, the first request carries the client in a Basic header (even for a public client,
#   with an empty password). If that fails for any reason, invalid_grant included, the same code is sent again with
#   the client in the body. Only a success settles which style is used from then on.
# Matters: a token endpoint that consumes the code before it checks the client breaks the second request, which was
#   meant to succeed, and its logs and rate limits see every refused code twice. For a Cognito domain set
#   AuthStyleInParams (no client secret) or AuthStyleInHeader (with one).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

go mod init finding 2> /dev/null
go get golang.org/x/oauth2@v0.38.0 2> go.log || { cat go.log >&2; exit 1; }
go list -m golang.org/x/oauth2

cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"golang.org/x/oauth2"
)

func main() {
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		client, secret, basic := r.BasicAuth()
		r.ParseForm()
		seen = append(seen, fmt.Sprintf("%s: header %v %q %q, body %q", r.Form.Get("code"), basic, client, secret, r.Form.Get("client_id")))
		if r.Form.Get("code") == "good" {
			fmt.Fprint(w, `{"access_token": "example", "token_type": "Bearer", "expires_in": 3600}`)
		} else {
			w.WriteHeader(400)
			fmt.Fprint(w, `{"error": "invalid_grant"}`)
		}
	}))
	defer server.Close()
	exchange := func(config *oauth2.Config, code string) {
		seen = nil
		_, err := config.Exchange(context.Background(), code)
		fmt.Printf("%s code, error %v, requests %d\n  %s\n", code, err, len(seen), strings.Join(seen, "\n  "))
	}
	config := &oauth2.Config{ClientID: "example", Endpoint: oauth2.Endpoint{TokenURL: server.URL + "/oauth2/token"}}
	exchange(config, "used")
	exchange(config, "good")
	exchange(config, "used")
	config = &oauth2.Config{ClientID: "example", Endpoint: oauth2.Endpoint{
		TokenURL: server.URL + "/oauth2/token", AuthStyle: oauth2.AuthStyleInParams}}
	exchange(config, "used")
}
END
go mod tidy 2> go.log || { cat go.log >&2; exit 1; }
go run . | tee seen

cat > described <<'END'
used code, error oauth2: "invalid_grant", requests 2
  used: header true "example" "", body ""
  used: header false "" "", body "example"
good code, error <nil>, requests 1
  good: header true "example" "", body ""
used code, error oauth2: "invalid_grant", requests 1
  used: header true "example" "", body ""
used code, error oauth2: "invalid_grant", requests 1
  used: header false "" "", body "example"
END
diff described seen
echo "as described"
