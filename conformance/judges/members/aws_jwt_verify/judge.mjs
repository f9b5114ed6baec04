// aws-jwt-verify: CognitoJwtVerifier; only the address that its keys are fetched from is on this machine.
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { serve } from "./host.mjs";

const verifiers = new Map();

function verifier(asked) {
  const key = [asked.configuration, asked.use, asked.jwks_url].join(" ");
  if (!verifiers.has(key)) {
    // tokenUse and clientId have no defaults: null is what the documentation offers to those who check neither
    const checks = asked.configuration === "default" ? { tokenUse: null, clientId: null } : { tokenUse: asked.use, clientId: asked.client_id };
    const fetcher = { fetch: async () => new Uint8Array(await (await fetch(asked.jwks_url)).arrayBuffer()) };
    const jwksCache = new SimpleJwksCache({ fetcher });
    verifiers.set(key, CognitoJwtVerifier.create({ userPoolId: asked.pool_id, ...checks }, { jwksCache }));
  }
  return verifiers.get(key);
}

await serve(async (asked) => {
  await verifier(asked).verify(asked.token);
});
