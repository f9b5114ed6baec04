#!/usr/bin/env bash
# Software: serverless 3.40.0 (JavaScript).
# Guess: a function's authorizer with the ARN of a user pool is a Cognito authorizer, whether the ARN is written out or
#   is that of a pool in the same file, by Fn::GetAtt.
# Instead: only text is looked at. With Fn::GetAtt the framework takes the pool for a Lambda function: the method has
#   AuthorizationType CUSTOM, and the authorizer invokes a function by the pool's ARN. Packaging says nothing. With
#   type: COGNITO_USER_POOLS beside the arn it is right.
# Matters: whoever moves the pool into the stack, or the ARN from a fixed text to a reference, gets an API that answers
#   every request with an error, at the first request and not at the deployment.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export SLS_TELEMETRY_DISABLED=1 SLS_NOTIFICATIONS_MODE=off AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund serverless@3.40.0
npm ls --depth=0 | grep serverless

cat > serverless.yml <<'END'
service: shop
frameworkVersion: "3"
provider:
  name: aws
  runtime: nodejs20.x
functions:
  text:
    handler: handler.main
    events:
      - http:
          path: text
          method: get
          authorizer:
            name: text
            arn: arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example
  reference:
    handler: handler.main
    events:
      - http:
          path: reference
          method: get
          authorizer:
            name: reference
            arn: !GetAtt Pool.Arn
  typed:
    handler: handler.main
    events:
      - http:
          path: typed
          method: get
          authorizer:
            name: typed
            type: COGNITO_USER_POOLS
            arn: !GetAtt Pool.Arn
resources:
  Resources:
    Pool:
      Type: AWS::Cognito::UserPool
END
echo 'exports.main = async () => ({ statusCode: 200 });' > handler.js
node node_modules/serverless/bin/serverless.js package > package.log 2>&1 || { cat package.log >&2; exit 1; }
cat > show.cjs <<'END'
const resources = require("./.serverless/cloudformation-template-update-stack.json").Resources;
for (const name of ["Text", "Reference", "Typed"]) {
  const method = resources[`ApiGatewayMethod${name}Get`].Properties;
  const authorizer = resources[`${name}ApiGatewayAuthorizer`].Properties;
  const uri = JSON.stringify(authorizer.AuthorizerUri ?? null);
  const invoked = uri.includes('"Fn::GetAtt":["Pool","Arn"]') && uri.includes("/invocations");
  console.log(`${name}: method ${method.AuthorizationType}, authorizer ${authorizer.Type}, ` +
    `pools ${authorizer.ProviderARNs?.length ?? 0}, invokes ${invoked ? "the pool as a function" : "nothing"}`);
}
END
{ grep -i -c -E 'warning|error' package.log || true; node show.cjs; } | tee seen

cat > described <<'END'
0
Text: method COGNITO_USER_POOLS, authorizer COGNITO_USER_POOLS, pools 1, invokes nothing
Reference: method CUSTOM, authorizer TOKEN, pools 0, invokes the pool as a function
Typed: method COGNITO_USER_POOLS, authorizer COGNITO_USER_POOLS, pools 1, invokes nothing
END
diff described seen
echo "as described"
