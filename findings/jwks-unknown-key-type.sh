#!/usr/bin/env bash
# Software: PyJWT 2.15.1, joserfc 1.8.0, Authlib 1.9.10, jwcrypto 1.6.1, python-jose 3.5.0 (Python), jose 6.2.18,
#   jwks-rsa 4.1.0, aws-jwt-verify 5.2.1 (JavaScript), lestrrat-go/jwx 3.4.0, go-jose 4.1.9, go-oidc 3.21.0 (Go).
# Guess: RFC 7517 section 5 says that keys of an unknown type in a JWKS should be ignored, so a token signed with
#   another key of the set still verifies.
# Instead: Authlib, python-jose, jwx and go-jose reject the whole set, though go-oidc, which builds on go-jose, does
#   not. python-jose even fails on an ordinary EC key if it comes before the RSA key, but not if it comes after it.
# Matters: the day a pool or an emulator publishes a second kind of key next to its RS256 keys, services fail that
#   never receive a token signed with it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet PyJWT==2.15.1 cryptography==50.0.2 joserfc==1.8.0 Authlib==1.9.10 jwcrypto==1.6.1 python-jose==3.5.0
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 jwks-rsa@4.1.0 aws-jwt-verify@5.2.1
go mod init finding 2> /dev/null
go get github.com/lestrrat-go/jwx/v3@v3.4.0 github.com/go-jose/go-jose/v4@v4.1.9 github.com/coreos/go-oidc/v3@v3.21.0 2> go.log || { cat go.log >&2; exit 1; }
venv/bin/pip freeze | grep -i -E '^(pyjwt|joserfc|authlib|jwcrypto|python-jose)'
npm ls --depth=0 | tail -n +2
go list -m github.com/lestrrat-go/jwx/v3 github.com/go-jose/go-jose/v4 github.com/coreos/go-oidc/v3

cat > make.py <<'END'  # three sets, and a token that their RSA key signed
import json
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
own = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key())), "kid": "rsa", "use": "sig", "alg": "RS256"}
curve = ec.generate_private_key(ec.SECP256R1()).public_key()
curve = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(curve)), "kid": "ec", "use": "sig", "alg": "ES256"}
own.pop("key_ops", None), curve.pop("key_ops", None)
future = {"kty": "FUTURE", "kid": "future", "use": "sig", "alg": "F1", "value": "AAAA"}
claims = {"sub": "ann", "iss": "https://example.com/pool", "aud": "example", "exp": 4102444800}
sets = {"unknown first": [future, own], "EC first": [curve, own], "EC second": [own, curve]}
json.dump({"token": jwt.encode(claims, private, "RS256", {"kid": "rsa"}),
           "sets": {name: {"keys": keys} for name, keys in sets.items()}}, open("made.json", "w"))
END

cat > probe.py <<'END'
import json, warnings
import authlib.deprecate
warnings.simplefilter("ignore")
import jose.jwt, joserfc.jwk, joserfc.jwt, jwcrypto.jwk, jwcrypto.jwt, jwt
from authlib.jose import JsonWebKey, jwt as authlib_jwt

made = json.load(open("made.json"))
token = made["token"]
libraries = {
    "PyJWT": lambda keys: jwt.decode(token, jwt.PyJWKSet.from_dict(keys)["rsa"], ["RS256"], audience="example")["sub"],
    "joserfc": lambda keys: joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set(keys)).claims["sub"],
    "Authlib": lambda keys: authlib_jwt.decode(token, JsonWebKey.import_key_set(keys))["sub"],
    "jwcrypto": lambda keys: json.loads(jwcrypto.jwt.JWT(
        jwt=token, key=jwcrypto.jwk.JWKSet.from_json(json.dumps(keys)), algs=["RS256"]).claims)["sub"],
    "python-jose": lambda keys: jose.jwt.decode(token, keys, ["RS256"], audience="example")["sub"],
}
for library, verify in libraries.items():
    for name, keys in made["sets"].items():
        try:
            print(f"{library}, {name}:", verify(keys))
        except Exception as error:
            print(f"{library}, {name}:", type(error).__name__)
END

