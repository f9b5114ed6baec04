#!/usr/bin/env bash
# Software: python-jose 3.5.0, with joserfc 1.8.0 and jwcrypto 1.6.1 for comparison (Python).
# Guess: given a set of keys, jwt.decode verifies a token with the key that its kid names, and refuses one whose kid
#   names another key of the set, or none, as other libraries do.
# Instead: python-jose does not look at kid: it tries every key of the set until one fits. The token's kid may be that of
#   the pool's other key, of no key at all, or missing.
# Matters: Cognito has two keys, and an emulator that mixes up their kids passes every test with python-jose, while
#   other services refuse its tokens. A message about an unknown kid never comes, only one about the signature.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
python3 -m venv venv
venv/bin/pip install --quiet 'python-jose[cryptography]==3.5.0' joserfc==1.8.0 jwcrypto==1.6.1
venv/bin/pip freeze | grep -E '^(python-jose|joserfc|jwcrypto)='

cat > probe.py <<'END'
import json, time
import joserfc.jwk, joserfc.jwt, jwcrypto.jwk, jwcrypto.jwt
from jose import jwt

keys = [jwcrypto.jwk.JWK.generate(kty="RSA", size=2048, kid=kid, alg="RS256", use="sig") for kid in ("access", "id")]
published = {"keys": [key.export_public(as_dict=True) for key in keys]}
libraries = {
    "python-jose": lambda token: jwt.decode(token, published, algorithms=["RS256"]),
    "joserfc": lambda token: joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set(published)),
    "jwcrypto": lambda token: jwcrypto.jwt.JWT(jwt=token, key=jwcrypto.jwk.JWKSet.from_json(json.dumps(published))),
}
for kid in "access", "id", "other":
    claims = {"sub": "ann", "exp": int(time.time()) + 3600}
    made = jwcrypto.jwt.JWT(header={"alg": "RS256", "kid": kid}, claims=claims)
    made.make_signed_token(keys[0])
    for library, verify in libraries.items():
        try:
            verify(made.serialize())
            print(f"{library}, kid {kid}: taken")
        except Exception as error:
            print(f"{library}, kid {kid}: refused")
END
venv/bin/python -W ignore probe.py | tee seen

cat > described <<'END'
python-jose, kid access: taken
joserfc, kid access: taken
jwcrypto, kid access: taken
python-jose, kid id: taken
joserfc, kid id: refused
jwcrypto, kid id: refused
python-jose, kid other: taken
joserfc, kid other: refused
jwcrypto, kid other: refused
END
diff described seen
echo "as described"
