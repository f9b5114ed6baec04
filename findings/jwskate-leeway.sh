#!/usr/bin/env bash
# Software: jwskate 0.12.2 (Python), with jwcrypto 1.6.1 for comparison.
# Guess: a verifier's leeway lets a token live longer than its exp, to allow for clocks that differ; jwskate's
#   JwtVerifier has one of ten seconds by default, so a token is taken until ten seconds after its end.
# Instead: jwskate's leeway is taken off: a token with eight seconds left is refused as expired, and leeway=-10 is what
#   lets one live ten seconds longer. jwcrypto's leeway of a minute lets it live longer.
# Matters: a token that is renewed at its last moment fails with one library only, and raising the leeway, which helps
#   elsewhere, makes it worse. Set leeway=0.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet jwskate==0.12.2 jwcrypto==1.6.1
venv/bin/pip freeze | grep -E '^(jwskate|jwcrypto)='

cat > probe.py <<'END'
import json, time
from jwcrypto import jwk, jwt
from jwskate import JwtVerifier

key = jwk.JWK.generate(kty="RSA", size=2048, kid="k", alg="RS256")
keys = {"keys": [key.export_public(as_dict=True)]}


def token(left):
    claims = {"iss": "https://issuer.example", "sub": "ann", "exp": int(time.time()) + left}
    made = jwt.JWT(header={"alg": "RS256", "kid": "k"}, claims=claims)
    made.make_signed_token(key)
    return made.serialize()


def tried(words, verify):
    try:
        verify()
        print(f"{words}: taken")
    except Exception as error:
        print(f"{words}: {type(error).__name__}")


def jwskate(left, **options):
    JwtVerifier(keys, issuer="https://issuer.example", alg="RS256", **options).verify(token(left))


tried("jwskate, 8 s left", lambda: jwskate(8))
tried("jwskate, 8 s left, leeway 0", lambda: jwskate(8, leeway=0))
tried("jwskate, 30 s left, leeway 60", lambda: jwskate(30, leeway=60))
tried("jwskate, ended 5 s ago", lambda: jwskate(-5))
tried("jwskate, ended 5 s ago, leeway -10", lambda: jwskate(-5, leeway=-10))
set_of_keys = jwk.JWKSet.from_json(json.dumps(keys))
tried("jwcrypto, 8 s left", lambda: jwt.JWT(jwt=token(8), key=set_of_keys))
tried("jwcrypto, ended 5 s ago", lambda: jwt.JWT(jwt=token(-5), key=set_of_keys))
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
jwskate, 8 s left: ExpiredJwt
jwskate, 8 s left, leeway 0: taken
jwskate, 30 s left, leeway 60: ExpiredJwt
jwskate, ended 5 s ago: ExpiredJwt
jwskate, ended 5 s ago, leeway -10: taken
jwcrypto, 8 s left: taken
jwcrypto, ended 5 s ago: taken
END
diff described seen
echo "as described"
