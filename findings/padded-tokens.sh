#!/usr/bin/env bash
# Software: PyJWT 2.15.1, python-jose 3.5.0, Authlib 1.9.10, joserfc 1.8.0, jwcrypto 1.6.1 (Python), jose 6.2.18,
#   aws-jwt-verify 5.2.1, jsonwebtoken 9.0.3, fast-jwt 6.3.6 (JavaScript).
# Guess: RFC 7515 leaves padding out of a token's parts (section 2), so every library refuses a token that has it; or
#   all take it, as they decode base64url in the same way.
# Instead: PyJWT, python-jose, Authlib, jose and aws-jwt-verify take it. joserfc, which is Authlib's successor by the
#   same author, jwcrypto, jsonwebtoken and fast-jwt refuse it, jwcrypto as a wrong signature.
# Matters: in front of a service that signs users in with Cognito, an Application Load Balancer hands on such tokens in
#   x-amzn-oidc-data, signed with the padding. A service that changes its library meets "invalid token" or a wrong
#   signature; taking the padding off does not help, as the signature is over it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet PyJWT==2.15.1 cryptography==50.0.2 python-jose==3.5.0 Authlib==1.9.10 joserfc==1.8.0 \
  jwcrypto==1.6.1
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 aws-jwt-verify@5.2.1 jsonwebtoken@9.0.3 fast-jwt@6.3.6
venv/bin/pip freeze | grep -i -E '^(pyjwt|python-jose|authlib|joserfc|jwcrypto)='
npm ls --depth=0 | grep @

cat > probe.py <<'END'
import base64, json, pathlib, time
import authlib.jose, joserfc.jwk, joserfc.jwt, jose.jwt, jwcrypto.jwk, jwcrypto.jwt, jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
public.pop("key_ops", None)
key = public | {"kid": "k", "alg": "RS256", "use": "sig"}


def token(padded):
    def part(raw):
        text = base64.urlsafe_b64encode(raw).decode()
        return text if padded else text.rstrip("=")

    claims = {"sub": "ann1", "exp": int(time.time()) + 3600}
    signed = ".".join(part(json.dumps(each).encode()) for each in ({"kid": "k", "alg": "RS256"}, claims))
    return f"{signed}.{part(private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


tokens = {"plain": token(False), "padded": token(True)}
assert [part.count("=") for part in tokens["padded"].split(".")] == [2, 2, 2], tokens["padded"]
pathlib.Path("made.json").write_text(json.dumps({"keys": {"keys": [key]}} | tokens))
libraries = {
    "PyJWT": lambda it: jwt.decode(it, jwt.PyJWK(key), algorithms=["RS256"]),
    "python-jose": lambda it: jose.jwt.decode(it, {"keys": [key]}, algorithms=["RS256"]),
    "Authlib": lambda it: authlib.jose.jwt.decode(it, authlib.jose.JsonWebKey.import_key_set({"keys": [key]})),
    "joserfc": lambda it: joserfc.jwt.decode(it, joserfc.jwk.KeySet.import_key_set({"keys": [key]}), algorithms=["RS256"]),
    "jwcrypto": lambda it: jwcrypto.jwt.JWT(jwt=it, key=jwcrypto.jwk.JWK(**key)),
}
for name, verify in libraries.items():
    for kind, text in tokens.items():
        try:
            verify(text)
            print(f"{name}, {kind}: taken")
        except Exception as error:
            print(f"{name}, {kind}: {type(error).__name__}")
END
cat > probe.mjs <<'END'
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { JwtVerifier } from "aws-jwt-verify";
import fast from "fast-jwt";
import { createLocalJWKSet, jwtVerify } from "jose";
import jsonwebtoken from "jsonwebtoken";

const made = JSON.parse(readFileSync("made.json"));
const pem = createPublicKey({ key: made.keys.keys[0], format: "jwk" }).export({ type: "spki", format: "pem" });
const verifier = JwtVerifier.create({ issuer: null, audience: null, jwksUri: "https://example.invalid/jwks.json" });
verifier.cacheJwks(made.keys);
const libraries = {
  jose: (it) => jwtVerify(it, createLocalJWKSet(made.keys)),
  "aws-jwt-verify": (it) => verifier.verify(it),
  jsonwebtoken: async (it) => jsonwebtoken.verify(it, pem, { algorithms: ["RS256"] }),
  "fast-jwt": async (it) => fast.createVerifier({ key: pem })(it),
};
for (const [name, verify] of Object.entries(libraries)) {
  for (const kind of ["plain", "padded"]) {
    const outcome = await verify(made[kind]).then(() => "taken", (error) => error.code ?? error.message);
    console.log(`${name}, ${kind}: ${outcome}`);
  }
}
END
{ venv/bin/python -W ignore probe.py; node probe.mjs; } | tee seen

cat > described <<'END'
PyJWT, plain: taken
PyJWT, padded: taken
python-jose, plain: taken
python-jose, padded: taken
Authlib, plain: taken
Authlib, padded: taken
joserfc, plain: taken
joserfc, padded: DecodeError
jwcrypto, plain: taken
jwcrypto, padded: InvalidJWSSignature
jose, plain: taken
jose, padded: taken
aws-jwt-verify, plain: taken
aws-jwt-verify, padded: taken
jsonwebtoken, plain: taken
jsonwebtoken, padded: invalid token
fast-jwt, plain: taken
fast-jwt, padded: FAST_JWT_MALFORMED
END
diff described seen
echo "as described"
