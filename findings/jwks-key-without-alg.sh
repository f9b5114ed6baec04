#!/usr/bin/env bash
# Software: cognitojwt 1.4.1, PyJWT 2.15.1, joserfc 1.8.0 (Python), lestrrat-go/jwx 3.4.0, go-oidc 3.21.0 (Go).
# Guess: a JWKS whose keys have no "alg" does for every verifier: the member is optional (RFC 7517, section 4.4), and
#   the token's header has the algorithm.
# Instead: cognitojwt finds no algorithm for the key, and jwx refuses the token as not verified by any of the keys.
#   PyJWT, joserfc and go-oidc take it. jwx takes it with jws.WithInferAlgorithmFromKey.
# Matters: an emulator that leaves the member out works with most verifiers. In Go, with one of the two libraries in
#   use, the message is that of a wrong signature.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet 'cognitojwt[sync]==1.4.1' PyJWT==2.15.1 cryptography==50.0.2 joserfc==1.8.0
venv/bin/pip freeze | grep -i -E '^(cognitojwt|pyjwt|joserfc)='
go mod init finding 2> go.log
go get github.com/lestrrat-go/jwx/v3@v3.4.0 github.com/coreos/go-oidc/v3@v3.21.0 2>> go.log || { cat go.log >&2; exit 1; }
go list -m github.com/lestrrat-go/jwx/v3 github.com/coreos/go-oidc/v3

cat > probe.py <<'END'
import json, os, pathlib, time
import cognitojwt, joserfc.jwk, joserfc.jwt, jwt
from cryptography.hazmat.primitives.asymmetric import rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
public = {"kty": "RSA", "kid": "k", "use": "sig", "n": public["n"], "e": public["e"]}
issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example"
claims = {"sub": "ann", "iss": issuer, "aud": "app", "token_use": "id", "exp": int(time.time()) + 3600}
token = jwt.encode(claims, private, "RS256", {"kid": "k"})
pathlib.Path("token").write_text(token)
for name, key in [("with", public | {"alg": "RS256"}), ("without", public)]:
    file = pathlib.Path(f"{name}.json")
    file.write_text(json.dumps({"keys": [key]}))
    os.environ["AWS_COGNITO_JWKS_PATH"] = str(file)
    for library, verify in {
        "cognitojwt": lambda: cognitojwt.decode(token, "us-east-1", "us-east-1_Example"),
        "PyJWT": lambda: jwt.decode(token, jwt.PyJWK(key), ["RS256"], audience="app"),
        "joserfc": lambda: joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set({"keys": [key]})),
    }.items():
        try:
            verify()
            print(f"{library}, {name} alg: taken")
        except Exception as error:
            print(f"{library}, {name} alg: {type(error).__name__}")
END
cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	token, _ := os.ReadFile("token")
	server := httptest.NewServer(http.FileServer(http.Dir(".")))
	for _, name := range []string{"with", "without"} {
		tell := func(library string, err error) {
			if err != nil {
				fmt.Printf("%s, %s alg: refused\n", library, name)
			} else {
				fmt.Printf("%s, %s alg: taken\n", library, name)
			}
		}
		text, _ := os.ReadFile(name + ".json")
		set, err := jwk.Parse(text)
		if err != nil {
			panic(err)
		}
		_, err = jwt.Parse(token, jwt.WithKeySet(set))
		tell("jwx", err)
		_, err = jwt.Parse(token, jwt.WithKeySet(set, jws.WithInferAlgorithmFromKey(true)))
		tell("jwx that infers", err)
		keys := oidc.NewRemoteKeySet(context.Background(), server.URL+"/"+name+".json")
		issuer := "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example"
		_, err = oidc.NewVerifier(issuer, keys, &oidc.Config{ClientID: "app"}).Verify(context.Background(), string(token))
		tell("go-oidc", err)
	}
}
END
go mod tidy 2>> go.log || { cat go.log >&2; exit 1; }
go build -o probe .
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
{ venv/bin/python probe.py; ./probe; } | tee seen

cat > described <<'END'
cognitojwt, with alg: taken
PyJWT, with alg: taken
joserfc, with alg: taken
cognitojwt, without alg: JWKError
PyJWT, without alg: taken
joserfc, without alg: taken
jwx, with alg: taken
jwx that infers, with alg: taken
go-oidc, with alg: taken
jwx, without alg: refused
jwx that infers, without alg: taken
go-oidc, without alg: taken
END
diff described seen
echo "as described"
