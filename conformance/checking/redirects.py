"""The outcome of a sign-in at the hosted UI: the redirect to the application, and the claims of the tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.kit.oauth import query_of
from conformance.kit.reading import part_of


def redirect_query(answer: Exchange) -> dict[str, str]:
    """The parameters in the query of a redirect; empty if there is no redirect."""
    return query_of(answer.headers.get("location", ""))


def claims_of(answer: Exchange, member: str = "access_token") -> dict[str, Any]:
    """The claims of a token in an answer of the token endpoint; empty if it has no such token."""
    return part_of(str(answer.get(member) or ""), 1)


def code_with_state(answer: Exchange, callback: str, state: str) -> Difference | None:
    """The application got a code, and the state as it was sent."""
    if not answer.headers.get("location", "").startswith(callback):
        return Difference("no-redirect", f"a redirect to {callback}", f"HTTP {answer.status} {answer.code or ''}")
    if not redirect_query(answer).get("code"):
        return Difference("no-code", "a code at the callback", f"{redirect_query(answer).get('error')}")
    seen = redirect_query(answer).get("state")
    return None if seen == state else Difference("state", f"state {state!r}", f"{seen!r}")


def code_at_callback(answer: Exchange, callback: str) -> Difference | None:
    """The application got a code."""
    if not answer.headers.get("location", "").startswith(callback):
        return Difference("no-redirect", f"a redirect to {callback}", f"HTTP {answer.status} {answer.code or ''}")
    query = redirect_query(answer)
    return None if query.get("code") else Difference("no-code", "a code", f"{query.get('error')}")


def refused_without_code(answer: Exchange) -> Difference | None:
    """The browser gets no code; a server error does not count as a refusal."""
    if redirect_query(answer).get("code"):
        return Difference("code-issued", "no code", "a code")
    return server_failed(answer)


def error_reached(answer: Exchange, callback: str, error: str = "") -> Difference | None:
    """The redirect carries an error: any, or this one."""
    if not answer.headers.get("location", "").startswith(callback):
        return Difference("not-told", f"a redirect to {callback} with an error", f"HTTP {answer.status}")
    seen = redirect_query(answer).get("error", "")
    right = seen == error if error else bool(seen)
    return None if right else Difference("error", f"error={error or '...'}", f"{seen!r}")


def lacking(answer: Exchange, *names: str) -> Difference | None:
    """The first of these parameters that a redirect does not carry."""
    missing = next((name for name in names if not redirect_query(answer).get(name)), None)
    return Difference(f"no-{missing}", f"a {missing}", "none") if missing else None


def server_failed(answer: Exchange) -> Difference | None:
    """A status of 500 or more where a refusal was expected."""
    failed = answer.server_error
    return Difference("server-error", "a refusal", f"HTTP {answer.status}") if failed else None


def named_by_provider(answer: Exchange, read: Exchange, username: str) -> Difference | None:
    """The ID token and the user's profile have this user name."""
    seen = claims_of(answer, "id_token").get("cognito:username")
    if seen != username:
        return Difference("token", f"cognito:username {username!r}", f"{seen!r}")
    found = read.get("Username")
    return None if found == username else Difference("profile", f"Username {username!r}", f"{found!r}")


def one_identity(answer: Exchange, wanted: Mapping[str, str]) -> Difference | None:
    """The claim identities has one entry whose members are strings: these, and a dateCreated of digits."""
    found = claims_of(answer, "id_token").get("identities")
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], dict):
        return Difference("no-identities", "identities with one entry", f"{found!r}")
    for name, value in wanted.items():
        if found[0].get(name) != value:
            return Difference(f"no-{name}", f"{name} {value!r}", f"{found[0].get(name)!r}")
    date = found[0].get("dateCreated")
    right = isinstance(date, str) and date.isdigit()
    return None if right else Difference("date", "dateCreated as a string of digits", f"{date!r}")
