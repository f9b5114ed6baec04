#!/usr/bin/env bash
# Software: pycognito 2024.5.1 (Python), amazon-cognito-identity-js 6.3.21, cognito-srp-helper 2.3.4,
#   aws-cognito-srp-client 1.0.0 (JavaScript).
# Guess: the SALT of a PASSWORD_VERIFIER challenge is a number in hexadecimal, so zeros in front of it make no
#   difference; or it is bytes, and they do. Clients of one protocol agree on which.
# Instead: the three for JavaScript read a number. pycognito reads a number for SRP_B, but keeps the text of SALT: with
#   "00" in front of a byte below 80 it arrives at another key, and the password is wrong. Zeros in front of SRP_B, an
#   odd number of digits, and "00" in front of a byte from 80 on make no difference to any.
# Matters: an emulator that writes 16 random bytes as 32 digits gives one user in 512 such a salt. That user signs in
#   from a browser and never from Python, with a right password and no other sign than NotAuthorizedException.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet pycognito==2024.5.1 boto3==1.44.5 botocore==1.44.5
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund amazon-cognito-identity-js@6.3.21 cognito-srp-helper@2.3.4 \
  aws-cognito-srp-client@1.0.0
venv/bin/pip freeze | grep -E '^(pycognito|boto3)='
npm ls --depth=0 | grep cognito-

cat > server.py <<'END'
import base64, hashlib, hmac, http.server, json, os, secrets
from pycognito.aws_srp import G_HEX, N_HEX

POOL, PASSWORD = "Example", "Correct-Horse7"
N, G = int(N_HEX, 16), int(G_HEX, 16)
SALTS = {  # by the user's name, and how many digits SRP_B has at least
    "plain": ("5c6d01234567", 0), "odd": ("5c6d0123456", 0), "wide-b": ("5c6d01234567", 800),
    "zeros-high": ("00c6d0123456", 0), "zeros-low": ("005c6d012345", 0),
}

def padded(number):  # as signed bytes, the shortest that do
    return number.to_bytes(number.bit_length() // 8 + 1, "big")

def digest(data):
    return int.from_bytes(hashlib.sha256(data).digest(), "big")

class Pool(http.server.BaseHTTPRequestHandler):
    keys = {}

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["X-Amz-Target"].endswith("InitiateAuth"):
            self.challenge(asked["AuthParameters"]["USERNAME"], int(asked["AuthParameters"]["SRP_A"], 16))
        else:
            self.verify(asked["ChallengeResponses"])

    def challenge(self, user, a):
        salt, width = SALTS[user]
        x = digest(padded(int(salt, 16)) + hashlib.sha256(f"{POOL}{user}:{PASSWORD}".encode()).digest())
        verifier, secret = pow(G, x, N), secrets.randbits(256)
        b = (digest(padded(N) + padded(G)) * verifier + pow(G, secret, N)) % N
        u = digest(padded(a) + padded(b))
        shared = pow(a * pow(verifier, u, N), secret, N)
        extracted = hmac.digest(padded(u), padded(shared), "sha256")
        block = secrets.token_bytes(32)
        self.keys[user] = hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16], block
        parameters = {"SALT": salt, "SRP_B": f"{b:0{width}x}", "SECRET_BLOCK": base64.b64encode(block).decode(),
                      "USERNAME": user, "USER_ID_FOR_SRP": user}
        self.answer(200, {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": parameters})

    def verify(self, given):
        key, block = self.keys[given["USERNAME"]]
        signed = f"{POOL}{given['USERNAME']}".encode() + block + given["TIMESTAMP"].encode()
        if base64.b64decode(given["PASSWORD_CLAIM_SIGNATURE"]) != hmac.digest(key, signed, "sha256"):
            return self.answer(400, {"__type": "NotAuthorizedException", "message": "Incorrect username or password."})
        claims = base64.urlsafe_b64encode(b'{"sub": "a", "iat": 1, "exp": 9999999999}').rstrip(b"=").decode()
        token = f"eyJhbGciOiJSUzI1NiJ9.{claims}.c2ln"
        result = {"AccessToken": token, "IdToken": token, "RefreshToken": "r", "ExpiresIn": 3600, "TokenType": "Bearer"}
        self.answer(200, {"AuthenticationResult": result, "ChallengeParameters": {}})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pool)
with open("port.tmp", "w") as file:
    file.write(str(server.server_port))
os.rename("port.tmp", "port")
server.serve_forever()
END

cat > probe.py <<'END'
import sys
import boto3
from pycognito import AWSSRP

url, *users = sys.argv[1:]
client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=url)
for user in users:
    srp = AWSSRP(username=user, password="Correct-Horse7", pool_id="us-east-1_Example", client_id="app", client=client)
    try:
        srp.authenticate_user()
        print("pycognito", user, "signed in")
    except client.exceptions.NotAuthorizedException:
        print("pycognito", user, "refused")
