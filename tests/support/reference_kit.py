"""Helpers for the tests of the reference target: a pool with a client, users, refusals."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from targets.reference import ReferenceTarget
from targets.reference.target import RunningReference

PASSWORD = "Correct-Horse1"
ALL_FLOWS = (
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_AUTH",
)


@dataclass(frozen=True)
class Refusal:
    """Code and text of an error."""

    code: str
    message: str
    status: int


def refused(call: Callable[..., Any], **parameters: Any) -> Refusal:
    """The error of a call that must fail."""
    try:
        answer = call(**parameters)
    except ClientError as error:
        response = error.response
        return Refusal(
            response["Error"]["Code"], response["Error"]["Message"], response["ResponseMetadata"]["HTTPStatusCode"]
        )
    raise AssertionError(f"accepted: {answer}")


def payload(token: str) -> dict[str, Any]:
    """The claims of a token, unverified."""
    return part(token, 1)


def part(token: str, position: int) -> dict[str, Any]:
    """A part of a token."""
    text = token.split(".")[position]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded


@dataclass
class World:
    """A started reference with a pool and a client in it."""

    running: RunningReference
    pool: str = ""
    client: str = ""
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def admin(self) -> Any:
        """Signed calls."""
        return self.running.client()

    @property
    def public(self) -> Any:
        """Unsigned calls."""
        return self.running.client(signed=False)

    def new_client(self, **config: Any) -> str:
        """An app client with all flows unless said otherwise."""
        config = {"ClientName": "app", "ExplicitAuthFlows": list(ALL_FLOWS)} | config
        made = self.admin.create_user_pool_client(UserPoolId=self.pool, **config)["UserPoolClient"]
        return str(made["ClientId"])

    def secret(self, client: str) -> str:
        """The client's secret."""
        described = self.admin.describe_user_pool_client(UserPoolId=self.pool, ClientId=client)
        return str(described["UserPoolClient"]["ClientSecret"])

    def user(self, name: str, password: str = PASSWORD, /, **attributes: str) -> str:
        """A confirmed user; returns the sub."""
        listed = [{"Name": key, "Value": value} for key, value in attributes.items()]
        made = self.admin.admin_create_user(UserPoolId=self.pool, Username=name, UserAttributes=listed)["User"]
        self.admin.admin_set_user_password(UserPoolId=self.pool, Username=name, Password=password, Permanent=True)
        return str(made["Username"])

    def start(self, name: str, password: str = PASSWORD, client: str | None = None) -> dict[str, Any]:
        """USER_PASSWORD_AUTH."""
        answer: dict[str, Any] = self.public.initiate_auth(
            ClientId=client or self.client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )
        return answer

    def sign_in(self, name: str, password: str = PASSWORD, client: str | None = None) -> dict[str, Any]:
        """The tokens of a sign-in."""
        result: dict[str, Any] = self.start(name, password, client)["AuthenticationResult"]
        return result

    def refresh(self, token: str, client: str | None = None, **more: str) -> dict[str, Any]:
        """REFRESH_TOKEN_AUTH."""
        answer: dict[str, Any] = self.public.initiate_auth(
            ClientId=client or self.client,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token} | more,
        )
        return answer

    def read(self, name: str) -> dict[str, Any]:
        """AdminGetUser with its attributes as a mapping under ``attributes``."""
        answer: dict[str, Any] = self.admin.admin_get_user(UserPoolId=self.pool, Username=name)
        return answer | {"attributes": {one["Name"]: one["Value"] for one in answer["UserAttributes"]}}

    def code(self, purpose: Any, name: str, destination: str = "") -> str:
        """The newest code that was sent."""
        found = self.running.read_code(purpose, pool_id=self.pool, username=name, destination=destination, headers={})
        assert found is not None
        return found


def world(spec: str = "reference", **pool: Any) -> World:
    """A fresh reference, a pool with these settings and a client with all flows."""
    running = ReferenceTarget(spec).start()
    assert isinstance(running, RunningReference)
    made = World(running)
    made.pool = made.admin.create_user_pool(**({"PoolName": "pool"} | pool))["UserPool"]["Id"]
    made.client = made.new_client()
    return made
