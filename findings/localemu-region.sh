#!/usr/bin/env bash
# Software: LocalEmu 1.1.1 (Python), called with boto3 1.42.59, the version it pins.
# Guess: a pool's tokens are signed with the key in its JWKS, whatever the region and whichever way the user signs in.
# Instead: in us-east-1 they are. For a pool in eu-west-1, AdminInitiateAuth returns such tokens, but InitiateAuth
#   returns tokens with another iss and with kid "dummy", which is not in the JWKS. InitiateAuth is an unsigned
#   operation, so the request has no Authorization header and therefore no region. The server assumes us-east-1, does
#   not find the client there, and falls back to the moto backend that it builds on.
# Matters: to a Cognito emulator, an unsigned call has no region. The same test passes in us-east-1 and fails
#   elsewhere, for users but not for administrators, with a key error that does not explain it.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet 'localemu[runtime]==1.1.1' boto3==1.42.59 PyJWT==2.15.1
venv/bin/pip freeze | grep -i -E '^(localemu|boto3|pyjwt)='

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir state
SERVICES=cognito-idp,iam,kms,lambda,logs,s3,ses,sns,sqs,sts FILESYSTEM_ROOT="$dir/state" TMPDIR="$dir/state" SKIP_INFRA_DOWNLOADS=1 \
  venv/bin/localemu start --host 127.0.0.1 --port "$port" > localemu.log 2>&1 & server=$!

cat > probe.py <<'END'
import json, sys, time, urllib.request
import boto3, jwt

url = sys.argv[1]
for _ in range(300):
    try:
        urllib.request.urlopen(url + "/_localemu/health")
        break
    except OSError:
        time.sleep(0.2)
for region in "us-east-1", "eu-west-1":
    client = boto3.client("cognito-idp", region_name=region, endpoint_url=url)
    signed = []
    client.meta.events.register("before-send.cognito-idp", lambda request, **_: signed.append("Authorization" in request.headers) and None)
    pool = client.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    app = client.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[
        "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
    client.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    client.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Correct-horse-1", Permanent=True)
    who = {"USERNAME": "ann", "PASSWORD": "Correct-horse-1"}
    for name, call in [
        ("AdminInitiateAuth", lambda: client.admin_initiate_auth(UserPoolId=pool, ClientId=app, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=who)),
        ("InitiateAuth", lambda: client.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=who)),
    ]:
        token = call()["AuthenticationResult"]["AccessToken"]
        keys = json.load(urllib.request.urlopen(f"{url}/{pool}/.well-known/jwks.json"))["keys"]
        kid = jwt.get_unverified_header(token)["kid"]
        issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
        issuer = issuer.replace(pool, "POOL").replace(url.replace("127.0.0.1", "localhost"), "ENDPOINT")
        print(region, name, "signed request", signed[-1], "kid in JWKS", kid in [key["kid"] for key in keys], "iss", issuer)
END

venv/bin/python -W ignore probe.py "http://127.0.0.1:$port" | tee seen

cat > described <<'END'
us-east-1 AdminInitiateAuth signed request True kid in JWKS True iss ENDPOINT/POOL
us-east-1 InitiateAuth signed request False kid in JWKS True iss ENDPOINT/POOL
eu-west-1 AdminInitiateAuth signed request True kid in JWKS True iss ENDPOINT/POOL
eu-west-1 InitiateAuth signed request False kid in JWKS False iss https://cognito-idp.eu-west-1.amazonaws.com/POOL
END
diff described seen
echo "as described"
