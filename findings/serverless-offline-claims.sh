#!/usr/bin/env bash
# Software: serverless-offline 13.10.1 with serverless 3.40.0 (JavaScript).
# Guess: a function behind a Cognito authorizer, run offline, gets the claims of the token as API Gateway hands them on,
#   as text.
# Instead: they are there, as they stand in the token: cognito:groups is a list, email_verified a boolean, auth_time a
#   number.
# Matters: a function tested offline reads claims["cognito:groups"].includes("admins"). Behind API Gateway every claim
#   is text, where the same expression finds part of a longer name. The start prints a warning that authorizers by ARN are
#   not supported; the routes are served all the same.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost
export SLS_TELEMETRY_DISABLED=1 SLS_NOTIFICATIONS_MODE=off AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund serverless@3.40.0 serverless-offline@13.10.1
npm ls --depth=0 | grep serverless

read -r port second third fourth < <(python3 -c '
import socket
found = [socket.socket() for _ in range(4)]
[s.bind(("127.0.0.1", 0)) for s in found]
print(*[s.getsockname()[1] for s in found])')
cat > serverless.yml <<END
service: shop
frameworkVersion: "3"
provider:
  name: aws
  runtime: nodejs20.x
plugins:
  - serverless-offline
custom:
  serverless-offline:
    host: 127.0.0.1
    noPrependStageInUrl: true
    httpPort: $port
    lambdaPort: $second
    albPort: $third
    websocketPort: $fourth
functions:
  who:
    handler: handler.main
    events:
      - http:
          path: who
          method: get
          authorizer:
            name: pool
            type: COGNITO_USER_POOLS
            arn: arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example
            scopes:
              - orders/read
END
cat > handler.js <<'END'
exports.main = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });
END
node node_modules/serverless/bin/serverless.js offline start > offline.log 2>&1 & server=$!
for _ in $(seq 600); do
  grep -q 'Server ready' offline.log && break
  kill -0 "$server" || { cat offline.log >&2; exit 1; }
  sleep 0.2
done

cat > probe.mjs <<'END'
import { createSign, generateKeyPairSync } from "node:crypto";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = {
  sub: "ann",
  iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example",
  token_use: "id",
  auth_time: 1700000000,
  exp: Math.floor(Date.now() / 1000) + 3600,
  email_verified: true,
  "cognito:groups": ["admins-of-nothing", "readers"],
};
const signed = `${part({ alg: "RS256", kid: "k" })}.${part(claims)}`;
const token = `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/who`, { headers: { Authorization: token } });
const { claims: found } = await answer.json();
console.log(`a token of the pool: ${answer.status}`);
for (const name of ["cognito:groups", "email_verified", "auth_time"]) {
  console.log(`${name} ${JSON.stringify(found[name])}`);
}
END
{ grep -o 'does not support non local authorizers' offline.log; node probe.mjs "$port"; } | tee seen

cat > described <<'END'
does not support non local authorizers
a token of the pool: 200
cognito:groups ["admins-of-nothing","readers"]
email_verified true
auth_time 1700000000
END
diff described seen
echo "as described"
