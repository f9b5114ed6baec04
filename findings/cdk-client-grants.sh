#!/usr/bin/env bash
# Software: aws-cdk-lib 2.276.0, constructs 10.8.1 (JavaScript).
# Guess: a client added with authFlows alone has no OAuth grants, as a client of CreateUserPoolClient has none when
#   AllowedOAuthFlows is left out; a pool whose users sign in by e-mail address gets no set-up for SMS.
# Instead: the client gets the implicit and the code grant, five scopes, among them aws.cognito.signin.user.admin, and
#   the callback https://example.com. Naming one grant takes the others away; disableOAuth takes all of them. `mfa:
#   Mfa.OPTIONAL` gives SMS_MFA and a role for SNS, whatever the sign-in name, and no TOTP.
# Matters: what a team reads in its CDK code is not the pool it has. A check of the pool has to begin with the
#   synthesized template.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1
npm ls --depth=0 | grep -E 'aws-cdk-lib|constructs'

cat > synth.cjs <<'END'
const { App, Stack, aws_cognito: cognito } = require("aws-cdk-lib");

const stack = new Stack(new App(), "Stack");
const pool = new cognito.UserPool(stack, "Pool", { signInAliases: { email: true }, mfa: cognito.Mfa.OPTIONAL });
pool.addClient("FlowsAlone", { authFlows: { userSrp: true } });
pool.addClient("OneGrant", {
  oAuth: { flows: { clientCredentials: true }, scopes: [cognito.OAuthScope.custom("orders/read")] },
});
pool.addClient("Disabled", { authFlows: { userSrp: true }, disableOAuth: true });
const found = Object.entries(stack.node.root.synth().getStackByName("Stack").template.Resources);
for (const [id, { Type: type, Properties: properties }] of found.sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (type === "AWS::Cognito::UserPool") console.log("pool", properties.MfaConfiguration, ...properties.EnabledMfas);
  if (type === "AWS::IAM::Role") console.log("role for", properties.Policies[0].PolicyDocument.Statement[0].Action);
  if (type === "AWS::Cognito::UserPoolClient")
    console.log(
      id.replace(/^Pool|[0-9A-F]{8}$/g, ""),
      JSON.stringify(properties.AllowedOAuthFlows ?? []),
      JSON.stringify(properties.AllowedOAuthScopes ?? []),
      JSON.stringify(properties.CallbackURLs ?? []),
    );
}
END
node synth.cjs | sort | tee seen

cat > described <<'END'
Disabled [] [] []
FlowsAlone ["implicit","code"] ["profile","phone","email","openid","aws.cognito.signin.user.admin"] ["https://example.com"]
OneGrant ["client_credentials"] ["orders/read"] []
pool OPTIONAL SMS_MFA
role for sns:Publish
END
LC_ALL=C sort -o seen seen
diff described seen
echo "as described"
