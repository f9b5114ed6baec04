"""The dimensions of a situation: each named once, with its values, and with which of them do not go together.

A defect may show in one cell only: for users who are named by an address, or at clients that have a secret. So what
a requirement leaves open is varied. Shared arrangement (``varying``) makes pools, clients and users by a *setting*, a
value for each dimension that is ``free``; an observation is written with the values that were arranged. The reference
target knows the situation of a request in the same words, so that a defect can be put into one cell.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, count

from conformance.scenario.coverage import covering_array

Setting = Mapping[str, str]  # by dimension: its value


@dataclass(frozen=True)
class Dimension:
    """One dimension. ``free``: the values that shared arrangement draws, the plain one first; none where it is left to
    the properties."""

    name: str
    about: str
    values: tuple[str, ...]
    free: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The value that is arranged where nothing was drawn."""
        return self.free[0]


FLOWS = (
    "USER_PASSWORD_AUTH",
    "USER_SRP_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_AUTH",
    "USER_AUTH",
    "REFRESH_TOKEN_AUTH",
    "REFRESH_TOKEN",
)
PAGES = ("hosted", "provider", "authorization_code", "refresh_token", "client_credentials")  # and grants
CHALLENGES = (
    "SMS_MFA",
    "EMAIL_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "PASSWORD_VERIFIER",
    "CUSTOM_CHALLENGE",
    "SELECT_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "NEW_PASSWORD_REQUIRED",
    "ADMIN_NO_SRP_AUTH",
    "SMS_OTP",
    "PASSWORD",
    "WEB_AUTHN",
    "PASSWORD_SRP",
)
STATES = (
    "CONFIRMED",
    "UNCONFIRMED",
    "RESET_REQUIRED",
    "FORCE_CHANGE_PASSWORD",
    "EXTERNAL_PROVIDER",
    "disabled",
)

DIMENSIONS: Mapping[str, Dimension] = {
    each.name: each
    for each in (
        Dimension("state", "the user's status, or that the user is disabled", STATES),
        Dimension(
            "flow",
            "the flow of a sign-in, the challenge that is answered, or the page or grant of a domain",
            (*FLOWS, *(name for name in CHALLENGES if name not in FLOWS), *PAGES, "unknown"),
            ("USER_PASSWORD_AUTH", "USER_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"),
        ),
        Dimension(
            "name",
            "what is typed for the user",
            ("username", "email", "phone", "preferred_username", "case", "sub", "unknown"),
            ("username", "email", "phone", "preferred_username", "case"),
        ),
        Dimension(
            "names",
            "what a pool's users are named by",
            ("plain", "aliases", "addresses"),
            ("plain", "aliases", "addresses"),
        ),
        Dimension("client", "whether the client has a secret", ("public", "secret"), ("public", "secret")),
        Dimension("mfa", "whether a second factor is asked for", ("OFF", "OPTIONAL", "ON"), ("OFF", "OPTIONAL")),
        Dimension("devices", "whether devices are remembered", ("off", "always", "asked")),
        # LITE has fewer features: which of them a property needs is for the property to say.
        Dimension("tier", "the pool's tier", ("ESSENTIALS", "LITE", "PLUS"), ("ESSENTIALS", "PLUS")),
        Dimension("case", "whether the case of names counts", ("counts", "ignored"), ("counts", "ignored")),
        Dimension("triggers", "whether the pool has functions", ("none", "some")),
        Dimension("region", "the Region that a request is signed for", ("own", "other")),
        Dimension("caller", "who calls", ("user", "administrator")),
        Dimension(
            "made",
            "how the user was made",
            ("administrator", "sign-up", "migration", "provider", "import"),
            ("administrator", "sign-up"),
        ),
    )
}
FREE: Mapping[str, Dimension] = {name: each for name, each in DIMENSIONS.items() if each.free}
PLAIN: Setting = {name: each.plain for name, each in FREE.items()}
ALIAS_NAMES = ("email", "phone", "preferred_username")
EXCLUDED: frozenset[tuple[tuple[str, str], tuple[str, str]]] = frozenset(
    {
        *((("names", names), ("name", name)) for names in ("plain", "addresses") for name in ALIAS_NAMES),
        (("case", "counts"), ("name", "case")),
    }
)  # without aliases a user has one name, and another case is another name


