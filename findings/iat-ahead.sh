#!/usr/bin/env bash
# Software: PyJWT 2.15.1, joserfc 1.8.0, Authlib 1.9.10, jwcrypto 1.6.1, python-jose 3.5.0 (Python), jose 6.2.18,
#   jsonwebtoken 9.0.3, aws-jwt-verify 5.2.1 (JavaScript), golang-jwt 5.3.1, lestrrat-go/jwx 3.4.0 (Go).
# Guess: iat is informational. RFC 7519 gives no rule for rejecting a token by it, so a verifier whose clock is
#   slightly slow still accepts the token, and a fractional iat, which NumericDate allows, makes no difference.
# Instead: PyJWT, joserfc, Authlib and jwx reject a token issued ahead of their clock, and so does jose with
#   maxTokenAge. The other five accept it. joserfc and Authlib compare iat with whole seconds, so a token with a
#   fractional iat counts as issued in the future until that second is over.
# Matters: an emulator in a container with a fast clock, or one that writes time.time() into iat, issues tokens that
#   fail now and then, in some languages only, and work again by the time anybody looks.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet PyJWT==2.15.1 cryptography==50.0.2 joserfc==1.8.0 Authlib==1.9.10 jwcrypto==1.6.1 python-jose==3.5.0
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 jsonwebtoken@9.0.3 aws-jwt-verify@5.2.1
go mod init finding 2> /dev/null
go get github.com/golang-jwt/jwt/v5@v5.3.1 github.com/lestrrat-go/jwx/v3@v3.4.0 2> go.log || { cat go.log >&2; exit 1; }
venv/bin/pip freeze | grep -i -E '^(pyjwt|joserfc|authlib|jwcrypto|python-jose)'
npm ls --depth=0 | tail -n +2
go list -m github.com/golang-jwt/jwt/v5 github.com/lestrrat-go/jwx/v3

cat > probe.py <<'END'
import json, time, warnings
import authlib.deprecate
warnings.simplefilter("ignore")
import jose.jwt, joserfc.jwk, joserfc.jwt, jwcrypto.jwk, jwcrypto.jwt, jwt
from authlib.jose import jwt as authlib_jwt
from cryptography.hazmat.primitives.asymmetric import rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
public.pop("key_ops")
json.dump(public, open("key.json", "w"))

def joserfc_verify(token):
    claims = joserfc.jwt.decode(token, joserfc.jwk.RSAKey.import_key(public)).claims
    joserfc.jwt.JWTClaimsRegistry().validate(claims)

libraries = {
    "PyJWT": lambda token: jwt.decode(token, private.public_key(), ["RS256"]),
    "joserfc": joserfc_verify,
    "Authlib": lambda token: authlib_jwt.decode(token, public).validate(),
    "jwcrypto": lambda token: jwcrypto.jwt.JWT(jwt=token, key=jwcrypto.jwk.JWK(**public), algs=["RS256"]),
    "python-jose": lambda token: jose.jwt.decode(token, public, ["RS256"]),
}
def sign(iat):
    return jwt.encode({"sub": "ann", "iss": "https://example.com/pool", "iat": iat, "exp": int(iat) + 3600}, private, "RS256", {"kid": "one"})

open("token", "w").write(sign(int(time.time()) + 300))  # for those below: still ahead when they start
for library, verify in libraries.items():
    for case in "ahead", "fraction":
        if case == "fraction":
            time.sleep(1.02 - time.time() % 1)  # early in a second, and the token is from its first hundredth
            token = sign(int(time.time()) + 0.01)
        else:
            token = sign(int(time.time()) + 5)
        try:
            verify(token)
            print(f"{library}, {case}: taken")
        except Exception as error:
            print(f"{library}, {case}:", type(error).__name__)
END

cat > probe.mjs <<'END'
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { importJWK, jwtVerify } from "jose";
import jsonwebtoken from "jsonwebtoken";
import { JwtVerifier } from "aws-jwt-verify";

const token = readFileSync("token", "utf8");
const jwk = JSON.parse(readFileSync("key.json"));
const key = await importJWK(jwk, "RS256");
const verifier = JwtVerifier.create({ issuer: "https://example.com/pool", audience: null });
verifier.cacheJwks({ keys: [{ ...jwk, kid: "one", use: "sig", alg: "RS256" }] });
const libraries = {
  jose: () => jwtVerify(token, key),
  "jose with maxTokenAge": () => jwtVerify(token, key, { maxTokenAge: "1h" }),
  jsonwebtoken: () => jsonwebtoken.verify(token, createPublicKey({ key: jwk, format: "jwk" }), { algorithms: ["RS256"] }),
  "aws-jwt-verify": () => verifier.verifySync(token),
};
for (const [library, verify] of Object.entries(libraries)) {
  try {
    await verify();
    console.log(`${library}, ahead: taken`);
  } catch (error) {
    console.log(`${library}, ahead:`, error.name);
  }
}
END

cat > main.go <<'END'
package main

import (
	"fmt"
	"os"

	golangjwt "github.com/golang-jwt/jwt/v5"
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	token, _ := os.ReadFile("token")
	text, _ := os.ReadFile("key.json")
	key, err := jwk.ParseKey(text)
	if err != nil {
		panic(err)
	}
	var raw any
	if err := jwk.Export(key, &raw); err != nil {
		panic(err)
	}
	tell := func(library string, err error) {
		if err != nil {
			fmt.Println(library+", ahead: refused")
			fmt.Fprintln(os.Stderr, "  ", err)
		} else {
			fmt.Println(library+", ahead: taken")
		}
	}
	_, err = golangjwt.Parse(string(token), func(*golangjwt.Token) (any, error) { return raw, nil })
	tell("golang-jwt", err)
	_, err = jwt.Parse(token, jwt.WithKey(jwa.RS256(), key))
	tell("jwx", err)
}
END
go mod tidy 2> go.log || { cat go.log >&2; exit 1; }
go build -o probe .

{ venv/bin/python probe.py; node probe.mjs; ./probe; } | tee seen

cat > described <<'END'
PyJWT, ahead: ImmatureSignatureError
PyJWT, fraction: taken
joserfc, ahead: InvalidClaimError
joserfc, fraction: InvalidClaimError
Authlib, ahead: InvalidTokenError
Authlib, fraction: InvalidTokenError
jwcrypto, ahead: taken
jwcrypto, fraction: taken
python-jose, ahead: taken
python-jose, fraction: taken
jose, ahead: taken
jose with maxTokenAge, ahead: JWTClaimValidationFailed
jsonwebtoken, ahead: taken
aws-jwt-verify, ahead: taken
golang-jwt, ahead: taken
jwx, ahead: refused
END
diff described seen
echo "as described"
