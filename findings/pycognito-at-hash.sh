#!/usr/bin/env bash
# Software: pycognito 2024.5.1 with PyJWT 2.15.1, and python-jose 3.5.0 for comparison (Python).
# Guess: pycognito compares at_hash with the access token, as it did when it was built on python-jose, and a correct
#   at_hash passes.
# Instead: any ID token with at_hash, correct or not, raises a TypeError inside verify_token, because the
#   access token is hashed as str, not as bytes. python-jose accepts the same pair of tokens.
# Matters: Cognito's ID tokens have no at_hash when they come from InitiateAuth, but they do when they come from
#   /oauth2/token. pycognito therefore works with passwords and fails for the same user after a hosted sign-in, and
#   callers that catch TokenVerificationException do not catch the TypeError.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet pycognito==2024.5.1 PyJWT==2.15.1 cryptography==50.0.2 python-jose==3.5.0
venv/bin/pip freeze | grep -i -E '^(pycognito|pyjwt|python-jose)'

cat > probe.py <<'END'
import base64, hashlib, http.server, json, threading
import jose.jwt, jwt, pycognito
from cryptography.hazmat.primitives.asymmetric import rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
public.pop("key_ops")
keys = {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

class Keys(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(keys).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keys)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
user = pycognito.Cognito("us-east-1_Example", "example", user_pool_region="us-east-1", boto3_client_kwargs={"endpoint_url": url})

def sign(**claims):
    claims = {"sub": "ann", "iss": f"{url}/us-east-1_Example", "exp": 4102444800, **claims}
    return jwt.encode(claims, private, "RS256", {"kid": "one"})

def tell(name, verify):
    try:
        print(f"{name}:", verify())
    except Exception as error:
        print(f"{name}:", type(error).__name__)

access = sign(token_use="access", client_id="example")
half = hashlib.sha256(access.encode()).digest()[:16]
plain = sign(token_use="id", aud="example")
hashed = sign(token_use="id", aud="example", at_hash=base64.urlsafe_b64encode(half).rstrip(b"=").decode())
tell("pycognito, access token", lambda: user.verify_token(access, "access_token", "access")["sub"])
tell("pycognito, ID token without at_hash", lambda: user.verify_token(plain, "id_token", "id")["sub"])
tell("pycognito, ID token with the right at_hash", lambda: user.verify_token(hashed, "id_token", "id")["sub"])
tell("python-jose, ID token with the right at_hash",
     lambda: jose.jwt.decode(hashed, keys, ["RS256"], audience="example", access_token=access)["sub"])
END

venv/bin/python probe.py | tee seen

cat > described <<'END'
pycognito, access token: ann
pycognito, ID token without at_hash: ann
pycognito, ID token with the right at_hash: TypeError
python-jose, ID token with the right at_hash: ann
END
diff described seen
echo "as described"