cat > probe.mjs <<'END'
import { readFileSync } from "node:fs";
import { createLocalJWKSet, jwtVerify } from "jose";
import jwksRsa from "jwks-rsa";
import { JwtVerifier } from "aws-jwt-verify";

const { token, sets } = JSON.parse(readFileSync("made.json"));
const libraries = {
  jose: async (keys) => (await jwtVerify(token, createLocalJWKSet(keys))).payload.sub,
  "jwks-rsa": async (keys) => (await jwksRsa({ jwksUri: "unused", fetcher: async () => keys }).getSigningKey("rsa")).kid && "ann",
  "aws-jwt-verify": async (keys) => {
    const verifier = JwtVerifier.create({ issuer: "https://example.com/pool", audience: "example" });
    verifier.cacheJwks(keys);
    return verifier.verifySync(token).sub;
  },
};
for (const [library, verify] of Object.entries(libraries)) {
  for (const [name, keys] of Object.entries(sets)) {
    console.log(`${library}, ${name}:`, await verify(keys).catch((error) => error.name));
  }
}
END

cat > main.go <<'END'
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	gojwt "github.com/go-jose/go-jose/v4/jwt"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	var made struct {
		Token string
		Sets  map[string]json.RawMessage
	}
	text, _ := os.ReadFile("made.json")
	if err := json.Unmarshal(text, &made); err != nil {
		panic(err)
	}
	libraries := []string{"jwx", "go-jose", "go-oidc"}
	verify := map[string]func(keys []byte) error{
		"jwx": func(keys []byte) error {
			set, err := jwk.Parse(keys)
			if err == nil {
				_, err = jwt.Parse([]byte(made.Token), jwt.WithKeySet(set))
			}
			return err
		},
		"go-jose": func(keys []byte) error {
			var set jose.JSONWebKeySet
			if err := json.Unmarshal(keys, &set); err != nil {
				return err
			}
			token, err := gojwt.ParseSigned(made.Token, []jose.SignatureAlgorithm{jose.RS256})
			if err == nil {
				err = token.Claims(set, &gojwt.Claims{})
			}
			return err
		},
		"go-oidc": func(keys []byte) error {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(keys) }))
			defer server.Close()
			set := oidc.NewRemoteKeySet(context.Background(), server.URL)
			verifier := oidc.NewVerifier("https://example.com/pool", set, &oidc.Config{ClientID: "example"})
			_, err := verifier.Verify(context.Background(), made.Token)
			return err
		},
	}
	for _, library := range libraries {
		for _, name := range []string{"unknown first", "EC first", "EC second"} {
			if err := verify[library](made.Sets[name]); err != nil {
				fmt.Printf("%s, %s: refused\n", library, name)
				fmt.Fprintln(os.Stderr, "  ", err)
			} else {
				fmt.Printf("%s, %s: ann\n", library, name)
			}
		}
	}
}
END

venv/bin/python make.py
go mod tidy 2> go.log || { cat go.log >&2; exit 1; }
{ venv/bin/python probe.py; node probe.mjs; go run .; } | tee seen

cat > described <<'END'
PyJWT, unknown first: ann
PyJWT, EC first: ann
PyJWT, EC second: ann
joserfc, unknown first: ann
joserfc, EC first: ann
joserfc, EC second: ann
Authlib, unknown first: KeyError
Authlib, EC first: ann
Authlib, EC second: ann
jwcrypto, unknown first: ann
jwcrypto, EC first: ann
jwcrypto, EC second: ann
python-jose, unknown first: JWKError
python-jose, EC first: JWKError
python-jose, EC second: ann
jose, unknown first: ann
jose, EC first: ann
jose, EC second: ann
jwks-rsa, unknown first: ann
jwks-rsa, EC first: ann
jwks-rsa, EC second: ann
aws-jwt-verify, unknown first: ann
aws-jwt-verify, EC first: ann
aws-jwt-verify, EC second: ann
jwx, unknown first: refused
jwx, EC first: ann
jwx, EC second: ann
go-jose, unknown first: refused
go-jose, EC first: ann
go-jose, EC second: ann
go-oidc, unknown first: ann
go-oidc, EC first: ann
go-oidc, EC second: ann
END
diff described seen
echo "as described"
