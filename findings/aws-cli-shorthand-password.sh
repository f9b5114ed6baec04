#!/usr/bin/env bash
# Software: AWS CLI 1.46.3 (PyPI), botocore 1.44.8.
# Guess: in --auth-parameters USERNAME=...,PASSWORD=... all that follows PASSWORD= up to the next comma is the password,
#   and what cannot be read is refused.
# Instead: the value is shorthand syntax. Quotation marks around it and a space at its end are taken off without a word,
#   an equals sign is kept, and brackets around it make a list, which is refused. --password of sign-up, a plain
#   option, keeps all of them.
# Matters: a user signs up with one command and cannot sign in with the next one, although the shell quoting is right.
#   The answer is NotAuthorizedException, and the pool or the emulator gets the blame. JSON (--auth-parameters
#   '{"USERNAME": ...}') sends what is written.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

python3 -m venv venv
venv/bin/pip install --quiet awscli==1.46.3 botocore==1.44.8
venv/bin/pip freeze | grep -E '^(awscli|botocore)='

cat > server.py <<'END'
import http.server, json, os

class Api(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        print(operation, repr(sent.get("Password") or sent["AuthParameters"]["PASSWORD"]), flush=True)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END
python3 server.py > seen & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done

export AWS_CONFIG_FILE=/dev/null
cognito() {
  venv/bin/aws --endpoint-url "http://127.0.0.1:$(cat port)" --region us-east-1 cognito-idp "$@" > printed 2>&1 ||
    grep -o 'Invalid type for parameter AuthParameters.PASSWORD' printed >> seen
}
for password in 'Plain=1' '"Quoted1"' 'Space1 ' '[Square1]'; do
  cognito sign-up --client-id example --username jane --password "$password"
  cognito initiate-auth --client-id example --auth-flow USER_PASSWORD_AUTH \
    --auth-parameters "USERNAME=jane,PASSWORD=$password"
done

cat > described <<'END'
SignUp 'Plain=1'
InitiateAuth 'Plain=1'
SignUp '"Quoted1"'
InitiateAuth 'Quoted1'
SignUp 'Space1 '
InitiateAuth 'Space1'
SignUp '[Square1]'
Invalid type for parameter AuthParameters.PASSWORD
END
cat seen
diff described seen
echo "as described"
