"""Operations of the API model without a requirement: the list with the reasons is exact."""

from __future__ import annotations

import botocore
import pytest

from conformance.requirements import CatalogError, coverage, load_catalog, parse_catalog
from conformance.requirements.coverage import load_uncovered, uncovered_operations
from conformance.transport.aws_model import operation_count, operation_names
from targets.reference.register import OPERATIONS

CATALOG, LISTED = load_catalog(), load_uncovered()
ONE = """
area = "demo"
title = "Demo"
[[requirement]]
id = "DEMO-001"
title = "A title that says something"
statement = "A statement that is long enough to say something."
level = "must"
grade = "documented"
operations = ["GetUser", "GET /logout"]
sources = ["somewhere"]
"""


def pinned() -> bool:
    """Whether the installed model is the one that the list is about."""
    return botocore.__version__ == LISTED.botocore


def test_the_list_is_about_a_model_of_this_size() -> None:
    assert not pinned() or operation_count() == LISTED.operations, (
        f"botocore {botocore.__version__} has {operation_count()} operations: put that number into {coverage.FILE}"
    )


def test_every_operation_without_a_requirement_is_listed() -> None:
    missing = [name for name in uncovered_operations(CATALOG, operation_names()) if name not in LISTED.reasons]
    if pinned():
        assert missing == [], f"write a requirement, or a reason in {coverage.FILE}"
    else:  # another release may have more of them; it has none of those that the catalog covers
        assert not set(missing) & {name for r in CATALOG.active() for name in r.operations}


def test_no_operation_with_a_requirement_is_listed() -> None:
    covered = [name for name in LISTED.reasons if name not in uncovered_operations(CATALOG, LISTED.reasons)]
    assert covered == [], f"take them out of {coverage.FILE}: requirements name them"


def test_what_is_listed_exists() -> None:
    unknown = [name for name in LISTED.reasons if name not in operation_names()]
    assert unknown == [] or not pinned()


def test_the_number_of_covered_operations() -> None:
    assert LISTED.operations - len(LISTED.reasons) == 124


def test_the_reference_serves_what_requirements_name() -> None:
    named = {name for r in CATALOG.active() for name in r.operations if " " not in name}
    assert sorted(named - OPERATIONS.keys()) == []


def test_the_list_is_no_area() -> None:
    assert "uncovered" not in CATALOG.areas


def test_what_is_named_is_covered_and_what_is_disputed_is_not() -> None:
    model = ["GetUser", "DeleteUser"]
    assert uncovered_operations(parse_catalog({"a.toml": ONE}), model) == ["DeleteUser"]
    disputed = ONE.replace('grade = "documented"', 'grade = "documented"\nstatus = "disputed"\nreason = "unclear"')
    assert uncovered_operations(parse_catalog({"a.toml": disputed}), model) == ["DeleteUser", "GetUser"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('botocore = "1"\noperations = 1\n[reasons]\nGetUser = " "', "GetUser: say in words why"),
        ('botocore = "1"\noperations = 1\n[reasons]\nGetUser = 1', "GetUser: say in words why"),
        ('botocore = "1"\n[reasons]\nGetUser = "why"', "operations as a number"),
        ('botocore = 1\noperations = 1\n[reasons]\nGetUser = "why"', "botocore as text"),
    ],
)
def test_a_malformed_list_is_refused(
    text: str, said: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("list")
    (folder / "uncovered").mkdir()
    (folder / coverage.FILE).write_text(text)
    monkeypatch.setattr(coverage, "files", lambda package: folder)
    with pytest.raises(CatalogError, match=said):
        load_uncovered()
