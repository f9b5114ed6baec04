"""One script for each consequence: it shows it on the reference, or on any target, before and after. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pprint import pformat
from typing import Any

from conformance.oracle.update_members import Via
from conformance.pool.diff.lives.living import Life
from conformance.pool.diff.meaning import Consequence, Meaning, with_scripts
from conformance.pool.diff.showing import NEW, OLD
from conformance.pool.form.document import PoolDocument
from conformance.requirements import Catalog

NO_SOURCE = "no source says so: it is how the suite's reference behaves"
TEMPLATE = """\
#!/usr/bin/env python3
# {says}
# {source}
#
#     python {name} [TARGET]
#
# TARGET is what `cognito-conformance run` takes, but for aws; without it, the suite's reference answers. It needs an
# environment in which cognito-conformance is installed, and {old} and {new} beside it.
# Exit status: 1 users notice it, 0 nothing changes on this target, 2 wrong use, 3 it is unclear, 4 a defect of
# the suite.
import sys

try:
    from conformance.pool.diff.showing import {function}
except ImportError as error:
    sys.stderr.write(f"{{error}}: cognito-conformance is not installed in this environment\\n")
    sys.exit(2)

{constants}
SEEN = {seen}  # what the report saw, before and after

sys.exit({function}(__file__, {arguments}, SEEN, sys.argv[1:]))
"""


def scripts(old: PoolDocument, meaning: Meaning, via: Via, catalog: Catalog) -> dict[str, str]:
    """The files of a folder by name: the two documents, and a script for each consequence that the reference shows."""
    if meaning.result is None:
        return {}
    shown = with_scripts(meaning)
    found = {OLD: old.text(), NEW: meaning.result.text()}
    for name, one in zip(names(shown), shown, strict=True):
        found[name] = _of_life(name, one, via, catalog) if isinstance(one, Life) else _of_promise(name, one, catalog)
    return found if shown else {}


def names(shown: Sequence[Consequence | Life]) -> Iterator[str]:
    """The names of the scripts, numbered in the order of the report."""
    for number, one in enumerate(shown, 1):
        slug = re.sub(r"[^A-Za-z0-9.]+", "-", one.key).strip("-.")
        yield f"{number:02d}-{slug[:80]}.py"


def _of_promise(name: str, one: Consequence, catalog: Catalog) -> str:
    says = f"OLD: {one.old_says} NEW: {one.new_says}"
    constants, seen = f"PROMISE = {_literal(asdict(one.promise))}", (one.old_seen, one.new_seen)
    return _filled(name, says, _source(one.requirement, catalog), "show_promise", constants, "PROMISE", seen)


def _of_life(name: str, one: Life, via: Via, catalog: Catalog) -> str:
    says = f"A user of client {one.client}, who was there before, {one.what}: {one.before} → {one.after}"
    constants = f"KEY, VIA = {_literal((one.key, via))}"
    seen = (one.before, one.after)
    return _filled(name, says, _source(one.requirement, catalog), "show_life", constants, "KEY, VIA", seen)


def _source(requirement: str, catalog: Catalog) -> str:
    return f"{requirement}: {catalog.requirements[requirement].sources[0]}" if requirement else NO_SOURCE


def _filled(
    name: str, says: str, source: str, function: str, constants: str, arguments: str, seen: tuple[str, str]
) -> str:
    return TEMPLATE.format(
        says=_line(says),
        source=_line(source),
        name=name,
        old=OLD,
        new=NEW,
        function=function,
        constants=constants,
        seen=_literal(seen),
        arguments=arguments,
    )


def _literal(value: Any) -> str:
    return pformat(value, width=110, sort_dicts=False)


def _line(text: str) -> str:
    """Somebody else's text in a comment: whatever ends a line in Python's eyes ends none here."""
    return " ".join(text.split())
