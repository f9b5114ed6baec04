"""Wrong use of ``verify-app``: options that do not fit the URL, or one another."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from conformance.command.clicking import options_given
from conformance.command.use import UseError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SCOPE_OF_THE_API = "aws.cognito.signin.user.admin"
OF_THE_ISSUER = ("region", "pool_id", "client_id", "cognito_issuer", "sub", "claims")  # a pool decides them itself
OTHER_OPTION = {
    "sub": "--sub",
    "username": "--username",
    "cognito:username": "--username",
    "cognito:groups": "--group and --user-group",
    "scope": "--scope",
    "client_id": "--client-id",
    "aud": "--client-id",
    "token_use": "--token",
}
DECIDED = ("iss", "exp", "iat", "nbf", "jti")  # claims that the forms change


def checked_use(url: str, given: Mapping[str, Any]) -> None:
    """Raise UseError, with what to write instead, where the words of the command do not fit."""
    _check_url(url, given)
    if given["use"] == "id" and given["scopes"]:
        raise UseError("--scope is for access tokens: an ID token has no scopes. Leave out --scope or --token id.")
    for text in given["headers"]:
        if ":" not in text:
            raise UseError(f"--header {text!r} has no colon. Write 'NAME: VALUE'.")
        name = text.partition(":")[0].strip()
        if name.lower() == given["token_header"].strip().lower():
            raise UseError(
                f"--header {name} is the header that carries the tokens. Leave it out, or see --token-header."
            )
    pool_id = given["pool_id"]
    if pool_id is not None and not pool_id.startswith(f"{given['region']}_"):
        raise UseError(f"--pool-id {pool_id!r} does not begin with the region and an underscore: {given['region']}_…")
    if given["app"] is not None and given["serve"]:
        raise UseError("--app starts the application, --serve waits until you have: leave out one of them.")
    if given["app"] is not None and urlsplit(url).hostname not in LOOPBACK:
        raise UseError("--app starts the application on this machine: write a URL of 127.0.0.1.")
    if given["target"] is None and given["allow_wait"]:
        raise UseError("--allow-wait is for tokens of a --target; the local issuer's can have expired already.")
    if given["target"] is not None:
        _check_target(given)
    checked_claims(given["claims"])


def checked_claims(texts: Sequence[str]) -> dict[str, Any]:
    """The further claims by name: what is JSON as JSON, else as text. Raises UseError."""
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UseError(f"--claim {text!r} has no name and value. Write NAME=VALUE.")
        if name in OTHER_OPTION:
            raise UseError(f"--claim {name} has an option of its own: {OTHER_OPTION[name]}.")
        if name in DECIDED:
            raise UseError(f"--claim {name} cannot be fixed: forms are about it.")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def _check_url(url: str, given: Mapping[str, Any]) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UseError(f"{url!r} is no URL: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UseError(f"{url!r} is no http or https URL. Write the whole address, such as http://127.0.0.1:8000/me")
    if parts.username is not None:
        raise UseError("the URL has a user name, which would replace the token in the request. Leave it out.")
    if parts.hostname not in LOOPBACK and not given["yes"]:
        raise UseError(f"{parts.hostname} is not this machine. With --yes, right and wrong tokens are sent to it.")
    if given["ca"] is None:
        return
    if parts.scheme != "https":
        raise UseError("--ca is for https URLs. Write https:// or leave out --ca.")
    try:
        ssl.create_default_context(cafile=given["ca"])
    except OSError as error:
        raise UseError(f"--ca {given['ca']}: no certificates in PEM can be read from it: {error}") from None


def _check_target(given: Mapping[str, Any]) -> None:
    written = [name for name in options_given() if name in OF_THE_ISSUER]
    if written:
        flag = {"claims": "--claim"}.get(written[0], f"--{written[0].replace('_', '-')}")
        raise UseError(f"{flag} is for the local issuer: with --target the pool decides it. Leave out one of them.")
    other = [scope for scope in given["scopes"] if scope != SCOPE_OF_THE_API]
    if other:
        raise UseError(
            f"--scope {other[0]}: tokens of a sign-in on a --target have the scope {SCOPE_OF_THE_API} alone. "
            f"Try scopes with the local issuer, without --target."
        )