END

cat > probe.mjs <<'END'
import cognito from "amazon-cognito-identity-js";
import client from "aws-cognito-srp-client";
import * as helper from "cognito-srp-helper";

const [url, ...users] = process.argv.slice(2);
const Password = "Correct-Horse7", UserPoolId = "us-east-1_Example", ClientId = "app";
async function ask(operation, body) {
  const headers = { "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}` };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const read = await answer.json();
  if (answer.status !== 200) throw Object.assign(new Error(), { code: read.__type });
  return read;
}
const ways = {
  async "amazon-cognito-identity-js"(Username) {
    const user = new cognito.CognitoUser({ Username, Pool: new cognito.CognitoUserPool({ UserPoolId, ClientId, endpoint: url }) });
    const details = new cognito.AuthenticationDetails({ Username, Password });
    await new Promise((onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
  },
  async "cognito-srp-helper"(USERNAME) {
    const session = helper.createSrpSession(USERNAME, Password, UserPoolId, false);
    const start = { ClientId, AuthFlow: "USER_SRP_AUTH", AuthParameters: { USERNAME } };
    const signed = helper.signSrpSession(session, await ask("InitiateAuth", helper.wrapInitiateAuth(session, start)));
    const reply = { ClientId, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses: { USERNAME } };
    await ask("RespondToAuthChallenge", helper.wrapAuthChallenge(signed, reply));
  },
  async "aws-cognito-srp-client"(USERNAME) {
    const srp = new (client.default ?? client)(UserPoolId);
    const { ChallengeParameters: p } = await ask("InitiateAuth", { AuthParameters: { USERNAME, SRP_A: srp.getA() } });
    const { signature, timestamp } = srp.getSignature(USERNAME, p.SRP_B, p.SALT, p.SECRET_BLOCK, Password);
    await ask("RespondToAuthChallenge", {
      ChallengeResponses: { USERNAME, PASSWORD_CLAIM_SIGNATURE: signature, TIMESTAMP: timestamp },
    });
  },
};
for (const [name, signIn] of Object.entries(ways))
  for (const user of users)
    console.log(name, user, await signIn(user).then(() => "signed in", (error) => {
      if (error.code !== "NotAuthorizedException") throw error;
      return "refused";
    }));
END

venv/bin/python server.py & server=$!
until [ -e port ]; do kill -0 "$server"; sleep 0.1; done
users="plain odd wide-b zeros-high zeros-low"
{
  venv/bin/python probe.py "http://127.0.0.1:$(cat port)" $users
  node --no-warnings probe.mjs "http://127.0.0.1:$(cat port)" $users
} | tee seen

{
  for name in pycognito amazon-cognito-identity-js cognito-srp-helper aws-cognito-srp-client; do
    for user in $users; do echo "$name $user signed in"; done
  done
} | sed 's/^pycognito zeros-low signed in$/pycognito zeros-low refused/' > described
diff described seen
echo "as described"
