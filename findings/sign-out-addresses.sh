#!/usr/bin/env bash
# Software: oidc-client-ts 3.5.0, openid-client 6.9.0 (JavaScript), Authlib 1.9.10 with requests 2.34.2 (Python),
#   zitadel/oidc 3.52.0 (Go).
# Guess: OpenID Connect clients that sign out by the end_session_endpoint of a pool's discovery document make the same
#   address for the browser: the client, the ID token and where to return to. What Cognito wants besides, logout_uri,
#   can be added to it.
# Instead: openid-client names the client; Authlib does not; oidc-client-ts does only where there is no ID token. An
#   extra logout_uri is kept by the two for JavaScript, and dropped by Authlib without a word. zitadel/oidc makes no
#   address: EndSession sends a POST itself, from the service, without the browser's cookie, and takes no other
#   parameter.
# Matters: Cognito's /logout wants client_id and logout_uri, and ends the session of the cookie that the browser sends.
#   In Go the browser's session at the pool's domain goes on, and the next sign-in asks for no password. Make the
#   address by hand; in oidc-client-ts give both as extraQueryParams.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund oidc-client-ts@3.5.0 openid-client@6.9.0
npm ls --depth=0 | grep @
python3 -m venv venv
venv/bin/pip install --quiet Authlib==1.9.10 requests==2.34.2 Flask==3.1.3
venv/bin/pip freeze | grep -iE '^(authlib|requests)='
go mod init finding 2> /dev/null
go get github.com/zitadel/oidc/v3@v3.52.0 2> go.log || { cat go.log >&2; exit 1; }
go list -m github.com/zitadel/oidc/v3

cat > probe.mjs <<'END'
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from "oidc-client-ts";
import * as openid from "openid-client";

const metadata = { issuer: "https://pool.example", end_session_endpoint: "https://auth.example/logout" };
const back = "https://app.example/", extra = { logout_uri: back };
const show = (words, address) => console.log(`${words}: ${[...new URL(address).searchParams.keys()].sort().join(" ")}`);
const client = new OidcClient({
  authority: metadata.issuer, client_id: "app", redirect_uri: back, post_logout_redirect_uri: back, metadata,
  stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
});
show("oidc-client-ts, with the ID token", (await client.createSignoutRequest({ id_token_hint: "t" })).url);
show("oidc-client-ts, without it", (await client.createSignoutRequest({})).url);
show("oidc-client-ts, more", (await client.createSignoutRequest({ id_token_hint: "t", extraQueryParams: extra })).url);
const configuration = new openid.Configuration(metadata, "app");
const asked = { id_token_hint: "t", post_logout_redirect_uri: back };
show("openid-client", openid.buildEndSessionUrl(configuration, asked));
show("openid-client, more", openid.buildEndSessionUrl(configuration, { ...asked, ...extra }));
END
cat > probe.py <<'END'
from urllib.parse import parse_qs, urlsplit
from authlib.integrations.flask_client import OAuth
from flask import Flask

app = Flask("app")
pool = OAuth(app).register("pool", client_id="app", end_session_endpoint="https://auth.example/logout")
back = "https://app.example/"
with app.test_request_context():
    for words, more in (("Authlib", {}), ("Authlib, more", {"logout_uri": back})):
        url = pool.create_logout_url(post_logout_redirect_uri=back, id_token_hint="t", state="s", **more)["url"]
        print(f"{words}:", *sorted(parse_qs(urlsplit(url).query)))
END
cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/client/rp"
)

func main() {
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.well-known/openid-configuration" {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"issuer": %q, "jwks_uri": "%[1]s/jwks", "end_session_endpoint": "%[2]s/logout"}`, server.URL, server.URL)
			return
		}
		r.ParseForm()
		names := []string{}
		for name := range r.Form {
			names = append(names, name)
		}
		slices.Sort(names)
		fmt.Printf("zitadel/oidc sends %s %s, cookies %d: %s\n", r.Method, r.URL, len(r.Cookies()), strings.Join(names, " "))
	}))
	defer server.Close()
	party, err := rp.NewRelyingPartyOIDC(context.Background(), server.URL, "app", "", "https://app.example/", []string{"openid"})
	if err != nil {
		panic(err)
	}
	if _, err = rp.EndSession(context.Background(), party, "t", "https://app.example/", "", "", nil); err != nil {
		panic(err)
	}
}
END
go mod tidy 2> go.log || { cat go.log >&2; exit 1; }
{ node probe.mjs; venv/bin/python -W ignore probe.py; go run .; } | tee seen

cat > described <<'END'
oidc-client-ts, with the ID token: id_token_hint post_logout_redirect_uri
oidc-client-ts, without it: client_id post_logout_redirect_uri
oidc-client-ts, more: id_token_hint logout_uri post_logout_redirect_uri
openid-client: client_id id_token_hint post_logout_redirect_uri
openid-client, more: client_id id_token_hint logout_uri post_logout_redirect_uri
Authlib: id_token_hint post_logout_redirect_uri state
Authlib, more: id_token_hint post_logout_redirect_uri state
zitadel/oidc sends POST /logout, cookies 0: client_id id_token_hint logout_hint post_logout_redirect_uri state ui_locales
END
diff described seen
echo "as described"
