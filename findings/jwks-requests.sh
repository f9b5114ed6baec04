#!/usr/bin/env bash
# Software: PyJWT 2.15.1 (PyJWKClient), cognitojwt 1.4.1 (Python), jose 6.2.18 and jwks-rsa 4.1.0 (JavaScript), all
#   with their default caches.
# Guess: a verifier fetches a pool's JWKS once, finds both of the pool's keys in it, fetches again when it meets an
#   unknown kid, and caches the sets of several pools side by side.
# Instead: jwks-rsa caches per kid, so a pool's two keys cost two requests. PyJWKClient and jose reject an unknown kid
#   without a request if the last fetch was less than 30 seconds ago. cognitojwt caches a single set: alternating
#   between two pools costs a request per token, and with one pool a new key is never fetched.
# Matters: Cognito signs ID tokens and access tokens with different keys. And a test that verifies a token and then
#   restarts its emulator gets "unknown key" from three of these four libraries.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

python3 -m venv venv
venv/bin/pip install --quiet PyJWT==2.15.1 cryptography==50.0.2 cognitojwt==1.4.1 requests==2.34.2 python-jose==3.5.0
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 jwks-rsa@4.1.0
venv/bin/pip freeze | grep -E '^(PyJWT|cognitojwt)'
npm ls --depth=0 | tail -n +2

cat > server.py <<'END'
import http.server, json, os
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

keys, tokens = {}, {}
for kid in "one", "two", "new":
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    keys[kid] = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key())), "kid": kid, "use": "sig", "alg": "RS256"}
    keys[kid].pop("key_ops")
    claims = {"sub": "ann", "token_use": "access", "client_id": "example", "exp": 4102444800}
    tokens[kid] = jwt.encode(claims, private, "RS256", {"kid": kid})
state = {"requests": 0, "published": ["one", "two"]}

class Keys(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/rotate":
            state["published"] = ["new"]
            answer = {}
        elif self.path == "/requests":  # and begin again
            answer = state["requests"]
            state.update(requests=0, published=["one", "two"])
        else:
            state["requests"] += 1
            answer = {"keys": [keys[kid] for kid in state["published"]]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

with open("tokens.json", "w") as file:
    json.dump(tokens, file)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keys)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

cat > probe.py <<'END'
import json, os, sys, urllib.request
import cognitojwt, jwt

url = sys.argv[1]
tokens = json.load(open("tokens.json"))

def get(path):
    return urllib.request.urlopen(url + path).read().decode()

def verify(client, kid):
    key = client.get_signing_key_from_jwt(tokens[kid]).key
    return jwt.decode(tokens[kid], key, algorithms=["RS256"])["sub"]

client = jwt.PyJWKClient(url + "/jwks.json")
print("PyJWKClient, two keys:", verify(client, "one"), verify(client, "two"), "requests", get("/requests"))
client = jwt.PyJWKClient(url + "/jwks.json")
verify(client, "one")
get("/rotate")
try:
    seen = verify(client, "new")
except jwt.PyJWTError as error:
    seen = type(error).__name__
print("PyJWKClient, new key at once:", seen, "requests", get("/requests"))

os.environ["AWS_COGNITO_JWKS_PATH"] = url + "/jwks.json"
cognitojwt.decode(tokens["one"], "us-east-1", "us-east-1_Example", app_client_id="example")
get("/rotate")
try:
    seen = cognitojwt.decode(tokens["new"], "us-east-1", "us-east-1_Example", app_client_id="example")["sub"]
except cognitojwt.CognitoJWTException as error:
    seen = type(error).__name__
print("cognitojwt, new key at once:", seen, "requests", get("/requests"))
for _ in range(5):
    for pool in "first", "second":
        os.environ["AWS_COGNITO_JWKS_PATH"] = f"{url}/{pool}/jwks.json"
        cognitojwt.decode(tokens["one"], "us-east-1", pool, app_client_id="example")
print("cognitojwt, ten tokens of two pools: requests", get("/requests"))
END

cat > probe.mjs <<'END'
import { readFileSync } from "node:fs";
import { createRemoteJWKSet, jwtVerify } from "jose";
import jwksRsa from "jwks-rsa";

const url = process.argv[2];
const tokens = JSON.parse(readFileSync("tokens.json"));
const get = async (path) => (await fetch(url + path)).text();
const libraries = {
  jose: () => {
    const keys = createRemoteJWKSet(new URL(`${url}/jwks.json`));
    return async (kid) => (await jwtVerify(tokens[kid], keys)).payload.sub;
  },
  "jwks-rsa": () => {
    const client = jwksRsa({ jwksUri: `${url}/jwks.json` });
    return async (kid) => (await client.getSigningKey(kid)).kid === kid && "ann";
  },
};
for (const [name, make] of Object.entries(libraries)) {
  let verify = make();
  console.log(`${name}, two keys:`, await verify("one"), await verify("two"), "requests", await get("/requests"));
  verify = make();
  await verify("one");
  await get("/rotate");
  const seen = await verify("new").catch((error) => error.name);
  console.log(`${name}, new key at once:`, seen, "requests", await get("/requests"));
}
END

venv/bin/python server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
{
  venv/bin/python probe.py "http://127.0.0.1:$(cat port)"
  node probe.mjs "http://127.0.0.1:$(cat port)"
} | tee seen

cat > described <<'END'
PyJWKClient, two keys: ann ann requests 1
PyJWKClient, new key at once: PyJWKClientError requests 1
cognitojwt, new key at once: CognitoJWTException requests 1
cognitojwt, ten tokens of two pools: requests 10
jose, two keys: ann ann requests 1
jose, new key at once: JWKSNoMatchingKey requests 1
jwks-rsa, two keys: ann ann requests 2
jwks-rsa, new key at once: ann requests 2
END
diff described seen
echo "as described"
