// One JSON object per line in, one per line out: {"refused": "<name of the error>: <text>"} or {"refused": ""}.
import { createInterface } from "node:readline";
import cognito from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserPool } = cognito;

class Memory {
  #items = new Map();
  getItem(name) { return this.#items.get(name) ?? null; }
  setItem(name, value) { this.#items.set(name, value); }
  removeItem(name) { this.#items.delete(name); }
  clear() { this.#items.clear(); }
}

const told = (error) => `${error.code || error.name || "Error"}: ${error.message || error}`;
const judged = (session) => (session.isValid() ? "" : "the session is not valid");

function userOf({ pool, client, endpoint, username }) {
  const Storage = new Memory();
  const Pool = new CognitoUserPool({ UserPoolId: pool, ClientId: client, endpoint, Storage });
  return new CognitoUser({ Username: username, Pool, Storage });
}

function signIn(asked) {
  const user = userOf(asked);
  const details = new AuthenticationDetails({ Username: asked.username, Password: asked.password });
  return new Promise((resolve) => {
    const challenge = (name) => () => resolve(`no tokens but ${name}`);
    user.authenticateUser(details, {
      onSuccess: (session) => resolve(judged(session)),
      onFailure: (error) => resolve(told(error)),
      newPasswordRequired: challenge("NEW_PASSWORD_REQUIRED"),
      mfaRequired: challenge("SMS_MFA"),
      totpRequired: challenge("SOFTWARE_TOKEN_MFA"),
      mfaSetup: challenge("MFA_SETUP"),
      selectMFAType: challenge("SELECT_MFA_TYPE"),
      customChallenge: challenge("CUSTOM_CHALLENGE"),
    });
  });
}

function refresh(asked) {
  const token = new CognitoRefreshToken({ RefreshToken: asked.token });
  return new Promise((resolve) => {
    userOf(asked).refreshSession(token, (error, session) => resolve(error ? told(error) : judged(session)));
  });
}

async function refusal(asked) {
  try {
    return await (asked.do === "srp" ? signIn(asked) : refresh(asked));
  } catch (error) {
    return told(error);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify({ refused: await refusal(JSON.parse(line)) }) + "\n");
}
