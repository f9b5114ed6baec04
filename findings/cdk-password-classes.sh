#!/usr/bin/env bash
# Software: aws-cdk-lib 2.276.0, constructs 10.8.1 (JavaScript).
# Guess: `passwordPolicy: { minLength: 12 }` makes passwords longer and changes nothing else. The package's declarations
#   say of each of requireLowercase, requireUppercase, requireDigits and requireSymbols that its default is true.
# Instead: what is not written is not in the template. Without a passwordPolicy there is no policy in it, and Cognito
#   gives the pool its own, with all four classes. A policy that names only a length, only a history or only how long
#   temporary passwords last leaves the classes out, and Cognito reads a class that is left out of a policy as false
#   (https://github.com/go-to-k/cdk-real-drift has such pools, as declared and as read from AWS).
# Matters: one line that is meant to make passwords stricter, or that is about temporary passwords alone, lets
#   "aaaaaaaaaaaa" through. Write all four beside it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1
npm ls --depth=0 | grep @

cat > probe.mjs <<'END'
import { readFileSync } from "node:fs";
import { App, Duration, Stack, aws_cognito } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";

const declared = readFileSync("node_modules/aws-cdk-lib/aws-cognito/lib/user-pool.d.ts", "utf8");
for (const name of ["requireLowercase", "requireUppercase", "requireDigits", "requireSymbols"]) {
  const before = declared.slice(0, declared.indexOf(`readonly ${name}?`));
  console.log(`declared default of ${name}: ${before.slice(before.lastIndexOf("@default")).match(/@default (\S+)/)[1]}`);
}
const policies = {
  "no policy": undefined,
  "a length": { minLength: 12 },
  "a history": { passwordHistorySize: 3 },
  "temporary passwords": { tempPasswordValidity: Duration.days(3) },
  "a length and a class": { minLength: 12, requireDigits: true },
};
for (const [words, passwordPolicy] of Object.entries(policies)) {
  const stack = new Stack(new App(), "Stack");
  new aws_cognito.UserPool(stack, "Pool", { passwordPolicy });
  const [pool] = Object.values(Template.fromStack(stack).findResources("AWS::Cognito::UserPool"));
  console.log(`${words}: ${JSON.stringify(pool.Properties.Policies?.PasswordPolicy)}`);
}
END
node probe.mjs | tee seen

cat > described <<'END'
declared default of requireLowercase: true
declared default of requireUppercase: true
declared default of requireDigits: true
declared default of requireSymbols: true
no policy: undefined
a length: {"MinimumLength":12}
a history: {"MinimumLength":8,"PasswordHistorySize":3}
temporary passwords: {"MinimumLength":8,"TemporaryPasswordValidityDays":3}
a length and a class: {"MinimumLength":12,"RequireNumbers":true}
END
diff described seen
echo "as described"
