"""A namespace for the many replays that cut a witness: pools made once, users created anew each time.

Making a pool can cost a hundred times a call. Where the steps touch nothing but users and groups, replays share pools
and clients of equal configuration with one another and with the run, and every name of the run is replaced by another
of the same length.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario.references import references
from conformance.scenario.resources import Pool
from conformance.scenario.steps import Step

MADE_ONCE = frozenset(
    {"CreateUserPool", "CreateUserPoolClient", "CreateUserPoolDomain", "CreateIdentityProvider", "SetUserPoolMfaConfig"}
)
OF_A_POOL = frozenset({"CreateUserPoolClient", "CreateIdentityProvider"})  # resources that a pool may have many of
_CONFIGURING = "SetUserPoolMfaConfig"  # part of creating a pool when they come before all other steps
_DOMAIN = "CreateUserPoolDomain"  # a pool has one: part of creating the pool wherever it comes
PHONES = re.compile(r"\+1555(\d{7})")  # as Scenario.phone makes them
_LETTERS = "bcdfghjklmnpqrstvwxz"
_USER_LEVEL = re.compile(
    r"Admin\w+|SignUp|Confirm\w+|Resend\w+|InitiateAuth|RespondToAuthChallenge|GetUser|GlobalSignOut|RevokeToken"
    r"|GetTokens\w+|ForgotPassword|ChangePassword|UpdateUserAttributes|Delete(User|UserAttributes)|VerifyUserAttribute"
    r"|GetUserAttribute\w+|(Create|Get|Update|Delete)Group|ListUsersInGroup|(Associate|Verify)SoftwareToken"
    r"|SetUserMFAPreference|SetUserSettings|(Forget|Get)Device|ListDevices|UpdateDeviceStatus|\w+WebAuthn\w+"
    r"|CreateUserPool|(Create|Update|Delete)UserPoolClient|CreateUserPoolDomain|DescribeUserPool|DescribeUserPoolClient"
    r"|(Create|Describe)IdentityProvider"
)


_AT_ONCE = re.compile(_USER_LEVEL.pattern + "|POST")  # further operations of races: all under names


def _is_the_pools_own(domain: Mapping[str, Any]) -> bool:
    """Whether a domain's name is computed from its pool: any other is another one in each replay of one pool."""
    return domain["kind"] != "race" and not isinstance(domain["arguments"].get("Domain"), str)


def _leaves_pools(step: Mapping[str, Any]) -> bool:
    if step["kind"] == "race":
        called = [call.get("operation") or call["method"] for call in step["arguments"]["calls"]]
        return _DOMAIN not in called and all(map(_AT_ONCE.fullmatch, called))
    if step["name"] == _DOMAIN:
        return _is_the_pools_own(step)
    return step["kind"] not in ("call", "raw") or _USER_LEVEL.fullmatch(step["name"]) is not None


def configurations(steps: Sequence[Mapping[str, Any]]) -> dict[int, list[int]]:
    """For each CreateUserPool step: its domain, and the steps that configure it before anything else uses it."""
    found: dict[int, list[int]] = {n: [] for n, step in enumerate(steps) if step["name"] == "CreateUserPool"}
    used: set[int] = set()
    for number, step in enumerate(steps):
        pools = set(references(step["arguments"])) & found.keys()
        if (step["name"] == _DOMAIN and _is_the_pools_own(step)) or (step["name"] == _CONFIGURING and not pools & used):
            for pool in pools:
                found[pool].append(number)
        else:
            used |= pools
    return found


def _key(operation: str, arguments: Mapping[str, Any], later: Sequence[Any]) -> str:
    """Equal for resources with equal configuration, whatever their names."""
    unnamed = {name: value for name, value in arguments.items() if name not in ("PoolName", "ClientName")}
    return operation + json.dumps([unnamed, *later], sort_keys=True, default=str)


