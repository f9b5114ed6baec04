#!/usr/bin/env bash
# Software: pycognito 2024.5.1 (Python), with the servers of moto 5.2.5 (Python) and cognito-local 5.1.0 (Node).
# Guess: boto3_client_kwargs={"endpoint_url": ...} only tells boto3 where to send requests. The expected issuer still
#   follows from the pool's region and id.
# Instead: pycognito also derives the expected issuer and the JWKS address from that URL. Tokens from moto, which
#   writes Cognito's real iss, are rejected ("Invalid issuer") after a successful sign-in. Tokens from cognito-local,
#   which writes its own address, are accepted.
# Matters: whether pycognito can be tested against an emulator depends on one claim, and the more faithful emulator
#   loses. With moto, verify the tokens by other means.
set -euo pipefail
dir=$(mktemp -d)
servers=
trap '[ -z "$servers" ] || kill $servers; rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet pycognito==2024.5.1 'moto[cognitoidp]==5.2.5' flask==3.1.3 flask-cors==6.0.5 boto3==1.44.5 botocore==1.44.5
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund cognito-local@5.1.0
venv/bin/pip freeze | grep -i -E '^(pycognito|moto)='
npm ls --depth=0 | grep cognito-local

port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
wait_for() {  # URL
  for _ in $(seq 150); do
    python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' "$1" 2> /dev/null && return
    sleep 0.2
  done
  echo "nothing answers at $1" >&2
  exit 1
}
moto=$(port)
venv/bin/moto_server -H 127.0.0.1 -p "$moto" > moto.log 2>&1 & servers="$servers $!"
local=$(port)
HOST=127.0.0.1 PORT=$local node node_modules/.bin/cognito-local > cognito-local.log 2>&1 & servers="$servers $!"
wait_for "http://127.0.0.1:$moto/moto-api/"
wait_for "http://127.0.0.1:$local/health"

cat > probe.py <<'END'
import sys
import boto3, jwt, pycognito

for name, url in zip(["moto", "cognito-local"], sys.argv[1:]):
    client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=url)
    pool = client.create_user_pool(PoolName="pool", UsernameAttributes=["email"])["UserPool"]["Id"]
    app = client.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[
        "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
    who = {"UserPoolId": pool, "Username": "ann@example.com"}
    client.admin_create_user(**who, UserAttributes=[{"Name": "email", "Value": "ann@example.com"}], MessageAction="SUPPRESS")
    client.admin_set_user_password(**who, Password="Correct-horse-1", Permanent=True)
    token = client.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
        "USERNAME": "ann@example.com", "PASSWORD": "Correct-horse-1"})["AuthenticationResult"]["AccessToken"]
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    print(f"{name}, iss:", issuer.replace(pool, "POOL").replace(url, "ENDPOINT"))
    user = pycognito.Cognito(pool, app, user_pool_region="us-east-1", boto3_client_kwargs={"endpoint_url": url})
    try:
        print(f"{name}, pycognito:", user.verify_token(token, "access_token", "access")["token_use"])
    except pycognito.exceptions.TokenVerificationException as error:
        print(f"{name}, pycognito:", error)
END

venv/bin/python -W ignore probe.py "http://127.0.0.1:$moto" "http://127.0.0.1:$local" | tee seen

cat > described <<'END'
moto, iss: https://cognito-idp.us-east-1.amazonaws.com/POOL
moto, pycognito: Your 'access_token' token could not be verified (Invalid issuer).
cognito-local, iss: ENDPOINT/POOL
cognito-local, pycognito: access
END
diff described seen
echo "as described"
