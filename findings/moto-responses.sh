#!/usr/bin/env bash
# Software: moto 5.2.5, responses 0.26.3, requests 2.34.2, boto3 1.44.5 with botocore 1.44.5 (Python).
# Guess: moto and responses, which moto is built on, work together: inside both, what either of them knows is answered,
#   whichever was started first.
# Instead: for requests only the inner one counts. With responses inside mock_aws the pool's JWKS, which moto serves, is a
#   ConnectionError, while boto3 still reaches moto; with mock_aws inside, an address registered with responses is
#   really requested.
# Matters: a test that stubs one more address (an identity provider) for code that verifies tokens loses the keys of the
#   pool; and the other way round tests send requests that they were to stop. Let responses pass the JWKS on by a
#   callback, or register the keys with it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet 'moto[cognitoidp]==5.2.5' responses==0.26.3 requests==2.34.2 boto3==1.44.5 botocore==1.44.5
venv/bin/pip freeze | grep -E '^(boto|moto|requests|responses)'

cat > probe.py <<'END'
import http.server, threading

import boto3, requests, responses
from moto import mock_aws

class Provider(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"sent")
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
threading.Thread(target=server.serve_forever, daemon=True).start()
provider = f"http://127.0.0.1:{server.server_port}/keys"

def asked(url):
    try:
        answer = requests.get(url)
        return answer.text if url == provider else answer.status_code
    except requests.ConnectionError as error:
        return type(error).__name__

def stubs():
    mock = responses.RequestsMock(assert_all_requests_are_fired=False)
    mock.get(provider, body="stubbed")
    return mock

with mock_aws():
    client = boto3.client("cognito-idp", region_name="us-east-1")
    pool = client.create_user_pool(PoolName="example")["UserPool"]["Id"]
    keys = f"https://cognito-idp.us-east-1.amazonaws.com/{pool}/.well-known/jwks.json"
    print("moto alone: keys", asked(keys))
    with stubs():
        print("responses inside moto: keys", asked(keys), "provider", asked(provider))
        print("responses inside moto: boto3", client.describe_user_pool(UserPoolId=pool)["UserPool"]["Name"])
with stubs():
    with mock_aws():
        print("moto inside responses: provider", asked(provider))
    print("responses alone: provider", asked(provider))
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
moto alone: keys 200
responses inside moto: keys ConnectionError provider stubbed
responses inside moto: boto3 example
moto inside responses: provider sent
responses alone: provider stubbed
END
diff described seen
echo "as described"
