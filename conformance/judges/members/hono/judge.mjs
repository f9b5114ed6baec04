// Hono's jwk middleware, asked through an application. It has no configuration without algorithms.
import { Hono } from "hono";
import { jwk } from "hono/jwk";
import { expected, serve } from "./host.mjs";

await serve(async (asked) => {
  const audience = asked.use === "id" ? { aud: asked.client_id } : {};
  const more = asked.configuration === "default" ? {} : { verification: { iss: asked.issuer, ...audience } };
  const app = new Hono();
  app.use("*", jwk({ jwks_uri: asked.jwks_url, alg: ["RS256"], ...more }));
  app.get("/", (c) => c.json(c.get("jwtPayload")));
  const answer = await app.request("/", { headers: { Authorization: `Bearer ${asked.token}` } });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${answer.headers.get("www-authenticate")}`);
  if (asked.configuration === "recommended") expected(asked, await answer.json());
});
