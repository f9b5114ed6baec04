"""Only modules that name a requirement are imported for it, and none is missed."""

from __future__ import annotations

from pathlib import Path

from conformance.command.places import FOLDERS, modules_naming
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
    assert {"refresh", "session_life"} <= found
    assert len(found) < 12


def test_the_text_of_a_refusal_is_where_the_refusal_is() -> None:
    text = next(r for r in CATALOG.active() if r.text_of)
    assert set(modules_naming([text.id], CATALOG)) >= set(modules_naming([text.text_of or ""], CATALOG))


def test_without_requirements_everything_is_read() -> None:
    assert modules_naming([], CATALOG) == list(FOLDERS)
