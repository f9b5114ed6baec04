"""The profiles: how much a run does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """``need``: in how many distinct situations a requirement must be observed before it is called a pass.

    ``passes``: how often a property may be repeated with new draws to reach its requirements. ``machine_examples``
    and ``machine_steps``: runs of each state machine and steps in each. ``cut_budget``: replays spent to cut one
    witness. ``anew``: the cut witness is replayed once more with new pools; else pools of equal configuration
    are shared between replays wherever the steps only touch users. ``rounds``: how often each race is run.
    ``plainly``: what a requirement leaves open is arranged in the plain way only, so that examples share more pools.
    ``sparing``: in an account of AWS, examples share what is dear there. Pools are made in no more ways than have every
    value, and are otherwise plain where a property gives their configuration; a client serves sign-ins by any flow; a
    race is run as often as ``need``.
    """

    name: str
    need: int
    passes: int
    machine_examples: int
    machine_steps: int
    cut_budget: int
    anew: bool
    rounds: int
    plainly: bool = False
    sparing: bool = False


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "smoke",
            need=1,
            passes=1,
            machine_examples=0,
            machine_steps=0,
            cut_budget=2,
            anew=False,
            rounds=2,
            plainly=True,
        ),
        Profile(
            "quick",
            need=3,
            passes=3,
            machine_examples=3,
            machine_steps=25,
            cut_budget=6,
            anew=False,
            rounds=8,
            sparing=True,
        ),
        Profile(
            "standard", need=20, passes=4, machine_examples=15, machine_steps=40, cut_budget=12, anew=True, rounds=40
        ),
        Profile(
            "deep", need=200, passes=4, machine_examples=100, machine_steps=60, cut_budget=30, anew=True, rounds=400
        ),
    )
}
