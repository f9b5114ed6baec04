// fast-jwt: createVerifier with the keys of get-jwks.
import { createVerifier } from "fast-jwt";
import buildGetJwks from "get-jwks";
import { expected, serve } from "./host.mjs";

const made = new Map();

function verifier(asked) {
  const key = [asked.configuration, asked.use, asked.jwks_url].join(" ");
  if (!made.has(key)) {
    const keys = buildGetJwks({ jwksPath: new URL(asked.jwks_url).pathname });
    const domain = new URL(asked.jwks_url).origin;
    const own = { allowedIss: asked.issuer, algorithms: ["RS256"], requiredClaims: ["exp", "token_use"] };
    const audience = asked.use === "id" ? { allowedAud: asked.client_id } : {};
    const more = asked.configuration === "default" ? {} : { ...own, ...audience };
    const found = ({ header }) => keys.getPublicKey({ kid: header.kid, alg: header.alg, domain });
    made.set(key, createVerifier({ key: found, ...more }));
  }
  return made.get(key);
}

await serve(async (asked) => {
  const claims = await verifier(asked)(asked.token);
  if (asked.configuration === "recommended") expected(asked, claims);
});
