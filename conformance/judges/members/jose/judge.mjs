// jose: jwtVerify with createRemoteJWKSet.
import { createRemoteJWKSet, jwtVerify } from "jose";
import { expected, serve } from "./host.mjs";

const sets = new Map();

await serve(async (asked) => {
  if (!sets.has(asked.jwks_url)) sets.set(asked.jwks_url, createRemoteJWKSet(new URL(asked.jwks_url)));
  const keys = sets.get(asked.jwks_url);
  if (asked.configuration === "default") {
    await jwtVerify(asked.token, keys);
    return;
  }
  const audience = asked.use === "id" ? { audience: asked.client_id } : {};
  const options = { issuer: asked.issuer, algorithms: ["RS256"], requiredClaims: ["exp", "token_use"], ...audience };
  expected(asked, (await jwtVerify(asked.token, keys, options)).payload);
});
