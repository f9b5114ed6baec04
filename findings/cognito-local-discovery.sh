#!/usr/bin/env bash
# Software: cognito-local 5.1.0 (Node), read by openid-client 6.9.0 and aws-jwt-verify 5.2.1 (JavaScript).
# Guess: started with HOST and PORT, cognito-local uses that address everywhere, so an OIDC client can be pointed at
#   the issuer, and Amazon's own verifier accepts the tokens.
# Instead: tokens carry the configured address in iss, but the discovery document always says localhost:9229, so
#   openid-client rejects it for naming the wrong issuer. CognitoJwtVerifier rejects pool ids that start with
#   "local_", and JwtVerifier will not fetch a JWKS over http. Given the key set directly, it accepts the token.
# Matters: two emulators side by side, or one on another port, break OIDC clients in a way that looks like a mistake
#   in the client's configuration.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund cognito-local@5.1.0 openid-client@6.9.0 aws-jwt-verify@5.2.1
npm ls --depth=0 | tail -n +2

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
HOST=127.0.0.1 PORT=$port node node_modules/.bin/cognito-local > cognito-local.log 2>&1 & server=$!

cat > probe.mjs <<'END'
import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import { allowInsecureRequests, discovery } from "openid-client";

const url = process.argv[2];
for (let tries = 0; tries < 150 && !(await fetch(`${url}/health`).catch(() => false)); tries += 1) {
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const call = async (operation, body) => (await fetch(url, {
  method: "POST",
  headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}` },
  body: JSON.stringify(body),
})).json();
const UserPoolId = (await call("CreateUserPool", { PoolName: "pool" })).UserPool.Id;
const ClientId = (await call("CreateUserPoolClient", { UserPoolId, ClientName: "app" })).UserPoolClient.ClientId;
const who = { UserPoolId, Username: "ann@example.com" };
await call("AdminCreateUser", { ...who, UserAttributes: [{ Name: "email", Value: "ann@example.com" }], MessageAction: "SUPPRESS" });
await call("AdminSetUserPassword", { ...who, Password: "Correct-horse-1", Permanent: true });
const { AccessToken } = (await call("InitiateAuth", { ClientId, AuthFlow: "USER_PASSWORD_AUTH",
  AuthParameters: { USERNAME: "ann@example.com", PASSWORD: "Correct-horse-1" } })).AuthenticationResult;

const plain = (text) => String(text).replaceAll(UserPoolId, "local_POOL").replaceAll(url, "ENDPOINT");
const attempt = async (name, action) => {
  try { console.log(name, plain(await action())); }
  catch (error) { console.log(name, plain(error.message)); }
};
const issuer = JSON.parse(Buffer.from(AccessToken.split(".")[1], "base64url")).iss;
const document = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
console.log("iss of tokens:", plain(issuer));
console.log("issuer of the document:", plain(document.issuer));
console.log("jwks_uri of the document:", plain(document.jwks_uri));
await attempt("openid-client:", async () => (await discovery(new URL(issuer), ClientId, undefined, undefined,
  { execute: [allowInsecureRequests] })).serverMetadata().issuer);
await attempt("CognitoJwtVerifier:", () => CognitoJwtVerifier.create({ userPoolId: UserPoolId, tokenUse: "access", clientId: ClientId }));
const jwksUri = `${issuer}/.well-known/jwks.json`;
await attempt("JwtVerifier, fetching:", async () =>
  (await JwtVerifier.create({ issuer, audience: null, jwksUri }).verify(AccessToken)).token_use);
await attempt("JwtVerifier, set handed to it:", async () => {
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri });
  verifier.cacheJwks(await (await fetch(jwksUri)).json());
  return (await verifier.verify(AccessToken)).token_use;
});
END

node --no-warnings probe.mjs "http://127.0.0.1:$port" | tee seen

cat > described <<'END'
iss of tokens: ENDPOINT/local_POOL
issuer of the document: http://localhost:9229/local_POOL
jwks_uri of the document: http://localhost:9229/local_POOL/.well-known/jwks.json
openid-client: discovered metadata issuer does not match the expected issuer
CognitoJwtVerifier: Invalid Cognito User Pool ID: local_POOL
JwtVerifier, fetching: Protocol "http:" not supported. Expected "https:"
JwtVerifier, set handed to it: access
END
diff described seen
echo "as described"
