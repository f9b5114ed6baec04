"""fastapi-cognito: a FastAPI application with ``CognitoAuth.auth_required``, asked through its test client."""

from functools import cache
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from fastapi_cognito import CognitoAuth, CognitoSettings
from pydantic import BaseModel


class Claims(BaseModel):
    """A model for both kinds of token; the package's own requires members that only a user's access token has."""

    token_use: str
    iss: str


@cache
def client(jwks_url: str, region: str, pool_id: str, client_id: str, own: bool) -> TestClient:
    """The application for one pool, with the package's model of a token or with ``Claims``."""
    pool = {"region": region, "userpool_id": pool_id, "app_client_id": client_id, "jwks_url": jwks_url}
    settings = CognitoSettings(
        check_expiration=True, jwt_header_name="Authorization", jwt_header_prefix="Bearer", userpools={"pool": pool}
    )
    auth = CognitoAuth(settings=settings, custom_model=Claims if own else None)
    app = FastAPI()

    @app.get("/")
    def read(token: Annotated[Any, Depends(auth.auth_required)]) -> dict[str, str]:
        return {"use": str(getattr(token, "token_use", "")), "iss": str(token.iss)}

    return TestClient(app, raise_server_exceptions=False)


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    own = asked["configuration"] == "recommended"
    asking = client(asked["jwks_url"], asked["region"], asked["pool_id"], asked["client_id"], own)
    answer = asking.get("/", headers={"Authorization": f"Bearer {asked['token']}"})
    if answer.status_code != 200:
        raise ValueError(f"HTTP {answer.status_code}: {answer.text[:200]}")
    if own and answer.json() != {"use": asked["use"], "iss": asked["issuer"]}:
        raise ValueError(f"claims are {answer.json()}")
