#!/usr/bin/env bash
# Software: flask_cognito_lib 1.9.7, Authlib 1.9.10 (Python), openid-client 6.9.0 (JavaScript).
# Guess: a client library for Cognito's hosted UI can revoke the refresh token of a public client, as it can refresh it:
#   both requests name the client.
# Instead: flask_cognito_lib sends client_id to /oauth2/token but only the token to /oauth2/revoke. Cognito requires
#   client_id there when the client has no secret. Authlib and openid-client, made for any provider, send it.
# Matters: with a public client, sign-out fails at Cognito, and works at an emulator that looks the token up and asks for
#   nothing else. A test against such an emulator proves the wrong thing.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 AUTHLIB_INSECURE_TRANSPORT=1

python3 -m venv venv
venv/bin/pip install --quiet flask_cognito_lib==1.9.7 Authlib==1.9.10 requests==2.34.2 Flask==3.1.3 PyJWT==2.15.1
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund openid-client@6.9.0
venv/bin/pip freeze | grep -i -E '^(authlib|flask_cognito_lib)='
npm ls --depth=0 | grep openid-client

cat > server.py <<'END'
import http.server, json, os, urllib.parse

class Domain(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        who = form.get("token", form.get("refresh_token"))[0]  # the library's name
        print(who, self.path, "client_id" in form, flush=True)
        body = b"" if "revoke" in self.path else json.dumps({"access_token": "a", "token_type": "Bearer"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Domain)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END
cat > probe.py <<'END'
import sys
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask
from flask_cognito_lib.config import Config
from flask_cognito_lib.services import cognito_service_factory

app = Flask("example")
app.config.update(AWS_REGION="us-east-1", AWS_COGNITO_USER_POOL_ID="us-east-1_example", AWS_COGNITO_DOMAIN=sys.argv[1],
    AWS_COGNITO_USER_POOL_CLIENT_ID="app", AWS_COGNITO_REDIRECT_URL="http://localhost/callback")
with app.app_context():
    service = cognito_service_factory(Config())
    service.exchange_refresh_token("flask_cognito_lib")
    service.revoke_refresh_token("flask_cognito_lib")
session = OAuth2Session("app", token_endpoint_auth_method="none", revocation_endpoint_auth_method="none")
session.refresh_token(f"{sys.argv[1]}/oauth2/token", refresh_token="Authlib")
session.revoke_token(f"{sys.argv[1]}/oauth2/revoke", token="Authlib")
END
cat > probe.mjs <<'END'
import * as client from "openid-client";

const [site] = process.argv.slice(2);
const server = { issuer: site, token_endpoint: `${site}/oauth2/token`, revocation_endpoint: `${site}/oauth2/revoke` };
const configuration = new client.Configuration(server, "app", undefined, client.None());
client.allowInsecureRequests(configuration);
await client.refreshTokenGrant(configuration, "openid-client");
await client.tokenRevocation(configuration, "openid-client");
END

touch seen
python3 server.py >> seen & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
venv/bin/python -W ignore probe.py "http://127.0.0.1:$(cat port)"
node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)"

cat > described <<'END'
flask_cognito_lib /oauth2/token True
flask_cognito_lib /oauth2/revoke False
Authlib /oauth2/token True
Authlib /oauth2/revoke True
openid-client /oauth2/token True
openid-client /oauth2/revoke True
END
cat seen
diff described seen
echo "as described"
