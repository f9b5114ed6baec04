#!/usr/bin/env bash
# Software: @aws-lambda-powertools/parser 2.35.0 with zod 4.6.7 (JavaScript).
# Guess: the schema for a trigger takes every event that Cognito sends to a function at that trigger, and a parsed event
#   can be returned in place of the one that came.
# Instead: PreSignupTriggerSchema takes self sign-up alone, not users of an administrator or of an identity provider;
#   PostConfirmationTriggerSchema does not take ConfirmForgotPassword; DefineAuthChallengeTriggerSchema does not take a
#   challengeMetadata of null, which steps of SRP have. The schemas for tokens take every source, and drop the response.
# Matters: a function tried by self sign-up fails the first user who comes by Google, and each forgotten password after
#   the password was changed; Cognito shows its error to the user. Make a union, or extend triggerSource.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @aws-lambda-powertools/parser@2.35.0 zod@4.6.7
npm ls --depth=0 | grep -E 'parser|zod'

cat > probe.mjs <<'END'
import * as schemas from "@aws-lambda-powertools/parser/schemas";

const userAttributes = { sub: "example", email: "ann@example.com" };
const groups = { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null };
const step = { challengeName: "SRP_A", challengeResult: true, challengeMetadata: null };
const flags = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
const cases = [
  ["PreSignupTriggerSchema", "PreSignUp_SignUp", { validationData: null }, flags],
  ["PreSignupTriggerSchema", "PreSignUp_AdminCreateUser", { validationData: null }, flags],
  ["PreSignupTriggerSchema", "PreSignUp_ExternalProvider", { validationData: null }, flags],
  ["PostConfirmationTriggerSchema", "PostConfirmation_ConfirmSignUp", {}, {}],
  ["PostConfirmationTriggerSchema", "PostConfirmation_ConfirmForgotPassword", {}, {}],
  ["DefineAuthChallengeTriggerSchema", "DefineAuthChallenge_Authentication", { session: [step] },
    { challengeName: null, issueTokens: null, failAuthentication: null }],
  ["PreTokenGenerationTriggerSchemaV1", "TokenGeneration_HostedAuth", { groupConfiguration: groups },
    { claimsOverrideDetails: null }],
  ["PreTokenGenerationTriggerSchemaV1", "TokenGeneration_RefreshTokens", { groupConfiguration: groups },
    { claimsOverrideDetails: null }],
];
for (const [name, triggerSource, request, response] of cases) {
  const event = { version: "1", region: "us-east-1", userPoolId: "us-east-1_Example", userName: "ann", triggerSource,
    callerContext: { awsSdkVersion: "3", clientId: "client" }, request: { userAttributes, ...request }, response };
  const { data, error } = schemas[name].safeParse(event);
  const kept = data && (JSON.stringify(data.response) === JSON.stringify(response) ? "as it was" : "without its response");
  console.log(triggerSource, error ? `refused: ${error.issues[0].path.join(".")}` : kept);
}
END
node --no-warnings probe.mjs | tee seen

cat > described <<'END'
PreSignUp_SignUp as it was
PreSignUp_AdminCreateUser refused: triggerSource
PreSignUp_ExternalProvider refused: triggerSource
PostConfirmation_ConfirmSignUp as it was
PostConfirmation_ConfirmForgotPassword refused: triggerSource
DefineAuthChallenge_Authentication refused: request.session.0.challengeMetadata
TokenGeneration_HostedAuth without its response
TokenGeneration_RefreshTokens without its response
END
diff described seen
echo "as described"
