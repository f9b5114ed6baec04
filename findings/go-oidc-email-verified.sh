#!/usr/bin/env bash
# Software: go-oidc 3.21.0 with golang.org/x/oauth2 0.38.0 (Go).
# Guess: a userInfo response whose email_verified is the string "true", as Cognito's endpoint writes it, is either
#   supported by go-oidc or an error.
# Instead: it is both. The field UserInfo.EmailVerified is true, but UserInfo.Claims into a struct with `EmailVerified
#   bool` fails on the same response.
# Matters: code that only uses the typed fields works with Cognito. The first custom claim needs Claims, and the
#   struct that already works for the ID token, where email_verified is a boolean, fails there. An emulator that
#   returns a boolean hides this until production.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

go mod init finding 2> /dev/null
go get github.com/coreos/go-oidc/v3@v3.21.0 golang.org/x/oauth2@v0.38.0 2> go.log || { cat go.log >&2; exit 1; }
go list -m github.com/coreos/go-oidc/v3 golang.org/x/oauth2

cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

func main() {
	ctx := context.Background()
	for _, written := range []string{`"true"`, `true`} {
		server := httptest.NewUnstartedServer(nil)
		server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if r.URL.Path == "/.well-known/openid-configuration" {
				fmt.Fprintf(w, `{"issuer": %q, "userinfo_endpoint": %q}`, server.URL, server.URL+"/oauth2/userInfo")
			} else {
				fmt.Fprintf(w, `{"sub": "ann", "email": "ann@example.com", "email_verified": %s, "custom:plan": "b"}`, written)
			}
		})
		server.Start()
		provider, err := oidc.NewProvider(ctx, server.URL)
		if err != nil {
			panic(err)
		}
		info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "example"}))
		if err != nil {
			panic(err)
		}
		fmt.Printf("written %s, typed field: %v\n", written, info.EmailVerified)
		var claims struct {
			Email         string `json:"email"`
			EmailVerified bool   `json:"email_verified"`
			Plan          string `json:"custom:plan"`
		}
		err = info.Claims(&claims)
		fmt.Printf("written %s, Claims: %v, error %v\n", written, claims.EmailVerified, err)
		server.Close()
	}
}
END
go mod tidy 2> go.log || { cat go.log >&2; exit 1; }
go run . | tee seen

cat > described <<'END'
written "true", typed field: true
written "true", Claims: false, error json: cannot unmarshal string into Go struct field .email_verified of type bool
written true, typed field: true
written true, Claims: true, error <nil>
END
diff described seen
echo "as described"
