// jsonwebtoken with the keys of jwks-rsa.
import jwt from "jsonwebtoken";
import { JwksClient } from "jwks-rsa";
import { expected, serve } from "./host.mjs";

const clients = new Map();

await serve(async (asked) => {
  if (!clients.has(asked.jwks_url)) clients.set(asked.jwks_url, new JwksClient({ jwksUri: asked.jwks_url }));
  const client = clients.get(asked.jwks_url);
  const key = (header, done) => client.getSigningKey(header.kid, (error, found) => done(error, found?.getPublicKey()));
  const audience = asked.use === "id" ? { audience: asked.client_id } : {};
  const recommended = asked.configuration === "recommended";
  const options = recommended ? { issuer: asked.issuer, algorithms: ["RS256"], ...audience } : {};
  const claims = await new Promise((resolve, reject) =>
    jwt.verify(asked.token, key, options, (error, found) => (error ? reject(error) : resolve(found))),
  );
  if (recommended) expected(asked, claims);
});
