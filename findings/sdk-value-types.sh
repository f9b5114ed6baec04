#!/usr/bin/env bash
# Software: boto3 1.44.5 (Python), @aws-sdk/client-cognito-identity-provider 3.1169.0 (JavaScript), aws-sdk-go-v2
#   cognitoidentityprovider 1.61.0 (Go).
# Guess: an SDK with typed responses either converts a value of the wrong JSON type or rejects it, and the SDKs agree
#   on which.
# Instead: Python parses dates from ISO strings and from digit strings, but returns "false" (truthy in Python) and 7
#   unchanged. JavaScript parses a digit string, rejects an ISO string, and returns the rest unchanged. Go rejects all
#   of them, and also 3600.0 for an integer.
# Matters: an emulator tested only with boto3 can return ISO dates, booleans as strings or 3600.0 and look fine. The
#   same response fails in every Go client, after the operation has already taken effect.
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
go mod init finding 2> /dev/null
go get github.com/aws/aws-sdk-go-v2@v1.48.0 \
  github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider@v1.61.0 2> go.log || { cat go.log >&2; exit 1; }
venv/bin/pip freeze | grep '^boto'
npm ls --depth=0 | grep client-cognito
go list -m github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider

cat > server.py <<'END'
import http.server, json, os

ANSWERS = {  # by the name that was asked for
    "iso-date": '{"Username": "ann", "UserCreateDate": "2024-01-02T03:04:05.678Z"}',
    "digits-date": '{"Username": "ann", "UserCreateDate": "1700000000.5"}',
    "text-boolean": '{"Username": "ann", "Enabled": "false"}',
    "number-status": '{"Username": "ann", "UserStatus": 7}',
    "float-integer": '{"AuthenticationResult": {"ExpiresIn": 3600.0}}',
}

class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = ANSWERS[asked.get("Username", "float-integer")].encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

cat > probe.py <<'END'
import datetime, sys
import boto3

client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1])
for case, member in [("iso-date", "UserCreateDate"), ("digits-date", "UserCreateDate"),
                     ("text-boolean", "Enabled"), ("number-status", "UserStatus")]:
    value = client.admin_get_user(UserPoolId="us-east-1_Example", Username=case)[member]
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.timezone.utc).isoformat()
    print("Python", case, repr(value))
result = client.initiate_auth(ClientId="example", AuthFlow="USER_AUTH", AuthParameters={})["AuthenticationResult"]
print("Python float-integer", repr(result["ExpiresIn"]))
END

cat > probe.mjs <<'END'
import { CognitoIdentityProviderClient, AdminGetUserCommand, InitiateAuthCommand }
  from "@aws-sdk/client-cognito-identity-provider";

const client = new CognitoIdentityProviderClient({ region: "us-east-1", endpoint: process.argv[2] });
for (const [Username, member] of [["iso-date", "UserCreateDate"], ["digits-date", "UserCreateDate"],
  ["text-boolean", "Enabled"], ["number-status", "UserStatus"]]) {
  await client.send(new AdminGetUserCommand({ UserPoolId: "us-east-1_Example", Username })).then(
    (answer) => console.log("JavaScript", Username, JSON.stringify(answer[member])),
    (error) => console.log("JavaScript", Username, "refused:", error.message.split("\n")[0]));
}
const answer = await client.send(new InitiateAuthCommand({ ClientId: "example", AuthFlow: "USER_AUTH" }));
console.log("JavaScript float-integer", answer.AuthenticationResult.ExpiresIn);
END

cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

func main() {
	ctx := context.Background()
	keys := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
	client := cognito.New(cognito.Options{Region: "us-east-1", BaseEndpoint: &os.Args[1], Credentials: keys})
	tell := func(name string, err error) {
		if err != nil {
			fmt.Println("Go", name, "refused")
			fmt.Fprintln(os.Stderr, "  ", err)
		} else {
			fmt.Println("Go", name, "taken")
		}
	}
	for _, name := range []string{"iso-date", "digits-date", "text-boolean", "number-status"} {
		_, err := client.AdminGetUser(ctx, &cognito.AdminGetUserInput{
			UserPoolId: aws.String("us-east-1_Example"), Username: aws.String(name)})
		tell(name, err)
	}
	_, err := client.InitiateAuth(ctx, &cognito.InitiateAuthInput{ClientId: aws.String("example"), AuthFlow: "USER_AUTH"})
	tell("float-integer", err)
}
END

python3 server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
{
  venv/bin/python probe.py "http://127.0.0.1:$(cat port)"
  node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)"
  go run . "http://127.0.0.1:$(cat port)"
} | tee seen

cat > described <<'END'
Python iso-date '2024-01-02T03:04:05.678000+00:00'
Python digits-date '2023-11-14T22:13:20.500000+00:00'
Python text-boolean 'false'
Python number-status 7
Python float-integer 3600.0
JavaScript iso-date refused: Expected real number, got implicit NaN
JavaScript digits-date "2023-11-14T22:13:20.500Z"
JavaScript text-boolean "false"
JavaScript number-status 7
JavaScript float-integer 3600
Go iso-date refused
Go digits-date refused
Go text-boolean refused
Go number-status refused
Go float-integer refused
END
diff described seen
echo "as described"
