#!/usr/bin/env bash
# Software: fastapi-cognito 2.10.0, django-cognito-jwt 0.0.4 with PyJWT 2.15.1 (Python).
# Guess: a package that verifies Cognito's tokens for a web framework takes all three kinds of them (a user's access
#   token, a user's ID token, an access token of client_credentials), or answers 401 to the kinds it does not want.
# Instead: fastapi-cognito verifies all three, then reads them into a model that requires scope and username. An ID token
#   has no scope and a token of client_credentials no username, so both end in a pydantic error, which is status 500.
#   django-cognito-jwt takes ID tokens only where COGNITO_AUDIENCE is set, and access tokens only where it is not.
# Matters: who adds a machine client to an API finds an internal error where the token is right, and looks for it in the
#   pool or in the emulator.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

python3 -m venv venv
venv/bin/pip install --quiet fastapi-cognito==2.10.0 fastapi==0.165.0 httpx==0.28.1 httpx2==2.16.2 \
  django-cognito-jwt==0.0.4 Django==5.2.16 djangorestframework==3.17.1 PyJWT==2.15.1 cryptography==50.0.2 \
  requests==2.34.2
venv/bin/pip freeze | grep -i -E '^(fastapi-cognito|django-cognito-jwt|pyjwt)='

cat > probe.py <<'END'
import json, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import django.conf, jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django_cognito_jwt.validator import TokenError, TokenValidator
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from fastapi_cognito import CognitoAuth, CognitoSettings

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
keys = {"keys": [jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": "k", "alg": "RS256"}]}


class Pool(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(keys).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Pool)
threading.Thread(target=server.serve_forever, daemon=True).start()
issuer = f"http://127.0.0.1:{server.server_port}/us-east-1_example"
now = int(time.time())
common = {"sub": "6c4f", "iss": issuer, "iat": now, "exp": now + 3600, "auth_time": now, "jti": "9d5e"}
user = common | {"origin_jti": "1e2d", "event_id": "77aa"}
tokens = {
    "access": user | {"token_use": "access", "client_id": "app", "username": "jane", "scope": "openid"},
    "ID": user | {"token_use": "id", "aud": "app", "cognito:username": "jane", "email": "jane@example.com"},
    "client_credentials": common
    | {"sub": "app", "token_use": "access", "client_id": "app", "scope": "orders/read", "version": 2},
}
tokens = {kind: jwt.encode(claims, key, "RS256", headers={"kid": "k"}) for kind, claims in tokens.items()}

pool = {"region": "us-east-1", "userpool_id": "us-east-1_example", "app_client_id": "app"}
settings = CognitoSettings(
    check_expiration=True,
    jwt_header_name="Authorization",
    jwt_header_prefix="Bearer",
    userpools={"example": pool | {"jwks_url": f"{issuer}/.well-known/jwks.json"}},
)
auth = CognitoAuth(settings=settings)
app = FastAPI()


@app.get("/")
def read(token=Depends(auth.auth_required)):
    return {}


client = TestClient(app, raise_server_exceptions=False)
for kind, token in tokens.items():
    status = client.get("/", headers={"Authorization": f"Bearer {token}"}).status_code
    print(f"fastapi-cognito, {kind} token: {status}")

django.conf.settings.configure()
for audience in "app", None:
    validator = TokenValidator("us-east-1", "us-east-1_example", audience)
    validator.pool_url = issuer  # instead of the one at amazonaws.com
    for kind, token in tokens.items():
        try:
            validator.validate(token)
            outcome = "accepted"
        except TokenError as error:
            outcome = str(error)
        print(f"django-cognito-jwt, audience {audience}, {kind} token: {outcome}")
END
venv/bin/python -W ignore probe.py | tee seen

cat > described <<'END'
fastapi-cognito, access token: 200
fastapi-cognito, ID token: 500
fastapi-cognito, client_credentials token: 500
django-cognito-jwt, audience app, access token: Token is missing the "aud" claim
django-cognito-jwt, audience app, ID token: accepted
django-cognito-jwt, audience app, client_credentials token: Token is missing the "aud" claim
django-cognito-jwt, audience None, access token: accepted
django-cognito-jwt, audience None, ID token: Invalid audience
django-cognito-jwt, audience None, client_credentials token: accepted
END
diff described seen
echo "as described"
