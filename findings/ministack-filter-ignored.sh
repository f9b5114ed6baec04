#!/usr/bin/env bash
# Software: MiniStack 1.4.21 (Python), called with boto3 1.44.5.
# Guess: a ListUsers filter that an emulator cannot parse is rejected.
# Instead: MiniStack returns status 200 and every user in the pool, and mentions it only in its log. This affects a
#   filter that Amazon documents: the name in cognito:user_status = "..." contains a colon, which MiniStack's pattern
#   does not allow.
# Matters: a common cleanup job, "list the UNCONFIRMED users and delete them", deletes the confirmed users as well,
#   and a test which asserts that its unconfirmed user is in the result passes.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet ministack==1.4.21 boto3==1.44.5 botocore==1.44.5
venv/bin/pip freeze | grep -i -E '^(ministack|boto3)='

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir state
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 STATE_DIR="$dir/state" TMPDIR="$dir/state" venv/bin/ministack > ministack.log 2>&1 & server=$!

cat > probe.py <<'END'
import sys, time, urllib.request
import boto3

url = sys.argv[1]
for _ in range(150):
    try:
        urllib.request.urlopen(url + "/_ministack/health")
        break
    except OSError:
        time.sleep(0.2)
client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=url)
pool = client.create_user_pool(PoolName="pool")["UserPool"]["Id"]
app = client.create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]["ClientId"]
client.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
client.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Correct-horse-1", Permanent=True)
client.sign_up(ClientId=app, Username="bob", Password="Correct-horse-1")
for text in 'username = "bob"', 'cognito:user_status = "UNCONFIRMED"', 'cognito:user_status = "CONFIRMED"', 'cognito:user_status = "ARCHIVED"':
    users = client.list_users(UserPoolId=pool, Filter=text)["Users"]
    print(text, "->", sorted((user["Username"], user["UserStatus"]) for user in users))
END

venv/bin/python probe.py "http://127.0.0.1:$port" | tee seen

cat > described <<'END'
username = "bob" -> [('bob', 'UNCONFIRMED')]
cognito:user_status = "UNCONFIRMED" -> [('ann', 'CONFIRMED'), ('bob', 'UNCONFIRMED')]
cognito:user_status = "CONFIRMED" -> [('ann', 'CONFIRMED'), ('bob', 'UNCONFIRMED')]
cognito:user_status = "ARCHIVED" -> [('ann', 'CONFIRMED'), ('bob', 'UNCONFIRMED')]
END
diff described seen
echo "as described"
