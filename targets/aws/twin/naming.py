"""Which ids a request names: pools, clients, domains and ARNs, wherever it has them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

# Not the key of a device, which begins in the same way and goes on with a hyphen.
POOL_ID = re.compile(r"[a-z]{2}(?:-[a-z0-9]+)+-\d_[0-9A-Za-z]{1,55}(?![\w-])")
ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\s\"'<>&]+")
TOKEN = re.compile(r"eyJ[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+")
CLIENT_ID = re.compile(r"[0-9a-z]{20,32}")
CLAIMS = ("iss", "aud", "client_id")
BY_MEMBER = ("UserPoolId", "ClientId", "Domain", "ResourceArn", "FunctionName", "QueueUrl", "KeyId", "RoleName")
IN_FORMS = ("client_id",)


def ids_in(params: Mapping[str, Any], text: str) -> set[str]:
    """The ids in the members of an API request, and what else in its text looks like one."""
    return {value for name in BY_MEMBER if isinstance(value := params.get(name), str) and value} | ids_in_text(text)


def ids_in_text(text: str) -> set[str]:
    """Ids of pools, ARNs, and what the tokens in a text say of where they come from."""
    plain = unquote(text)
    found = set(POOL_ID.findall(plain)) | {arn.rstrip(".,;)\\") for arn in ARN.findall(plain)}
    for token in TOKEN.findall(plain):
        found |= set(_from_token(token))
    return found


def ids_in_page(domain: str, query: str, body: bytes) -> set[str]:
    """The ids in a request to a domain: the domain, the client, and what is in tokens."""
    form = body.decode("utf-8", "replace")
    pairs = parse_qsl(query) + parse_qsl(form)
    return {domain} | {value for name, value in pairs if name in IN_FORMS} | ids_in_text(f"{query} {form}")


def is_pool(name: str) -> bool:
    """Whether an id is like that of a pool, or is the ARN of one."""
    pool = name.rpartition("userpool/")[2] if name.startswith("arn:") and ":cognito-idp:" in name else name
    return POOL_ID.fullmatch(pool) is not None


def is_client(name: str) -> bool:
    """Whether an id is like that of a client; the prefix of a domain may be, too."""
    return CLIENT_ID.fullmatch(name) is not None


def _from_token(token: str) -> Iterator[str]:
    claims = _claims(token)
    for name in CLAIMS:
        value = claims.get(name)
        if isinstance(value, str):
            yield value.rpartition("/")[2] if name == "iss" else value


def _claims(token: str) -> Mapping[str, Any]:
    part = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def basic_client(headers: Mapping[str, str]) -> set[str]:
    """The client that authenticates itself by HTTP Basic."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return set()
    try:
        name = base64.b64decode(value).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return set()
    return {name} if name else set()
