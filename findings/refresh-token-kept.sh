#!/usr/bin/env bash
# Software: requests-oauthlib 2.0.0 with oauthlib 4.0.1, Authlib 1.9.10 (Python), openid-client 6.9.0 (JavaScript),
#   golang.org/x/oauth2 0.38.0 (Go).
# Guess: when a refresh response has no refresh_token (Cognito's has none unless rotation is on), the client keeps the
#   old one, and "refresh_token": null means the same as leaving it out.
# Instead: requests-oauthlib and Authlib keep the old token if the member is absent, but replace it with None if it is
#   null. openid-client never copies the old token into its result, and rejects null. Only x/oauth2 behaves as one
#   would guess.
# Matters: code that stores what openid-client returns loses the session after the first refresh. An emulator that
#   writes null where Cognito omits the member ends Python sessions at the second refresh.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 OAUTHLIB_INSECURE_TRANSPORT=1 AUTHLIB_INSECURE_TRANSPORT=1

python3 -m venv venv
venv/bin/pip install --quiet requests==2.34.2 requests-oauthlib==2.0.0 oauthlib==4.0.1 Authlib==1.9.10
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund openid-client@6.9.0
go mod init finding 2> /dev/null
go get golang.org/x/oauth2@v0.38.0 2> go.log || { cat go.log >&2; exit 1; }
venv/bin/pip freeze | grep -i -E '^(authlib|oauthlib|requests-oauthlib)'
npm ls --depth=0 | grep openid-client
go list -m golang.org/x/oauth2

cat > server.py <<'END'
import http.server, json, os

class Tokens(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = {"access_token": "new", "token_type": "Bearer", "expires_in": 3600}
        if self.path == "/null":
            answer["refresh_token"] = None
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

cat > probe.py <<'END'
import sys
import authlib.integrations.requests_client, requests_oauthlib

old = {"access_token": "old", "refresh_token": "kept", "token_type": "Bearer"}
for case in "absent", "null":
    url = f"{sys.argv[1]}/{case}"
    session = requests_oauthlib.OAuth2Session("example", token=dict(old))
    session.refresh_token(url, client_id="example")
    print(f"requests-oauthlib, {case}:", session.token["refresh_token"])
    session = authlib.integrations.requests_client.OAuth2Session("example", token=dict(old))
    session.refresh_token(url)
    print(f"Authlib, {case}:", session.token["refresh_token"])
END

cat > probe.mjs <<'END'
import * as client from "openid-client";

for (const name of ["absent", "null"]) {
  const metadata = { issuer: "https://example.com", token_endpoint: `${process.argv[2]}/${name}` };
  const configuration = new client.Configuration(metadata, "example", undefined, client.None());
  client.allowInsecureRequests(configuration);
  await client.refreshTokenGrant(configuration, "kept").then(
    (answer) => console.log(`openid-client, ${name}:`, answer.refresh_token),
    (error) => console.log(`openid-client, ${name}:`, error.code));
}
END

cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/oauth2"
)

func main() {
	for _, name := range []string{"absent", "null"} {
		config := &oauth2.Config{ClientID: "example", Endpoint: oauth2.Endpoint{
			TokenURL: os.Args[1] + "/" + name, AuthStyle: oauth2.AuthStyleInParams}}
		old := &oauth2.Token{RefreshToken: "kept", Expiry: time.Now().Add(-time.Hour)}
		token, err := config.TokenSource(context.Background(), old).Token()
		if err != nil {
			panic(err)
		}
		fmt.Printf("x/oauth2, %s: %s\n", name, token.RefreshToken)
	}
}
END
go mod tidy 2> go.log || { cat go.log >&2; exit 1; }

python3 server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
{
  venv/bin/python -W ignore probe.py "http://127.0.0.1:$(cat port)"
  node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)"
  go run . "http://127.0.0.1:$(cat port)"
} | tee seen

cat > described <<'END'
requests-oauthlib, absent: kept
Authlib, absent: kept
requests-oauthlib, null: None
Authlib, null: None
openid-client, absent: undefined
openid-client, null: OAUTH_INVALID_RESPONSE
x/oauth2, absent: kept
x/oauth2, null: kept
END
diff described seen
echo "as described"
