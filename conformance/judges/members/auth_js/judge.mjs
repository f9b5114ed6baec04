// Auth.js with its Cognito provider: a sign-in whose token endpoint answers with the given ID token.
import { Auth, customFetch, skipCSRFCheck } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";
import { serve } from "./host.mjs";

const SITE = "https://app.example.com";

function provided(asked, requests) {
  return async (address) => {
    const url = new URL(address);
    requests.push(url.pathname);
    const answer = url.pathname.endsWith("/.well-known/openid-configuration")
      ? { issuer: asked.issuer, authorization_endpoint: `${SITE}/a`, token_endpoint: `${SITE}/t`, userinfo_endpoint: `${SITE}/u`, jwks_uri: asked.jwks_url }
      : { access_token: "an access token", token_type: "Bearer", expires_in: 3600, id_token: asked.token };
    if (url.href === asked.jwks_url) return fetch(asked.jwks_url);
    return Response.json(answer);
  };
}

await serve(async (asked) => {
  let refused = null;
  const checks = asked.configuration === "default" ? {} : { checks: ["pkce", "state"] };
  const provider = { ...Cognito({ clientId: asked.client_id, clientSecret: "s", issuer: asked.issuer, ...checks }), [customFetch]: provided(asked, []) };
  const config = {
    providers: [provider],
    secret: "a secret of this judge",
    basePath: "/auth",
    trustHost: true,
    skipCSRFCheck,
    logger: { error: (error) => (refused ??= error.cause?.err ?? error), warn: () => {}, debug: () => {} },
  };
  const begun = await Auth(new Request(`${SITE}/auth/signin/cognito`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "callbackUrl=/" }), config);
  const cookie = begun.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
  const state = new URL(begun.headers.get("location")).searchParams.get("state");
  const back = `${SITE}/auth/callback/cognito?code=c${state ? `&state=${encodeURIComponent(state)}` : ""}`;
  const ended = await Auth(new Request(back, { headers: { cookie } }), config);
  if (refused) throw refused;
  const kept = ended.headers.getSetCookie().some((each) => each.includes("session-token="));
  if (!kept) throw new Error(`no session: HTTP ${ended.status} ${ended.headers.get("location")}`);
});
