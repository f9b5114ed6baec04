"""ListUsers in pages: bounds of Limit, and no user missing or listed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import MOST_PAGES, forget, listed, usernames_of, users_of, walk
from conformance.scenario import Scenario, prop
from conformance.strategies import names
from conformance.strategies.pools import FOR_LISTS


@prop("LIST-008", limit=st.integers(61, 10**6))
def test_limit(s: Scenario, limit: int) -> None:
    """Limit beyond 60; 60 is accepted."""
    pool = s.pool()
    attempt = s.call("ListUsers", UserPoolId=pool.id, Limit=limit)
    s.refused("LIST-008", attempt, control=lambda: s.call("ListUsers", UserPoolId=pool.id, Limit=60))


@check("LIST-011")
def within_limit(*pages: Exchange, limit: int) -> Difference | None:
    """No page has more users than Limit."""
    sizes = [len(users_of(page)) for page in pages]
    if max(sizes, default=0) <= limit:
        return None
    return Difference("more", f"at most {limit} users on a page", f"{max(sizes)} users")


@check("LIST-012")
def nobody_lost(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each user is on some page."""
    missing = set(wanted) - set(usernames_of(*pages))
    if not missing:
        return None
    return Difference("lost", f"{len(wanted)} users on all pages together", f"{len(missing)} are on none")


@check("LIST-013")
def nobody_twice(*pages: Exchange) -> Difference | None:
    """No user is on two pages."""
    found = usernames_of(*pages)
    if len(set(found)) == len(found):
        return None
    return Difference("repeated", "each user on one page", f"{len(found) - len(set(found))} users again")


@check("LIST-023")
def pages_end(*pages: Exchange, users: int) -> Difference | None:
    """The last page has no PaginationToken."""
    last = pages[-1]
    if not last.get("PaginationToken"):
        return None
    return Difference(
        "endless", "a last page without PaginationToken", f"still one after {len(pages)} pages for {users} users"
    )


@prop(
    "LIST-011",
    "LIST-012",
    "LIST-013",
    "LIST-023",
    base=names(),
    count=st.integers(3, 5),
    limit=st.integers(1, 4),
    filtered=st.booleans(),
)
def test_pages(s: Scenario, base: str, count: int, limit: int, filtered: bool) -> None:
    """All pages of a pool with a few users, or of those that a filter finds."""
    pool = s.pool(UserPoolTags={"for": "users"}) if filtered else s.pool(**FOR_LISTS)
    family = s.name("family")
    made = [
        s.user(pool, username=s.name(base), attributes={"family_name": family}, status="FORCE_CHANGE_PASSWORD").username
        for _ in range(count)
    ]
    query: dict[str, Any] = {"UserPoolId": pool.id, **({"Filter": f'family_name = "{family}"'} if filtered else {})}
    whole = listed(s, lambda answer: set(made) <= set(usernames_of(answer)), Limit=60, **query)
    if not set(made) <= set(usernames_of(whole)):
        s.end("LIST-005" if filtered else "LIST-001", "not all users are found on one page", whole)
    pages = walk(s, "ListUsers", "PaginationToken", Limit=limit, **query)
    forget(s, pool, made)
    s.need(pages[-1], "LIST-012")
    s.check("LIST-023", *pages, users=count)
    if len(pages) == MOST_PAGES:
        s.end("LIST-023", "the pages do not end", pages[-1])
    s.check("LIST-011", *pages, limit=limit)
    s.check("LIST-012", *pages, wanted=made)
    s.check("LIST-013", *pages)
