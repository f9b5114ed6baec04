"""Password policies, and passwords that keep them or break one rule of them by the least possible."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from conformance.oracle.password_policy import ALPHABETS, FLAGS, broken_rules, required_classes

CLASSES = tuple(ALPHABETS)
MINIMUMS = (8, 6, 11, 20, 99)
SHORTEST = 6  # recordings of 2017 and 2019 refuse shorter ones for their form, whatever the policy
Policy = dict[str, Any]


def policy(minimum: int, classes: tuple[str, ...]) -> Policy:
    """A PasswordPolicy of the API with every member set."""
    return {"MinimumLength": minimum, **{flag: name in classes for name, flag in FLAGS.items()}}


STRICT = policy(8, CLASSES)
_SUBSETS = [subset for size in range(5) for subset in itertools.combinations(CLASSES, size)]
# Every combination of classes, each with one of the minimum lengths: few enough for a pool each.
WHOLE = [policy(MINIMUMS[number % len(MINIMUMS)], subset) for number, subset in enumerate(_SUBSETS)]
FEW = [
    policy(6, CLASSES),
    policy(8, ("uppercase", "numbers")),
    policy(11, ("lowercase", "symbols")),
    policy(20, CLASSES),
]


@dataclass(frozen=True)
class Case:
    """A policy, a password that breaks it and the same password with just that put right."""

    policy: Policy
    broken: str
    kept: str

    @property
    def rules(self) -> list[str]:
        """The rules that ``broken`` breaks."""
        return broken_rules(self.policy, self.broken)


@st.composite
def _letters(draw: st.DrawFn, classes: tuple[str, ...], allowed: tuple[str, ...], length: int) -> list[str]:
    """``length`` characters: one of each of ``classes`` first, the others of ``allowed``."""
    first = [draw(st.sampled_from(ALPHABETS[name])) for name in classes]
    pool = "".join(ALPHABETS[name] for name in allowed)
    return first + list(draw(st.text(pool, min_size=length - len(first), max_size=length - len(first))))


def _mixed(draw: st.DrawFn, letters: list[str]) -> str:
    return "".join(draw(st.permutations(letters)))


@st.composite
def kept_passwords(draw: st.DrawFn, policy: Policy) -> str:
    """A password that keeps the policy; often of just the minimal length."""
    longer = draw(st.sampled_from((0, 0, 1, 5)))
    return _mixed(draw, draw(_letters(required_classes(policy), CLASSES, policy["MinimumLength"] + longer)))


@st.composite
def too_short(draw: st.DrawFn, policies: tuple[Policy, ...] = (policy(8, CLASSES), *FEW[1:])) -> Case:
    """One character too few (now and then more), against exactly the minimal length."""
    chosen = draw(st.sampled_from(policies))
    letters = draw(_letters(required_classes(chosen), CLASSES, chosen["MinimumLength"]))
    missing = draw(st.sampled_from((1, 1, 1, 2)))
    order = draw(st.permutations(range(len(letters))))
    last = len(letters) - missing  # classes left out are at the end of ``letters``, as fillers
    return Case(
        chosen,
        broken="".join(letters[place] for place in order if place < last),
        kept="".join(letters[place] for place in order),
    )


@st.composite
def without_class(draw: st.DrawFn, name: str, policies: tuple[Policy, ...] = tuple(FEW)) -> Case:
    """A password without a required class, against the same password with one such character."""
    chosen = draw(st.sampled_from([p for p in policies if p[FLAGS[name]]]))
    others = tuple(other for other in CLASSES if other != name)
    needed = tuple(other for other in required_classes(chosen) if other != name)
    length = chosen["MinimumLength"] + draw(st.sampled_from((0, 0, 3)))
    letters = draw(_letters(needed, others, length))
    right = [*letters[:-1], draw(st.sampled_from(ALPHABETS[name]))]
    order = draw(st.permutations(range(length)))
    return Case(chosen, "".join(letters[place] for place in order), "".join(right[place] for place in order))


@st.composite
def switched_off(draw: st.DrawFn) -> tuple[Policy, str]:
    """A policy that does not require one class, and a password with every class but that one."""
    name = draw(st.sampled_from(CLASSES))
    others = tuple(other for other in CLASSES if other != name)
    return policy(8, others), _mixed(draw, draw(_letters(others, others, draw(st.integers(8, 20)))))


def _can_break_both(policy: Policy) -> bool:
    return bool(required_classes(policy)) and policy["MinimumLength"] >= SHORTEST + 2


def _faults(policy: Policy) -> tuple[str, ...]:
    """What can be wrong with a password under this policy, as often as it is to be drawn."""
    if policy["MinimumLength"] < SHORTEST + 2:
        return ("classes",)
    return ("length", "classes", "both", "both") if required_classes(policy) else ("length",)


@st.composite
def whole_policies(draw: st.DrawFn, *, both: bool = False) -> Case:
    """Any policy, a password that breaks at least one of its rules and another one that keeps them all.

    With ``both`` the password is too short and lacks a class, and the policy is one of which that can be said.
    """
    chosen = draw(st.sampled_from(tuple(filter(_can_break_both, WHOLE)) if both else WHOLE))
    required = required_classes(chosen)
    fault = "both" if both else draw(st.sampled_from(_faults(chosen)))
    dropped = set() if fault == "length" else set(draw(st.lists(st.sampled_from(required), min_size=1, unique=True)))
    present = tuple(name for name in CLASSES if name not in dropped) or ("lowercase",)
    needed = tuple(name for name in required if name in present)
    short = 0 if fault == "classes" else draw(st.sampled_from((1, 1, 2)))
    letters = draw(_letters(needed, present, chosen["MinimumLength"] - short))
    return Case(chosen, _mixed(draw, letters), draw(kept_passwords(chosen)))
