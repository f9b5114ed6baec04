#!/usr/bin/env bash
# Software: PyOTP 2.12.1, onetimepass 1.0.1 (Python), otplib 13.5.0, speakeasy 2.0.0 (JavaScript), with the SecretCode
#   of moto 5.2.5 as boto3 1.44.5 gets it (Python), and one of 52 characters, which is 32 bytes.
# Guess: a library for one-time codes takes the SecretCode of AssociateSoftwareToken as it is and makes six digits of
#   it: authenticator apps do, and it is base32 in every pool.
# Instead: moto's is twelve characters, the same for every user; PyOTP refuses it as too short, otplib for the bits that
#   are left at its end. Of 52 characters PyOTP and otplib make the same code; speakeasy makes another, since it reads a
#   secret as ASCII unless `encoding: "base32"` is given, and onetimepass fails for want of padding, with either secret.
# Matters: a test of sign-in with TOTP fails in moto before it sends a code, by an error of the library. With speakeasy
#   VerifySoftwareToken answers EnableSoftwareTokenMFAException, which looks like a clock that is wrong.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example AWS_DEFAULT_REGION=us-east-1 NO_PROXY='*' no_proxy='*'

python3 -m venv venv
venv/bin/pip install --quiet 'moto[cognitoidp]==5.2.5' boto3==1.44.5 pyotp==2.12.1 onetimepass==1.0.1
venv/bin/pip freeze | grep -iE '^(boto3|moto|onetimepass|pyotp)='
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund otplib@13.5.0 speakeasy@2.0.0
npm ls --depth=0 | grep -E 'otplib|speakeasy'

cat > make.py <<'END'
import base64, json
import boto3
from moto import mock_aws

def of_moto(pool, client, name):
    idp = boto3.client("cognito-idp")
    idp.admin_create_user(UserPoolId=pool, Username=name)
    idp.admin_set_user_password(UserPoolId=pool, Username=name, Password="Passw0rd!", Permanent=True)
    tokens = idp.admin_initiate_auth(UserPoolId=pool, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": "Passw0rd!"})["AuthenticationResult"]
    return idp.associate_software_token(AccessToken=tokens["AccessToken"])["SecretCode"]

with mock_aws():
    idp = boto3.client("cognito-idp")
    pool = idp.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    client = idp.create_user_pool_client(UserPoolId=pool, ClientName="app",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"])["UserPoolClient"]["ClientId"]
    ann, ben = of_moto(pool, client, "ann"), of_moto(pool, client, "ben")
print(f"moto, characters: {len(ann)}, the same for two users: {ann == ben}")
long = base64.b32encode(bytes(range(32))).decode().rstrip("=")
print("another, characters:", len(long))
json.dump({"moto": ann, "another": long}, open("secrets.json", "w"))
END

cat > probe.py <<'END'
import json
import onetimepass, pyotp

AT = 1700000000
for words, secret in json.load(open("secrets.json")).items():
    for library, code in (
        ("PyOTP", lambda: pyotp.TOTP(secret).at(AT)),
        ("onetimepass", lambda: onetimepass.get_totp(secret, clock=AT)),
    ):
        try:
            print(f"{words}, {library}:", code())
        except ValueError as error:
            print(f"{words}, {library}: {error}")
END
cat > probe.mjs <<'END'
import { readFileSync } from "node:fs";
import * as otplib from "otplib";
import speakeasy from "speakeasy";

const epoch = 1700000000;
for (const [words, secret] of Object.entries(JSON.parse(readFileSync("secrets.json", "utf8")))) {
  for (const [library, code] of [
    ["otplib", () => otplib.generate({ secret, epoch })],
    ["speakeasy", () => speakeasy.totp({ secret, time: epoch })],
    ["speakeasy, base32", () => speakeasy.totp({ secret, time: epoch, encoding: "base32" })],
  ]) {
    try {
      console.log(`${words}, ${library}: ${await code()}`);
    } catch (error) {
      console.log(`${words}, ${library}: ${error.message}`);
    }
  }
}
END
{ venv/bin/python -W ignore make.py; venv/bin/python probe.py; node probe.mjs; } | tee seen

cat > described <<'END'
moto, characters: 12, the same for two users: True
another, characters: 52
moto, PyOTP: Secrets must be at least 112 bits after decoding
moto, onetimepass: Incorrect padding
another, PyOTP: 627910
another, onetimepass: Incorrect padding
moto, otplib: Invalid Base32 string: Non-zero padding: 80
moto, speakeasy: 178762
moto, speakeasy, base32: 239752
another, otplib: 627910
another, speakeasy: 000681
another, speakeasy, base32: 627910
END
diff described seen
echo "as described"
