"""The options of a run, each declared once.

From ``RunOptions`` come the options of the command, those of pytest, the command line of the process between the two,
and the member ``arguments`` of the journal. ``--help`` imports this module: it imports nothing that is slow to load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Annotated, Any, get_type_hints

from conformance.command.use import nearest
from conformance.run.profiles import PROFILES
from conformance.transport.waiting import parse_duration

LARGEST_SEED = 2**31 - 1


class OptionError(ValueError):
    """An invalid value; the message names the option and says what to write instead."""


@dataclass(frozen=True)
class Shard:
    """The ``index``-th of ``count`` parts, from 1 on; as text ``I/N``, empty for the whole."""

    index: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From ``I/N``. Raises ``ValueError``."""
        index, slash, count = text.partition("/")
        if not slash or not _is_number(index) or not _is_number(count) or not 1 <= int(index) <= int(count):
            raise ValueError(f"{text}: write I/N with 1 <= I <= N, for example 1/4")
        return cls(int(index), int(count))

    def __str__(self) -> str:
        return f"{self.index}/{self.count}" if self.count > 1 else ""

    def holds(self, name: str) -> bool:
        """Whether the property of this name is in this part."""
        import hashlib

        return int(hashlib.sha256(name.encode()).hexdigest(), 16) % self.count == self.index - 1


@dataclass(frozen=True)
class Limits:
    """The limits of a target's run, None for any number; as text ``calls=N,seconds=N,usd=N``."""

    calls: int | None = None
    seconds: int | None = None
    usd: float | None = None  # what an account of AWS may be charged, at most

    @classmethod
    def parse(cls, text: str) -> Limits:
        """From one or more of ``calls=N``, ``seconds=N`` and ``usd=N``. Raises ``ValueError``."""
        found: dict[str, int] = {}
        dollars: float | None = None
        for part in text.split(","):
            name, _, value = (word.strip() for word in part.partition("="))
            if name == "usd" and _is_amount(value):
                dollars = float(value)
            elif name in ("calls", "seconds") and _is_number(value) and int(value) >= 1:
                found[name] = int(value)
            else:
                raise ValueError(
                    f"{text}: write calls=N, seconds=N, usd=N, or more of them with commas between; N is a whole "
                    "number from 1 on, of dollars also 0.5"
                )
        return cls(found.get("calls"), found.get("seconds"), dollars)

    def __str__(self) -> str:
        named = (("calls", self.calls), ("seconds", self.seconds), ("usd", self.usd))
        return ",".join(f"{name}={value:.15g}" for name, value in named if value is not None)


@dataclass(frozen=True)
class Wait:
    """How many seconds each example may wait; ``text`` as it was written."""

    seconds: float = 0.0
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> Wait:
        """From ``90s``, ``6m``, ``1h30m``. Raises ``ValueError``."""
        return cls(parse_duration(text), text)

    def __str__(self) -> str:
        return self.text


WHOLE, UNLIMITED, NO_WAIT = Shard(), Limits(), Wait()


def parse_profile(text: str) -> str:
    """The name of a profile."""
    if text not in PROFILES:
        raise ValueError(f"there is no profile {text!r}.{nearest(text, PROFILES)} Write {_either(PROFILES)}")
    return text


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A parser of whole numbers from ``low`` to ``high``."""

    def parse(text: str) -> int:
        if not _is_number(text) or not low <= int(text) <= high:
            raise ValueError(f"{text}: write a whole number from {low} to {high}")
        return int(text)

    return parse


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_amount(text: str) -> bool:
    """Whether it is an amount of dollars, more than none."""
    whole, point, cents = text.partition(".")
    return _is_number(whole) and (not point or _is_number(cents)) and float(text) > 0


def _either(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


# -- the declarations --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """The form of an option. ``parse`` converts a text to its value, or to one of its values."""

    flag: str
    help: str
    parse: Callable[[str], object] = str
    metavar: str = ""
    many: bool = False  # it may be repeated: its value is a tuple
    switch: bool = False  # it is a flag without a value
    of_pytest: bool = True  # False: pytest has its own option for it
    unset: str = ""  # what holds where a command has no default for it

    @property
    def key(self) -> str:
        """Its name among pytest's options and in the journal."""
        return self.flag.removeprefix("--").replace("-", "_")


def _chosen_seed() -> int:
    import random

    return random.SystemRandom().randrange(1, LARGEST_SEED + 1)


