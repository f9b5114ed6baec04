"""The users of a run, as far as it matters for messages: who has an address, under which names, and what was sent."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ADDRESSES = ("email", "phone_number")


@dataclass
class Person:
    """One user. ``addressed``: a message may reach an address of this user."""

    addressed: bool = False
    announced: Counter[str] = field(default_factory=Counter)  # messages that Cognito said it sends, by purpose
    arrived: Counter[str] = field(default_factory=Counter)  # those that a custom sender was given
    unsure: set[str] = field(default_factory=set)  # purposes of which nobody knows which message is the newest

    def awaits(self, purpose: str) -> bool:
        """Whether a message for this purpose is on its way."""
        return purpose not in self.unsure and self.arrived[purpose] < self.announced[purpose]


class People:
    """Users by pool and by each of their names, without regard to case. Threads may share it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Person] = {}
        self._verified: dict[str, set[str]] = {}  # by pool: the attributes that it verifies by itself
        self._lock = threading.Lock()

    def verifies(self, pool: str, attributes: Iterable[str]) -> None:
        """Note that a pool sends codes to new values of these attributes."""
        with self._lock:
            self._verified.setdefault(pool, set()).update(attributes)

    def sends_codes_to(self, pool: str, given: Iterable[str]) -> bool:
        """Whether the pool sends a code to a value of one of these attributes."""
        with self._lock:
            return bool(self._verified.get(pool, set()) & set(given))

    def note(self, pool: str, names: Iterable[str], *, addressed: bool) -> None:
        """Note names of one user; who has had an address once may have it still."""
        keys = [(pool, name.lower()) for name in names if name]
        with self._lock:
            person = next((self._known[key] for key in keys if key in self._known), None) or Person()
            person.addressed = person.addressed or addressed
            self._known.update(dict.fromkeys(keys, person))

    def known(self, pool: str, names: Iterable[str]) -> Person | None:
        """The user who has one of these names."""
        with self._lock:
            keys = ((pool, name.lower()) for name in names)
            return next((self._known[key] for key in keys if key in self._known), None)

    def addressed(self, pool: str, name: str) -> bool:
        """Whether a message to the user of this name would reach anybody; an unknown name reaches nobody."""
        with self._lock:
            person = self._known.get((pool, name.lower()))
            return person is not None and person.addressed


def attributes_in(members: Mapping[str, Any], name: str = "UserAttributes") -> dict[str, str]:
    """The attributes of a request, by name; what is no attribute is passed over."""
    found = members.get(name)
    pairs = found if isinstance(found, list) else []
    return {str(pair.get("Name")): str(pair.get("Value", "")) for pair in pairs if isinstance(pair, Mapping) and pair}


def addresses_in(attributes: Mapping[str, str]) -> list[str]:
    """The names of those attributes that are addresses."""
    return [name for name in ADDRESSES if attributes.get(name)]


def looks_like_address(name: str) -> list[str]:
    """The attribute of which a user name may be the value: pools may name users by their addresses."""
    return ["email"] if "@" in name else ["phone_number"] if name.startswith("+") else []
