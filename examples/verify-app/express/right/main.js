// An API that takes access tokens of one app client of one pool.

import express from 'express';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

const { COGNITO_ISSUER, COGNITO_JWKS_URL, COGNITO_CLIENT_ID, PORT = '8000' } = process.env;
const keys = createRemoteJWKSet(new URL(COGNITO_JWKS_URL));

async function authenticated(request, response, next) {
  const [scheme, token = ''] = (request.get('Authorization') ?? '').split(' ');
  try {
    const { payload } = await jwtVerify(scheme === 'Bearer' ? token : '', keys, {
      algorithms: ['RS256'],
      issuer: COGNITO_ISSUER,
      requiredClaims: ['exp'],
    });
    if (payload.token_use !== 'access' || payload.client_id !== COGNITO_CLIENT_ID) {
      response.status(401).json({ error: 'not an access token of this client' });
      return;
    }
    request.claims = payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    response.status(401).json({ error: error.message });
    return;
  }
  next();
}

const app = express();
app.get('/me', authenticated, (request, response) => response.json({ username: request.claims.username }));
app.listen(Number(PORT), '127.0.0.1');
