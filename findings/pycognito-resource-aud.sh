#!/usr/bin/env bash
# Software: pycognito 2024.5.1 with PyJWT 2.15.1, and flask-cognito-lib 1.9.7 for comparison (Python).
# Guess: pycognito verifies any access token of its pool: it is told to expect no audience in them, since Cognito
#   writes the client into client_id.
# Instead: an access token that has aud, as Cognito issues it when the request names a resource, is refused as having an
#   invalid audience: no audience to expect is not the same as no look at it. iat, in turn, is not compared.
#   flask-cognito-lib, on the same PyJWT, takes the token with aud, and refuses one with an iat ahead of its clock.
# Matters: the day an application asks for tokens that are bound to a resource, services with pycognito refuse them,
#   and the message speaks of an audience that nobody configured.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet pycognito==2024.5.1 flask-cognito-lib==1.9.7 PyJWT==2.15.1 cryptography==50.0.2
venv/bin/pip freeze | grep -i -E '^(pycognito|flask.cognito.lib|pyjwt)='

cat > probe.py <<'END'
import time
from types import SimpleNamespace

import jwt, pycognito
from cryptography.hazmat.primitives.asymmetric import rsa
from flask_cognito_lib.services.token_svc import TokenService

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True) | {"kid": "k", "alg": "RS256"}
pool = "us-east-1_Example"
issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"
user = pycognito.Cognito(pool, "app", user_pool_region="us-east-1", access_key="x", secret_key="x")
user.pool_jwk = {"keys": [public]}
config = SimpleNamespace(issuer=issuer, user_pool_client_id="app", jwk_endpoint="http://127.0.0.1:1", secret_key=b"s")
service = TokenService(config)
service.get_public_key = lambda token: jwt.PyJWK(public)  # no request for the keys
libraries = {
    "pycognito": lambda token: user.verify_token(token, "access_token", "access"),
    "flask-cognito-lib": service.verify_access_token,
}
now = int(time.time())
common = {"sub": "ann", "iss": issuer, "client_id": "app", "token_use": "access", "iat": now, "exp": now + 3600}
for words, more in [("plain", {}), ("aud of a resource", {"aud": "https://api.example.com"}), ("iat ahead", {"iat": now + 300})]:
    token = jwt.encode(common | more, private, "RS256", {"kid": "k"})
    for library, verify in libraries.items():
        try:
            verify(token)
            print(f"{library}, {words}: taken")
        except Exception as error:
            print(f"{library}, {words}: {error}")
END
venv/bin/python -W ignore probe.py | tee seen

cat > described <<'END'
pycognito, plain: taken
flask-cognito-lib, plain: taken
pycognito, aud of a resource: Your 'access_token' token could not be verified (Invalid audience).
flask-cognito-lib, aud of a resource: taken
pycognito, iat ahead: taken
flask-cognito-lib, iat ahead: Token is not valid
END
diff described seen
echo "as described"
