"""The tokens that any answer issues, from the API or the token endpoint: what holds for each of them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.members import null_member, repeated
from conformance.checking.shapes import FIRST_SECOND, LAST_SECOND
from conformance.kit.reading import part_of

NAMES = {"AccessToken": "access token", "IdToken": "ID token"}  # what the API calls them
OAUTH_NAMES = {"access_token": "access token", "id_token": "ID token"}  # and the token endpoint
SHORT = {"access token": "access", "ID token": "id"}  # for the kinds of differences
TIME_CLAIMS = ("exp", "iat", "nbf", "auth_time")


def issued(answer: Exchange) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The claims of each readable token that an answer issues, with what the token is called."""
    result = answer.response.get("AuthenticationResult", answer.response)
    if not isinstance(result, Mapping):
        return
    for name, which in (OAUTH_NAMES if result is answer.response else NAMES).items():
        token = result.get(name)
        claims = _claims_of(token) if isinstance(token, str) else {}
        if claims:
            yield which, claims


@lru_cache(maxsize=8)
def _claims_of(token: str) -> Mapping[str, Any]:
    """The claims of a token. Several checks in a row read the same ones."""
    return part_of(token, 1)


def issues_tokens(answer: Exchange) -> bool:
    """Whether an accepted answer has a token whose claims can be read."""
    return answer.ok and next(issued(answer), None) is not None


SIGN_INS = ("InitiateAuth", "RespondToAuthChallenge", "AdminInitiateAuth", "AdminRespondToAuthChallenge")
REFRESHES = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")


def issues_both(answer: Exchange) -> bool:
    """Whether an answer of the API issues an access token and an ID token that can be read."""
    both = answer.ok and isinstance(answer.response.get("AuthenticationResult"), Mapping)
    return both and {which for which, _ in issued(answer)} == set(SHORT)


def signs_in(answer: Exchange) -> bool:
    """The same, for a sign-in: what is refreshed may have come from the pool's domain, and shows that."""
    return answer.operation in SIGN_INS and answer.request.get("AuthFlow") not in REFRESHES and issues_both(answer)


def scope_repeated(answer: Exchange) -> Difference | None:
    """The difference where the claim scope has a scope twice."""
    for which, claims in issued(answer):
        scope = claims.get("scope")
        twice = repeated(scope.split(" ")) if isinstance(scope, str) else None
        if twice is not None:
            name = SHORT[which]
            return Difference(f"repeated-scope-{name}", f"each scope once in the {which}", f"{twice} twice: {scope!r}")
    return None


def claim_repeated(answer: Exchange, *names: str) -> Difference | None:
    """The difference where one of these claims is an array that has a value twice."""
    for which, claims in issued(answer):
        for name in names:
            found = claims.get(name)
            values = [json.dumps(value, sort_keys=True) for value in found] if isinstance(found, list) else []
            twice = repeated(values)
            if twice is not None:
                kind = f"repeated-{name.rpartition(':')[2]}-{SHORT[which]}"
                return Difference(kind, f"{name} of the {which} has each value once", f"{twice} twice: {found}")
    return None


def null_claim(answer: Exchange) -> Difference | None:
    """The difference where a token has a claim that is null. Recorded: members of a claim can be."""
    for which, claims in issued(answer):
        for name, value in claims.items():
            if value is None:
                return Difference(f"null-{SHORT[which]}-token.{name}", f"{name} has a value, or is not there", "null")
    return None


def claims_not_in_seconds(answer: Exchange) -> Difference | None:
    """The difference where a claim about time cannot be meant in seconds since 1970. Other types are not judged."""
    for which, claims in issued(answer):
        for name in TIME_CLAIMS:
            value: Any = claims.get(name)
            if type(value) in (int, float) and not FIRST_SECOND < value < LAST_SECOND:
                kind = f"not-seconds-{name}-{SHORT[which]}"
                return Difference(kind, f"{name} of the {which} is in seconds since 1970", f"it is {value!r}")
    return None


def is_object(answer: Exchange) -> bool:
    """Whether an accepted answer of a page is a JSON object: a document, claims, tokens."""
    return answer.ok and not answer.operation.isidentifier() and _object_of(answer) is not None


def null_in_document(answer: Exchange) -> Difference | None:
    """The difference where a JSON document of the pool's pages has a member that is null."""
    return null_member(_object_of(answer) or {}, "document")


def _object_of(answer: Exchange) -> Mapping[str, Any] | None:
    """The JSON object of a page; None if it is something else. A list is returned under an empty name."""
    found = answer.response
    return found if found and "" not in found else None
