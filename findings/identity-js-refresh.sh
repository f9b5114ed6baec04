#!/usr/bin/env bash
# Software: amazon-cognito-identity-js 6.3.21 (JavaScript).
# Guess: a refused refresh (400 NotAuthorizedException, because the token was revoked or has expired) is final: one
#   request, then the callback, as for a refused sign-in.
# Instead: refreshSession retries any error with exponential backoff: six requests over more than six seconds before
#   the callback is called. A refused sign-in is a single request.
# Matters: a user whose session was revoked waits for seconds before the sign-in page appears, and anything that
#   counts or rate-limits refused refreshes sees six per user.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund amazon-cognito-identity-js@6.3.21
npm ls --depth=0 | grep identity-js

cat > probe.mjs <<'END'
import http from "node:http";
import cognito from "amazon-cognito-identity-js";

let requests = 0;
const server = http.createServer((request, response) => {
  requests += 1;
  request.resume().on("end", () => {
    response.writeHead(400, { "Content-Type": "application/x-amz-json-1.1" });
    response.end('{"__type": "NotAuthorizedException", "message": "Refresh Token has been revoked"}');
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const pool = new cognito.CognitoUserPool({
  UserPoolId: "us-east-1_Example", ClientId: "example", endpoint: `http://127.0.0.1:${server.address().port}` });
const user = new cognito.CognitoUser({ Username: "ann", Pool: pool });

let began = Date.now();
let error = await new Promise((resolve) =>
  user.refreshSession(new cognito.CognitoRefreshToken({ RefreshToken: "example" }), resolve));
console.log("refresh:", error.name, "requests", requests, "more than three seconds", Date.now() - began > 3000);

requests = 0;
began = Date.now();
const details = new cognito.AuthenticationDetails({ Username: "ann", Password: "example" });
error = await new Promise((resolve) => user.authenticateUser(details, { onFailure: resolve, onSuccess: resolve }));
console.log("sign-in:", error.name, "requests", requests, "more than three seconds", Date.now() - began > 3000);
server.close();
END

node probe.mjs | tee seen

cat > described <<'END'
refresh: NotAuthorizedException requests 6 more than three seconds true
sign-in: NotAuthorizedException requests 1 more than three seconds false
END
diff described seen
echo "as described"
