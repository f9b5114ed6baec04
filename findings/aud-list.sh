#!/usr/bin/env bash
# Software: aws-jwt-verify 5.2.1, jose 6.2.18 (JavaScript).
# Guess: an ID token whose aud is a list with the client as its only member is the same as one with the client as text
#   (RFC 7519, section 4.1.3), and AWS's own verifier takes both.
# Instead: CognitoJwtVerifier refuses the list: the client id is not of type string. JwtVerifier of the same package and
#   jose take both.
# Matters: an emulator or an identity provider in front of it that writes the list, as many do, works with every general
#   library, and not with the one that is made for Cognito.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-jwt-verify@5.2.1 jose@6.2.18
npm ls --depth=0 | grep @

cat > probe.mjs <<'END'
import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import { SignJWT, exportJWK, generateKeyPair, jwtVerify } from "jose";

const { privateKey, publicKey } = await generateKeyPair("RS256");
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" }] };
const userPoolId = "us-east-1_Example";
const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
const cognito = CognitoJwtVerifier.create({ userPoolId, tokenUse: "id", clientId: "app" });
cognito.cacheJwks(jwks);
const general = JwtVerifier.create({ issuer, audience: "app", jwksUri: `${issuer}/.well-known/jwks.json` });
general.cacheJwks(jwks);
const libraries = {
  CognitoJwtVerifier: (token) => cognito.verifySync(token),
  JwtVerifier: (token) => general.verifySync(token),
  jose: (token) => jwtVerify(token, publicKey, { issuer, audience: "app" }),
};
for (const [words, aud] of [["text", "app"], ["list", ["app"]]]) {
  const token = await new SignJWT({ aud, token_use: "id" })
    .setProtectedHeader({ alg: "RS256", kid: "k" }).setIssuer(issuer).setSubject("ann").setIssuedAt().setExpirationTime("1h").sign(privateKey);
  for (const [library, verify] of Object.entries(libraries)) {
    try {
      await verify(token);
      console.log(`${library}, ${words}: taken`);
    } catch (error) {
      console.log(`${library}, ${words}: ${error.message}`);
    }
  }
}
END
node probe.mjs | tee seen

cat > described <<'END'
CognitoJwtVerifier, text: taken
JwtVerifier, text: taken
jose, text: taken
CognitoJwtVerifier, list: Client ID ("audience") is not of type string
JwtVerifier, list: taken
jose, list: taken
END
diff described seen
echo "as described"
