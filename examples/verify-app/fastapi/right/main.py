"""An API that takes access tokens of one app client of one pool."""

import os
from typing import Annotated, Any

import jwt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER, CLIENT_ID = os.environ["COGNITO_ISSUER"], os.environ["COGNITO_CLIENT_ID"]
keys = jwt.PyJWKClient(os.environ["COGNITO_JWKS_URL"])
app = FastAPI()


def claims(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict[str, Any]:
    """The claims of a good token; 401 for any other."""
    token = bearer.credentials
    try:
        key = keys.get_signing_key_from_jwt(token)
        found = jwt.decode(token, key, algorithms=["RS256"], issuer=ISSUER, options={"require": ["exp", "iss"]})
    except jwt.PyJWTError as error:
        raise HTTPException(401, str(error)) from None
    if found.get("token_use") != "access":
        raise HTTPException(401, "not an access token")
    if found.get("client_id") != CLIENT_ID:
        raise HTTPException(401, "of another client")
    return found


@app.get("/me")
def me(caller: Annotated[dict[str, Any], Depends(claims)]) -> dict[str, str]:
    return {"username": caller["username"]}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")), log_level="warning")
