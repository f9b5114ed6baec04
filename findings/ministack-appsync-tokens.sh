#!/usr/bin/env bash
# Software: MiniStack 1.5.33 (Python), called with boto3 1.43.106, which it pins.
# Guess: the parts of one emulator look at a user pool's token in the same way: what its API Gateway refuses, its
#   AppSync refuses, and a field with @aws_auth(cognito_groups: ...) is for members of the group.
# Instead: API Gateway refuses a changed signature and a token of another pool. AppSync reads a token's claims and
#   compares nothing: it takes both, and answers a field of a group to a user who is in none; without the header it says
#   401. And API Gateway takes an access token at a REST method without scopes, which is for ID tokens.
# Matters: a test of an AppSync schema's group rules against MiniStack passes whatever the rules say.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

python3 -m venv venv
venv/bin/pip install --quiet ministack==1.5.33 cryptography==50.0.2 boto3==1.43.106
venv/bin/pip freeze | grep -i -E '^(ministack|boto3)='
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir state
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 STATE_DIR="$dir/state" TMPDIR="$dir/state" venv/bin/ministack > ministack.log 2>&1 & server=$!

cat > probe.py <<'END'
import base64, json, sys, time, urllib.error, urllib.request
import boto3

endpoint = f"http://127.0.0.1:{sys.argv[1]}"
for _ in range(300):
    try:
        urllib.request.urlopen(f"{endpoint}/_ministack/health").close()
        break
    except OSError:
        time.sleep(0.1)
idp, rest, graph = (
    boto3.client(name, endpoint_url=endpoint, region_name="us-east-1") for name in ("cognito-idp", "apigateway", "appsync")
)


def signed_in(name):
    pool = idp.create_user_pool(PoolName=name)["UserPool"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = idp.create_user_pool_client(UserPoolId=pool["Id"], ClientName="app", ExplicitAuthFlows=flows)["UserPoolClient"]
    user = {"UserPoolId": pool["Id"], "Username": "ann"}
    idp.admin_create_user(**user, MessageAction="SUPPRESS")
    idp.admin_set_user_password(**user, Password="Correct-Horse7", Permanent=True)
    given = {"USERNAME": "ann", "PASSWORD": "Correct-Horse7"}
    answer = idp.initiate_auth(ClientId=client["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
    return pool, answer["AuthenticationResult"]


pool, tokens = signed_in("one")
_, foreign = signed_in("two")
head, claims, signature = tokens["IdToken"].split(".")
raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
raw[7] ^= 1
changed = ".".join((head, claims, base64.urlsafe_b64encode(raw).decode().rstrip("=")))

api = rest.create_rest_api(name="api")["id"]
root = rest.get_resources(restApiId=api)["items"][0]["id"]
resource = rest.create_resource(restApiId=api, parentId=root, pathPart="users")["id"]
arn, header = pool["Arn"], "method.request.header.Authorization"
authorizer = rest.create_authorizer(
    restApiId=api, name="pool", type="COGNITO_USER_POOLS", providerARNs=[arn], identitySource=header
)["id"]
method = {"restApiId": api, "resourceId": resource, "httpMethod": "GET"}
rest.put_method(**method, authorizationType="COGNITO_USER_POOLS", authorizerId=authorizer)
rest.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
rest.put_method_response(**method, statusCode="200")
rest.put_integration_response(**method, statusCode="200")
rest.create_deployment(restApiId=api, stageName="test")

config = {"userPoolId": pool["Id"], "awsRegion": "us-east-1", "defaultAction": "ALLOW"}
graphql = graph.create_graphql_api(name="g", authenticationType="AMAZON_COGNITO_USER_POOLS", userPoolConfig=config)["graphqlApi"]
schema = 'type Query { open: String group: String @aws_auth(cognito_groups: ["admins"]) } schema { query: Query }'
graph.start_schema_creation(apiId=graphql["apiId"], definition=schema.encode())


def ask(host, path, token, body=None):
    headers = {"Host": host} | ({"Authorization": token} if token else {}) | ({"Content-Type": "application/json"} if body else {})
    request = urllib.request.Request(endpoint + path, data=body and json.dumps({"query": body}).encode(), headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            text = answer.read().decode()
            refused = body and any("nauthorized" in json.dumps(each) for each in json.loads(text).get("errors", []))
            return "refused" if refused else "taken"
    except urllib.error.HTTPError as error:
        return f"refused, {error.code}"


for words, token in (
    ("none", ""), ("ID token", tokens["IdToken"]), ("access token", tokens["AccessToken"]), ("changed signature", changed),
    ("of another pool", foreign["IdToken"]),
):
    name = f"{api}.execute-api.localhost"
    other = f"{graphql['apiId']}.appsync-api.us-east-1.amazonaws.com"
    print(f"{words}: REST {ask(name, '/test/users', token)}; AppSync {ask(other, '/graphql', token, '{ open }')}; "
          f"field of a group {ask(other, '/graphql', token, '{ group }')}")
END
venv/bin/python probe.py "$port" | tee seen

cat > described <<'END'
none: REST refused, 401; AppSync refused, 401; field of a group refused, 401
ID token: REST taken; AppSync taken; field of a group taken
access token: REST taken; AppSync taken; field of a group taken
changed signature: REST refused, 401; AppSync taken; field of a group taken
of another pool: REST refused, 401; AppSync taken; field of a group taken
END
diff described seen
echo "as described"
