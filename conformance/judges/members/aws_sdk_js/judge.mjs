// The AWS SDK for JavaScript: InitiateAuth and GetUser, with the SDK's own retries unless the question turns them off.
import {
  CognitoIdentityProviderClient,
  GetUserCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { serve } from "./host.mjs";

await serve(async (asked) => {
  const retries = asked.retries === false ? { maxAttempts: 1 } : {};
  const client = new CognitoIdentityProviderClient({ region: asked.region, endpoint: asked.endpoint, ...retries });
  if (asked.do === "get_user") {
    const found = await client.send(new GetUserCommand({ AccessToken: asked.token }));
    if (!found.Username) throw new Error("no Username");
    return { username: found.Username };
  }
  const refresh = asked.do === "refresh";
  const given = refresh ? { REFRESH_TOKEN: asked.token } : { USERNAME: asked.username, PASSWORD: asked.password };
  const AuthFlow = refresh ? "REFRESH_TOKEN_AUTH" : "USER_PASSWORD_AUTH";
  const command = new InitiateAuthCommand({ AuthFlow, ClientId: asked.client_id, AuthParameters: given });
  const answer = await client.send(command);
  const tokens = answer.AuthenticationResult;
  if (!tokens) throw new Error(`challenge ${answer.ChallengeName}`);
  return { access: tokens.AccessToken, refresh: tokens.RefreshToken, expires_in: tokens.ExpiresIn };
});
