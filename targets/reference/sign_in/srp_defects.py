"""What mutants of SRP do instead: proofs taken that prove nothing, or not enough."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from targets.reference.core.deviation import deviates
from targets.reference.core.state import SrpExchange

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def issued_block(exchanges: dict[str, SrpExchange], block: str) -> str:
    """The block as sent, or for a mutant the issued one that is the same but for its first character."""
    if not deviates("secret-block-first-character-ignored"):
        return block
    return next((known for known in exchanges if known[1:] == block[1:]), block)


def candidates(exchanges: dict[str, SrpExchange], block: str, user_id: str) -> list[SrpExchange]:
    """The exchange that the block names, or for a mutant all of the user's."""
    if block not in exchanges:
        return []
    if deviates("secret-block-of-any-challenge"):
        return [exchange for exchange in exchanges.values() if exchange.user_id == user_id]
    return [exchanges[block]]


def acceptable_times(timestamp: str) -> list[str]:
    """The time as sent, or for a mutant also those around it."""
    if not deviates("timestamp-within-a-minute"):
        return [timestamp]
    _, month, day, clock, zone, year = timestamp.split()
    hour, minute, second = map(int, clock.split(":"))
    sent = datetime(int(year), MONTHS.index(month) + 1, int(day), hour, minute, second)
    moments = [sent + timedelta(seconds=seconds) for seconds in range(-60, 61)]
    return [f"{DAYS[m.weekday()]} {MONTHS[m.month - 1]} {m.day} {m:%H:%M:%S} {zone} {m.year}" for m in moments]


def same(expected: bytes, given: bytes) -> bool:
    """Compare in constant time; for a mutant without the first bytes."""
    first = 2 if deviates("signature-first-bytes-ignored") else 0
    return hmac.compare_digest(expected[first:], given[first:])


def any_proof(*, by_choice: bool) -> bool:
    """Whether a mutant takes any proof for the right one."""
    return deviates("any-srp-password") or (by_choice and deviates("any-srp-password-by-choice"))
