"""What a request changed, by what a target shows of a thing before and after it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange

# Members that are no settings: they may move by themselves, and an address is signed anew each time that it is shown.
# What the protocol adds is none either.
MOVING = ("LastModifiedDate", "EstimatedNumberOfUsers", "ResponseMetadata", "DeviceLastModifiedDate", "PreSignedUrl")
OLDER_VALIDITY = "UnusedAccountValidityDays"  # an older name of a setting whose newer one is compared


def still_accepted(after: Exchange, expected: str) -> Difference | None:
    """The difference where a request that was accepted before is refused."""
    return None if after.ok else Difference("refused", expected, f"{after.code}: {after.message}")


def changed_member(before: Exchange, after: Exchange, what: str = "", *, new: bool = True) -> Difference | None:
    """The difference in the first member of a description that is not what it was; of ``what`` in the answer.

    ``new``: whether a member that was not there before is a difference. A description that is refused now, or that had
    no member before, is not as it was.
    """
    if not after.ok:
        return Difference(f"refused-{after.code}", f"{what or 'it'} as before", f"{after.code}: {after.message}")
    shown, now = _part(before, what), _part(after, what)
    if shown.keys() <= {*MOVING}:
        return Difference("nothing-shown", f"the members of {what or 'the answer'}", "none, before the request either")
    for name in sorted({*shown, *(now if new else ())}):
        if name not in MOVING and in_any_order(shown.get(name)) != in_any_order(now.get(name)):
            return Difference(f"changed-{name}", f"{name} {shown.get(name)!r}", f"{now.get(name)!r}")
    return None


def changed_user(before: Exchange, after: Exchange, besides: Sequence[str] = ()) -> Difference | None:
    """The difference in the first of attributes, status, Enabled and factors that AdminGetUser does not show as before.

    ``besides``: attributes and members that may change.
    """
    old, new = attributes_of(before), attributes_of(after)
    for name in sorted({*old, *new} - {*besides}):
        if old.get(name) != new.get(name):
            return Difference(f"stored-{name}", f"{name} {old.get(name)!r}", f"{new.get(name)!r}")
    for name in ("UserStatus", "Enabled", "UserMFASettingList", "PreferredMfaSetting"):
        if name not in besides and in_any_order(before.get(name)) != in_any_order(after.get(name)):
            kind = "status" if name == "UserStatus" else f"changed-{name}"
            return Difference(kind, f"{name} {before.get(name)!r}", f"{after.get(name)!r}")
    return None


def _part(exchange: Exchange, what: str) -> Mapping[str, Any]:
    found = exchange.get(what) if what else exchange.response
    return found if isinstance(found, Mapping) else {}


def in_any_order(value: Any) -> Any:
    """The value with its lists in one order: nobody says that a list is shown in the same order twice."""
    if isinstance(value, Mapping):
        return {name: in_any_order(each) for name, each in value.items() if name != OLDER_VALIDITY}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sorted((in_any_order(each) for each in value), key=repr)
    return value
