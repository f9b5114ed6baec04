"""Deletes what a ledger says was made: domains before pools, and pools that were made unseen, found by name and tag.

Nothing is taken for gone because it cannot be seen: only an answer that says so means that a pool is not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from targets.aws.access import NotPermitted
from targets.aws.answered import members_of, refusal_code, says_absent
from targets.aws.ledger import Entries
from targets.aws.marks import is_ours
from targets.aws.operations import THROTTLED
from targets.interface import HttpResponse, TargetGone
from targets.marking import RUN

Send = Callable[[str, Mapping[str, Any]], HttpResponse]
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0)  # seconds before it is tried again
IN_THE_WAY = "InvalidParameterException"  # "It has a domain configured that should be deleted first."
PAGE = 60
TOO_MANY = 429
DENIED = 403
LATER = (*THROTTLED, "ConcurrentModificationException")  # refusals that another request may not meet
ALL = "the list of user pools"


@dataclass(frozen=True)
class Answer:
    """What matters of an answer. ``denied``: the permission that is missing, and what to do."""

    status: int
    code: str
    members: Mapping[str, Any]
    denied: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was accepted."""
        return 200 <= self.status < 300

    @property
    def passing(self) -> bool:
        """Whether another request may be answered otherwise."""
        return self.status >= 500 or self.status == TOO_MANY or self.code in LATER

    @property
    def reason(self) -> str:
        """Why it is not what was asked for, in one clause."""
        if self.ok:
            return "the answer does not say"
        return self.denied or self.code or f"HTTP {self.status}"


@dataclass(frozen=True)
class Look:
    """What was seen of a pool: its tags, where they are the suite's. ``hidden``: why it could not be looked at.

    What is hidden may be there, and may be the suite's.
    """

    tags: Mapping[str, Any] = field(default_factory=dict)
    hidden: str = ""


