#!/usr/bin/env bash
# Software: @auth/core 0.41.3, which next-auth 5 is built on (JavaScript).
# Guess: signed in by its Cognito provider, a user has the same id every time: the pool's sub. The provider is of type
#   oidc, whose default profile() returns { id: profile.sub }, and the session's token has a member named sub.
# Instead: what profile() returns as id is replaced by a random UUID at each sign-in, and that is the sub of the
#   session's token where there is no database. The pool's sub is left in account.providerAccountId, which callbacks see
#   at the sign-in only. profile() of one's own does not change it.
# Matters: rows that are stored under token.sub, the name under which Cognito's tokens have the user, belong to nobody
#   after the next sign-in. A test that signs in once passes. Copy profile.sub into the token in the jwt callback.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @auth/core@0.41.3 jose@6.2.18
npm ls --depth=0 | grep @auth/core

cat > probe.mjs <<'END'
import { createServer } from "node:http";
import { Auth, skipCSRFCheck } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

const { privateKey, publicKey } = await generateKeyPair("RS256");
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" }] };
const sub = "11111111-2222-4333-8444-555555555555";
const server = createServer(async (request, response) => {
  const answer = {
    "/.well-known/openid-configuration": {
      issuer: base, authorization_endpoint: `${base}/oauth2/authorize`, token_endpoint: `${base}/oauth2/token`,
      userinfo_endpoint: `${base}/oauth2/userInfo`, jwks_uri: `${base}/jwks`,
      response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"],
    },
    "/jwks": jwks,
    "/oauth2/token": {
      access_token: "a", token_type: "Bearer", expires_in: 3600,
      id_token: await new SignJWT({ token_use: "id", email: "ann@example.com" }).setProtectedHeader({ alg: "RS256", kid: "k" })
        .setIssuer(base).setAudience("app").setSubject(sub).setIssuedAt().setExpirationTime("1h").sign(privateKey),
    },
  }[request.url];
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(answer));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;

async function signIn(options) {
  let account;
  const config = {
    providers: [Cognito({ clientId: "app", clientSecret: "s", issuer: base, ...options })],
    secret: "for this script alone", trustHost: true, skipCSRFCheck,
    callbacks: {
      jwt: (seen) => { account ??= seen.account; return seen.token; },
      session: ({ session, token }) => ({ ...session, sub: token.sub }),
    },
  };
  const jar = new Map();
  const send = async (path, init = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await Auth(new Request(`http://127.0.0.1:3000/auth${path}`, { ...init, headers: { cookie } }), config);
    for (const set of answer.headers.getSetCookie()) {
      const [name, ...value] = set.split(";")[0].split("=");
      jar.set(name, value.join("="));
    }
    return answer;
  };
  const start = new URL((await send("/signin/cognito", { method: "POST" })).headers.get("location"));
  const state = start.searchParams.get("state");
  await send(`/callback/cognito?code=c${state ? `&state=${state}` : ""}`);
  return { session: (await (await send("/session")).json()).sub, account: account.providerAccountId };
}

const profile = (claims) => ({ id: claims.sub, email: claims.email });
const times = [await signIn({}), await signIn({}), await signIn({ profile })];
for (const time of times) {
  const text = time.session === sub ? "the pool's sub" : /^[0-9a-f-]{36}$/.test(time.session) ? "another UUID" : time.session;
  console.log(`token.sub: ${text}; providerAccountId: ${time.account === sub ? "the pool's sub" : time.account}`);
}
console.log("different values of token.sub:", new Set(times.map((time) => time.session)).size);
server.close();
server.closeAllConnections();
END
node probe.mjs | tee seen

cat > described <<'END'
token.sub: another UUID; providerAccountId: the pool's sub
token.sub: another UUID; providerAccountId: the pool's sub
token.sub: another UUID; providerAccountId: the pool's sub
different values of token.sub: 3
END
diff described seen
echo "as described"
