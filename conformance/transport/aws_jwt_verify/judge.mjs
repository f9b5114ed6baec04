// One JSON object per line in, one per line out: {"refused": "<name of the error>: <text>"} or {"refused": ""}.
// The time is that of the target whose token is judged; no document is fetched.
import { createInterface } from "node:readline";
import { CognitoJwtVerifier } from "aws-jwt-verify";

function refusal({ token, jwks, userPoolId, clientId, tokenUse, now }) {
  Date.now = () => now * 1000;
  try {
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse });
    verifier.cacheJwks(jwks);
    verifier.verifySync(token);
    return "";
  } catch (error) {
    return `${error.constructor.name}: ${error.message}`;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify({ refused: refusal(JSON.parse(line)) }) + "\n");
}
