#!/usr/bin/env bash
# Software: boto3 1.44.5 with botocore 1.44.5 (Python), @aws-sdk/client-cognito-identity-provider 3.1169.0
#   (JavaScript).
# Guess: SDKs retry server errors and throttling. Cognito's LimitExceededException (status 400) is a decision about
#   one user who tried too often, so it goes straight to the caller.
# Instead: both SDKs count LimitExceededException as throttling, whichever service sends it, and send the request
#   three times. TooManyFailedAttemptsException, and InternalErrorException with status 400, are not retried.
# Matters: one ForgotPassword call that hits the limit counts as three attempts, the caller waits for the retries, and
#   a test that counts requests at an emulator gets the wrong number. Turn retries off where requests are counted
#   (boto3: Config(retries={"total_max_attempts": 1})).
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
unset AWS_RETRY_MODE AWS_MAX_ATTEMPTS
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet boto3==1.44.5 botocore==1.44.5
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-cognito-identity-provider@3.1169.0
venv/bin/pip freeze | grep '^boto'
npm ls --depth=0 | grep client-cognito

cat > server.py <<'END'
import http.server, json, os

counts = {}

class Refuse(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # refuses with the error that is asked for as the user's name
        name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["Username"]
        counts[name] = counts.get(name, 0) + 1
        self.answer(400, {"__type": name, "message": "no"})
    def do_GET(self):  # how often was it asked, since the last time?
        self.answer(200, counts.pop(self.path[1:], 0))
    def answer(self, status, body):
        answer = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

names="LimitExceededException TooManyRequestsException TooManyFailedAttemptsException InternalErrorException"
cat > probe.py <<'END'
import sys, urllib.request
import boto3

url, *names = sys.argv[1:]
client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=url)
for name in names:
    try:
        client.forgot_password(ClientId="example", Username=name)
    except client.exceptions.ClientError as error:
        seen = error.response["Error"]["Code"]
    print("Python", seen, urllib.request.urlopen(f"{url}/{name}").read().decode())
END

cat > probe.mjs <<'END'
import { CognitoIdentityProviderClient, ForgotPasswordCommand } from "@aws-sdk/client-cognito-identity-provider";

const [url, ...names] = process.argv.slice(2);
const client = new CognitoIdentityProviderClient({ region: "us-east-1", endpoint: url });
for (const Username of names) {
  const error = await client.send(new ForgotPasswordCommand({ ClientId: "example", Username })).catch((e) => e);
  console.log("JavaScript", error.name, await (await fetch(`${url}/${Username}`)).text());
}
END

python3 server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
{
  venv/bin/python probe.py "http://127.0.0.1:$(cat port)" $names
  node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)" $names
} | tee seen

cat > described <<'END'
Python LimitExceededException 3
Python TooManyRequestsException 3
Python TooManyFailedAttemptsException 1
Python InternalErrorException 1
JavaScript LimitExceededException 3
JavaScript TooManyRequestsException 3
JavaScript TooManyFailedAttemptsException 1
JavaScript InternalErrorException 1
END
diff described seen
echo "as described"
