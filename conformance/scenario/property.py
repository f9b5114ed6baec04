"""Generated tests: a function over a scenario and drawn values, with the requirements it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from dis import get_instructions
from functools import cache, cached_property
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from hypothesis.strategies import SearchStrategy

from conformance.checking.registry import registered
from conformance.scenario.coverage import values_of
from conformance.scenario.dimensions import FREE, STAND_INS

if TYPE_CHECKING:
    from conformance.requirements import Catalog


@dataclass(frozen=True)
class Property:
    """A generated test. ``function`` takes a scenario and one keyword per strategy."""

    name: str  # module.function
    requirements: tuple[str, ...]
    strategies: Mapping[str, SearchStrategy[Any]]
    function: Callable[..., None]
    plain: frozenset[str] = frozenset()  # dimensions of which its requirements need the plain value
    machine: bool = False  # a state machine: one test that may observe all of its requirements

    @cached_property
    def clock(self) -> bool:
        """Whether it lets time pass. Evaluated once its module is complete: a helper may be defined below it."""
        return _uses(self.function, MOVES_THE_CLOCK)

    @cached_property
    def races(self) -> bool:
        """Whether each of its examples is one round of calls at the same time."""
        return _uses(self.function, RACES)

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The dimensions and values that are not varied.

        A raw request has no place for a secret's hash. Where devices are tracked, a refresh takes a confirmed one. The
        lowest tier lacks features. Where a second factor is required, nobody signs in without one.
        """
        raw = {"client"} if _uses(self.function, RAW) else set()
        refreshes = {"devices"} if _uses(self.function, REFRESHES, shared=True) else set()
        beyond = {"tier=LITE"} if _uses(self.function, BEYOND_LITE, shared=True) else set()
        required = {"mfa=ON"} if self._unable_where_required else set()
        return self.plain | raw | refreshes | beyond | required

    @property
    def _unable_where_required(self) -> bool:
        """Whether it signs in people in its own way, who may have no second factor, or decides on factors itself."""
        if _uses(self.function, OWNERS):
            return False
        checks_by_requirement = registered()
        if self.sets_factors or _uses(self.function, OWN_FACTORS, shared=True):
            return True
        words = [*_words(self.function, shared=True)]
        checks = [checks_by_requirement[i] for i in self.requirements if i in checks_by_requirement]
        judged = [found for check in checks for found in _words(check, shared=True)]
        return any(map(_signs_in_itself, words)) and any(TOKENS & each for each in (*words, *judged))

    @cached_property
    def signs_in(self) -> bool:
        """Whether people sign in by the shared arrangement, which sets an app up where a factor is required."""
        return _uses(self.function, SIGN_INS, shared=True)

    @cached_property
    def sets_factors(self) -> bool:
        """Whether it decides itself, or judges, which second factors a pool of its own has."""
        return _uses(self.function, FACTORS, shared=True)

    @cached_property
    def values(self) -> Mapping[str, tuple[Any, ...]]:
        """The draws that range over a few values, with these values; none for a race, whose rounds are all alike."""
        found = {} if self.races else {name: values_of(strategy) for name, strategy in self.strategies.items()}
        return {name: values for name, values in found.items() if values}

    def area(self, catalog: Catalog) -> str:
        """The area of its first requirement; ``machines`` for a state machine, which reaches several areas."""
        return "machines" if self.machine else catalog.requirements[self.requirements[0]].area

    def expanded(self, catalog: Catalog) -> list[str]:
        """The active requirements it reaches, those on the texts of refusals included."""
        found = []
        for identifier in self.requirements:
            found += [identifier, *(text.id for text in catalog.texts_of(identifier))]
        return [i for i in dict.fromkeys(found) if i in catalog.requirements and catalog.requirements[i].active]


PROPERTIES: dict[str, Property] = {}
MOVES_THE_CLOCK = frozenset({"advance", "let_pass"})
RACES = frozenset({"race"})
RAW = frozenset({"raw"})
REFRESHES = frozenset({"REFRESH_TOKEN", "REFRESH_TOKEN_AUTH", "GetTokensFromRefreshToken"})
SIGN_INS = frozenset({"sign_in", "issued"})
OWN_SIGN_INS = frozenset(
    {"InitiateAuth", "AdminInitiateAuth", "password_step", "srp_step", "hosted", "/login"}
)  # "hosted": all that is done at a domain
TOKENS = frozenset(
    {
        "AuthenticationResult",
        "AuthenticationResult.AccessToken",
        "AuthenticationResult.IdToken",
        "AuthenticationResult.RefreshToken",
        "AccessToken",
        "access_token",
        "claims_in",
        "token_in",
        "LambdaConfig",
        "hosted",
        "/login",
    }
)  # without one of these words nobody looks at what a sign-in gives, or sets off, in the end
BEGINNINGS = frozenset({"USERNAME", "PASSWORD", "SRP_A", "password_step", "srp_step", "hosted", "/login"})
OWN_FACTORS = frozenset({"AssociateSoftwareToken", "SetUserMFAPreference", "AdminSetUserMFAPreference"})
OWNERS = frozenset({"new_owner"})  # who have an app from the start
FACTORS = frozenset(
    {
        "SetUserPoolMfaConfig",
        "GetUserPoolMfaConfig",
        "MfaConfiguration",
        "SoftwareTokenMfaConfiguration",
        "UpdateUserPool",  # sources disagree on what it leaves of them
    }
)
BEYOND_LITE = frozenset(  # documented for higher tiers, but for rotation, of which it is not known
    {
        "ALLOW_USER_AUTH",
        "USER_AUTH",
        "SignInPolicy",
        "AllowedFirstAuthFactors",
        "PasswordHistorySize",
        "RefreshTokenRotation",
        "EmailMfaConfiguration",
        "PreTokenGenerationConfig",
        "ManagedLoginVersion",
        "CreateManagedLoginBranding",
        "SetUserPoolSessionConfiguration",
        "UserPoolAddOns",
    }
)
SHARED_STEPS = "conformance.flows."
AMBIGUOUS = frozenset({"refresh"})  # a step, and the token of a session that may be used otherwise


