// express-oauth2-jwt-bearer: auth() with issuer, address of the keys and audience; the audience may be switched off.
import { auth } from "express-oauth2-jwt-bearer";
import { expected, serve } from "./host.mjs";

const made = new Map();

function middleware(asked) {
  const key = [asked.configuration, asked.use, asked.jwks_url].join(" ");
  if (!made.has(key)) {
    const own = asked.configuration === "recommended";
    const validators = own && asked.use === "access" ? { validators: { aud: false } } : {};
    const common = { issuer: asked.issuer, jwksUri: asked.jwks_url, audience: asked.client_id };
    made.set(key, auth({ ...common, tokenSigningAlg: "RS256", ...(own ? { clockTolerance: 0 } : {}), ...validators }));
  }
  return made.get(key);
}

await serve(async (asked) => {
  const request = {
    method: "GET",
    headers: { host: "api.example.com", authorization: `Bearer ${asked.token}` },
    query: {},
    body: {},
    is: () => false,
    get: (name) => request.headers[name.toLowerCase()],
    protocol: "https",
    hostname: "api.example.com",
    originalUrl: "/",
  };
  const wrong = await new Promise((resolve) => middleware(asked)(request, {}, (error) => resolve(error)));
  if (wrong) throw wrong;
  if (asked.configuration === "recommended") expected(asked, request.auth.payload);
});
