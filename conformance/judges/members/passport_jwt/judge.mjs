// passport-jwt: the strategy, as passport calls it for a request, with the keys of jwks-rsa.
import passport from "passport";
import { ExtractJwt, Strategy } from "passport-jwt";
import { passportJwtSecret } from "jwks-rsa";
import { expected, serve } from "./host.mjs";

const strategies = new Map();

function strategy(asked) {
  const key = [asked.configuration, asked.use, asked.jwks_url].join(" ");
  if (!strategies.has(key)) {
    const audience = asked.use === "id" ? { audience: asked.client_id } : {};
    const more = asked.configuration === "default" ? {} : { issuer: asked.issuer, algorithms: ["RS256"], ...audience };
    const options = {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: passportJwtSecret({ jwksUri: asked.jwks_url }),
      ...more,
    };
    strategies.set(key, new Strategy(options, (claims, done) => done(null, claims)));
  }
  return strategies.get(key);
}

await serve(async (asked) => {
  const request = { headers: { authorization: `Bearer ${asked.token}` } };
  const claims = await new Promise((resolve, reject) => {
    const told = (error, user, info) => (user ? resolve(user) : reject(error ?? info ?? new Error("no user")));
    passport.authenticate(strategy(asked), { session: false }, told)(request, {}, reject);
  });
  if (asked.configuration === "recommended") expected(asked, claims);
});
