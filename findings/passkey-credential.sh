#!/usr/bin/env bash
# Software: @aws-sdk/client-cognito-identity-provider 3.1169.0 (JavaScript), boto3 1.44.5 with botocore 1.44.5 (Python).
# Guess: CompleteWebAuthnRegistration takes the credential that the browser made as it is: the SDK sends what
#   JSON.stringify makes of it, so the credential's own toJSON is called. Bytes become base64url, as WebAuthn's JSON has
#   them, or are an error.
# Instead: the SDK walks over the own members of the object and never calls toJSON. A PublicKeyCredential has its
#   members on its prototype, so an empty object is sent, and an ArrayBuffer becomes one too. A Uint8Array becomes
#   base64 with "+", "/" and padding. A Date becomes a number of seconds. boto3 refuses bytes before it sends anything.
# Matters: the server gets a credential without content, and registration fails there, in code that type-checks and
#   is right up to there. Call credential.toJSON() first.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet boto3==1.44.5 botocore==1.44.5
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-cognito-identity-provider@3.1169.0
venv/bin/pip freeze | grep '^boto'
npm ls --depth=0 | grep client-cognito

cat > probe.mjs <<'END'
import http from "node:http";
import { CognitoIdentityProviderClient, CompleteWebAuthnRegistrationCommand } from "@aws-sdk/client-cognito-identity-provider";

let sent;
const server = http.createServer(async (request, response) => {
  const parts = await request.toArray();
  sent = JSON.parse(Buffer.concat(parts)).Credential;
  response.setHeader("Content-Type", "application/x-amz-json-1.1");
  response.end("{}");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const endpoint = `http://127.0.0.1:${server.address().port}`;
const client = new CognitoIdentityProviderClient({ region: "us-east-1", endpoint });

// Shaped as in browsers: accessors on the prototype, and toJSON.
class PublicKeyCredential {
  #id = "YWJj";
  get id() { return this.#id; }
  get type() { return "public-key"; }
  toJSON() { return { id: this.#id, type: "public-key" }; }
}
const bytes = new Uint8Array([251, 239, 255, 1]);
const credentials = {
  "as the browser made it": new PublicKeyCredential(),
  "its toJSON()": new PublicKeyCredential().toJSON(),
  "with an ArrayBuffer": { id: "YWJj", rawId: bytes.buffer },
  "with a Uint8Array": { id: "YWJj", rawId: bytes },
  "with a Date": { id: "YWJj", made: new Date(7000) },
};
for (const [name, Credential] of Object.entries(credentials)) {
  await client.send(new CompleteWebAuthnRegistrationCommand({ AccessToken: "example", Credential }));
  console.log("JavaScript", name, JSON.stringify(sent));
}
console.log("base64url", Buffer.from(bytes).toString("base64url"));
server.close();
END

cat > probe.py <<'END'
import boto3

client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url="http://127.0.0.1:9")
try:
    client.complete_web_authn_registration(AccessToken="example", Credential={"id": "YWJj", "rawId": b"\xfb\xef\xff\x01"})
except Exception as error:
    print("Python with bytes", type(error).__name__)
END

{
  node --no-warnings probe.mjs
  venv/bin/python probe.py
} | tee seen

cat > described <<'END'
JavaScript as the browser made it {}
JavaScript its toJSON() {"id":"YWJj","type":"public-key"}
JavaScript with an ArrayBuffer {"id":"YWJj","rawId":{}}
JavaScript with a Uint8Array {"id":"YWJj","rawId":"++//AQ=="}
JavaScript with a Date {"id":"YWJj","made":7}
base64url --__AQ
Python with bytes ParamValidationError
END
diff described seen
echo "as described"
