#!/usr/bin/env bash
# Software: boto3 1.44.5 with botocore 1.44.5 (Python), @aws-sdk/client-cognito-identity-provider 3.1169.0
#   (JavaScript).
# Guess: if a response with status 200 has a body that is not JSON (a proxy's sign-in page, the wrong port, a
#   truncated response), the SDK raises a parse error.
# Instead: boto3 returns normally, with ResponseMetadata and nothing else. The JavaScript SDK throws a SyntaxError.
# Matters: against a wrong endpoint, AdminCreateUser, AdminDeleteUser and every other call "succeeds" in Python. The
#   mistake surfaces later as a KeyError, or never, for operations whose output is empty anyway.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
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

class Page(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["Username"]
        page = b"<html><body>Please sign in</body></html>" if asked == "page" else b'{"User": {"Username": "an'
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if asked == "page" else "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

cat > probe.py <<'END'
import sys
import boto3

client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1])
for case in "page", "cut-off":
    answer = client.admin_create_user(UserPoolId="us-east-1_Example", Username=case)
    print("Python", case, "returned", sorted(answer), answer["ResponseMetadata"]["HTTPStatusCode"])
END

cat > probe.mjs <<'END'
import { CognitoIdentityProviderClient, AdminCreateUserCommand } from "@aws-sdk/client-cognito-identity-provider";

const client = new CognitoIdentityProviderClient({ region: "us-east-1", endpoint: process.argv[2] });
for (const Username of ["page", "cut-off"]) {
  await client.send(new AdminCreateUserCommand({ UserPoolId: "us-east-1_Example", Username })).then(
    () => console.log("JavaScript", Username, "returned"),
    (error) => console.log("JavaScript", Username, "raised", error.name));
}
END

python3 server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
{
  venv/bin/python probe.py "http://127.0.0.1:$(cat port)"
  node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)"
} | tee seen

cat > described <<'END'
Python page returned ['ResponseMetadata'] 200
Python cut-off returned ['ResponseMetadata'] 200
JavaScript page raised SyntaxError
JavaScript cut-off raised SyntaxError
END
diff described seen
echo "as described"
