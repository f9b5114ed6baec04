"""Which item of NEW is which of OLD: by name, by id, or by the name that CloudFormation makes of a logical id."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from conformance.pool.form.document import ID, ITEMS, Members, PoolDocument

OF_CLIENTS = ("risk", "ui", "branding")  # parts whose keys are keys of clients


def aligned(old: PoolDocument, new: PoolDocument) -> PoolDocument:
    """NEW with the keys that the same items have in OLD."""
    found = copy.copy(new)
    found.parts = {
        part: renamed(old, new, part, value) if part in ITEMS else value for part, value in new.parts.items()
    }
    return found


def renamed(old: PoolDocument, new: PoolDocument, part: str, new_items: Mapping[str, Any]) -> dict[str, Any]:
    """Items of NEW under the keys that the same things have in OLD."""
    if part in OF_CLIENTS:
        keys = same_keys(old.items("clients"), new.items("clients"))
        return {keys.get(key, key): item for key, item in new_items.items()}
    if part == "terms":
        keys = same_keys(old.items("clients"), new.items("clients"))
        return {_of(key, keys): item for key, item in new_items.items()}
    keys = same_keys(old.items(part), new.items(part))
    return {keys.get(key, key): item for key, item in new_items.items()}


def _of(key: str, clients: Mapping[str, str]) -> str:
    name, of, client = key.partition(" of ")
    return f"{name}{of}{clients.get(client, client)}"


def same_keys(old: Mapping[str, Members], new: Mapping[str, Members]) -> dict[str, str]:
    """The key in OLD of each item of NEW that is there too, by its key in NEW."""
    found = {key: key for key in new if key in old}
    for rule in (_same_id, _generated, _equal_twin, _twin):
        for key, item in new.items():
            if key in found:
                continue
            free = [other for other in old if other not in found.values() and rule(other, old[other], key, item)]
            if len(free) == 1 or (free and rule in (_equal_twin, _twin)):
                found[key] = max(free, key=lambda other: _agreement(old[other], item))
    return found | _alone(old, new, found)


def _same_id(old_key: str, old: Members, new_key: str, new: Members) -> bool:
    return bool(old.get(ID)) and old.get(ID) == new.get(ID)


def _generated(old_key: str, old: Members, new_key: str, new: Members) -> bool:
    """``?Web`` is ``Web``, or ``Web-1A2B3C`` as CloudFormation calls it."""
    if not old_key.startswith("?"):
        old_key, new_key = new_key, old_key
    logical = old_key.removeprefix("?")
    return old_key.startswith("?") and (new_key == logical or new_key.startswith(f"{logical}-"))


def _equal_twin(old_key: str, old: Members, new_key: str, new: Members) -> bool:
    """Clients that share a name: the one that is set in the same way."""
    return _twin(old_key, old, new_key, new) and _without_id(old) == _without_id(new)


def _twin(old_key: str, old: Members, new_key: str, new: Members) -> bool:
    """Clients that share a name, as ``keyed_clients`` tells them apart."""
    names = (old_key.partition("#")[0], new_key.partition("#")[0])
    return names[0] == names[1] and "#" in old_key and "#" in new_key


def _agreement(old: Members, new: Members) -> int:
    """How many members are the same in both: of clients that share a name, those that agree most belong together."""
    return sum(old[name] == value for name, value in new.items() if name in old)


def _without_id(item: Members) -> Members:
    return {name: value for name, value in item.items() if name != ID}


def _alone(old: Mapping[str, Members], new: Mapping[str, Members], found: Mapping[str, str]) -> dict[str, str]:
    """The only one left on each side is the same where one of the two has a name that is not known."""
    left_old = [key for key in old if key not in found.values()]
    left_new = [key for key in new if key not in found]
    if len(left_old) == len(left_new) == 1 and left_old[0].startswith("?") != left_new[0].startswith("?"):
        return {left_new[0]: left_old[0]}
    return {}
