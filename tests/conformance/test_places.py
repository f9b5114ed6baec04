"""Only modules that name a requirement are imported for it, and none is missed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.checking.registry import registered
from conformance.command.places import FOLDERS, MACHINES, modules_naming, sources
from conformance.command.properties import properties
from conformance.command.properties import tests as generated
from conformance.requirements import load_catalog

CATALOG = load_catalog()
ROOT = Path(__file__).parents[2]


def test_every_property_is_in_a_module_that_names_what_it_reaches() -> None:
    texts: dict[str, str] = {}
    for name, property_ in properties().items():
        module = generated()[name].__module__
        text = texts.setdefault(module, Path(ROOT, *module.split(".")).with_suffix(".py").read_text("utf-8"))
        for identifier in property_.expanded(CATALOG):
            base = CATALOG.requirements[identifier].text_of or identifier
            assert f'"{identifier}"' in text or f'"{base}"' in text, (name, identifier)


def test_one_requirement_takes_few_modules() -> None:
    found = {file.stem for file in modules_naming(["REFRESH-003"], CATALOG)}
    assert found == {"refresh"}


def test_no_property_of_a_requirement_is_missed() -> None:
    """Machines aside, which are for what no property reaches."""
    texts, modules = sources(), dict[str, set[Path]]()
    for name, property_ in properties().items():
        module = Path(ROOT, *generated()[name].__module__.split(".")).with_suffix(".py")
        for identifier in property_.expanded(CATALOG) if not property_.machine else ():
            modules.setdefault(identifier, set()).add(module)
    for identifier, expected in modules.items():
        assert expected <= set(modules_naming([identifier], CATALOG, texts)), identifier


def test_machines_are_for_what_no_property_reaches() -> None:
    texts = sources()
    reached = {i for p in properties().values() if not p.machine for i in p.expanded(CATALOG)}
    for identifier in (r.id for r in CATALOG.active()):
        machines = [file for file in modules_naming([identifier], CATALOG, texts) if file.is_relative_to(MACHINES)]
        assert bool(machines) == (identifier not in reached), identifier


def test_the_text_of_a_refusal_is_where_the_refusal_is() -> None:
    text = next(r for r in CATALOG.active() if r.text_of)
    assert set(modules_naming([text.id], CATALOG)) >= set(modules_naming([text.text_of or ""], CATALOG))


def test_without_requirements_everything_is_read() -> None:
    assert modules_naming([], CATALOG) == list(FOLDERS)


MISSING = """
import importlib.util, os, sys
from pathlib import Path
from conformance.checking.registry import CheckError, find_check
from conformance.checking.registry import registered
from conformance.command.places import FOLDERS, modules_naming, sources
from conformance.requirements import load_catalog
from conformance.scenario.property import PROPERTIES
catalog, texts, root = load_catalog(), sources(), Path.cwd()

def lacking(identifier, checked):
    for file in modules_naming([identifier], catalog, texts):
        importlib.import_module(".".join(file.relative_to(root).with_suffix("").parts))
    wanted = {i for p in PROPERTIES.values() if identifier in p.requirements for i in p.requirements} & checked
    for one in sorted(wanted):
        try:
            find_check(one)
        except CheckError:
            yield one

checked, firsts = set(sys.argv[1].split()), sys.argv[2].split()
for identifier in firsts:
    child = os.fork()
    if not child:
        for one in lacking(identifier, checked):
            print(f"{identifier}: {one} has no check", flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each selection takes a process of its own")
def test_whatever_is_judged_beside_a_requirement_has_its_check() -> None:
    """For one requirement of each module: what is imported for it is enough to judge all that its properties do."""
    reached = {name: property_.requirements for name, property_ in properties().items() if not property_.machine}
    checked = " ".join(sorted({i for ids in reached.values() for i in ids if i in registered()}))
    firsts = " ".join({generated()[name].__module__: ids[-1] for name, ids in reached.items()}.values())
    done = subprocess.run(
        [sys.executable, "-c", MISSING, checked, firsts], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
