#!/usr/bin/env bash
# Software: vcrpy 9.4.2, boto3 1.44.5 with botocore 1.44.5, moto 5.2.5 as the recorded server (Python).
# Guess: a cassette of recorded calls answers a call that was recorded, and refuses one that was not, such as another
#   operation, another user or another pool; replayed in another order, each call gets its own answer.
# Instead: vcrpy compares the method and the parts of the URL. Every operation of user pools is POST to "/", and what
#   tells them apart is in a header and in the body, so any call gets the next recorded answer, whichever it is. boto3
#   drops the members that do not belong to the operation and returns what is left, with status 200.
# Matters: a test whose calls have changed since the recording goes on with empty or foreign answers: AdminGetUser for a
#   user who was never recorded succeeds, and ListUsers has no Users. Add "body" to match_on, and a
#   matcher for X-Amz-Target.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet vcrpy==9.4.2 boto3==1.44.5 botocore==1.44.5 'moto[cognitoidp,server]==5.2.5'
venv/bin/pip freeze | grep -i -E '^(vcrpy|boto3|botocore|moto)='

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
venv/bin/moto_server -H 127.0.0.1 -p "$port" > moto.log 2>&1 & server=$!

cat > probe.py <<'END'
import sys, time, urllib.request
import boto3, vcr
from botocore.config import Config
from botocore.exceptions import HTTPClientError

for _ in range(150):
    try:
        urllib.request.urlopen(sys.argv[1] + "/moto-api/")
        break
    except OSError:
        time.sleep(0.2)
once = Config(retries={"total_max_attempts": 1})
client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1], config=once)
with vcr.use_cassette("calls.yaml"):
    pool = client.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    client.admin_create_user(UserPoolId=pool, Username="ann")
    client.admin_get_user(UserPoolId=pool, Username="ann")

recorder = vcr.VCR(record_mode="none")
recorder.register_matcher("operation", lambda one, other: one.headers["X-Amz-Target"] == other.headers["X-Amz-Target"])

def replay(title, call, **settings):
    with recorder.use_cassette("calls.yaml", **settings):
        for _ in range(3):
            try:
                answer = call()
                empty = "nothing" if answer.keys() == {"ResponseMetadata"} else "something"
                print(title, answer["ResponseMetadata"]["HTTPStatusCode"], answer.get("Username", empty))
            except HTTPClientError:
                print(title, "refused: not recorded")

def get_bob():
    return client.admin_get_user(UserPoolId="us-east-1_Other", Username="bob")

replay("ListUsers", lambda: client.list_users(UserPoolId=pool))
replay("AdminGetUser of bob", get_bob)
replay("AdminGetUser of bob, by operation", get_bob, match_on=["uri", "operation"])
replay("AdminGetUser of bob, by body", get_bob, match_on=["uri", "operation", "body"])
END
venv/bin/python -W ignore probe.py "http://127.0.0.1:$port" | tee seen

cat > described <<'END'
ListUsers 200 nothing
ListUsers 200 nothing
ListUsers 200 nothing
AdminGetUser of bob 200 nothing
AdminGetUser of bob 200 nothing
AdminGetUser of bob 200 ann
AdminGetUser of bob, by operation 200 ann
AdminGetUser of bob, by operation refused: not recorded
AdminGetUser of bob, by operation refused: not recorded
AdminGetUser of bob, by body refused: not recorded
AdminGetUser of bob, by body refused: not recorded
AdminGetUser of bob, by body refused: not recorded
END
diff described seen
echo "as described"
