"""The catalog is whole: ids, sources, checks, properties, mutants."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.checking.registry import registered
from conformance.cli import main
from conformance.command.properties import requirements_with_a_property
from conformance.command.properties import tests as properties
from conformance.requirements import CatalogError, Requirement, load_catalog, parse_catalog
from conformance.scenario.blame import BLAME, MEMBERS, SETTINGS
from conformance.scenario.property import PROPERTIES
from targets.reference.mutants import mutants

CATALOG = load_catalog()
ROOT = Path(__file__).parent.parent.parent
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
    named = {*BLAME.values(), *(i for members in SETTINGS.values() for i in members.values()), *MEMBERS.values()}
    assert [i for i in named if i not in CATALOG.requirements or not CATALOG.requirements[i].active] == []


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
    with pytest.raises(CatalogError, match=r"^b\.toml: id DEMO-001 is used twice; take DEMO-002$"):
        parse_catalog({"a.toml": GOOD, "b.toml": GOOD.replace('area = "demo"', 'area = "other"')})


def test_an_area_of_two_files_is_refused() -> None:
    with pytest.raises(CatalogError, match=r"^b\.toml: another file has the area demo"):
        parse_catalog({"a.toml": GOOD, "b.toml": GOOD.replace("DEMO-001", "DEMO-002")})


def retiring(lines: str, text: str = GOOD) -> str:
    """The text with these lines in its table of retired ids."""
    return text.replace("[[requirement]]", f"[retired]\n{lines}\n[[requirement]]", 1)


def test_a_retired_id_is_refused_with_the_next_free_one() -> None:
    other = GOOD.replace("DEMO-001", "DEMO-004").replace('area = "demo"', 'area = "other"')
    retired = retiring(
        'DEMO-004 = "the same as DEMO-001"\nDEMO-007 = "nobody could test it"\nEMO-099 = "another prefix"'
    )
    with pytest.raises(CatalogError) as caught:
        parse_catalog({"a.toml": retired, "b.toml": other})
    said = str(caught.value)
    assert said.startswith("b.toml: id DEMO-004 is retired in a.toml (the same as DEMO-001)")
    assert said.endswith("take DEMO-008")


@pytest.mark.parametrize("identifier", sorted(CATALOG.retired))
def test_no_id_that_was_ever_retired_comes_back(identifier: str) -> None:
    lines = "\n".join(f'{i} = "{why}"' for i, why in CATALOG.retired.items())
    prefix = identifier.rpartition("-")[0]
    with pytest.raises(CatalogError, match=f"^b.toml: id {identifier} is retired in a.toml .*take {prefix}-"):
        parse_catalog(
            {
                "a.toml": f'area = "gone"\ntitle = "Gone"\n[retired]\n{lines}\n',
                "b.toml": GOOD.replace("DEMO-001", identifier),
            }
        )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ('demo-002 = "why"', "'demo-002' is not an id; write it like DEMO-001"),
        ('DEMO-2 = "why"', "'DEMO-2' is not an id"),
        ('DEMO-002 = ""', "DEMO-002: say why"),
        ("DEMO-002 = true", "DEMO-002: say why"),
        ('DEMO-002 = "why"\nDEMO-002 = "again"', "not TOML: Cannot overwrite a value"),
    ],
)
def test_a_malformed_retired_id_is_refused(lines: str, text: str) -> None:
    with pytest.raises(CatalogError, match=r"^demo\.toml: ") as caught:
        parse_catalog({"demo.toml": retiring(lines)})
    assert text in str(caught.value)


def test_retired_ids_are_a_table() -> None:
    with pytest.raises(CatalogError, match=r"^demo\.toml: retired: write it as a table"):
        parse_catalog({"demo.toml": 'retired = ["DEMO-002"]\n' + GOOD})


def test_an_id_retired_in_two_files_is_refused() -> None:
    other = GOOD.replace("DEMO-001", "OTHER-001").replace('area = "demo"', 'area = "other"')
    with pytest.raises(CatalogError, match=r"^b\.toml: retired: DEMO-002 is in a.toml too"):
        parse_catalog({"a.toml": retiring('DEMO-002 = "why"'), "b.toml": retiring('DEMO-002 = "why"', other)})


def test_a_misspelled_key_at_the_top_is_refused() -> None:
    with pytest.raises(
        CatalogError, match=r"^demo\.toml: unknown key 'retried' at the top; known are area, title, ret"
    ):
        parse_catalog({"demo.toml": 'retried = "x"\n' + GOOD})


def test_no_number_is_missing() -> None:
    """An id that was taken out of the catalog without being retired leaves a gap."""
    known = {*CATALOG.requirements, *CATALOG.retired}
    for prefix in CATALOG.prefixes():
        highest = int(CATALOG.next_id(prefix).rpartition("-")[2]) - 1
        assert [i for n in range(1, highest + 1) if (i := f"{prefix}-{n:03}") not in known] == []


def test_the_successors_of_retired_ids_exist() -> None:
    named = {i for why in CATALOG.retired.values() for i in re.findall(r"[A-Z0-9]+-\d{3}", why)}
    assert "ROTATE-022" in named
    assert named <= set(CATALOG.requirements)


def test_a_reason_is_one_line_however_it_is_wrapped() -> None:
    wrapped = GOOD.replace('"recorded"', '"recorded"\nstatus = "disputed"\nreason = """\nOne\nsays so.\n"""')
    assert parse_catalog({"demo.toml": wrapped}).requirements["DEMO-001"].reason == "One says so."


# -- CONTRIBUTING.md ---------------------------------------------------------------------------------------------------


def first_column(heading: str) -> list[str]:
    """The code in the first column of the table below this heading of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"\n### {heading}\n")[1].split("\n#")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_contributing_documents_each_field_of_a_requirement() -> None:
    assert sorted(first_column("The fields of a requirement")) == sorted(set(Requirement.model_fields) - {"area"})


