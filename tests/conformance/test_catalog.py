"""The catalog is whole: ids, sources, checks, properties, mutants."""

from __future__ import annotations

import pytest

from conformance.checking.registry import registered
from conformance.command.properties import requirements_with_a_property
from conformance.command.properties import tests as properties
from conformance.requirements import CatalogError, Requirement, load_catalog, parse_catalog
from conformance.scenario.blame import BLAME
from conformance.scenario.property import PROPERTIES
from targets.reference.mutants import mutants

CATALOG = load_catalog()
GOOD = """
area = "demo"
title = "Demo"
[[requirement]]
id = "DEMO-001"
title = "A title that says something"
statement = "A statement that is long enough to say something."
level = "must"
grade = "recorded"
sources = ["somewhere"]
"""


def test_every_active_requirement_is_reached_by_a_property() -> None:
    reached = requirements_with_a_property()
    missing = [r.id for r in CATALOG.active() if (r.text_of or r.id) not in reached]
    assert missing == []


def test_every_property_names_requirements_that_exist() -> None:
    properties()
    unknown = {(p.name, i) for p in PROPERTIES.values() for i in p.requirements if i not in CATALOG.requirements}
    assert unknown == set()


def shipped() -> list[str]:
    """The requirements with a check of the suite's own: tests of the engine register some for a catalog of theirs."""
    return [i for i, decides in registered().items() if decides.__module__.startswith("conformance.")]


def test_every_check_is_of_an_active_requirement() -> None:
    properties()
    wrong = [i for i in shipped() if i not in CATALOG.requirements or not CATALOG.requirements[i].active]
    assert wrong == []


def test_no_requirement_is_both_a_refusal_and_a_check() -> None:
    properties()
    assert [i for i in shipped() if CATALOG.requirements[i].error or CATALOG.requirements[i].text_of] == []


def test_every_blame_exists_and_is_active() -> None:
    assert [i for i in BLAME.values() if i not in CATALOG.requirements or not CATALOG.requirements[i].active] == []


def test_every_active_requirement_has_a_mutant() -> None:
    violated = {m.violates for m in mutants().values()}
    assert [r.id for r in CATALOG.active() if r.id not in violated] == []


def test_every_mutant_violates_an_active_requirement() -> None:
    known = {r.id for r in CATALOG.active()}
    assert [m.id for m in mutants().values() if m.violates not in known] == []
    assert [m.id for m in mutants().values() if not set(m.also) <= known] == []


def test_texts_are_only_asserted_where_they_were_recorded() -> None:
    assert [r.id for r in CATALOG.active() if r.text_of and (r.grade != "recorded" or r.level == "must")] == []


def test_a_secondary_source_never_makes_a_must() -> None:
    assert [r.id for r in CATALOG.active() if r.grade == "inferred" and r.level == "must"] == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("DEMO-001", "demo1"), "id"),
        (('level = "must"', 'level = "shall"'), "level"),
        (('sources = ["somewhere"]', "sources = []"), "sources"),
        (('grade = "recorded"', 'grade = "recorded"\nstatus = "disputed"'), "needs a reason"),
        (('grade = "recorded"', 'grade = "recorded"\nmesage = "x"'), "mesage"),
        (('grade = "recorded"', 'grade = "recorded"\nmessage = ["x"]'), "go together"),
        (('area = "demo"', ""), "'area'"),
        (("[[requirement]]", "[[requirement"), "not TOML"),
    ],
)
def test_a_wrong_catalog_is_refused_by_name(change: tuple[str, str], text: str) -> None:
    with pytest.raises(CatalogError, match=text) as caught:
        parse_catalog({"demo.toml": GOOD.replace(*change)})
    assert "demo.toml" in str(caught.value)


def test_a_good_catalog_is_read() -> None:
    found = parse_catalog({"demo.toml": GOOD})
    assert isinstance(found.requirements["DEMO-001"], Requirement)
    assert found.requirements["DEMO-001"].area == "demo"


def test_an_id_used_twice_is_refused() -> None:
    with pytest.raises(CatalogError, match="used twice"):
        parse_catalog({"a.toml": GOOD, "b.toml": GOOD.replace('area = "demo"', 'area = "other"')})


def test_every_area_has_a_property() -> None:
    described = [test.conformance_property for test in properties().values()]  # type: ignore[attr-defined]
    assert {p.area(CATALOG) for p in described if p.expanded(CATALOG)} - {"machines"} == set(CATALOG.areas)
