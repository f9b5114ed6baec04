#!/usr/bin/env bash
# Software: pycognito 2024.5.1 with boto3 1.44.5 (Python), amazon-cognito-identity-js 6.3.21 (JavaScript).
# Guess: a client that does not know a challenge (EMAIL_OTP, which a pool asks for once e-mail is a second factor) says
#   which challenge it was asked; what it knows of authenticate it knows of admin_authenticate.
# Instead: both go on as though there were tokens. pycognito raises KeyError: 'AuthenticationResult', and from
#   admin_authenticate also for SMS_MFA, which authenticate reports; of MFA_SETUP and SELECT_MFA_TYPE it knows nothing
#   either way. amazon-cognito-identity-js calls onFailure with a TypeError about NewDeviceMetadata.
# Matters: turning on e-mail codes breaks the sign-in of such applications with an error that names neither the challenge
#   nor MFA, and code that takes every failure for a wrong password tells its user so.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet pycognito==2024.5.1 boto3==1.44.5 botocore==1.44.5
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund amazon-cognito-identity-js@6.3.21
venv/bin/pip freeze | grep -E '^(boto3|pycognito)'
npm ls --depth=0 | grep identity-js

cat > probe.py <<'END'
from botocore.stub import Stubber
from pycognito import Cognito

VERIFIER = {"USER_ID_FOR_SRP": "ann", "USERNAME": "ann", "SALT": "a", "SRP_B": "b" * 100, "SECRET_BLOCK": "YQ=="}
for challenge in ("EMAIL_OTP", "SMS_MFA", "MFA_SETUP", "SELECT_MFA_TYPE"):
    for method in ("authenticate", "admin_authenticate"):
        user = Cognito("us-east-1_Example", "client", username="ann")
        asked = {"ChallengeName": challenge, "Session": "s" * 20, "ChallengeParameters": {}}
        with Stubber(user.client) as stub:
            if method == "authenticate":
                first = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": VERIFIER}
                stub.add_response("initiate_auth", first)
                stub.add_response("respond_to_auth_challenge", asked)
            else:
                stub.add_response("admin_initiate_auth", asked)
            try:
                getattr(user, method)("password")
            except Exception as error:
                print("pycognito", challenge, method, type(error).__name__, str(error)[:24])
END

cat > probe.mjs <<'END'
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";

const Storage = { setItem() {}, getItem: () => null, removeItem() {}, clear() {} };
const callbacks = ["onSuccess", "onFailure", "mfaRequired", "totpRequired", "newPasswordRequired", "customChallenge",
  "selectMFAType", "mfaSetup"];
for (const ChallengeName of ["EMAIL_OTP", "SMS_MFA"]) {
  globalThis.fetch = async () => Response.json({ ChallengeName, ChallengeParameters: {}, Session: "s" });
  const Pool = new CognitoUserPool({ UserPoolId: "us-east-1_Example", ClientId: "client", Storage });
  const user = new CognitoUser({ Username: "ann", Pool, Storage });
  user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
  const details = new AuthenticationDetails({ Username: "ann", Password: "password" });
  await new Promise((done) => user.authenticateUser(details, Object.fromEntries(callbacks.map((name) =>
    [name, (value) => done(console.log("identity-js", ChallengeName, name, String(value)))]))));
}
END
{ venv/bin/python probe.py; node --no-warnings probe.mjs; } | tee seen

cat > described <<'END'
pycognito EMAIL_OTP authenticate KeyError 'AuthenticationResult'
pycognito EMAIL_OTP admin_authenticate KeyError 'AuthenticationResult'
pycognito SMS_MFA authenticate SMSMFAChallengeException ('Do SMS MFA', {'Challen
pycognito SMS_MFA admin_authenticate KeyError 'AuthenticationResult'
pycognito MFA_SETUP authenticate KeyError 'AuthenticationResult'
pycognito MFA_SETUP admin_authenticate KeyError 'AuthenticationResult'
pycognito SELECT_MFA_TYPE authenticate KeyError 'AuthenticationResult'
pycognito SELECT_MFA_TYPE admin_authenticate KeyError 'AuthenticationResult'
identity-js EMAIL_OTP onFailure TypeError: Cannot read properties of undefined (reading 'NewDeviceMetadata')
identity-js SMS_MFA mfaRequired SMS_MFA
END
diff described seen
echo "as described"
