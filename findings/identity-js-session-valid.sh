#!/usr/bin/env bash
# Software: amazon-cognito-identity-js 6.3.21 (JavaScript).
# Guess: isValid() of a CognitoUserSession that was made of stored tokens says whether they have expired: false for
#   tokens that ended an hour ago.
# Instead: it says true, however old they are. A session that is not told how far the clocks are apart takes the
#   difference between now and the tokens' iat for it, and counts its time from iat from then on. With ClockDrift: 0 it
#   says false.
# Matters: an application that keeps the tokens itself (in a cookie, on a server) and puts the session together again
#   does not refresh it, and meets a 401 where it had asked first. Once the session exists, its clock does go on, so a
#   test that waits finds nothing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund amazon-cognito-identity-js@6.3.21
npm ls --depth=0 | grep identity-js

cat > probe.mjs <<'END'
import cognito from "amazon-cognito-identity-js";

const { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken, CognitoUserSession } = cognito;
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);

function session(iat, more) {
  const token = (use) => `${part({ alg: "RS256", kid: "k" })}.${part({ iat, exp: iat + 3600, token_use: use })}.AAAA`;
  return new CognitoUserSession({
    AccessToken: new CognitoAccessToken({ AccessToken: token("access") }),
    IdToken: new CognitoIdToken({ IdToken: token("id") }),
    RefreshToken: new CognitoRefreshToken({ RefreshToken: "r" }),
    ...more,
  });
}

for (const [words, ago] of [["issued now", 0], ["ended an hour ago", 2 * 3600], ["ended a year ago", 8761 * 3600]]) {
  console.log(`${words}: valid ${session(now - ago).isValid()}, with ClockDrift 0 ${session(now - ago, { ClockDrift: 0 }).isValid()}`);
}
const kept = session(now);
const real = Date.now;
Date.now = () => real() + 7200_000;
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length ? given : [real() + 7200_000]));
  }
};
console.log(`issued now, two hours later: valid ${kept.isValid()}`);
END
node probe.mjs | tee seen

cat > described <<'END'
issued now: valid true, with ClockDrift 0 true
ended an hour ago: valid true, with ClockDrift 0 false
ended a year ago: valid true, with ClockDrift 0 false
issued now, two hours later: valid false
END
diff described seen
echo "as described"
