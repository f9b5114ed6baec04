#!/usr/bin/env bash
# Software: @aws-sdk/client-cognito-identity-provider 3.1169.0 (JavaScript), boto3 1.44.5 with botocore 1.44.5 (Python),
#   aws-sdk-go-v2 cognitoidentityprovider 1.61.0 (Go).
# Guess: an SDK signs a request with the clock of its machine. If it corrects that clock at all, it does so when a
#   service refuses the signature because of the time, and the SDKs do the same.
# Instead: the ones for JavaScript and Go read the Date header of every answer, a success too, and sign the client's
#   next request by the server's clock, be it a day or four minutes off. To JavaScript the answer to an operation that
#   is not signed, such as InitiateAuth, does not count, to Go it does. boto3 stays with the clock of its machine.
# Matters: an emulator with a clock that tests can move, or a proxy that repeats an old Date, changes what a client
#   signs, though nothing failed: two clients of one program sign with two dates, and a check of the request's age, or a
#   test with a frozen clock, works in Python and fails in the other two, or after the first call only.
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
import datetime, http.server, json, os, time
from email.utils import formatdate

DAY = 24 * 60 * 60

class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # answers every call with success, and with a Date that is as old as the user's name says
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked.get("Username") or asked["AuthParameters"]["USERNAME"]
        age = {"yesterday": DAY, "four-minutes": 240, "now": 0}[name.split("/")[-1]]
        signed = self.headers.get("X-Amz-Date")
        if signed:
            at = datetime.datetime.strptime(signed, "%Y%m%dT%H%M%S%z").timestamp()
            behind = time.time() - at
            signed = "its own clock" if behind < 100 else "minutes behind" if behind < 1000 else "a day behind"
        print(name, signed or "not signed", file=open("seen", "a"))
        self.send_response_only(200)
        self.send_header("Date", formatdate(time.time() - age, usegmt=True))
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

cat > probe.mjs <<'END'
import * as cognito from "@aws-sdk/client-cognito-identity-provider";

const make = () => new cognito.CognitoIdentityProviderClient({ region: "us-east-1", endpoint: process.argv[2] });
const get = (client, Username) =>
  client.send(new cognito.AdminGetUserCommand({ UserPoolId: "us-east-1_Example", Username: `JavaScript/${Username}` }));
let client = make();
await get(client, "yesterday");
await get(client, "yesterday");
await get(client, "now");
await get(client, "now");
client = make();
await get(client, "four-minutes");
await get(client, "now");
client = make();
await client.send(new cognito.InitiateAuthCommand({
  ClientId: "app", AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "JavaScript/yesterday", PASSWORD: "example" },
}));
await get(client, "now");
END

cat > probe.py <<'END'
import sys
import boto3

client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1])
for name in "yesterday", "yesterday":
    client.admin_get_user(UserPoolId="us-east-1_Example", Username=f"Python/{name}")
END

cat > main.go <<'END'
package main

import (
	"context"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

var ctx = context.Background()

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func create() *cognito.Client {
	keys := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
	return cognito.New(cognito.Options{Region: "us-east-1", BaseEndpoint: &os.Args[1], Credentials: keys})
}

func get(client *cognito.Client, names ...string) {
	for _, name := range names {
		_, err := client.AdminGetUser(ctx, &cognito.AdminGetUserInput{
			UserPoolId: aws.String("us-east-1_Example"), Username: aws.String("Go/" + name)})
		check(err)
	}
}

func main() {
	get(create(), "yesterday", "yesterday", "now", "now")
	get(create(), "four-minutes", "now")
	client := create()
	_, err := client.InitiateAuth(ctx, &cognito.InitiateAuthInput{ClientId: aws.String("app"),
		AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: map[string]string{"USERNAME": "Go/yesterday", "PASSWORD": "example"}})
	check(err)
	get(client, "now")
}
END

python3 server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)"
venv/bin/python probe.py "http://127.0.0.1:$(cat port)"
go run . "http://127.0.0.1:$(cat port)"
cat seen

cat > described <<'END'
JavaScript/yesterday its own clock
JavaScript/yesterday a day behind
JavaScript/now a day behind
JavaScript/now its own clock
JavaScript/four-minutes its own clock
JavaScript/now minutes behind
JavaScript/yesterday not signed
JavaScript/now its own clock
Python/yesterday its own clock
Python/yesterday its own clock
Go/yesterday its own clock
Go/yesterday a day behind
Go/now a day behind
Go/now its own clock
Go/four-minutes its own clock
Go/now minutes behind
Go/yesterday not signed
Go/now a day behind
END
diff described seen
echo "as described"
