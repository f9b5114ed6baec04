// Amplify's Auth with a storage in memory, as in a web application: SRP, password, and a session that is refreshed.
import { Amplify } from "aws-amplify";
import { fetchAuthSession, signIn } from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";
import { serve } from "./host.mjs";

class Memory {
  items = new Map();
  async getItem(name) { return this.items.get(name) ?? null; }
  async setItem(name, value) { this.items.set(name, value); }
  async removeItem(name) { this.items.delete(name); }
  async clear() { this.items.clear(); }
}

function configured(asked) {
  const storage = new Memory();
  const Cognito = { userPoolId: asked.pool_id, userPoolClientId: asked.client_id, userPoolEndpoint: asked.endpoint };
  Amplify.configure({ Auth: { Cognito } });
  cognitoUserPoolsTokenProvider.setKeyValueStorage(storage);
  return storage;
}

const stored = (storage, name) => [...storage.items].find(([key]) => key.endsWith(`.${name}`))?.[1];

async function refreshed(asked) {
  const storage = configured(asked);
  const prefix = `CognitoIdentityServiceProvider.${asked.client_id}`;
  const user = encodeURIComponent(asked.username);
  const old = asked.access ?? asked.token;
  for (const [name, value] of Object.entries({ accessToken: old, idToken: old, refreshToken: asked.token, clockDrift: "0" })) {
    await storage.setItem(`${prefix}.${user}.${name}`, value);
  }
  await storage.setItem(`${prefix}.LastAuthUser`, asked.username);
  const session = await fetchAuthSession({ forceRefresh: true });
  if (!session.tokens) throw new Error("no session");
  return { access: String(session.tokens.accessToken), refresh: stored(storage, "refreshToken") };
}

async function signedIn(asked) {
  const storage = configured(asked);
  const authFlowType = asked.do === "srp" ? "USER_SRP_AUTH" : "USER_PASSWORD_AUTH";
  const { username, password } = asked;
  const done = await signIn({ username, password, options: { authFlowType } });
  if (!done.isSignedIn) throw new Error(`next step ${done.nextStep.signInStep}`);
  return { access: stored(storage, "accessToken"), refresh: stored(storage, "refreshToken") };
}

await serve((asked) => (asked.do === "refresh" ? refreshed(asked) : signedIn(asked)));
