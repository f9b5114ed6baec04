#!/usr/bin/env bash
# Software: boto3 1.44.5 (Python), @aws-sdk/client-cognito-identity-provider 3.1169.0 (JavaScript), aws-sdk-go-v2
#   cognitoidentityprovider 1.61.0 (Go).
# Guess: if the x-amzn-errortype header and the __type in the body disagree, all three SDKs trust the same one, and
#   either one alone is enough.
# Instead: Python and JavaScript trust the body, Go trusts the header. Without __type, JavaScript and Go fall back to
#   the header, while Python ignores it and reports the code "400".
# Matters: an emulator that sends only one of the two, or lets them drift apart, raises a different exception in each
#   language, and `except client.exceptions.UserNotFoundException` never matches.
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

class Refuse(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["Username"]
        body = {"message": "no"} if asked == "header-only" else {"__type": "UserNotFoundException", "message": "no"}
        answer = json.dumps(body).encode()
        self.send_response(400)
        if asked != "body-only":
            self.send_header("x-amzn-errortype", "NotAuthorizedException")
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

cat > probe.py <<'END'
import sys
import boto3

client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1])
for case in "both", "body-only", "header-only":
    try:
        client.admin_get_user(UserPoolId="us-east-1_Example", Username=case)
    except client.exceptions.ClientError as error:
        print("Python", case, type(error).__name__, error.response["Error"]["Code"])
END

cat > probe.mjs <<'END'
import { CognitoIdentityProviderClient, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";

const client = new CognitoIdentityProviderClient({ region: "us-east-1", endpoint: process.argv[2] });
for (const Username of ["both", "body-only", "header-only"]) {
  await client.send(new AdminGetUserCommand({ UserPoolId: "us-east-1_Example", Username }))
    .catch((error) => console.log("JavaScript", Username, error.name));
}
END

cat > main.go <<'END'
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"
)

func main() {
	keys := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
	client := cognito.New(cognito.Options{Region: "us-east-1", BaseEndpoint: &os.Args[1], Credentials: keys})
	for _, name := range []string{"both", "body-only", "header-only"} {
		_, err := client.AdminGetUser(context.Background(), &cognito.AdminGetUserInput{
			UserPoolId: aws.String("us-east-1_Example"), Username: aws.String(name)})
		var refusal smithy.APIError
		if errors.As(err, &refusal) {
			fmt.Println("Go", name, refusal.ErrorCode())
		} else {
			fmt.Println("Go", name, err)
		}
	}
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
Python both UserNotFoundException UserNotFoundException
Python body-only UserNotFoundException UserNotFoundException
Python header-only ClientError 400
JavaScript both UserNotFoundException
JavaScript body-only UserNotFoundException
JavaScript header-only NotAuthorizedException
Go both NotAuthorizedException
Go body-only UserNotFoundException
Go header-only NotAuthorizedException
END
diff described seen
echo "as described"
