"""Two user pools on a target, with users, and the tokens that a rule asks for."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

from conformance.judges.gateways.place import Place, Undecided

PASSWORD = "Correct-Horse7"
GROUP = "admins"


class Pools:
    """Two pools with a user each; the first has two clients, and a member of a group."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.name = "".join(random.choices("bcdfghjklmnpqrstvwxz", k=8))
        self.pool, self.arn = self._pool("one")
        self.other_pool, _ = self._pool("two")
        self.client, self.other_client = self._client(self.pool), self._client(self.pool)
        self._idp("create_group", UserPoolId=self.pool, GroupName=GROUP)
        for name in ("jane", "mary"):
            self._user(self.pool, name)
        self._user(self.other_pool, "jane")
        self._idp("admin_add_user_to_group", UserPoolId=self.pool, Username=self._address("mary"), GroupName=GROUP)
        self._tokens = self._signed_in()

    def token(self, name: str) -> str:
        """The token of a rule; empty for none."""
        if name == "none":
            return ""
        kind, _, use = name.rpartition("-")
        if kind in ("bit", "sub"):
            return (_other_bit if kind == "bit" else _other_sub)(self._tokens[use])
        return self._tokens[name]

    @property
    def issuer(self) -> str:
        """The issuer that the first pool's own ID token names: an emulator may have another than AWS."""
        return str(_claims(self._tokens["id"])["iss"])

    def _signed_in(self) -> dict[str, str]:
        found = {"member": self._sign_in(self.client, "mary")["IdToken"]}
        other = self._client(self.other_pool)
        for prefix, client in (("", self.client), ("client-", self.other_client), ("pool-", other)):
            answer = self._sign_in(client, "jane")
            found |= {f"{prefix}id": answer["IdToken"], f"{prefix}access": answer["AccessToken"]}
        return found

    def _idp(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self._place.call("cognito-idp", operation, **parameters)

    def _pool(self, word: str) -> tuple[str, str]:
        made = self._idp("create_user_pool", PoolName=f"{word}-{self.name}")["UserPool"]
        arn = f"arn:aws:cognito-idp:{self._place.region}:000000000000:userpool/{made['Id']}"
        return made["Id"], made.get("Arn") or arn

    def _client(self, pool: str) -> str:
        flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        made = self._idp(
            "create_user_pool_client", UserPoolId=pool, ClientName=f"app-{self.name}", ExplicitAuthFlows=flows
        )
        return str(made["UserPoolClient"]["ClientId"])

    def _address(self, name: str) -> str:
        """The name of a user: an address, which pools of all kinds take."""
        return f"{name}-{self.name}@example.com"

    def _user(self, pool: str, name: str) -> None:
        who = {"UserPoolId": pool, "Username": self._address(name)}
        attributes = [{"Name": "email", "Value": self._address(name)}]
        self._idp("admin_create_user", **who, MessageAction="SUPPRESS", UserAttributes=attributes)
        self._idp("admin_set_user_password", **who, Password=PASSWORD, Permanent=True)

    def _sign_in(self, client: str, name: str) -> dict[str, Any]:
        given = {"USERNAME": self._address(name), "PASSWORD": PASSWORD}
        answer = self._idp("initiate_auth", ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
        try:
            return dict(answer["AuthenticationResult"])
        except KeyError:
            raise Undecided(f"the sign-in gave no tokens but {sorted(answer)}") from None


def _other_bit(token: str) -> str:
    head, claims, signature = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4)))
    raw[7] ^= 1
    return ".".join((head, claims, base64.urlsafe_b64encode(raw).decode().rstrip("=")))


def _claims(token: str) -> dict[str, Any]:
    claims = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))))


def _other_sub(token: str) -> str:
    head, _, signature = token.split(".")
    text = json.dumps(_claims(token) | {"sub": "00000000-0000-4000-8000-000000000000"}, separators=(",", ":")).encode()
    return ".".join((head, base64.urlsafe_b64encode(text).decode().rstrip("="), signature))
