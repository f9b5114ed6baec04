#!/usr/bin/env bash
# Software: requests-oauthlib 2.0.0, Authlib 1.9.10 (Python), openid-client 6.9.0 (JavaScript), golang.org/x/oauth2
#   0.38.0 (Go).
# Guess: every OAuth client puts base64(id:secret) into the Basic header, so they all send the same header.
# Instead: openid-client and x/oauth2 form-encode the id and the secret first, as RFC 6749 section 2.3.1 requires.
#   requests-oauthlib and Authlib do not, so a secret with "/" or "+" goes out in two different forms.
# Matters: Cognito's own secrets are letters and digits, so nobody notices. An emulator with base64 secrets (MiniStack
#   1.4.21, for example) has to accept both forms, or half of the clients get invalid_client.
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
venv/bin/pip freeze | grep -i -E '^(authlib|requests-oauthlib)'
npm ls --depth=0 | grep openid-client
go list -m golang.org/x/oauth2

cat > server.py <<'END'
import base64, http.server, json, os

class Tokens(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # the access token is what was read from the header
        self.rfile.read(int(self.headers["Content-Length"]))
        read = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        body = json.dumps({"access_token": read, "token_type": "Bearer", "expires_in": 3600}).encode()
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
import authlib.integrations.requests_client, oauthlib.oauth2, requests_oauthlib

for secret in "0abc9", "a/b+c":
    session = requests_oauthlib.OAuth2Session(client=oauthlib.oauth2.BackendApplicationClient("example"))
    token = session.fetch_token(sys.argv[1], client_id="example", client_secret=secret)
    print("requests-oauthlib", token["access_token"])
    session = authlib.integrations.requests_client.OAuth2Session("example", secret)
    print("Authlib", session.fetch_token(sys.argv[1], grant_type="client_credentials")["access_token"])
END

cat > probe.mjs <<'END'
import * as client from "openid-client";

for (const secret of ["0abc9", "a/b+c"]) {
  const metadata = { issuer: "https://example.com", token_endpoint: process.argv[2] };
  const configuration = new client.Configuration(metadata, "example", undefined, client.ClientSecretBasic(secret));
  client.allowInsecureRequests(configuration);
  console.log("openid-client", (await client.clientCredentialsGrant(configuration)).access_token);
}
END

cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	for _, secret := range []string{"0abc9", "a/b+c"} {
		config := clientcredentials.Config{ClientID: "example", ClientSecret: secret, TokenURL: os.Args[1],
			AuthStyle: oauth2.AuthStyleInHeader}
		token, err := config.Token(context.Background())
		if err != nil {
			panic(err)
		}
		fmt.Println("x/oauth2", token.AccessToken)
	}
}
END
go mod tidy 2> go.log || { cat go.log >&2; exit 1; }

python3 server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
{
  venv/bin/python -W ignore probe.py "http://127.0.0.1:$(cat port)/oauth2/token"
  node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)/oauth2/token"
  go run . "http://127.0.0.1:$(cat port)/oauth2/token"
} | tee seen

cat > described <<'END'
requests-oauthlib example:0abc9
Authlib example:0abc9
requests-oauthlib example:a/b+c
Authlib example:a/b+c
openid-client example:0abc9
openid-client example:a%2Fb%2Bc
x/oauth2 example:0abc9
x/oauth2 example:a%2Fb%2Bc
END
diff described seen
echo "as described"
