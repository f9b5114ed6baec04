#!/usr/bin/env bash
# Software: aws-amplify 6.22.1, amazon-cognito-identity-js 6.3.21 (JavaScript).
# Guess: Amplify, the successor of amazon-cognito-identity-js, confirms a new device in the same cases: whenever the
#   answer to a sign-in has NewDeviceMetadata.
# Instead: signing in by USER_PASSWORD_AUTH, amazon-cognito-identity-js sends ConfirmDevice, and Amplify does not: the
#   device's key is not confirmed, and nothing says so.
# Matters: after a move from one to the other, users of a pool that remembers devices are asked for the second factor
#   again and again, though the sign-in itself works as before.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-amplify@6.22.1 amazon-cognito-identity-js@6.3.21
npm ls --depth=0 | grep @

cat > probe.mjs <<'END'
import http from "node:http";
import cognito from "amazon-cognito-identity-js";
import { Amplify } from "aws-amplify";
import { signIn } from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";

console.warn = () => {};
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const claims = { sub: "a", username: "ann", "cognito:username": "ann", iat: now, auth_time: now, exp: now + 3600 };
const token = `${part({ alg: "RS256", kid: "k" })}.${part(claims)}.c2ln`;
const NewDeviceMetadata = { DeviceKey: "us-east-1_11111111-2222-3333-4444-555555555555", DeviceGroupKey: "-abcdefgh" };
const AuthenticationResult = { AccessToken: token, IdToken: token, RefreshToken: "r", ExpiresIn: 3600, TokenType: "Bearer", NewDeviceMetadata };
let asked = [];
const server = http.createServer((request, response) => {
  const operation = request.headers["x-amz-target"].split(".")[1];
  asked.push(operation);
  request.resume().on("end", () => {
    response.setHeader("Content-Type", "application/x-amz-json-1.1");
    response.end(JSON.stringify(operation === "InitiateAuth" ? { AuthenticationResult, ChallengeParameters: {} } : {}));
  });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const endpoint = `http://127.0.0.1:${server.address().port}`;

class Memory {
  items = new Map();
  getItem(name) { return this.items.get(name) ?? null; }
  setItem(name, value) { this.items.set(name, value); }
  removeItem(name) { this.items.delete(name); }
  clear() { this.items.clear(); }
}

const Storage = new Memory();
const Pool = new cognito.CognitoUserPool({ UserPoolId: "us-east-1_Example", ClientId: "app", endpoint, Storage });
const user = new cognito.CognitoUser({ Username: "ann", Pool, Storage });
user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
const details = new cognito.AuthenticationDetails({ Username: "ann", Password: "Correct-Horse7" });
await new Promise((onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
console.log("amazon-cognito-identity-js:", asked.join(" "));

asked = [];
Amplify.configure({ Auth: { Cognito: { userPoolId: "us-east-1_Example", userPoolClientId: "app", userPoolEndpoint: endpoint } } });
cognitoUserPoolsTokenProvider.setKeyValueStorage(new Memory());
const done = await signIn({ username: "ann", password: "Correct-Horse7", options: { authFlowType: "USER_PASSWORD_AUTH" } });
console.log("Amplify:", asked.join(" "), done.isSignedIn);
process.exit();
END
node probe.mjs 2> log | tee seen

cat > described <<'END'
amazon-cognito-identity-js: InitiateAuth ConfirmDevice
Amplify: InitiateAuth true
END
diff described seen
echo "as described"
