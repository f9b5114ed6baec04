#!/usr/bin/env bash
# Software: moto 5.2.5, boto3 1.44.5 with botocore 1.44.5 (Python).
# Guess: inside mock_aws no call of boto3 leaves the process. The variable for the endpoint of user pools is named after
#   the client, boto3.client("cognito-idp"): AWS_ENDPOINT_URL_COGNITO_IDP.
# Instead: with AWS_ENDPOINT_URL set, for an emulator say, calls inside mock_aws go there: moto takes only addresses of
#   AWS. The service's own variable is AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER; the guessed one is ignored without a
#   word, and the call goes to AWS.
# Matters: unit tests with moto read and delete what is in the emulator of a developer whose shell has the variable, and
#   with the guessed name an application that was to use the emulator uses the account. Clear the variables in tests.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_COGNITO_IDP AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER

python3 -m venv venv
venv/bin/pip install --quiet 'moto[cognitoidp]==5.2.5' boto3==1.44.5 botocore==1.44.5
venv/bin/pip freeze | grep -E '^(boto|moto)'

cat > probe.py <<'END'
import http.server, os, threading

import boto3
from moto import mock_aws

class Emulator(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"UserPools": [{"Id": "emulator_1", "Name": "of the emulator"}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Emulator)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
for name in ("", "_COGNITO_IDP", "_COGNITO_IDENTITY_PROVIDER"):
    variable = f"AWS_ENDPOINT_URL{name}"
    os.environ[variable] = url
    with mock_aws():
        client = boto3.client("cognito-idp", region_name="us-east-1")
        pools = client.list_user_pools(MaxResults=5)["UserPools"]
        where = "emulator" if client.meta.endpoint_url == url else "AWS"
        print(f"{variable}: client of {where}, inside mock_aws {len(pools)} pools")
    del os.environ[variable]
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
AWS_ENDPOINT_URL: client of emulator, inside mock_aws 1 pools
AWS_ENDPOINT_URL_COGNITO_IDP: client of AWS, inside mock_aws 0 pools
AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: client of emulator, inside mock_aws 1 pools
END
diff described seen
echo "as described"
