"""Client secrets that are added and deleted. Documented: two at a time, and never none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates
from targets.reference.core.directory import date
from targets.reference.core.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from targets.reference.core.state import Client, ClientSecret

MOST = 2


@operation("AddUserPoolClientSecret")
def add_user_pool_client_secret(call: Call) -> Answer:
    """The value is shown where it was generated."""
    client = call.client()
    if client.secret is None:
        raise InvalidParameterException("The client has no secret.")
    if len(client.secrets) >= MOST and deviates("third-secret-takes-a-place"):
        third = ClientSecret(f"{client.id}--{_moment(call, client)}", ids.client_secret(), call.now)
        client.secrets = [*client.secrets[1:], third]
    if len(client.secrets) >= MOST and not deviates("client-third-secret"):
        raise LimitExceededException("The client has two secrets.")
    own = call.get("ClientSecret")
    added = ClientSecret(f"{client.id}--{_moment(call, client)}", own or ids.client_secret(), call.now)
    if deviates("client-secret-replaced"):
        client.secrets, client.secret = [], added.value
    client.secrets.append(added)
    shown = {"ClientSecretValue": added.value} if own is None or deviates("client-own-secret-shown") else {}
    return {"ClientSecretDescriptor": _described(added) | shown}


@operation("ListUserPoolClientSecrets")
def list_user_pool_client_secrets(call: Call) -> Answer:
    """Without their values."""
    values = deviates("client-secret-values-listed")
    secrets = call.client().secrets
    return {
        "ClientSecrets": [_described(one) | ({"ClientSecretValue": one.value} if values else {}) for one in secrets]
    }


@operation("DeleteUserPoolClientSecret")
def delete_user_pool_client_secret(call: Call) -> Answer:
    """Hashes made with it are wrong from now on."""
    client = call.client()
    found = next((one for one in client.secrets if one.id == call["ClientSecretId"]), None)
    if found is None:
        raise ResourceNotFoundException("No such client secret.")
    if len(client.secrets) == 1 and deviates("last-secret-deleted-and-refused"):
        client.secrets[0] = replace(client.secrets[0], value=ids.client_secret())
        client.secret = client.secrets[0].value
    if len(client.secrets) == 1 and not deviates("client-last-secret-deleted"):
        raise InvalidParameterException("The last secret of a client cannot be deleted.")
    if not deviates("client-deleted-secret-works"):
        client.secrets.remove(found)
        client.secret = next((one.value for one in client.secrets), None)
    return {}


def begin(client: Client) -> None:
    """The secret that a client is made with is the first of them."""
    if client.secret:
        client.secrets.append(ClientSecret(f"{client.id}--{int(client.created)}", client.secret, client.created))


def _moment(call: Call, client: Client) -> int:
    """Documented: an id ends with when the secret was made. Two of the same second differ here."""
    return max([int(call.now), *(int(one.id.rpartition("--")[2]) + 1 for one in client.secrets)])


def _described(secret: ClientSecret) -> dict[str, Any]:
    return {"ClientSecretId": secret.id, "ClientSecretCreateDate": date(secret.created)}
