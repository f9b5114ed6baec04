// cognito-srp-helper with the AWS SDK for JavaScript, as its documentation puts the two together.
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from "cognito-srp-helper";
import { serve } from "./host.mjs";

await serve(async (asked) => {
  const retries = asked.retries === false ? { maxAttempts: 1 } : {};
  const client = new CognitoIdentityProviderClient({ region: asked.region, endpoint: asked.endpoint, ...retries });
  const session = createSrpSession(asked.username, asked.password, asked.pool_id, false);
  const begun = await client.send(
    new InitiateAuthCommand(
      wrapInitiateAuth(session, {
        ClientId: asked.client_id,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { CHALLENGE_NAME: "SRP_A", USERNAME: asked.username },
      }),
    ),
  );
  const signed = signSrpSession(session, begun);
  const ended = await client.send(
    new RespondToAuthChallengeCommand(
      wrapAuthChallenge(signed, {
        ClientId: asked.client_id,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: { USERNAME: asked.username },
        Session: begun.Session,
      }),
    ),
  );
  const tokens = ended.AuthenticationResult;
  if (!tokens) throw new Error(`challenge ${ended.ChallengeName}`);
  return { access: tokens.AccessToken, refresh: tokens.RefreshToken };
});
