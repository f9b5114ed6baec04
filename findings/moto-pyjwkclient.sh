#!/usr/bin/env bash
# Software: moto 5.2.5 and PyJWT 2.15.1, with requests 2.34.2 for comparison (Python).
# Guess: inside mock_aws, which intercepts boto3 and also serves the pool's JWKS at its real address, PyJWKClient gets
#   that JWKS.
# Instead: moto intercepts botocore and requests. PyJWKClient uses urllib, which moto leaves alone, so the request
#   goes to the real host. Here a proxy on this machine catches it and prints the destination.
# Matters: a test of token verification with a pool that exists only in moto needs the network after all: offline it
#   fails, online it asks the real service for the keys of a pool that does not exist. Pass the set instead:
#   jwt.PyJWKSet.from_dict(requests.get(url).json()).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet 'moto[cognitoidp]==5.2.5' PyJWT==2.15.1 cryptography==50.0.2 requests==2.34.2 boto3==1.44.5 botocore==1.44.5
venv/bin/pip freeze | grep -i -E '^(moto|pyjwt|requests)='

cat > probe.py <<'END'
import os, socket, threading

caught = []
proxy = socket.create_server(("127.0.0.1", 0))

def catch():
    while True:
        connection, _ = proxy.accept()
        with connection:
            caught.append(connection.recv(4096).decode().split(" HTTP")[0])
            connection.sendall(b"HTTP/1.1 502 Not Here\r\nContent-Length: 0\r\n\r\n")

threading.Thread(target=catch, daemon=True).start()
for name in "NO_PROXY", "no_proxy":
    os.environ.pop(name, None)
for name in "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy":
    os.environ[name] = "http://127.0.0.1:%d" % proxy.getsockname()[1]

import boto3, jwt, moto, requests

with moto.mock_aws():
    pool = boto3.client("cognito-idp").create_user_pool(PoolName="pool")["UserPool"]["Id"]
    url = f"https://cognito-idp.us-east-1.amazonaws.com/{pool}/.well-known/jwks.json"
    print("requests:", [key["alg"] for key in requests.get(url).json()["keys"]], "caught", caught)
    print("PyJWKSet of it:", len(jwt.PyJWKSet.from_dict(requests.get(url).json()).keys), "caught", caught)
    try:
        seen = jwt.PyJWKClient(url).get_signing_keys()
    except jwt.PyJWKClientError as error:
        seen = type(error).__name__
    print("PyJWKClient:", seen, "caught", caught)
END

venv/bin/python -W ignore probe.py | tee seen

cat > described <<'END'
requests: ['RS256'] caught []
PyJWKSet of it: 1 caught []
PyJWKClient: PyJWKClientConnectionError caught ['CONNECT cognito-idp.us-east-1.amazonaws.com:443']
END
diff described seen
echo "as described"
