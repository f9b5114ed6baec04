#!/usr/bin/env bash
# Software: aws-sam-translator 1.115.0 (Python), aws-cdk-lib 2.276.0 with constructs 10.8.1 (JavaScript).
# Guess: where an API asks for scopes by default, an empty list of scopes at one route takes them away there, in SAM and
#   in CDK, for REST and for HTTP APIs. A route without an authorizer has no scopes.
# Instead: SAM takes them away for a REST API, and keeps the default for an HTTP API, as if the list had not been
#   written. CDK takes them away in both; but an HTTP route with HttpNoneAuthorizer keeps the scopes, with
#   AuthorizationType NONE.
# Matters: at a REST method without scopes the ID token gets through, and with scopes the access token. The same line in
#   a template opens a route to ID tokens or leaves it as it was, by the kind of the API.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_DEFAULT_REGION=us-east-1
python3 -m venv venv
venv/bin/pip install --quiet aws-sam-translator==1.115.0
venv/bin/pip freeze | grep aws-sam
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1
npm ls --depth=0 | grep -E 'aws-cdk-lib|constructs'

cat > sam.py <<'END'
from samtranslator.translator.transform import transform

POOL = {"UserPoolArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example"}
JWT = {
    "IdentitySource": "$request.header.Authorization",
    "JwtConfiguration": {"issuer": "https://example.com", "audience": ["client"]},
}


class NoPolicies:
    def load(self):
        return {}


def show(kind, event, reference, authorizer):
    auth = {"Authorizers": {"Users": {**authorizer, "AuthorizationScopes": ["orders/read"]}}, "DefaultAuthorizer": "Users"}
    stage = {"StageName": "test"} if kind == "Api" else {}
    own = {"/default": {}, "/empty": {"Auth": {"Authorizer": "Users", "AuthorizationScopes": []}}}
    events = {
        f"E{number}": {"Type": event, "Properties": {reference: {"Ref": "Api"}, "Path": path, "Method": "get", **more}}
        for number, (path, more) in enumerate(own.items())
    }
    function = {"Runtime": "python3.12", "Handler": "a.b", "CodeUri": "s3://bucket/key", "Events": events}
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            "Api": {"Type": f"AWS::Serverless::{kind}", "Properties": {"Auth": auth, **stage}},
            "Function": {"Type": "AWS::Serverless::Function", "Properties": function},
        },
    }
    paths = transform(template, {}, NoPolicies())["Resources"]["Api"]["Properties"]["Body"]["paths"]
    for path in own:
        print(f"SAM {kind} {path}: {paths[path]['get']['security'][0]['Users']}")


show("Api", "Api", "RestApiId", POOL)
show("HttpApi", "HttpApi", "ApiId", JWT)
END
cat > cdk.cjs <<'END'
const {
  App, Stack, aws_apigateway: rest, aws_apigatewayv2: http, aws_apigatewayv2_authorizers: authorizers,
  aws_apigatewayv2_integrations: integrations, aws_cognito: cognito,
} = require("aws-cdk-lib");
const { Template } = require("aws-cdk-lib/assertions");
const scopes = ["orders/read"];

const stack = new Stack(new App(), "Stack");
const pool = new cognito.UserPool(stack, "Pool");
const authorizer = new rest.CognitoUserPoolsAuthorizer(stack, "Rest", { cognitoUserPools: [pool] });
const api = new rest.RestApi(stack, "RestApi", { defaultMethodOptions: { authorizer, authorizationScopes: scopes } });
api.root.addResource("default").addMethod("GET");
api.root.addResource("empty").addMethod("GET", undefined, { authorizationScopes: [] });
api.root.addResource("none").addMethod("GET", undefined, { authorizationType: rest.AuthorizationType.NONE });
const defaultAuthorizer = new authorizers.HttpUserPoolAuthorizer("Http", pool, { userPoolClients: [pool.addClient("Own")] });
const other = new http.HttpApi(stack, "HttpApi", { defaultAuthorizer, defaultAuthorizationScopes: scopes });
const integration = new integrations.HttpUrlIntegration("To", "https://example.com");
other.addRoutes({ path: "/default", methods: ["GET"], integration });
other.addRoutes({ path: "/empty", methods: ["GET"], integration, authorizationScopes: [] });
other.addRoutes({ path: "/none", methods: ["GET"], integration, authorizer: new http.HttpNoneAuthorizer() });

const made = Template.fromStack(stack);
const shown = (value) => (value?.length ? value : "none");
const resources = made.findResources("AWS::ApiGateway::Resource");
for (const { Properties: one } of Object.values(made.findResources("AWS::ApiGateway::Method"))) {
  const path = resources[one.ResourceId.Ref].Properties.PathPart;
  console.log(`CDK RestApi /${path}: ${one.AuthorizationType}, scopes ${shown(one.AuthorizationScopes)}`);
}
for (const { Properties: one } of Object.values(made.findResources("AWS::ApiGatewayV2::Route"))) {
  console.log(`CDK HttpApi ${one.RouteKey.slice(4)}: ${one.AuthorizationType}, scopes ${shown(one.AuthorizationScopes)}`);
}
END
{ venv/bin/python sam.py 2> sam.log || { cat sam.log >&2; exit 1; }; node cdk.cjs; } | tee seen

cat > described <<'END'
SAM Api /default: ['orders/read']
SAM Api /empty: []
SAM HttpApi /default: ['orders/read']
SAM HttpApi /empty: ['orders/read']
CDK RestApi /default: COGNITO_USER_POOLS, scopes orders/read
CDK RestApi /empty: COGNITO_USER_POOLS, scopes none
CDK RestApi /none: NONE, scopes none
CDK HttpApi /default: JWT, scopes orders/read
CDK HttpApi /empty: JWT, scopes none
CDK HttpApi /none: NONE, scopes orders/read
END
diff described seen
echo "as described"