def made_anew(steps: Sequence[Mapping[str, Any]], judged: Collection[int]) -> frozenset[int]:
    """The steps whose client or provider replays must not share: it is judged itself, or changed."""
    changed = (s for s in steps if s["name"] in ("UpdateUserPoolClient", "DeleteUserPoolClient"))
    meant = {*judged, *(number for step in changed for number in references(step["arguments"]))}
    return frozenset(n for n in meant if 0 <= n < len(steps) and steps[n]["name"] in OF_A_POOL)


def _in_case_of(model: str, letters: str) -> str:
    """Letters in the case that those of a text of the same length have, which may be mixed."""
    return "".join(new.upper() if old.isupper() else new for old, new in zip(model, letters, strict=True))


@dataclass
class Outcome:
    """The outcome of one executed step: the exchange of one that was sent, else the value.

    ``before`` are the other requests of a step that sends several.
    """

    result: Any
    exchange: Exchange | None
    before: Sequence[Exchange] = ()


class Space:
    """Shares pools and clients between replays; renames what a run has named.

    ``tag`` is the part that every fresh name of the run contains (``Engine.fresh``).
    """

    def __init__(self, tag: str) -> None:
        self._names = re.compile(re.escape(tag), re.IGNORECASE)
        self._made: dict[str, Outcome] = {}
        self._replays = 0
        self._tag = self._stand_in = tag
        self.alone: frozenset[int] = frozenset()  # steps whose client is created anew

    @staticmethod
    def fits(steps: Sequence[Mapping[str, Any]]) -> bool:
        """Whether these steps leave pools and clients as they are, and read no lists."""
        configuring = {number for numbers in configurations(steps).values() for number in numbers}
        return all(number in configuring or _leaves_pools(step) for number, step in enumerate(steps))

    def round(self, steps: Sequence[Mapping[str, Any]]) -> Space:
        """The same space for the next round of a race: with resources of its own where a round uses them up."""
        return self.next(frozenset() if self.fits(steps) else frozenset(range(len(steps))))

    def next(self, alone: frozenset[int] = frozenset()) -> Space:
        """The same space for the next replay: the next names. Each replay keeps its own: several may go on at once.

        ``alone`` are the steps that create a new resource although one exists.
        """
        self._replays += 1
        number, letters = self._replays, []
        for _ in self._tag:
            number, place = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[place])
        following = copy.copy(self)
        following._stand_in, following.alone = "".join(letters), alone
        return following

    @property
    def stand_in(self) -> str:
        """What the names of this replay have in the place of the run's tag."""
        return self._stand_in

    def rename(self, text: str) -> str:
        """A literal with the names of the run replaced by others of the same length, in the same case."""
        text = self._names.sub(lambda match: _in_case_of(match[0], self._stand_in), text)
        return PHONES.sub(lambda m: f"+1555{(int(m[1]) + 9973 * self._replays) % 10_000_000:07d}", text)

    def adopt(self, pools: Iterable[Pool]) -> None:
        """Let replays use these pools of the run and their clients, which no example changes.

        Pools that were configured further after their creation are left out.
        """
        for pool in pools:
            if len(pool.steps) == 1:
                self._take(pool.steps[0])
                for client in pool.clients.values():
                    if len(client.steps) == 1:
                        self._take(client.steps[0])

    def _take(self, step: Step) -> None:
        if step.exchange is not None and step.exchange.ok:
            self._made.setdefault(_key(step.name, step.arguments, ()), Outcome(step.result, step.exchange))

    def made(
        self, operation: str, arguments: Mapping[str, Any], make: Callable[[], Outcome], *, later: Sequence[Any] = ()
    ) -> Outcome:
        """The pool, client or function of this configuration, made the first time.

        ``later`` is the rest of a pool's configuration, which the following steps set.
        """
        key = _key(operation, arguments, later)
        known = self._made.get(key)
        if known is None:
            known = make()
            if known.exchange is None or known.exchange.ok:
                self._made[key] = known
        return known