def test_contributing_says_what_each_folder_of_properties_is_for() -> None:
    folders = [f.name for f in (ROOT / "conformance" / "areas").iterdir() if (f / "__init__.py").exists()]
    assert sorted(first_column("Where a property goes")) == sorted(folders)


# -- the command -------------------------------------------------------------------------------------------------------


def invoke(*words: str) -> Result:
    return CliRunner().invoke(main, ["catalog", *words])


def test_the_command_says_which_id_is_next() -> None:
    done = invoke("--next", "CLIENT")
    assert (done.exit_code, done.output) == (0, CATALOG.next_id("CLIENT") + "\n")
    number = int(done.output.rpartition("-")[2])
    assert number > max(
        int(i.rpartition("-")[2]) for i in (*CATALOG.requirements, *CATALOG.retired) if i.startswith("CLIENT-")
    )


def test_a_new_prefix_is_called_new() -> None:
    done = invoke("--next", "REFERSH")
    assert (done.exit_code, done.output) == (0, "REFERSH-001 (a new prefix; did you mean REFRESH?)\n")


@pytest.mark.parametrize("prefix", ["client", "CLIENT-", "CLIENT-001", "", "1A"])
def test_what_ids_cannot_begin_with_is_refused(prefix: str) -> None:
    done = invoke("--next", prefix)
    assert (done.exit_code, f"no id begins with {prefix!r}" in done.output) == (2, True)


def test_the_command_says_why_an_id_is_retired() -> None:
    done = invoke("CLIENT-048")
    assert done.exit_code == 0
    assert done.output == "CLIENT-048 is retired: the same as ROTATE-022. The id is never used again.\n"
    data = json.loads(invoke("CLIENT-048", "--json").output)
    assert (data["retired"], data["requirements"]) == ({"CLIENT-048": "the same as ROTATE-022"}, [])


def test_a_run_refuses_a_retired_id_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "expected.toml"
    file.write_text(
        'product = "moto"\n[[expect]]\nrequirement = "CLIENT-048"\nkinds = ["*"]\nreason = "accepts both"\n'
    )
    for words in (["--requirement", "CLIENT-048"], ["--requirement", "JWT-001", "--expectations", str(file)]):
        done = CliRunner().invoke(main, ["run", "moto", "--out", str(tmp_path / "out"), *words])
        assert (done.exit_code, "CLIENT-048 is retired: the same as ROTATE-022" in done.output) == (2, True)
    assert not (tmp_path / "out").exists()


def test_every_area_has_a_property() -> None:
    described = [test.conformance_property for test in properties().values()]  # type: ignore[attr-defined]
    assert {p.area(CATALOG) for p in described if p.expanded(CATALOG)} - {"machines"} == set(CATALOG.areas)
