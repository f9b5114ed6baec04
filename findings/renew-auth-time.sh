#!/usr/bin/env bash
# Software: oidc-client-ts 3.5.0 (JavaScript), with MiniStack 1.5.33 and boto3 1.43.106 (Python).
# Guess: an application that renews its tokens with oidc-client-ts works with an emulator that has the refresh_token
#   grant. What is in the ID token is the application's business: the library has checked it at the sign-in.
# Instead: oidc-client-ts compares auth_time of the new ID token with that of the old one, and refuses the response if
#   they differ. MiniStack writes the time of the renewal. Within the second of the sign-in they are equal, and it
#   works.
# Matters: a test that renews at once passes, and the application loses its user at the first renewal that it makes by
#   itself. OpenID Connect Core, section 12.2, wants the time of the original authentication there, as Cognito writes
#   it.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet ministack==1.5.33 boto3==1.43.106 cryptography==50.0.2
venv/bin/pip freeze | grep -i -E '^(ministack|boto3)='
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund oidc-client-ts@3.5.0
npm ls --depth=0 | grep oidc-client-ts

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir state
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 STATE_DIR="$dir/state" TMPDIR="$dir/state" venv/bin/ministack > ministack.log 2>&1 & server=$!

cat > sign_in.py <<'END'
import json, sys, time, urllib.request
import boto3

for _ in range(150):
    try:
        urllib.request.urlopen(sys.argv[1] + "/_ministack/health")
        break
    except OSError:
        time.sleep(0.2)
idp = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1])
pool = idp.create_user_pool(PoolName="pool")["UserPool"]["Id"]
client = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", AllowedOAuthFlowsUserPoolClient=True,
    AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid"], CallbackURLs=["http://127.0.0.1/"],
    ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
idp.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
idp.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Passw0rd!", Permanent=True)
json.dump({"endpoint": sys.argv[1], "client": client}, open("client.json", "w"))
END
cat > probe.mjs <<'END'
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from "oidc-client-ts";

const { endpoint, client } = JSON.parse(readFileSync("client.json", "utf8"));
const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const oidc = new OidcClient({
  authority: endpoint, client_id: client, redirect_uri: "http://127.0.0.1/",
  metadata: { issuer: endpoint, token_endpoint: `${endpoint}/oauth2/token` },
  stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
});
async function signIn() {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth" },
    body: JSON.stringify({
      ClientId: client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ann", PASSWORD: "Passw0rd!" },
    }),
  });
  const { IdToken, RefreshToken } = (await response.json()).AuthenticationResult;
  return { id_token: IdToken, refresh_token: RefreshToken, scope: "openid", profile: claims(IdToken) };
}
async function renew(words, wait) {
  await signIn();
  await sleep(1000 - (Date.now() % 1000) + 20);  // the beginning of a second
  const state = await signIn();
  await sleep(wait);
  try {
    const { id_token } = await oidc.useRefreshToken({ state });
    console.log(`${words}: renewed, auth_time moved by ${claims(id_token).auth_time - state.profile.auth_time}`);
  } catch (error) {
    console.log(`${words}: ${error.message}`);
  }
}
await renew("in the same second", 0);
await renew("two seconds later", 2000);
END
{ venv/bin/python -W ignore sign_in.py "http://127.0.0.1:$port"; node probe.mjs; } | tee seen

cat > described <<'END'
in the same second: renewed, auth_time moved by 0
two seconds later: auth_time in id_token does not match original auth_time
END
diff described seen
echo "as described"
