"""Who may sign up, and under which names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.pool.contract.promise import Promise
from conformance.pool.form.document import is_unknown, unknown


def name_promises(pool: Mapping[str, Any], client: str) -> Iterator[Promise]:
    """Sign-up through one client, and names that differ in case. Without a client nobody signs up."""
    closed = pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
    by_address = pool.get("UsernameAttributes") or []
    if not is_unknown(by_address) and any(is_unknown(one) for one in by_address):
        by_address = unknown("an element is not known")
    if client and not is_unknown(closed) and not is_unknown(by_address):
        yield from _sign_up(closed, by_address, client)
    sensitive = pool["UsernameConfiguration"]["CaseSensitive"]
    if not by_address and not is_unknown(sensitive):
        yield Promise(
            "names.case",
            "User names that differ in case " + ("are different names." if sensitive else "are the same name."),
            "CASE-003" if sensitive else "CASE-007",
            "other_case",
            "refused" if sensitive else "taken",
        )


def _sign_up(closed: bool, by_address: list[str], client: str) -> Iterator[Promise]:
    yield Promise(
        "sign-up",
        "Only administrators create users." if closed else "Anybody may sign up.",
        "SIGNUP-017" if closed else "SIGNUP-001",
        "sign_up",
        "refused" if closed else "taken",
        client=client,
    )
    if by_address and not closed:
        yield Promise(
            "names.plain",
            f"Users are named by their {' or '.join(sorted(by_address))}: another name is refused.",
            "SIGNUP-023",
            "sign_up",
            "refused",
            {"plain_name": True},
            client,
        )
