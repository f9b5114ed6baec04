#!/usr/bin/env bash
# Software: aws-jwt-verify 5.2.1, express-oauth2-jwt-bearer 1.10.0 (JavaScript), flask_cognito_lib 1.9.7 (Python).
# Guess: a list of groups, or of scopes, means that one of them is enough, as with API Gateway's authorizers, and the
#   libraries agree on it.
# Instead: aws-jwt-verify wants one of its groups and one of its scopes. auth_required(groups=[...]) of
#   flask_cognito_lib wants all of them unless any_group=True; requiredScopes of express-oauth2-jwt-bearer wants all of
#   its scopes, and scopeIncludesAny one.
# Matters: the same list moved from a gateway to a service, or from one language to another, lets other users in. A test
#   with a user who has all of the groups passes either way.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
python3 -m venv venv
venv/bin/pip install --quiet flask-cognito-lib==1.9.7 PyJWT==2.15.1 cryptography==50.0.2
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-jwt-verify@5.2.1 express-oauth2-jwt-bearer@1.10.0
venv/bin/pip freeze | grep -i cognito
npm ls --depth=0 | grep @

cat > probe.mjs <<'END'
import { createSign, generateKeyPairSync } from "node:crypto";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import bearer from "express-oauth2-jwt-bearer";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const userPoolId = "us-east-1_Example";
const payload = {
  iss: `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`,
  client_id: "client",
  token_use: "access",
  exp: Math.floor(Date.now() / 1000) + 3600,
  "cognito:groups": ["admins"],
  scope: "orders/read",
};
const signed = `${part({ alg: "RS256", kid: "k" })}.${part(payload)}`;
const token = `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
const key = { ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" };

async function ask(options) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId: "client", tokenUse: "access", ...options });
  verifier.cacheJwks({ keys: [key] });
  return verifier.verify(token).then(() => "taken", (error) => error.constructor.name);
}
const both = { groups: ["admins", "readers"], scope: ["orders/read", "orders/write"] };
console.log(`aws-jwt-verify, groups: ${await ask({ groups: both.groups })}`);
console.log(`aws-jwt-verify, groups of others: ${await ask({ groups: ["readers"] })}`);
console.log(`aws-jwt-verify, scope: ${await ask({ scope: both.scope })}`);
for (const name of ["requiredScopes", "scopeIncludesAny"]) {
  let outcome;
  bearer[name](both.scope)({ auth: { payload } }, {}, (error) => (outcome = error ? error.constructor.name : "taken"));
  console.log(`express-oauth2-jwt-bearer, ${name}: ${outcome}`);
}
END
cat > probe.py <<'END'
from flask import Flask
from flask_cognito_lib import CognitoAuth, decorators, exceptions

app = Flask(__name__)
app.config.update(
    AWS_REGION="us-east-1", AWS_COGNITO_USER_POOL_ID="us-east-1_Example", AWS_COGNITO_USER_POOL_CLIENT_ID="client",
    AWS_COGNITO_DOMAIN="https://example.com", AWS_COGNITO_REDIRECT_URL="https://example.com", SECRET_KEY="x",
)
auth = CognitoAuth(app)
claims = {"sub": "ann", "cognito:groups": ["admins"]}
auth.verify_access_token = lambda *given, **named: claims  # this script is about groups alone


def ask(**given):
    with app.test_request_context(headers={"Cookie": "cognito_access_token=token"}):
        try:
            return decorators.auth_required(**given)(lambda: "taken")()
        except Exception as error:
            return type(error).__name__


both = ["admins", "readers"]
print("flask_cognito_lib, groups:", ask(groups=both))
print("flask_cognito_lib, groups and any_group=True:", ask(groups=both, any_group=True))
print("flask_cognito_lib, its own group alone:", ask(groups=["admins"]))
END
{ node probe.mjs; venv/bin/python probe.py; } | tee seen

cat > described <<'END'
aws-jwt-verify, groups: taken
aws-jwt-verify, groups of others: CognitoJwtInvalidGroupError
aws-jwt-verify, scope: taken
express-oauth2-jwt-bearer, requiredScopes: InsufficientScopeError
express-oauth2-jwt-bearer, scopeIncludesAny: taken
flask_cognito_lib, groups: CognitoGroupRequiredError
flask_cognito_lib, groups and any_group=True: taken
flask_cognito_lib, its own group alone: taken
END
diff described seen
echo "as described"
