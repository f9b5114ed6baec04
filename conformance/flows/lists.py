"""Lists that come in pages, and reads that may lag behind a write."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Pool

MOST_PAGES = 40
LAG_PATIENCE = 12  # reads, half a second apart, on a target whose lists lag


def walk(s: Scenario, operation: str, token: str, **parameters: Any) -> list[Exchange]:
    """All pages of a list, by the token that each page gives for the next; the last one may be a refusal."""
    pages = [s.call(operation, **parameters)]
    while pages[-1].ok and pages[-1].get(token) and len(pages) < MOST_PAGES:
        # A token is opaque: it is sent back unchanged.
        pages.append(s.call(operation, **parameters, **{token: pages[-1].get(token)}))
    return pages


def settled(s: Scenario, read: Callable[[], Exchange], done: Callable[[Exchange], bool]) -> Exchange:
    """The first read that shows the expected entry, else the last one. Only real Cognito's lists lag behind."""
    answer = read()
    if "amazonaws.com" not in (s.endpoint or ""):
        return answer
    for _ in range(LAG_PATIENCE):
        if not answer.ok or done(answer):
            break
        time.sleep(0.5)
        answer = read()
    return answer


def users_of(answer: Exchange) -> list[Mapping[str, Any]]:
    """The users of an answer; what is no user is passed over."""
    listed = answer.get("Users")
    return [entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, Mapping)]


def usernames_of(*answers: Exchange) -> list[str]:
    """Their user names."""
    return [str(user.get("Username")) for answer in answers for user in users_of(answer)]


def group_names_in(listed: Exchange) -> list[str]:
    """The names of a list of groups, in its order; an answer without the list has none."""
    found = listed.get("Groups")
    entries = found if isinstance(found, list) else []
    return [str(group.get("GroupName")) for group in entries if isinstance(group, Mapping)]


def forget(s: Scenario, pool: Pool, usernames: Sequence[str]) -> None:
    """Delete users, so that the pool's list stays on one page."""
    for username in usernames:
        s.call("AdminDeleteUser", UserPoolId=pool.id, Username=username)


def listed(s: Scenario, wanted: Callable[[Exchange], bool], **parameters: Any) -> Exchange:
    """ListUsers, once it shows the expected user: lists lag behind on real Cognito."""
    return settled(s, lambda: s.call("ListUsers", **parameters), wanted)
