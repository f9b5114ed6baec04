"""A difference between two targets as a standalone script, which is run against each of the two."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from string import Template
from typing import Any

from conformance.replay.against.comparing import Contrast
from conformance.replay.against.repeating import Shown
from conformance.replay.frame import Kinds
from conformance.replay.literals import Source
from conformance.replay.script import composed, functions_in, main_of, safe, usage_of
from targets.interface import Running

NAME = "NUMBER.py"  # in a usage line, until the number is known
HEAD = Template('''#!/usr/bin/env python3
"""$operation: $products answer differently ($kind$where).

$first
$second

usage: python $name $usage; needs $packages
It makes the calls and prints the last answer, judging nothing: run it against each of the two.
"""
''')
END = """
print(main())
"""


def script_for(side: int, shown: Shown, both: Sequence[Running], tag: str) -> str:
    """The script for one of two targets (``side`` 0 or 1), with ``NAME`` for its own name.

    ``tag``: the part that all names of the run contain.
    """
    kinds, running = Kinds(shown.steps), both[side]
    last = len(shown.steps) - 1
    judge = {"how": "accepted", "arguments": [{"$step": last}], "values": {}}

    def write(taken: Collection[str]) -> str:
        return main_of(shown.steps, judge, shown.accepted, tag, taken, lambda source: _answer(judge, source))

    text = composed(kinds, functions_in(kinds), write, running, len(tag), END)
    return _head(shown.contrast, both, usage_of(kinds, running), text.packages) + text.code


def _answer(judge: Mapping[str, Any], source: Source) -> list[str]:
    (answer,) = (source.of(value) for value in judge["arguments"])
    return [f'return f"{{{answer}.shown}}\\n{{{answer}.body}}"']


def _head(contrast: Contrast, both: Sequence[Running], usage: str, packages: Sequence[str]) -> str:
    names = [f"{running.identity.product} {running.identity.version}" for running in both]
    return HEAD.substitute(
        operation=contrast.operation,
        products=" and ".join(names),
        kind=contrast.kind,
        where=safe(f" at {contrast.where}" if contrast.where else ""),
        first=safe(f"{names[0]}: {contrast.first}"),
        second=safe(f"{names[1]}: {contrast.second}"),
        name=NAME,
        usage=usage,
        packages=", ".join(packages),
    )
