#!/usr/bin/env bash
# Software: AWS CLI 1.46.3 (PyPI), botocore 1.44.8.
# Guess: the CLI sends the URLs it is given for a user pool's clients and resource servers as they are.
# Instead: in its default settings it requests the URL of --default-redirect-uri and of a resource server's --identifier,
#   and sends the text of the answer in its place. Of --callback-urls it requests a URL that stands alone, and sends the
#   characters of the answer as the list; two URLs it sends as they are. `cli_follow_urlparam = false` in the
#   configuration turns all of it off.
# Matters: an API's URL is the usual identifier of a resource server. Where the URL answers, the pool gets a resource
#   server that is named after a page; where it does not, the command fails with a message about fetching a file.
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

class Both(http.server.BaseHTTPRequestHandler):
    """The API endpoint for POST, somebody's web site for GET."""
    def do_GET(self):
        print("requested", self.path, flush=True)
        self.answer(b"a page", "text/plain")
    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        for name in ("CallbackURLs", "DefaultRedirectURI", "Identifier"):
            if name in sent:
                print(name, str(sent[name]).replace(f":{self.server.server_port}", ""), flush=True)
        self.answer(b"{}", "application/x-amz-json-1.1")
    def answer(self, body, content_type):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Both)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END
touch seen
python3 server.py >> seen & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
site=http://127.0.0.1:$(cat port)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_CONFIG_FILE=$dir/config
cognito() { venv/bin/aws --endpoint-url "$site" --region us-east-1 cognito-idp "$@" > printed; }
both() {
  cognito create-user-pool-client --user-pool-id us-east-1_example --client-name web --callback-urls "$site/callback"
  cognito create-user-pool-client --user-pool-id us-east-1_example --client-name web \
    --callback-urls "$site/callback" "$site/other" --default-redirect-uri "$site/callback"
  cognito create-resource-server --user-pool-id us-east-1_example --name orders --identifier "$site/orders"
}
both
printf '[default]\ncli_follow_urlparam = false\n' > config
echo "with cli_follow_urlparam = false" >> seen
both

cat > described <<'END'
requested /callback
CallbackURLs ['a', ' ', 'p', 'a', 'g', 'e']
requested /callback
CallbackURLs ['http://127.0.0.1/callback', 'http://127.0.0.1/other']
DefaultRedirectURI a page
requested /orders
Identifier a page
with cli_follow_urlparam = false
CallbackURLs ['http://127.0.0.1/callback']
CallbackURLs ['http://127.0.0.1/callback', 'http://127.0.0.1/other']
DefaultRedirectURI http://127.0.0.1/callback
Identifier http://127.0.0.1/orders
END
cat seen
diff described seen
echo "as described"
