// express-jwt: the middleware, with the keys of jwks-rsa. It has no configuration without algorithms.
import { expressjwt } from "express-jwt";
import { expressJwtSecret } from "jwks-rsa";
import { expected, serve } from "./host.mjs";

const secrets = new Map();

await serve(async (asked) => {
  if (!secrets.has(asked.jwks_url)) secrets.set(asked.jwks_url, expressJwtSecret({ jwksUri: asked.jwks_url }));
  const audience = asked.use === "id" ? { audience: asked.client_id } : {};
  const more = asked.configuration === "default" ? {} : { issuer: asked.issuer, ...audience };
  const middleware = expressjwt({ secret: secrets.get(asked.jwks_url), algorithms: ["RS256"], ...more });
  const request = { method: "GET", headers: { authorization: `Bearer ${asked.token}` } };
  await new Promise((resolve, reject) => middleware(request, {}, (error) => (error ? reject(error) : resolve())));
  if (asked.configuration === "recommended") expected(asked, request.auth);
});
