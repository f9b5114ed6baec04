#!/usr/bin/env bash
# Software: boto3 1.44.5 with botocore 1.44.5 (Python), @aws-sdk/client-cognito-identity-provider 3.1169.0 (JavaScript).
# Guess: boto3, which checks parameters by the service's model, checks all of a member's limits there (shortest and
#   longest, pattern, allowed values), or none of them, and the SDK for JavaScript sends what it is given.
# Instead: boto3 checks the lower limits only. A code of five digits, an empty Username, a Session of five characters
#   are refused before anything is sent; seven digits, letters, an unknown AuthFlow and MaxResults 1000 are sent. The
#   one for JavaScript checks nothing, required members included, and drops members that its model does not have.
# Matters: half of the negative tests of a server never reach it from Python, with an error that no server sent; and an
#   emulator whose Session is shorter than 20 characters works in JavaScript and not in Python. From JavaScript a
#   misspelt or a newer parameter is gone without a word.
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

cat > cases.json <<'END'
[["VerifySoftwareToken", {"AccessToken": "example", "UserCode": "12345"}],
 ["VerifySoftwareToken", {"AccessToken": "example", "UserCode": "1234567"}],
 ["VerifySoftwareToken", {"AccessToken": "example", "UserCode": "letter"}],
 ["AdminGetUser", {"UserPoolId": "us-east-1_Example", "Username": ""}],
 ["AdminGetUser", {"UserPoolId": "no pool id", "Username": "two words"}],
 ["ListUserPools", {"MaxResults": 0}],
 ["ListUserPools", {"MaxResults": 1000}],
 ["RespondToAuthChallenge", {"ClientId": "example", "ChallengeName": "SMS_MFA", "Session": "short"}],
 ["InitiateAuth", {"ClientId": "example", "AuthFlow": "NO_SUCH_FLOW"}],
 ["AdminGetUser", {"UserPoolId": "us-east-1_Example"}],
 ["AdminGetUser", {"UserPoolId": "us-east-1_Example", "Username": "ann", "UserName": "bob"}]]
END

cat > server.py <<'END'
import http.server, os

class Echo(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # notes what was sent
        with open("sent", "wb") as file:
            file.write(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

cat > probe.py <<'END'
import json, sys
import boto3
from botocore import xform_name
from botocore.exceptions import ParamValidationError

client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1])
for operation, parameters in json.load(open("cases.json")):
    try:
        getattr(client, xform_name(operation))(**parameters)
        print("Python", operation, "sent", json.dumps(json.load(open("sent"))))
    except ParamValidationError as error:
        print("Python", operation, "refused:", str(error).splitlines()[1].split(", must be one of")[0])
END

cat > probe.mjs <<'END'
import { readFileSync } from "node:fs";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";

const client = new cognito.CognitoIdentityProviderClient({ region: "us-east-1", endpoint: process.argv[2] });
for (const [operation, parameters] of JSON.parse(readFileSync("cases.json", "utf8"))) {
  await client.send(new cognito[`${operation}Command`](parameters));
  const same = JSON.stringify(Object.entries(parameters).sort()) ===
    JSON.stringify(Object.entries(JSON.parse(readFileSync("sent", "utf8"))).sort());
  console.log("JavaScript", operation, "sent", same ? "as given" : readFileSync("sent", "utf8"));
}
END

python3 server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
{
  venv/bin/python probe.py "http://127.0.0.1:$(cat port)"
  node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)"
} | tee seen

cat > described <<'END'
Python VerifySoftwareToken refused: Invalid length for parameter UserCode, value: 5, valid min length: 6
Python VerifySoftwareToken sent {"AccessToken": "example", "UserCode": "1234567"}
Python VerifySoftwareToken sent {"AccessToken": "example", "UserCode": "letter"}
Python AdminGetUser refused: Invalid length for parameter Username, value: 0, valid min length: 1
Python AdminGetUser sent {"UserPoolId": "no pool id", "Username": "two words"}
Python ListUserPools refused: Invalid value for parameter MaxResults, value: 0, valid min value: 1
Python ListUserPools sent {"MaxResults": 1000}
Python RespondToAuthChallenge refused: Invalid length for parameter Session, value: 5, valid min length: 20
Python InitiateAuth sent {"ClientId": "example", "AuthFlow": "NO_SUCH_FLOW"}
Python AdminGetUser refused: Missing required parameter in input: "Username"
Python AdminGetUser refused: Unknown parameter in input: "UserName"
JavaScript VerifySoftwareToken sent as given
JavaScript VerifySoftwareToken sent as given
JavaScript VerifySoftwareToken sent as given
JavaScript AdminGetUser sent as given
JavaScript AdminGetUser sent as given
JavaScript ListUserPools sent as given
JavaScript ListUserPools sent as given
JavaScript RespondToAuthChallenge sent as given
JavaScript InitiateAuth sent as given
JavaScript AdminGetUser sent as given
JavaScript AdminGetUser sent {"UserPoolId":"us-east-1_Example","Username":"ann"}
END
diff described seen
echo "as described"