def possible(setting: Setting) -> bool:
    """Whether no two of these values exclude each other."""
    return not any(pair in EXCLUDED or pair[::-1] in EXCLUDED for pair in combinations(setting.items(), 2))


OF_THE_POOL = ("names", "mfa", "tier", "case")  # what a pool is made with: few combinations, so that pools are shared


def left_free(dimension: str, fixed: Collection[str] = ()) -> tuple[str, ...]:
    """The values of a free dimension that are varied, the plain one first."""
    plain, *others = FREE[dimension].free
    return (plain, *(each for each in others if not {dimension, f"{dimension}={each}"} & set(fixed)))


def with_these(values: Setting) -> Setting:
    """The plain setting but for these values, and for what they need."""
    name = values.get("name")
    needed = {"names": "aliases"} if name in ALIAS_NAMES else {"case": "ignored"} if name == "case" else {}
    return {**PLAIN, **needed, **values}


def settings(salt: str, property_: str, fixed: Collection[str] = (), over: Collection[str] = ()) -> Iterator[Setting]:
    """Settings for one example of a property after another, without end: each value is in the first few of them.

    Of the dimensions that the property is tried ``over``, each value comes before any comes again.

    Pools are made in the same few ways for all properties with the same ``salt``; every pair of ways is among them.
    What is ``fixed`` is not varied: a dimension, or a value as ``names=addresses``. Equal arguments, equal settings.
    """
    drawn = random.Random(f"{salt}:{property_}")
    free = {name: values for name in FREE if len(values := left_free(name, fixed)) > 1}
    pools = _in_order(_ways(salt, {name: free[name] for name in OF_THE_POOL if name in free}), drawn, over)
    others = {name: drawn.sample(free[name], len(free[name])) for name in free if name not in OF_THE_POOL}
    for number in count():
        if number and number % len(pools) == 0:
            others = {name: drawn.sample(values, len(values)) for name, values in others.items()}
        rest = {name: values[number % len(values)] for name, values in others.items()}
        yield _put_right({**PLAIN, **pools[number % len(pools)], **rest})


def way_for(salt: str, configuration: str, fixed: Collection[str] = ()) -> dict[str, str]:
    """The one way in which the pools of this configuration are made in a run: configurations differ in it.

    What is ``fixed`` is plain. Equal arguments, equal ways.
    """
    way = random.Random(f"{salt}:{configuration}").choice(_all_ways(salt))
    return {name: value if value in left_free(name, fixed) else PLAIN[name] for name, value in way.items()}


@cache
def _all_ways(salt: str) -> list[dict[str, str]]:
    return _ways(salt, {name: left_free(name) for name in OF_THE_POOL})


def _ways(salt: str, free: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """The ways in which the pools of a run are made."""
    cells = covering_array({name: len(values) for name, values in free.items()}, salt)
    return [{name: free[name][place] for name, place in cell.items()} for cell in cells] or [{}]


def _in_order(ways: list[dict[str, str]], drawn: random.Random, over: Collection[str]) -> list[dict[str, str]]:
    """The same, in an order in which the first few have every value, those ``over`` which a property is tried first."""
    left, found, seen = drawn.sample(ways, len(ways)), list[dict[str, str]](), set[tuple[str, str]]()
    while left:
        new = [(set(way.items()) - seen, way) for way in left]
        best = max(new, key=lambda each: (sum(name in over for name, _ in each[0]), len(each[0])))[1]
        left.remove(best)
        found.append(best)
        seen |= set(best.items())
    return found


def _put_right(setting: dict[str, str]) -> Setting:
    """The same, with the user name typed where there is no other."""
    return setting if possible(setting) else {**setting, "name": PLAIN["name"]}
