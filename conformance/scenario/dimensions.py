"""The dimensions of a situation: each named once, with its values, and with which of them do not go together.

A defect may show in one cell only: for users who are named by an address, or at clients that have a secret. So what
a requirement leaves open is varied. Shared arrangement (``varying``) makes pools, clients and users by a *setting*, a
value for each dimension that is ``free``; an observation is written with the values that were arranged. The reference
target knows the situation of a request in the same words, so that a defect can be put into one cell.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, count, product

FITTED = ("name", "flow", "made")  # which not every pool and user can have: in this order
TRIES = 200  # draws of arrays of one size, before a larger one is tried
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
            (
                "USER_PASSWORD_AUTH",
                "USER_SRP_AUTH",
                "ADMIN_USER_PASSWORD_AUTH",
                "USER_AUTH",
                "ADMIN_NO_SRP_AUTH",
                "SELECT_CHALLENGE",
            ),
        ),
        Dimension(
            "name",
            "what is typed for the user",
            ("username", "email", "phone", "preferred_username", "case", "sub", "unknown"),
            ("username", "email", "phone", "preferred_username", "case", "sub"),  # sub: by administrators
        ),
        Dimension(
            "names",
            "what a pool's users are named by",
            ("plain", "aliases", "addresses"),
            ("plain", "aliases", "addresses"),
        ),
        Dimension("client", "whether the client has a secret", ("public", "secret"), ("public", "secret")),
        Dimension("mfa", "whether a second factor is asked for", ("OFF", "OPTIONAL", "ON"), ("OFF", "OPTIONAL")),
        Dimension("devices", "whether devices are remembered", ("off", "always", "asked"), ("off", "always", "asked")),
        # LITE has fewer features: a property whose code uses one of the others keeps the tier plain (Property.fixed).
        Dimension("tier", "the pool's tier", ("ESSENTIALS", "LITE", "PLUS"), ("ESSENTIALS", "PLUS", "LITE")),
        Dimension("case", "whether the case of names counts", ("counts", "ignored"), ("counts", "ignored")),
        Dimension("triggers", "whether the pool has functions", ("none", "some"), ("none", "some")),
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
        *((("names", names), ("name", "sub")) for names in ("aliases", "addresses")),
        *((("tier", "LITE"), ("flow", flow)) for flow in ("USER_AUTH", "SELECT_CHALLENGE")),
    }
)  # without aliases a user has one name; another case is another name; the lowest tier has one first factor


def possible(setting: Setting) -> bool:
    """Whether no two of these values exclude each other."""
    return not any(pair in EXCLUDED or pair[::-1] in EXCLUDED for pair in combinations(setting.items(), 2))


STAND_INS: Mapping[tuple[str, str], str] = {("mfa", "OPTIONAL"): "ON"}  # each second time, where that goes
OF_THE_POOL = ("names", "mfa", "devices", "tier", "case", "triggers")  # few ways, so that pools are shared


def left_free(dimension: str, fixed: Collection[str] = ()) -> tuple[str, ...]:
    """The values of a free dimension that are varied, the plain one first."""
    plain, *others = FREE[dimension].free
    return (plain, *(each for each in others if not {dimension, f"{dimension}={each}"} & set(fixed)))


def with_these(values: Setting) -> Setting:
    """The plain setting but for these values, and for what they need."""
    name = values.get("name")
    needed = {"names": "aliases"} if name in ALIAS_NAMES else {"case": "ignored"} if name == "case" else {}
    return {**PLAIN, **needed, **values}


def settings(salt: str, property_: str, fixed: Collection[str] = (), *, few: bool = False) -> Iterator[Setting]:
    """Settings for one example of a property after another, without end: each value is in the first few of them.

    Pools are made in the same few ways for all properties with the same ``salt``; every pair of values is among them.
    What is ``fixed`` is not varied: a dimension, or a value as ``names=addresses``. Equal arguments, equal settings.
    With ``few`` there are no more ways than one block has: each value is in them, not every pair.
    """
    drawn = random.Random(f"{salt}:{property_}")
    free = {name: values for name in FREE if len(values := left_free(name, fixed)) > 1}
    blocks, left = _few_ways(salt, frozenset(fixed)) if few else _ways_without(salt, frozenset(fixed))
    first = drawn.choice(blocks)
    later = [way for way in left if way not in first]
    pools = [*drawn.sample(first, len(first)), *drawn.sample(later, len(later))]
    others = {name: drawn.sample(free[name], len(free[name])) for name in free if name not in OF_THE_POOL}
    fitted, used = {name: others.pop(name) for name in FITTED if name in others}, Counter[tuple[str, str]]()
    met = {item: 0 for item, other in STAND_INS.items() if not few and _may_stand_in(item, other, fixed)}
    for number in count():
        if number and number % len(pools) == 0:
            others = {name: drawn.sample(values, len(values)) for name, values in others.items()}
        rest = {name: values[number % len(values)] for name, values in others.items()}
        setting = {**PLAIN, **pools[number % len(pools)], **rest}
        for name, listed in fitted.items():  # of what goes with the rest, what came least often, here and in all
            fitting = [value for value in listed if possible({**setting, name: value})]
            among = setting["names"]
            setting[name] = min(fitting, key=lambda value: used[name, value] + 2 * used[among, value])
            used.update(((name, setting[name]), (among, setting[name])))
        for (name, value), other in STAND_INS.items():
            if setting[name] == value and (name, value) in met:
                setting[name] = other if met[name, value] % 2 else value
                met[name, value] += 1
        yield setting


def _may_stand_in(item: tuple[str, str], other: str, fixed: Collection[str]) -> bool:
    return not {item[0], "=".join(item), f"{item[0]}={other}"} & set(fixed)


@cache
def _all_ways(salt: str) -> list[Setting]:
    return [way for block in ways(salt) for way in block]


@cache
def _ways_without(salt: str, fixed: frozenset[str]) -> tuple[list[list[Setting]], list[Setting]]:
    """The ways that have nothing else than plain values of what is fixed; before them, blocks with most other values.

    They are ways of the whole run, for pools are dear. Of a value that is in none of them one more is made.
    """
    left = {name: left_free(name, fixed) for name in OF_THE_POOL}
    if all(left[name] == left_free(name) for name in OF_THE_POOL):
        return ways(salt), _all_ways(salt)
    fitting = [way for way in _all_ways(salt) if all(way[name] in values for name, values in left.items())]
    for name, values in left.items():
        for value in values:
            if not any(way[name] == value for way in fitting):
                other = next(way for way in _all_ways(salt) if way[name] == value)
                fitting.append({n: each if each in left[n] else PLAIN[n] for n, each in other.items()})
    threes = [[*three] for three in combinations(fitting, min(len(fitting), max(map(len, left.values()))))]
    most = max(map(_different, threes))
    return [three for three in threes if _different(three) == most], fitting


@cache
def _few_ways(salt: str, fixed: frozenset[str]) -> tuple[list[list[Setting]], list[Setting]]:
    """One block of ways, plain in what is fixed; what stands in for another value does so in the last of them."""
    left = {name: set(left_free(name, fixed)) for name in OF_THE_POOL}
    last = dict(ways(salt)[0][-1])
    middle = [dict(way) for way in ways(salt)[0][1:-1]]
    first = dict(ways(salt)[0][0])
    for (name, value), other in STAND_INS.items():
        first[name], last[name] = PLAIN[name], value
        for way in middle:
            way[name] = value
        if _may_stand_in((name, value), other, fixed):
            last[name] = other
            left[name].add(other)
    found: list[Setting] = []
    for way in (first, *middle, last):
        plainer = {name: value if value in left[name] else PLAIN[name] for name, value in way.items()}
        if plainer not in found:
            found.append(plainer)
    return [found], found


def _different(some: list[Setting]) -> int:
    return len({item for way in some for item in way.items()})


@cache
def ways(salt: str) -> list[list[Setting]]:
    """The ways in which the pools of a run are made, in blocks: each value is in each block, each pair in one of them.

    So a property that makes three examples meets all values of a dimension that has three. The arrays are those of
    resolvable designs for three dimensions of three values; what is beside them is tried out.
    """
    free = {name: left_free(name) for name in OF_THE_POOL}
    drawn, width = random.Random(salt), max(map(len, free.values()))
    shuffled = {name: drawn.sample(values, len(values)) for name, values in free.items()}
    wanted = {
        frozenset(((one, a), (other, b)))
        for one, other in combinations(free, 2)
        for a, b in product(free[one], free[other])
    }
    tried = count(TRIES * width)
    blocks: list[list[Setting]] = []
    while not wanted <= {frozenset(pair) for block in blocks for way in block for pair in combinations(way.items(), 2)}:
        blocks = [_block(shuffled, width, shift, drawn) for shift in range(next(tried) // TRIES)]
    return blocks


def _block(values: Mapping[str, list[str]], width: int, shift: int, drawn: random.Random) -> list[Setting]:
    """As many ways as the largest dimension has values, with all values of each: shifted by another step for each."""
    columns: dict[str, list[str]] = {}
    wide = 0  # dimensions so far that have as many values
    for name, listed in values.items():
        if len(listed) == width and wide < width:
            columns[name] = [listed[(row + wide * shift) % width] for row in range(width)]
            wide += 1
        else:
            filled = [*listed, *drawn.choices(listed, k=width - len(listed))]
            columns[name] = drawn.sample(filled, width)
    return [{name: column[row] for name, column in columns.items()} for row in range(width)]
