#!/usr/bin/env bash
# Software: boto3 1.44.5 with botocore 1.44.5 (Python).
# Guess: every list operation of user pools that returns a token to go on with has a paginator.
# Instead: nine have one and nine have none, among them ListDevices, AdminListDevices, ListWebAuthnCredentials and
#   ListUserImportJobs. get_paginator("list_devices") raises OperationNotPageableError.
# Matters: code that pages with get_paginator everywhere fails for devices and passkeys only, and code that calls the
#   operation once sees the first page without a sign that there are more. Follow the token by hand there.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet boto3==1.44.5 botocore==1.44.5
venv/bin/pip freeze | grep '^boto'

cat > probe.py <<'END'
import boto3, botocore

client = boto3.client("cognito-idp", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
model = client.meta.service_model
found = {True: [], False: []}
for name in sorted(model.operation_names):
    members = getattr(model.operation_model(name).input_shape, "members", {})
    if {"NextToken", "PaginationToken"} & set(members):
        found[client.can_paginate(botocore.xform_name(name))].append(name)
print("with:", *found[True])
print("without:", *found[False])
try:
    client.get_paginator("list_devices")
except Exception as error:
    print(type(error).__name__)
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
with: AdminListGroupsForUser AdminListUserAuthEvents ListGroups ListIdentityProviders ListResourceServers ListUserPoolClients ListUserPools ListUsers ListUsersInGroup
without: AdminListDevices AdminListUserSessions ListDevices ListTerms ListUserImportJobs ListUserPoolClientSecrets ListUserPoolReplicas ListUserSessions ListWebAuthnCredentials
OperationNotPageableError
END
diff described seen
echo "as described"
