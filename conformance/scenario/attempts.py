"""Attempts at one example: what a fault on the way has spoiled is tried again, with the same draws and fresh names."""

from __future__ import annotations

import re
from collections import Counter
from typing import Protocol

from conformance.scenario.context import Shared
from conformance.scenario.example import Fault, Place
from conformance.scenario.resources import Client, Hosted, Made, Pool

MOST = 10  # attempts at an example
MOST_WITH_WAITS = 3  # the same where seconds are waited for in each of them
OWN = 3  # attempts that must end at one place, until what happens there is taken for the target's own
# What leaves a pool as it is: an attempt that such a request has spoiled can share the pool with the next.
LEAVES_THE_POOL = re.compile(
    r"Admin\w+|SignUp|Confirm\w+|Resend\w+|InitiateAuth|RespondToAuthChallenge|Get\w+|List\w+|Describe\w+|GlobalSignOut"
    r"|RevokeToken|ForgotPassword|ChangePassword|UpdateUserAttributes|DeleteUser(Attributes)?|VerifyUserAttribute"
    r"|(Associate|Verify)SoftwareToken|SetUserMFAPreference|SetUserSettings|ForgetDevice|UpdateDeviceStatus"
    r"|\w+WebAuthn\w+|GET .+|POST .+"
)


class Tried(Protocol):
    """An attempt, as far as it matters here: a scenario is one."""

    endured: frozenset[Place]

    def borrows(self, made: Pool | Client | Hosted | Made) -> bool:
        """Whether it worked with this."""
        ...

    @property
    def waited(self) -> float:
        """How many seconds were waited for."""
        ...


class Attempts:
    """The attempts at one example so far."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._ended_at: Counter[Place] = Counter()

    @property
    def endured(self) -> frozenset[Place]:
        """The places where attempts ended so often that the next one goes on there, with the answer as it is."""
        return frozenset(place for place, times in self._ended_at.items() if times >= OWN)

    def another(self, spoiled: Tried, fault: Fault) -> bool:
        """Whether there is to be another attempt. What the spoiled one may have left half done is shared no more."""
        self._ended_at[fault.place] += 1
        self._set_aside(spoiled, fault)
        return self._ended_at.total() < (MOST_WITH_WAITS if spoiled.waited else MOST)

    def _set_aside(self, spoiled: Tried, fault: Fault) -> None:
        throttled = fault.place[1] == "throttled"
        for key, pool in list(self._shared.pools.items()):
            if not spoiled.borrows(pool):
                continue
            if not LEAVES_THE_POOL.fullmatch(fault.place[0]):
                del self._shared.pools[key]
            elif throttled:  # limits are often those of a client
                pool.clients.clear()
