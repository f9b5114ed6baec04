// One JSON object per line in, one per line out. Every request goes to the relay, which knows where it belongs.
import { createInterface } from "node:readline";
import * as client from "openid-client";

const kept = new Map(); // configurations and what belongs to a sign-in, by the name the suite gave them

const mapped = (relay) => (url, options) => fetch(`${relay}/-/${encodeURIComponent(url)}`, options);

async function discover({ relay, issuer, clientId, name }) {
  const config = await client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    [client.customFetch]: mapped(relay),
    execute: [client.allowInsecureRequests],
  });
  if (name) kept.set(name, config);
  return {};
}

// What the document says, without the discovery that may have refused it.
async function adopt({ relay, document, clientId, name }) {
  const config = new client.Configuration(document, clientId, undefined, client.None());
  config[client.customFetch] = mapped(relay);
  client.allowInsecureRequests(config);
  client.enableNonRepudiationChecks(config);
  kept.set(name, config);
  return {};
}

async function begin({ name, redirectUri, scope, nonce }) {
  const config = kept.get(name);
  const flow = {
    verifier: client.randomPKCECodeVerifier(), state: client.randomState(),
    nonce: nonce ? client.randomNonce() : undefined,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope, state: flow.state, code_challenge_method: "S256",
    code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
    ...(flow.nonce ? { nonce: flow.nonce } : {}),
  });
  kept.set(flow.state, flow);
  return { url: url.href, flow: flow.state };
}

async function finish({ name, flow, callback, wrong }) {
  const { verifier, state, nonce } = kept.get(flow);
  const tokens = await client.authorizationCodeGrant(kept.get(name), new URL(callback), {
    pkceCodeVerifier: wrong ? client.randomPKCECodeVerifier() : verifier, expectedState: state, expectedNonce: nonce,
    idTokenExpected: true,
  });
  return { access: tokens.access_token, refresh: tokens.refresh_token, sub: tokens.claims().sub };
}

async function refresh({ name, token }) {
  const tokens = await client.refreshTokenGrant(kept.get(name), token);
  return { access: tokens.access_token };
}

async function userInfo({ name, token, sub }) {
  await client.fetchUserInfo(kept.get(name), token, sub);
  return {};
}

const TASKS = { discover, adopt, begin, finish, refresh, userInfo };

function told(error) {
  const more = error.error || error.cause?.message || "";
  const detail = typeof error.cause === "object" && error.cause?.body ? JSON.stringify(error.cause.body) : "";
  return [`${error.name}: ${error.message}`, more, detail].filter(Boolean).join("; ");
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = { refused: "", ...(await TASKS[asked.do](asked)) };
  } catch (error) {
    answer = { refused: told(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
