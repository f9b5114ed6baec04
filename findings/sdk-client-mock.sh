#!/usr/bin/env bash
# Software: aws-sdk-client-mock 4.1.0 with @aws-sdk/client-cognito-identity-provider 3.1169.0 (JavaScript).
# Guess: a command that nobody stubbed is an error; of two stubs the one with the more exact input counts, whichever was
#   made first; after the answers of resolvesOnce the last one stays; rejects("UsernameExistsException") throws that
#   exception of the SDK.
# Instead: what is not stubbed, and what comes after the last resolvesOnce, is answered with undefined. The later stub
#   counts, so a general one hides the exact one before it, and an input matches whatever else the request has. rejects
#   with a text throws an Error with that message, whose name is Error.
# Matters: a test of "the name is taken" goes through the branch for unknown errors, and one call too many shows as
#   "cannot read properties of undefined" in the code under test. Throw new UsernameExistsException({...}) and end with
#   a general stub that rejects, made first.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-sdk-client-mock@4.1.0 @aws-sdk/client-cognito-identity-provider@3.1169.0
npm ls --depth=0 | grep client

cat > probe.mjs <<'END'
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { mockClient } from "aws-sdk-client-mock";

const client = new cognito.CognitoIdentityProviderClient({ region: "us-east-1" });
const mock = mockClient(client);
const get = (UserPoolId, Username) => client.send(new cognito.AdminGetUserCommand({ UserPoolId, Username }));
const signUp = () => client.send(new cognito.SignUpCommand({})).catch((error) => error);

console.log("not stubbed:", await get("pool", "ann"));
mock.on(cognito.AdminGetUserCommand, { Username: "ann" }).resolves({ Username: "exact" });
console.log("exact, in another pool:", (await get("another", "ann")).Username);
mock.on(cognito.AdminGetUserCommand).resolves({ Username: "general" });
console.log("exact, then general:", (await get("pool", "ann")).Username);
mock.on(cognito.InitiateAuthCommand).resolvesOnce({ Session: "first" });
for (const time of ["first", "second"])
  console.log("once,", time, "time:", await client.send(new cognito.InitiateAuthCommand({})));
mock.on(cognito.SignUpCommand).rejects("UsernameExistsException");
const text = await signUp();
console.log("rejects with a text:", text.name, text instanceof cognito.UsernameExistsException);
mock.on(cognito.SignUpCommand).rejects(new cognito.UsernameExistsException({ message: "taken", $metadata: {} }));
const real = await signUp();
console.log("rejects with the exception:", real.name, real instanceof cognito.UsernameExistsException);
END
node --no-warnings probe.mjs | tee seen

cat > described <<'END'
not stubbed: undefined
exact, in another pool: exact
exact, then general: general
once, first time: { Session: 'first' }
once, second time: undefined
rejects with a text: Error false
rejects with the exception: UsernameExistsException true
END
diff described seen
echo "as described"
