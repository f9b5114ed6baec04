#!/usr/bin/env bash
# Software: aws-amplify 6.22.1, amazon-cognito-identity-js 6.3.21 (JavaScript), signed in at cognito-local 5.3.0 (Node).
# Guess: signOut of both libraries revokes the refresh token, or says why it could not.
# Instead: both look for origin_jti in the access token first. Where it is missing they send nothing, empty their
#   storage and report success. Tokens of cognito-local have no origin_jti, though it has RevokeToken, so the refresh
#   token goes on working after the sign-out. With origin_jti in the token RevokeToken is sent.
# Matters: a test that signs out and wants the refresh token refused fails against an emulator that can revoke, and a
#   test of requests sees none, for want of one claim.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-amplify@6.22.1 amazon-cognito-identity-js@6.3.21 cognito-local@5.3.0
npm ls --depth=0 | grep @

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
HOST=127.0.0.1 PORT=$port node_modules/.bin/cognito-local > local.log 2>&1 & server=$!

cat > probe.mjs <<'END'
import http from "node:http";
import cognito from "amazon-cognito-identity-js";
import { Amplify } from "aws-amplify";
import { signIn, signOut } from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";

console.warn = () => {};
const local = process.argv[2];
async function ask(operation, body) {
  const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}` };
  const answer = await fetch(local, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}
for (let tries = 0; tries < 150; tries++) {
  if (await fetch(local).catch(() => null)) break;
  await new Promise((done) => setTimeout(done, 200));
}
const UserPoolId = (await ask("CreateUserPool", { PoolName: "pool" })).body.UserPool.Id;
const made = await ask("CreateUserPoolClient", { UserPoolId, ClientName: "app", ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
const ClientId = made.body.UserPoolClient.ClientId;
const Username = "ann@example.com", Password = "Correct-Horse7";
await ask("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS", TemporaryPassword: Password });
await ask("AdminSetUserPassword", { UserPoolId, Username, Password, Permanent: true });

// Hands everything on, notes the operations, and adds origin_jti to the access token if it is told to.
let asked, refreshToken, adds;
const between = http.createServer(async (request, response) => {
  const operation = request.headers["x-amz-target"].split(".")[1];
  asked.push(operation);
  const { status, body } = await ask(operation, Buffer.concat(await request.toArray()).toString());
  const result = body.AuthenticationResult;
  if (result) {
    refreshToken = result.RefreshToken;
    if (adds) {
      const [head, claims, signature] = result.AccessToken.split(".");
      const all = { ...JSON.parse(Buffer.from(claims, "base64url")), origin_jti: "example" };
      result.AccessToken = [head, Buffer.from(JSON.stringify(all)).toString("base64url"), signature].join(".");
    }
  }
  response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(body));
});
await new Promise((ready) => between.listen(0, "127.0.0.1", ready));
const endpoint = `http://127.0.0.1:${between.address().port}`;

class Memory {
  items = new Map();
  getItem(name) { return this.items.get(name) ?? null; }
  setItem(name, value) { this.items.set(name, value); }
  removeItem(name) { this.items.delete(name); }
  clear() { this.items.clear(); }
}

async function identityJs() {
  const Storage = new Memory();
  const Pool = new cognito.CognitoUserPool({ UserPoolId: "us-east-1_Example", ClientId, endpoint, Storage });
  const user = new cognito.CognitoUser({ Username, Pool, Storage });
  user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
  const details = new cognito.AuthenticationDetails({ Username, Password });
  await new Promise((onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
  return await new Promise((done) => user.signOut(done)) ?? "success";
}
async function amplify() {
  Amplify.configure({ Auth: { Cognito: { userPoolId: "us-east-1_Example", userPoolClientId: ClientId, userPoolEndpoint: endpoint } } });
  cognitoUserPoolsTokenProvider.setKeyValueStorage(new Memory());
  await signIn({ username: Username, password: Password, options: { authFlowType: "USER_PASSWORD_AUTH" } });
  return await signOut() ?? "success";
}
for (adds of [false, true]) {
  for (const [name, run] of Object.entries({ "amazon-cognito-identity-js": identityJs, Amplify: amplify })) {
    asked = [];
    const said = await run();
    const again = await ask("InitiateAuth", { ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN: refreshToken } });
    console.log(name, adds ? "with origin_jti:" : "as issued:", asked.join(" "), said, "refresh", again.status);
  }
}
process.exit();
END
node --no-warnings probe.mjs "http://127.0.0.1:$port" 2> log | tee seen

cat > described <<'END'
amazon-cognito-identity-js as issued: InitiateAuth success refresh 200
Amplify as issued: InitiateAuth success refresh 200
amazon-cognito-identity-js with origin_jti: InitiateAuth RevokeToken success refresh 400
Amplify with origin_jti: InitiateAuth RevokeToken success refresh 400
END
diff described seen
echo "as described"
