// amazon-cognito-identity-js with a storage in memory: SRP, and a session that is refreshed.
import cognito from "amazon-cognito-identity-js";
import { serve } from "./host.mjs";

const { AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserPool } = cognito;

class Memory {
  #items = new Map();
  getItem(name) { return this.#items.get(name) ?? null; }
  setItem(name, value) { this.#items.set(name, value); }
  removeItem(name) { this.#items.delete(name); }
  clear() { this.#items.clear(); }
}

function userOf(asked) {
  const Storage = new Memory();
  const { pool_id: UserPoolId, client_id: ClientId, endpoint } = asked;
  const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint, Storage });
  return new CognitoUser({ Username: asked.username, Pool, Storage });
}

function named(error) {
  const found = new Error(error?.message ?? String(error));
  found.name = error?.code ?? error?.name ?? "Error";
  return found;
}

function tokens(session) {
  if (!session.isValid()) throw new Error("the session is not valid");
  return { access: session.getAccessToken().getJwtToken(), refresh: session.getRefreshToken().getToken() };
}

function signedIn(asked) {
  const details = new AuthenticationDetails({ Username: asked.username, Password: asked.password });
  return new Promise((resolve, reject) => {
    const challenge = (name) => () => reject(new Error(`challenge ${name}`));
    const user = userOf(asked);
    if (asked.do === "sign_in") user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
    user.authenticateUser(details, {
      onSuccess: resolve,
      onFailure: (error) => reject(named(error)),
      newPasswordRequired: challenge("NEW_PASSWORD_REQUIRED"),
      mfaRequired: challenge("SMS_MFA"),
      totpRequired: challenge("SOFTWARE_TOKEN_MFA"),
      mfaSetup: challenge("MFA_SETUP"),
      selectMFAType: challenge("SELECT_MFA_TYPE"),
      customChallenge: challenge("CUSTOM_CHALLENGE"),
    });
  });
}

function refreshed(asked) {
  const token = new CognitoRefreshToken({ RefreshToken: asked.token });
  return new Promise((resolve, reject) => {
    userOf(asked).refreshSession(token, (error, session) => (error ? reject(named(error)) : resolve(session)));
  });
}

await serve(async (asked) => tokens(await (asked.do === "refresh" ? refreshed(asked) : signedIn(asked))));
