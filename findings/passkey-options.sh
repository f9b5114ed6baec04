#!/usr/bin/env bash
# Software: webauthn 3.0.1 (py_webauthn) and fido2 2.2.1 (Python).
# Guess: a WebAuthn library reads the CredentialCreationOptions that StartWebAuthnRegistration returns, to drive an
#   authenticator of its own in a test. All that Cognito leaves out of them has a default in WebAuthn: attestation is
#   "none" where it is absent.
# Instead: parse_registration_options_json of webauthn calls attestation a required member and refuses the options, as
#   AWS's API reference shows them. With "attestation": "none" added it takes them. It does without timeout,
#   excludeCredentials and authenticatorSelection, which are optional by the same paragraph. fido2 takes them as they
#   are.
# Matters: the test works against an emulator that writes the member, and fails against a pool with a message about
#   options that every browser accepts. Set the default before parsing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet webauthn==3.0.1 fido2==2.2.1
venv/bin/pip freeze | grep -E '^(webauthn|fido2)='

cat > probe.py <<'END'
from fido2.webauthn import PublicKeyCredentialCreationOptions
from webauthn.helpers import parse_registration_options_json
from webauthn.helpers.exceptions import InvalidJSONStructure

# The members of the sample response of StartWebAuthnRegistration in AWS's API reference.
OPTIONS = {
    "authenticatorSelection": {"requireResidentKey": True, "residentKey": "required", "userVerification": "preferred"},
    "challenge": "AAECAwQFBgcICQoLDA0ODw",
    "excludeCredentials": [{"id": "AAECAwQFBgcICQoLDA0ODw", "type": "public-key"}],
    "pubKeyCredParams": [{"alg": -7, "type": "public-key"}, {"alg": -257, "type": "public-key"}],
    "rp": {"id": "auth.example.com", "name": "auth.example.com"},
    "timeout": 60000,
    "user": {"displayName": "ann", "id": "YW5u", "name": "ann"},
}

def webauthn(options):
    try:
        return parse_registration_options_json(options).user.id
    except InvalidJSONStructure as error:
        return f"refused, {error}"

complete = {**OPTIONS, "attestation": "none"}
print("webauthn, as they are:", webauthn(OPTIONS))
print("webauthn, with attestation:", webauthn(complete))
for name in ("timeout", "excludeCredentials", "authenticatorSelection"):
    print(f"webauthn, with attestation, without {name}:", webauthn({k: v for k, v in complete.items() if k != name}))
print("fido2, as they are:", PublicKeyCredentialCreationOptions.from_dict(OPTIONS).user.id)
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
webauthn, as they are: refused, Options missing required attestation
webauthn, with attestation: b'ann'
webauthn, with attestation, without timeout: b'ann'
webauthn, with attestation, without excludeCredentials: b'ann'
webauthn, with attestation, without authenticatorSelection: b'ann'
fido2, as they are: b'ann'
END
diff described seen
echo "as described"
