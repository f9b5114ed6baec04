#!/usr/bin/env bash
# Software: moto 5.2.5 with boto3 1.44.5 (Python).
# Guess: the Filter of ListUsers that AWS's API reference shows in its sample request, with the name of the attribute in
#   double quotes, does the same as the filter without them.
# Instead: moto takes the quotes for something it cannot parse and refuses the request. Without them, and with the same
#   value, it finds the user.
# Matters: code that was copied from the reference, and works on AWS, fails in its tests. Leave the quotes around the name
#   out: Cognito takes both.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet 'moto[cognitoidp]==5.2.5' boto3==1.44.5 botocore==1.44.5
venv/bin/pip freeze | grep -E '^(moto|boto3)='

cat > probe.py <<'END'
import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

with mock_aws():
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    for name, given in ("ana", "Ana"), ("bob", "Bob"):
        attributes = [{"Name": "given_name", "Value": given}]
        cognito.admin_create_user(UserPoolId=pool, Username=name, UserAttributes=attributes, MessageAction="SUPPRESS")
    for written in 'given_name = "Ana"', '"given_name" = "Ana"', '"given_name"="Ana"':
        try:
            found = cognito.list_users(UserPoolId=pool, Filter=written)["Users"]
            print(written, "finds", *(user["Username"] for user in found))
        except ClientError as error:
            print(written, "is refused:", error.response["Error"]["Code"])
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
given_name = "Ana" finds ana
"given_name" = "Ana" is refused: InvalidParameterException
"given_name"="Ana" is refused: InvalidParameterException
END
diff described seen
echo "as described"
