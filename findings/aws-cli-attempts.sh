#!/usr/bin/env bash
# Software: AWS CLI 1.46.3 (PyPI), boto3 1.44.5 with botocore 1.44.5 (Python).
# Guess: the AWS CLI and boto3 of the same months repeat a request equally often: three attempts in all.
# Instead: boto3 sends three requests, the CLI five: its default is still the retry mode "legacy".
#   AWS_RETRY_MODE=standard makes it three.
# Matters: one initiate-auth with a password that meets throttling or status 500 is five attempts to sign in, and takes
#   longer than the same call in Python. Whoever counts attempts, or waits for the command in a test, is surprised.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
unset AWS_RETRY_MODE AWS_MAX_ATTEMPTS AWS_PROFILE
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv cli
cli/bin/pip install --quiet awscli==1.46.3
python3 -m venv venv
venv/bin/pip install --quiet boto3==1.44.5 botocore==1.44.5
cli/bin/pip freeze | grep '^awscli'
venv/bin/pip freeze | grep '^boto'

cat > probe.py <<'END'
import http.server, json, os, subprocess, threading
import boto3

asked = []


class Broken(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["AuthParameters"]["PASSWORD"])
        body = json.dumps({"__type": "InternalErrorException", "message": "no"}).encode()
        self.send_response(500)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
given = {"USERNAME": "ann", "PASSWORD": "Correct-Horse7"}


def python():
    try:
        client = boto3.client("cognito-idp", endpoint_url=url, region_name="us-east-1")
        client.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", ClientId="app", AuthParameters=given)
    except Exception as error:
        assert "InternalError" in str(error), error


def cli(**more):
    command = ["cli/bin/aws", "cognito-idp", "initiate-auth", "--endpoint-url", url, "--region", "us-east-1"]
    command += ["--auth-flow", "USER_PASSWORD_AUTH", "--client-id", "app", "--auth-parameters", json.dumps(given)]
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True)
    assert "InternalError" in done.stderr, done.stderr


for name, ask in [("boto3", python), ("aws", cli), ("aws, standard", lambda: cli(AWS_RETRY_MODE="standard"))]:
    asked.clear()
    ask()
    print(f"{name}: the password is sent {len(asked)} times")
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
boto3: the password is sent 3 times
aws: the password is sent 5 times
aws, standard: the password is sent 3 times
END
diff described seen
echo "as described"