_PROFILE = Option(
    "--profile",
    "In how many distinct situations each requirement is tried: "
    + ", ".join(f"{profile.name} {profile.need}" for profile in PROFILES.values())
    + ".",
    parse=parse_profile,
    metavar="NAME",
)
_AREA = Option("--area", "Only this area; may be repeated.", metavar="NAME", many=True)
_REQUIREMENT = Option("--requirement", "Only this one; may be repeated.", metavar="ID", many=True)
_SEED = Option(
    "--seed",
    "Repeats a run.",
    parse=whole_number(0, LARGEST_SEED),
    metavar="N",
    unset="chosen at random and shown",
)
_WORKERS = Option("--workers", "Parallel processes.", parse=whole_number(1, 64), metavar="N", of_pytest=False)
_SHARD = Option("--shard", "The I-th of N parts; join them with 'report merge'.", parse=Shard.parse, metavar="I/N")
_BUDGET = Option("--budget", "End a target's run, as partial, when spent.", parse=Limits.parse, metavar="calls=N,…")
_ALLOW_WAIT = Option(
    "--allow-wait",
    "Where no clock can be moved, wait: each example for up to 6m, 1h …",
    parse=Wait.parse,
    metavar="DURATION",
)
_ROUNDS = Option("--rounds", "Runs of each race; default: by profile.", parse=whole_number(1, 1_000_000), metavar="N")
_ALLOW_LOCKOUT = Option(
    "--allow-lockout", "Also on real Cognito, lock out users and use up hourly limits.", switch=True
)
_KEEP = Option("--keep", "Leave the pools of the run on an endpoint that was running already.", switch=True)


@dataclass(frozen=True)
class RunOptions:
    """The options of a run: what is tried on each target, and how."""

    profile: Annotated[str, _PROFILE] = "quick"
    areas: Annotated[tuple[str, ...], _AREA] = ()
    requirements: Annotated[tuple[str, ...], _REQUIREMENT] = ()
    seed: Annotated[int, _SEED] = field(default_factory=_chosen_seed)
    workers: Annotated[int, _WORKERS] = 1
    shard: Annotated[Shard, _SHARD] = WHOLE
    budget: Annotated[Limits, _BUDGET] = UNLIMITED
    allow_wait: Annotated[Wait, _ALLOW_WAIT] = NO_WAIT
    rounds: Annotated[int | None, _ROUNDS] = None
    allow_lockout: Annotated[bool, _ALLOW_LOCKOUT] = False
    keep: Annotated[bool, _KEEP] = False

    @classmethod
    def of(cls, given: Mapping[str, object]) -> RunOptions:
        """From texts by ``Option.key``; what is missing, None or empty is left at its default.

        Raises ``OptionError``.
        """
        values: dict[str, Any] = {}
        for name, option in OPTIONS.items():
            value = given.get(option.key)
            if value is None or value in ("", (), []):
                continue
            values[name] = bool(value) if option.switch else _parsed(option, value)
        return cls(**values)

    def words(self) -> list[str]:
        """The options as words of pytest's command line."""
        found: list[str] = []
        for name, option in OPTIONS.items():
            if not option.of_pytest:
                continue
            value = getattr(self, name)
            if option.switch:
                found += [option.flag] if value else []
            else:
                found += [f"{option.flag}={text}" for text in _texts(value, option)]
        return found

    def arguments(self) -> dict[str, object]:
        """The options as the journal records them: ``RunOptions.of`` makes the same of them."""
        found: dict[str, object] = {}
        for name, option in OPTIONS.items():
            value = getattr(self, name)
            if option.many:
                found[option.key] = list(value)
            else:
                found[option.key] = value if value is None or isinstance(value, bool | int) else str(value)
        return found


def _annotated() -> dict[str, Option]:
    hints = get_type_hints(RunOptions, include_extras=True)
    return {each.name: hints[each.name].__metadata__[0] for each in fields(RunOptions)}


OPTIONS: Mapping[str, Option] = _annotated()  # by the name of the field


def default_text(name: str) -> str:
    """The default of an option as one would write it; empty where there is none."""
    known: Field[Any] = next(each for each in fields(RunOptions) if each.name == name)
    value = None if known.default is MISSING else known.default
    return "" if value is None or OPTIONS[name].many or OPTIONS[name].switch else str(value)


def _parsed(option: Option, value: object) -> object:
    texts = value if isinstance(value, list | tuple) else [value]
    try:
        found = [option.parse(str(text)) for text in texts]
    except ValueError as error:
        raise OptionError(f"{option.flag} {error}") from None
    return tuple(found) if option.many else found[-1]


def _texts(value: object, option: Option) -> list[str]:
    several: Iterable[object] = value if option.many and isinstance(value, tuple) else [value]
    return [text for each in several if each is not None and (text := str(each))]