def prop(
    *requirements: str, plain: Iterable[str] = (), **strategies: SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a pytest test of a function ``(s: Scenario, **drawn)``; ``requirements`` are the ids it reaches.

    Requirements on the text of a refusal come along with it and are not named. The test uses the fixture ``engine``.
    ``plain`` names the dimensions (``conformance.scenario.dimensions``) that must not be varied, or single values of
    one as ``names=addresses``: what the requirements say, or how they are reached, needs another. Raises ``ValueError``
    for what is not varied anyway.
    """
    varied = {f"{each.name}={value}" for each in FREE.values() for value in each.free[1:]}
    unknown = set(plain) - {*FREE, *varied, *(f"{name}={value}" for (name, _), value in STAND_INS.items())}
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: no dimension that is varied; these are: {', '.join(FREE)}")

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        name = f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"
        property_ = Property(name, requirements, strategies, function, frozenset(plain))
        PROPERTIES[name] = property_

        def test(engine: Any) -> None:
            engine.run(property_)

        test.__name__ = function.__name__
        test.__doc__ = function.__doc__
        test.__module__ = function.__module__
        test.__dict__["conformance_property"] = property_
        return test

    return decorate


def _uses(function: Callable[..., Any], words: frozenset[str], *, shared: bool = False) -> bool:
    """Whether a function has one of these names or texts, itself or in a helper, or helping class, of its own module.

    ``shared``: or in one that several areas share. Reading the source would take much longer than its code.
    """
    return any(words & found for found in _words(function, shared=shared))


def _words(
    function: Callable[..., Any], seen: frozenset[FunctionType] = frozenset(), *, shared: bool
) -> Iterator[frozenset[str]]:
    """The names and texts of a function, then those of each of its helpers."""
    known, texts = _read(function.__code__)
    if AMBIGUOUS & known:
        known -= AMBIGUOUS - _loaded(function.__code__)
    given = [function.__globals__[name] for name in known if name in function.__globals__]
    yield (known | texts).union(*map(_texts, given))
    helpers = {helper for value in given for helper in _functions_of(value)}
    ours = {helper for helper in helpers if _is_helper(helper, function, shared=shared)} - seen
    for helper in ours:
        yield from _words(helper, seen | ours, shared=shared)


def _signs_in_itself(words: frozenset[str]) -> bool:
    """Whether what these words are of begins a sign-in in its own way: a refresh is sent to the same operations."""
    return bool(OWN_SIGN_INS & words) and not (REFRESHES & words and not BEGINNINGS & words)


def _functions_of(value: Any) -> Iterable[FunctionType]:
    """The function itself, or those of a class."""
    found = vars(value).values() if isinstance(value, type) else [value]
    return (each for each in found if isinstance(each, FunctionType))


def _is_helper(found: FunctionType, function: Callable[..., Any], *, shared: bool) -> bool:
    return found.__module__ == function.__module__ or (shared and found.__module__.startswith(SHARED_STEPS))


@cache
def _read(code: CodeType) -> tuple[frozenset[str], frozenset[str]]:
    """The names and the texts in code, and in the functions inside it."""
    inner = [_read(each) for each in code.co_consts if isinstance(each, CodeType)]
    texts = {text for value in code.co_consts for text in _texts(value)}
    return (
        frozenset(code.co_names).union(*(names for names, _ in inner)),
        frozenset(texts).union(*(more for _, more in inner)),
    )


@cache
def _loaded(code: CodeType) -> frozenset[str]:
    """The names that code looks up, in contrast to attributes; and those of the functions inside it."""
    inner = [_loaded(each) for each in code.co_consts if isinstance(each, CodeType)]
    found = {str(each.argval) for each in get_instructions(code) if each.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return frozenset(found).union(*inner)


def _texts(value: Any) -> set[str]:
    """The texts in a constant."""
    if isinstance(value, str):
        return {value}
    if is_dataclass(value) and not isinstance(value, type):
        value = vars(value)
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    listed = isinstance(value, list | tuple | set | frozenset)
    return {text for each in value for text in _texts(each)} if listed else set()
