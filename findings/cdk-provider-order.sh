#!/usr/bin/env bash
# Software: aws-cdk-lib 2.276.0, constructs 10.8.1 (JavaScript).
# Guess: a pool's client without supportedIdentityProviders takes all providers of its pool: the order in which the
#   program makes the constructs does not matter in CDK, as it does not in the template.
# Instead: the client takes the providers that the pool has at that moment. One that is made a line later is not in its
#   SupportedIdentityProviders, and nothing says so. The client also has the callback that is its default,
#   https://example.com, so the template deploys.
# Matters: moving a line, or making the provider in a construct of its own, takes "sign in with Google" away from the
#   sign-in page of one client and leaves it at another. Name the providers, or make clients last.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1
npm ls --depth=0 | grep -E 'aws-cdk-lib|constructs'

cat > synth.cjs <<'END'
const { App, SecretValue, Stack, aws_cognito: cognito } = require("aws-cdk-lib");

const stack = new Stack(new App(), "Stack");
const userPool = new cognito.UserPool(stack, "Pool");
userPool.addClient("Before");
new cognito.UserPoolIdentityProviderGoogle(stack, "Google", {
  userPool, clientId: "example", clientSecretValue: SecretValue.unsafePlainText("example"),
});
userPool.addClient("After");
const found = Object.entries(stack.node.root.synth().getStackByName("Stack").template.Resources);
for (const [id, { Type: type, Properties: properties }] of found)
  if (type === "AWS::Cognito::UserPoolClient")
    console.log(id.replace(/^Pool|[0-9A-F]{8}$/g, ""),
      ...properties.SupportedIdentityProviders.map((name) => name.Ref?.replace(/[0-9A-F]{8}$/, "") ?? name));
END
node synth.cjs 2> log | LC_ALL=C sort | tee seen

cat > described <<'END'
After Google COGNITO
Before COGNITO
END
diff described seen
echo "as described"
