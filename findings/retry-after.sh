#!/usr/bin/env bash
# Software: boto3 1.44.5 with botocore 1.44.5 (Python), @aws-sdk/client-cognito-identity-provider 3.1169.0 (JavaScript).
# Guess: the SDKs wait between their attempts by a formula of their own, and none of them looks at Retry-After.
# Instead: the one for JavaScript waits as long as the header says, before each of its two repetitions. boto3 does not
#   look at it, and repeats within a second or two.
# Matters: a proxy or an emulator that answers 429 with Retry-After holds up a JavaScript service for that long in a
#   single call, and is asked again at once by one in Python.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
unset AWS_RETRY_MODE AWS_MAX_ATTEMPTS AWS_PROFILE
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet boto3==1.44.5 botocore==1.44.5
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-cognito-identity-provider@3.1169.0
venv/bin/pip freeze | grep '^boto'
npm ls --depth=0 | grep client-cognito

cat > probe.py <<'END'
import http.server, json, subprocess, sys, threading, time
import boto3

asked = []


class Busy(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        asked.append(time.monotonic())
        body = json.dumps({"__type": "TooManyRequestsException", "message": "no"}).encode()
        self.send_response(429)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Retry-After", "6")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Busy)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"


def python():
    try:
        boto3.client("cognito-idp", endpoint_url=url, region_name="us-east-1").forgot_password(ClientId="app", Username="ann")
    except Exception as error:
        assert "TooManyRequests" in str(error), error


for name, ask in [("boto3", python), ("JavaScript", lambda: subprocess.run(["node", "probe.mjs", url], check=True))]:
    asked.clear()
    ask()
    waits = [later - earlier for earlier, later in zip(asked, asked[1:])]
    print(f"{name}: {len(asked)} requests, {sum(wait > 5 for wait in waits)} of them after more than five seconds")
END
cat > probe.mjs <<'END'
import { CognitoIdentityProviderClient, ForgotPasswordCommand } from "@aws-sdk/client-cognito-identity-provider";

const client = new CognitoIdentityProviderClient({ region: "us-east-1", endpoint: process.argv[2] });
try {
  await client.send(new ForgotPasswordCommand({ ClientId: "app", Username: "ann" }));
} catch (error) {
  if (error.name !== "TooManyRequestsException") throw error;
}
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
boto3: 3 requests, 0 of them after more than five seconds
JavaScript: 3 requests, 2 of them after more than five seconds
END
diff described seen
echo "as described"
