"""What becomes of a journey, by the verdicts on what it needs and on what is near it."""

from __future__ import annotations

from pathlib import Path

import pytest

import reports
from reports.journeys import journeys_of, words_of
from reports.record import Journey, JourneyResult, RequirementInfo, Result, Verdict

JOURNEY = Journey(id="refresh", title="Stay signed in", needs=["R-001", "R-002"], areas=["refresh"])
INFOS = {
    "R-001": RequirementInfo(id="R-001", area="refresh"),
    "R-002": RequirementInfo(id="R-002", area="tokens"),
    "R-003": RequirementInfo(id="R-003", area="refresh"),
    "R-004": RequirementInfo(id="R-004", area="refresh"),
    "O-001": RequirementInfo(id="O-001", area="other"),
}


def result(requirement: str, verdict: Verdict, **more: object) -> Result:
    return Result.model_validate({"requirement": requirement, "verdict": verdict, **more})


def judged(*results: Result) -> JourneyResult:
    (found,) = journeys_of([JOURNEY], results, INFOS)
    return found


def test_it_works_where_all_that_it_needs_passes() -> None:
    found = judged(result("R-001", "pass"), result("R-002", "pass"), result("R-003", "pass"), result("O-001", "fail"))
    assert (found.state, found.by, found.differences) == ("works", [], 0)


def test_divergences_near_it_are_differences_those_first_that_are_worth_most() -> None:
    near = [result("R-003", "fail", weight=1), result("R-004", "flaky", weight=5)]
    found = judged(result("R-001", "pass"), result("R-002", "pass"), *near)
    assert (found.state, found.by, found.differences) == ("works-with-differences", ["R-004", "R-003"], 2)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("fail", "does-not-work"),
        ("flaky", "does-not-work"),
        ("unsupported", "missing"),
        ("blocked", "cannot-be-tried"),
        ("excluded", "cannot-be-tried"),
        ("inconclusive", "cannot-be-tried"),
        ("error", "cannot-be-tried"),
        ("not-reached", "cannot-be-tried"),
    ],
)
def test_one_need_that_does_not_pass_decides(verdict: Verdict, state: str) -> None:
    found = judged(result("R-001", "pass"), result("R-002", verdict), result("R-003", "fail"))
    assert (found.state, found.by, found.differences) == (state, ["R-002"], 0)


def test_a_divergence_decides_before_anything_else() -> None:
    found = judged(result("R-001", "unsupported"), result("R-002", "fail"))
    assert (found.state, found.by) == ("does-not-work", ["R-002"])


@pytest.mark.parametrize(("root", "state"), [("O-001", "does-not-work"), ("R-003", "cannot-be-tried")])
def test_what_is_blocked_does_not_work_where_its_root_diverged(root: str, state: str) -> None:
    rest = [result("O-001", "fail"), result("R-003", "unsupported")]
    found = judged(result("R-001", "pass"), result("R-002", "blocked", root=root), *rest)
    assert (found.state, found.by) == (state, ["R-002"])


def test_a_run_of_a_part_says_nothing_of_what_it_did_not_try() -> None:
    assert journeys_of([JOURNEY], [result("R-001", "pass")], INFOS) == []
    assert journeys_of([JOURNEY], [result("R-001", "pass"), result("R-002", "not-scored", scored=False)], INFOS) == []


def test_what_the_deciding_divergences_do_is_said_once_each_in_the_order_of_the_journey() -> None:
    found = judged(result("R-001", "fail", harm="data"), result("R-002", "fail", harm="accepts"))
    assert (found.harms, words_of(found, JOURNEY)) == (["data", "accepts"], "other data, too lax")
    same = judged(result("R-001", "fail", harm="refuses"), result("R-002", "fail", harm="refuses"))
    assert (same.harms, words_of(same, JOURNEY)) == (["refuses"], "too strict")


def test_a_need_that_a_divergence_blocks_has_the_harm_of_that_divergence() -> None:
    root = result("O-001", "fail", harm="refuses")
    found = judged(result("R-001", "pass"), result("R-002", "blocked", blocked_by="O-001", root="O-001"), root)
    assert (found.state, found.harms) == ("does-not-work", ["refuses"])
    alone = judged(result("R-001", "pass"), result("R-002", "blocked", blocked_by="O-001", root="O-001"))
    assert (alone.state, alone.harms, words_of(alone, JOURNEY)) == ("cannot-be-tried", [], "cannot be tried")


def test_what_is_not_offered_is_counted_beside_a_divergence_too() -> None:
    found = judged(result("R-001", "unsupported"), result("R-002", "fail", harm="accepts"))
    assert (found.by, found.missing, words_of(found, JOURNEY)) == (["R-002"], 1, "too lax")
    part = judged(result("R-001", "unsupported"), result("R-002", "pass"))
    assert (part.missing, words_of(part, JOURNEY)) == (1, "1 of 2 not offered")
    whole = judged(result("R-001", "unsupported"), result("R-002", "unsupported"))
    assert (whole.missing, words_of(whole, JOURNEY)) == (2, "not offered")


@pytest.mark.parametrize(
    ("harm", "agreed", "diverged", "state"),
    [
        ("refuses", 3, 1, "works-with-differences"),
        ("data", 2, 1, "works-with-differences"),
        ("refuses", 2, 2, "does-not-work"),
        ("refuses", 0, 3, "does-not-work"),
        ("accepts", 19, 1, "does-not-work"),  # whoever gets in once is in
    ],
)
def test_what_diverges_in_few_situations_is_a_difference(harm: str, agreed: int, diverged: int, state: str) -> None:
    need = result("R-002", "fail", harm=harm, agreed=agreed, diverged=diverged)
    found = judged(result("R-001", "pass"), need, result("R-003", "fail", weight=9))
    assert found.state == state
    assert found.by == (["R-002", "R-003"] if state == "works-with-differences" else ["R-002"])


@pytest.mark.parametrize(
    "place", ["render/templates/report.html.j2", "render/markdown.py", "site/templates/index.html.j2"]
)
def test_every_key_to_the_signs_names_what_diverges_in_the_smaller_part(place: str) -> None:
    text = (Path(reports.__file__).parent / place).read_text(encoding="utf-8")
    (key,) = (line for line in text.splitlines() if "others nearby" in line or "differences nearby" in line)
    assert "in the smaller part of " in key
