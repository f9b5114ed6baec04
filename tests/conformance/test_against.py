"""Two targets without an oracle: nothing of one against itself, each kind of difference of one with a defect."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from against_kit import altered, compared, counts, differences, of_kind, reference, started
from conformance.journal.redact import Redactor
from conformance.kit.reading import part_of
from conformance.replay.against.comparing import Contrast
from conformance.replay.against.gathering import Gathering, Group
from conformance.replay.statements import Unscripted
from conformance.requirements import load_catalog
from conformance.transport.driver import Driver
from reports.against import Compared, as_markdown
from reports.text import inline
from targets.interface import TargetGone

SUBJECTS = ("GROUP-004", "REFRESH-003", "PWAUTH-003", "ADMCREATE-001", "GROUP-019", "TOKEN-004")


@pytest.mark.parametrize("spec", ["reference", "moto"])
def test_a_target_does_not_differ_from_itself(spec: str) -> None:
    with started(spec, spec) as (first, second):
        journal = compared(first, second, *SUBJECTS)
    assert differences(journal) == []
    assert counts(journal)["answers"] > 20
    assert not counts(journal)["ended"]


@pytest.mark.parametrize(
    ("kind", "mutant", "requirement", "operation", "sides"),
    [
        ("accepted", "group-unknown-accepted", "GROUP-004", "AdminAddUserToGroup", ("accepted", "refused: Resource")),
        (
            "code",
            "unknown-in-AdminAddUserToGroup",
            "GROUP-006",
            "AdminAddUserToGroup",
            ("refused: Res", "refused: Use"),
        ),
        ("text", "group-unknown-text", "GROUP-005", "AdminAddUserToGroup", ("ResourceNotFound", "ResourceNotFound")),
        ("member", "refresh-returns-refresh-token", "REFRESH-003", "InitiateAuth", ("<", "(absent)")),
        ("type", "answer-empty-lists-as-text", "SHAPE-001", "", ("text", "list")),
        ("value", "unconfirmed-looks-confirmed", "STATUS-001", "AdminGetUser", ("CONFIRMED", "UNCONFIRMED")),
        ("claim", "group-no-role-claims", "GROUP-019", "", ("(absent)", "")),
        ("claim", "access-token-without-username", "TOKEN-004", "", ("(absent)", "")),
        ("length", "group-list-of-pool", "GROUP-012", "AdminListGroupsForUser", ("", "")),
        ("value", "group-created-in-milliseconds", "SHAPE-015", "", ("milliseconds", "seconds")),
    ],
)
def test_each_kind_of_difference_is_seen(
    kind: str, mutant: str, requirement: str, operation: str, sides: tuple[str, str]
) -> None:
    journal = compared(reference(mutant), reference(), requirement, profile="quick")
    found = [each for each in of_kind(journal, kind) if operation in ("", each["operation"])]
    shown = [(each["first"], each["second"], each["requirements"]) for each in found]
    assert [one for one in shown if one[0].startswith(sides[0]) and one[1].startswith(sides[1])], differences(journal)
    assert any(requirement in each["requirements"] for each in found), shown


def test_the_sides_are_not_mixed_up() -> None:
    """The other way round: the one with the defect is the second."""
    journal = compared(reference(), reference("refresh-returns-refresh-token"), "REFRESH-003")
    found = of_kind(journal, "member")
    assert found
    for each in found:
        assert (each["first"], each["where"]) == ("(absent)", "AuthenticationResult.RefreshToken")
        assert each["requirements"] == ["REFRESH-003"]


def test_after_a_run_that_ended_early_nothing_is_repeated() -> None:
    """What differed is listed as not repeated, with the reason."""
    drivers = Driver(reference()), Driver(reference("group-unknown-accepted"))
    gathering = Gathering(*drivers, load_catalog(), Redactor("1"), "tag")
    group = Group(Contrast("X", "value", "", "a", "b", ("X",)))
    gathering.groups[("X",)] = group
    assert gathering.finish("interrupted") == []
    assert (gathering.lost, gathering.second_lost) == ("interrupted", False)
    assert gathering.left_out == [group.contrast]


def test_what_no_requirement_is_about_has_no_name() -> None:
    """Of the member that differs none is: the requirement that is judged here looks at groups."""
    second = reference()
    altered(second, "CreateUserPool", lambda answer: answer["UserPool"].update(EstimatedNumberOfUsers=7))
    journal = compared(reference(), second, "GROUP-003")
    found = differences(journal)
    shown = {(each["where"], each["first"], each["second"], tuple(each["requirements"])) for each in found}
    assert shown == {("UserPool.EstimatedNumberOfUsers", "0", "7", ())}


def test_a_requirement_that_both_break_in_one_way_is_named() -> None:
    """Neither address is masked as it should be."""
    first, second = reference(), reference()
    for running, shown in ((first, "j****@e****"), (second, "jane@example.com")):
        altered(running, "SignUp", lambda answer, shown=shown: answer["CodeDeliveryDetails"].update(Destination=shown))
    journal = compared(first, second, "SIGNUP-007")
    (found,) = differences(journal)
    assert (found["where"], found["requirements"]) == ("CodeDeliveryDetails.Destination", ["SIGNUP-007"])


def test_a_token_without_times_has_no_lifetime_to_compare_by() -> None:
    """A requirement is judged again with the first one's lifetime in the second one's token, where there can be one."""
    second = reference()
    altered(second, "InitiateAuth", lambda answer: _without(answer, "iat"))
    journal = compared(reference(), second, "TOKEN-004")
    assert {"exp - iat", "iat"} <= {each["where"].rsplit(".", 1)[-1] for each in differences(journal)}


def test_one_of_several_members_is_named() -> None:
    """Two claims are missing: with one of them put back the requirement still diverges, in the same way."""
    first, second = reference(), reference()
    altered(second, "InitiateAuth", lambda answer: _without(answer, "custom:team", "custom:score"))
    journal = compared(first, second, "TOKEN-021")
    found = {each["where"].rsplit(".", 1)[-1]: each["requirements"] for each in differences(journal)}
    assert "TOKEN-026" in found["custom:team"]
    assert "TOKEN-026" in found["custom:score"]


@pytest.mark.parametrize("claim", ["iat", "auth_time"])
def test_a_time_that_one_lacks_is_another_when_it_is_repeated(claim: str) -> None:
    first, second, moved = reference(), reference(), count(60, 60)
    altered(first, "InitiateAuth", lambda answer: _later(answer, next(moved)))
    altered(second, "InitiateAuth", lambda answer: _without(answer, claim))
    journal = compared(first, second, "TOKEN-004")
    found = {(each["where"].rsplit(".", 1)[-1], each["first"], each["second"]) for each in differences(journal)}
    assert (claim, "<time>", "(absent)") in found


def _without(answer: dict[str, Any], *names: str) -> None:
    """Take claims out of the ID token."""
    _changed(answer, lambda claims: {name: value for name, value in claims.items() if name not in names})


def _later(answer: dict[str, Any], seconds: int) -> None:
    """Move the times in the ID token."""
    times = ("iat", "exp", "auth_time")
    _changed(
        answer, lambda claims: {name: value + seconds if name in times else value for name, value in claims.items()}
    )


def _changed(answer: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    result = answer["AuthenticationResult"]
    parts = result["IdToken"].split(".")
    claims = change(part_of(result["IdToken"], 1))
    parts[1] = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    result["IdToken"] = ".".join(parts)


def test_what_comes_once_is_dropped() -> None:
    """A difference that the repeated example does not show is left out, and counted."""
    second = reference()
    answers: list[object] = []

    def once(answer: dict[str, Any]) -> None:
        answers.append(answer)
        answer["UserPool"].update(EstimatedNumberOfUsers=7 if len(answers) == 1 else 0)

    altered(second, "CreateUserPool", once)
    journal = compared(reference(), second, "GROUP-003")
    assert (differences(journal), counts(journal)["dropped"]) == ([], 1)


def test_a_second_target_that_stops_answering_leaves_the_run_whole() -> None:
    second = reference()
    altered(second, "CreateGroup", _gone)
    journal = compared(reference(), second, "GROUP-003")
    assert "gone" in counts(journal)["lost"]
    assert [event["outcome"] for event in journal.events if event.get("requirement") == "GROUP-003"] == [
        "agrees",
        "agrees",
    ]


def _gone(answer: object) -> None:
    raise TargetGone("it is gone")


def test_what_follows_from_a_difference_is_none() -> None:
    """The second one makes no groups: that nobody can be added to them is no other difference."""
    journal = compared(reference(), reference("group-created-without-answer"), "GROUP-002", profile="quick")
    assert {each["operation"] for each in differences(journal)} == {"CreateGroup"}


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (Unscripted("no script can make a step of the kind 'dance'"), "no script can make a step of the kind 'dance'"),
        (ValueError("two things have one name"), "a defect of this suite, please report it: ValueError('two things"),
        (KeyError("name"), "a defect of this suite, please report it: KeyError('name')"),
    ],
)
def test_a_script_that_is_missing_is_explained(
    trouble: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> str:
        raise trouble

    monkeypatch.setattr("conformance.run.against.script_for", failing)
    journal = compared(reference("refresh-returns-refresh-token"), reference(), "REFRESH-003")
    found = of_kind(journal, "member")[0]
    assert found["scripts"] == []
    assert found["unscripted"].startswith(said)
    page = as_markdown(Compared({"product": "one"}, counts(journal), [found]))
    assert f"none: {inline(said)}" in page


def test_a_script_shows_it_on_both(tmp_path: Path) -> None:
    journal = compared(reference("refresh-returns-refresh-token"), reference(), "REFRESH-003")
    found = of_kind(journal, "member")[0]
    (script,) = found["scripts"]
    (tmp_path / "script.py").write_text(script)
    seen = {}
    for name, options in (("with", "&mutants=refresh-returns-refresh-token"), ("without", "")):
        with started(f"reference?http=true{options}") as (running,):
            words = [sys.executable, str(tmp_path / "script.py"), str(running.endpoint)]
            done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        seen[name] = '"RefreshToken"' in done.stdout.splitlines()[-1]
    assert seen == {"with": True, "without": False}
