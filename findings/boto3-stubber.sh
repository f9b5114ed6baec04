#!/usr/bin/env bash
# Software: boto3 1.44.5 with botocore 1.44.5 (Python), its Stubber.
# Guess: Stubber, which checks what it is given by the service's model, gives answers like those of the service; an
#   unknown challenge or error code is refused; at the end of its with block answers that nobody asked for are reported.
# Instead: an answer has no ResponseMetadata unless the test writes it. A Session that is too short is refused, and a
#   ChallengeName that the service does not have, or an error that it does not have, is given. Answers that are left over
#   are not mentioned; a stubbed refusal is never retried, a throttling one included.
# Matters: code that logs ResponseMetadata["RequestId"] fails under the stub alone, a misspelt code tests a branch that
#   is never taken, and a test in which a call is missing passes. Call assert_no_pending_responses.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet boto3==1.44.5 botocore==1.44.5
venv/bin/pip freeze | grep '^boto'

cat > probe.py <<'END'
import boto3
from botocore.exceptions import ClientError, ParamValidationError
from botocore.stub import Stubber

client = boto3.client("cognito-idp", region_name="us-east-1")
sign_in = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "client"}
with Stubber(client) as stub:
    stub.add_response("initiate_auth", {"ChallengeName": "NO_SUCH_CHALLENGE"})
    print("unknown challenge:", client.initiate_auth(**sign_in))
    try:
        stub.add_response("initiate_auth", {"Session": "short"})
    except ParamValidationError as error:
        print("short Session:", str(error).splitlines()[1])
    for code in ("NoSuchException", "TooManyRequestsException"):
        stub.add_client_error("initiate_auth", code)
        stub.add_response("initiate_auth", {"Session": "s" * 20})
        try:
            client.initiate_auth(**sign_in)
        except ClientError as error:
            print(code, type(error).__name__, error.response["ResponseMetadata"])
        print("next:", client.initiate_auth(**sign_in)["Session"])
    stub.add_response("list_users", {"Users": []})
print("left over: not mentioned")
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
unknown challenge: {'ChallengeName': 'NO_SUCH_CHALLENGE'}
short Session: Invalid length for parameter Session, value: 5, valid min length: 20
NoSuchException ClientError {'HTTPStatusCode': 400}
next: ssssssssssssssssssss
TooManyRequestsException TooManyRequestsException {'HTTPStatusCode': 400}
next: ssssssssssssssssssss
left over: not mentioned
END
diff described seen
echo "as described"