class Cleanup:
    """Deletes through ``send``; what cannot be deleted is counted, with the last reason."""

    def __init__(
        self,
        send: Send,
        *,
        approve: Callable[[str, str], None] = lambda pool, domain: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``approve`` hears of a pool, and its domain, that was seen to be the suite's and is about to be deleted."""
        self._send = send
        self._approve = approve
        self._sleep = sleep
        self._seen: dict[str, str] = {}  # the suite's, by name and tag: the domain of each
        self.left: dict[str, str] = {}  # by pool: why
        self.deleted: list[str] = []
        self.unseen: dict[str, str] = {}  # what could not be looked at, so that more may be left: why

    @property
    def blind(self) -> bool:
        """Whether the list of pools, or a pool on it, could not be read."""
        return bool(self.unseen)

    def all_of(self, entries: Entries) -> None:
        """Delete everything that the ledger has. Never raises for what AWS answers."""
        try:
            for domain in list(entries.of("domain")):
                self._ask("DeleteUserPoolDomain", {"Domain": domain.id, "UserPoolId": domain.pool})
            for pool in list(entries.of("pool")):
                self.pool(pool.id)
            for pool_id in list(self._made_unseen(entries)):
                self.pool(pool_id)
        except (TargetGone, OSError) as error:
            self.unseen[ALL] = str(error)
            for pool in [pool for pool in entries.of("pool") if pool.id not in self.deleted]:
                self.left.setdefault(pool.id, str(error))

    def pool(self, pool: str) -> None:
        """Delete one pool, with the domain that it may have."""
        if pool in self._seen:
            self._approve(pool, self._seen[pool])
        answer = self._ask("DeleteUserPool", {"UserPoolId": pool})
        if not (answer.ok or says_absent(answer.code)):
            self._open(pool)
            answer = self._deleted_at_last(pool)
        if answer.ok or says_absent(answer.code):
            self.deleted.append(pool)
            self.left.pop(pool, None)
        else:
            self.left[pool] = answer.reason

    def _deleted_at_last(self, pool: str) -> Answer:
        """The answer to the deletion, asked again while the domain that was in its way is not gone yet."""
        for pause in PAUSES:
            answer = self._ask("DeleteUserPool", {"UserPoolId": pool})
            if answer.code != IN_THE_WAY:
                return answer
            self._sleep(pause)
        return self._ask("DeleteUserPool", {"UserPoolId": pool})

    def _open(self, pool: str) -> None:
        """Take away what keeps a pool from being deleted: its domain, its protection."""
        described = self._ask("DescribeUserPool", {"UserPoolId": pool}).members.get("UserPool")
        found: Mapping[str, Any] = described if isinstance(described, Mapping) else {}
        if isinstance(found.get("Domain"), str):
            self._ask("DeleteUserPoolDomain", {"Domain": found["Domain"], "UserPoolId": pool})
        if found.get("DeletionProtection") == "ACTIVE":
            self._ask("UpdateUserPool", {**_settable(found), "UserPoolId": pool, "DeletionProtection": "INACTIVE"})

    def _made_unseen(self, entries: Entries) -> Iterator[str]:
        """Pools whose making was begun and of which no answer gave the id: name, tag and run have to be right.

        One of such a name that is hidden may be the run's: it is left, and said to be.
        """
        names = {each.name for each in entries.open.values() if each.kind == "pool"}
        if not names:
            return
        for listed in self.listed():
            if listed.get("Name") not in names:
                continue
            pool = str(listed.get("Id"))
            look = self.look_at(pool)
            if look.hidden:
                self.left[pool] = f"it has the name of a pool that was being made, and cannot be seen: {look.hidden}"
            elif look.tags.get(RUN) == entries.run:
                yield pool

    def listed(self) -> Iterator[Mapping[str, Any]]:
        """All pools of the account in the region: id and name."""
        more: dict[str, Any] = {}
        while True:
            answer = self._ask("ListUserPools", {"MaxResults": PAGE, **more})
            page, pools = answer.members, answer.members.get("UserPools")
            if not answer.ok or not isinstance(pools, list):
                self.unseen[ALL] = answer.reason
                return
            yield from [pool for pool in pools if isinstance(pool, Mapping)]
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}

    def look_at(self, pool: str) -> Look:
        """What the description of a pool shows. The policy that is printed hides pools without the suite's tag."""
        answer = self._ask("DescribeUserPool", {"UserPoolId": pool})
        described = answer.members.get("UserPool")
        if says_absent(answer.code):
            return Look()
        if answer.passing:
            self.unseen[pool] = answer.reason
        if not answer.ok or not isinstance(described, Mapping):
            return Look(hidden=answer.reason)
        tags = described.get("UserPoolTags")
        if not isinstance(tags, Mapping) or not is_ours(str(described.get("Name")), tags):
            return Look()
        self._seen[pool] = str(described.get("Domain") or "")
        return Look(tags)

    def _ask(self, operation: str, members: Mapping[str, Any]) -> Answer:
        """The answer, asked again after a wait where it may be another one then."""
        for pause in (*PAUSES, None):
            found = self._once(operation, members)
            if pause is None or not found.passing:
                return found
            self._sleep(pause)
        raise AssertionError("the last pause is None")

    def _once(self, operation: str, members: Mapping[str, Any]) -> Answer:
        """The answer; where none comes, that of a service that is not there. Raises ``TargetGone``."""
        from botocore.exceptions import BotoCoreError, HTTPClientError

        try:
            return _read(self._send(operation, members))
        except NotPermitted as error:  # of this request alone: the next one may be allowed
            return Answer(DENIED, "", {}, str(error))
        except (BotoCoreError, HTTPClientError) as error:
            return Answer(503, type(error).__name__, {})


# What UpdateUserPool takes of a description: left out, it would be set back, and other settings may need it.
_SETTABLE = (
    "AccountRecoverySetting",
    "AdminCreateUserConfig",
    "AutoVerifiedAttributes",
    "DeviceConfiguration",
    "EmailConfiguration",
    "MfaConfiguration",
    "Policies",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UserPoolTags",
    "UserPoolTier",
    "VerificationMessageTemplate",
)


def _settable(described: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: described[name] for name in _SETTABLE if described.get(name) is not None}
    admin = found.get("AdminCreateUserConfig")
    if isinstance(admin, Mapping):  # it mirrors a setting of the password policy, and both are refused together
        found["AdminCreateUserConfig"] = {k: v for k, v in admin.items() if k != "UnusedAccountValidityDays"}
    return found


def _read(answer: HttpResponse) -> Answer:
    members = members_of(answer)
    return Answer(answer.status, refusal_code(answer, members), members)
