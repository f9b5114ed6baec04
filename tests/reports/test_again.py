"""Running again: what is chosen, what becomes of it, and the journal that is brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from reports.again import answers, counted, diverges_now, focused, to_run_again
from reports.fold import fold
from reports.record import Fingerprint, Result, RunRecord, SuiteError, TargetRecord, Verdict
from reports.renew import Renewal, renewed
from reports_synthetic import (
    NEED,
    Event,
    diverges,
    event,
    footer,
    moto_events,
    observation,
    partial_run,
    properties,
    run_event,
    whole_run,
    witness,
)

LATER = 1_790_100_000.0
FAILED = fold(whole_run()).targets[0]
AGAIN = to_run_again(FAILED)


def of_moto(record: RunRecord) -> TargetRecord:
    return next(target for target in record.targets if target.slug == "moto")


def seen_again(
    *events: Event, slug: str = "moto", version: str = "5.1.22", names: Iterable[str] = (), **head: object
) -> list[Event]:
    """The events of a run of a part: properties are all those of the synthetic run, or those named."""
    identity = event("target", slug, spec=slug, product="moto", version=version, mode="")
    odd = {**properties(slug)[0], "property": "test_odd", "requirements": ["SRP-009"]}  # the one that broke off
    chosen = [e for e in (*properties(slug), odd) if not names or e["property"] in names]
    announced = {**run_event(expected=list(AGAIN), targets=[slug], **head), "target": slug}
    made = [announced, identity, *events, *chosen, footer(slug, properties_expected=len(chosen))]
    return [{**e, "at": LATER} for e in made]


def agreeing(identifiers: Iterable[str], slug: str = "moto") -> list[Event]:
    return [observation(i, "agrees", n, target=slug) for i in identifiers for n in range(NEED)]


def renew(events: Sequence[Event], *new: Event, ids: Iterable[str] = AGAIN, slug: str = "moto") -> RunRecord:
    return fold(renewed(events, [Renewal(slug, frozenset(ids), new)]))


# -- what is run again -------------------------------------------------------------------------------------------------


def a_result(verdict: Verdict, identifier: str = "A-001", kinds: Sequence[str] = (), **members: object) -> Result:
    found = [Fingerprint(kind=kind, confirmed=True, seen=f"saw {kind}") for kind in kinds]
    return Result.model_validate({"requirement": identifier, "verdict": verdict, "kinds": found, **members})


@pytest.mark.parametrize("verdict", ["fail", "flaky", "blocked", "inconclusive", "error"])
def test_what_failed_or_could_not_be_judged_is_run_again(verdict: Verdict) -> None:
    assert to_run_again(TargetRecord(slug="t", results=[a_result(verdict)])) == ["A-001"]


@pytest.mark.parametrize("verdict", ["pass", "unsupported", "excluded", "not-reached", "not-scored"])
def test_all_else_is_not(verdict: Verdict) -> None:
    assert to_run_again(TargetRecord(slug="t", results=[a_result(verdict)])) == []


def test_what_the_run_was_not_about_is_not_run_again() -> None:
    assert to_run_again(TargetRecord(slug="t", results=[a_result("fail", scored=False)])) == []


def test_what_blocked_it_is_run_again_too_link_by_link() -> None:
    results = [
        a_result("blocked", blocked_by="B-001"),
        a_result("blocked", "B-001", blocked_by="C-001", scored=False),
        a_result("fail", "C-001", scored=False),
        a_result("fail", "D-001", scored=False),
    ]
    assert to_run_again(TargetRecord(slug="t", results=results)) == ["A-001", "B-001", "C-001"]
    assert to_run_again(TargetRecord(slug="t", results=results[:1])) == ["A-001", "B-001"]
    circle = [a_result("blocked", blocked_by="B-001"), a_result("blocked", "B-001", blocked_by="A-001")]
    assert to_run_again(TargetRecord(slug="t", results=circle)) == ["A-001", "B-001"]


def test_a_property_that_broke_off_is_run_again_though_its_requirements_pass() -> None:
    error = SuiteError(message="KeyError", property="p", requirements=["A-001", "Z-001"])
    assert to_run_again(TargetRecord(slug="t", results=[a_result("pass")], errors=[error])) == ["A-001"]


# -- what became of it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (("fail", ["x"]), ("pass", []), "fixed"),
        (("blocked", []), ("pass", []), "fixed"),
        (("inconclusive", []), ("pass", []), "fixed"),
        (("pass", []), ("pass", []), None),
        (("fail", ["x"]), ("fail", ["x"]), "still"),
        (("fail", ["x", "y"]), ("flaky", ["y"]), "still"),
        (("fail", ["x"]), ("fail", ["x", "y"]), "new"),
        (("fail", ["x"]), ("fail", ["y"]), "new"),
        (("blocked", []), ("fail", ["x"]), "new"),
        (("pass", []), ("fail", ["x"]), "new"),
        (("blocked", []), ("blocked", []), "still"),
        (("error", []), ("error", []), "still"),
        (("fail", ["x"]), ("blocked", []), "unclear"),
        (("fail", ["x"]), ("unsupported", []), "unclear"),
        (("blocked", []), ("inconclusive", []), "unclear"),
        (("fail", ["x"]), None, "unclear"),
        (None, ("fail", ["x"]), "still"),  # it was blamed there
        (None, ("pass", []), "fixed"),
    ],
)
def test_what_became_of_it(
    before: tuple[Verdict, list[str]] | None, now: tuple[Verdict, list[str]] | None, word: str | None
) -> None:
    sides = [
        TargetRecord(slug="t", results=[] if side is None else [a_result(side[0], kinds=side[1])])
        for side in (before, now)
    ]
    found = answers(RunRecord(), *sides, ["A-001"])
    assert [answer.word for answer in found] == ([] if word is None else [word])


def test_a_server_error_that_did_not_repeat_is_no_new_way() -> None:
    old = a_result("fail", kinds=["x"])
    passing = Fingerprint(kind="server-error", confirmed=False)
    new = old.model_copy(update={"kinds": [*old.kinds, passing]})
    sides = [TargetRecord(slug="t", results=[result]) for result in (old, new)]
    assert [a.word for a in answers(RunRecord(), *sides, ["A-001"])] == ["still"]


def test_the_summary_is_one_line() -> None:
    sides = [TargetRecord(slug="t", results=[a_result("fail", kinds=[kind])]) for kind in "xy"]
    found = answers(RunRecord(), *sides, ["A-001"])
    assert counted(found) == "0 fixed, 0 still, 1 new"
    assert counted(found, 1) == "0 fixed, 0 still, 1 new; 1 of them expected"
    assert counted([]) == "0 fixed, 0 still, 0 new"


def test_what_passed_and_diverges_now_counts_too() -> None:
    now = of_moto(fold(seen_again(diverges("SIGNUP-001", 1), witness("SIGNUP-001"))))
    assert diverges_now(FAILED, now) == ["SIGNUP-001"]
    unscored = FAILED.model_copy(update={"results": [r.model_copy(update={"scored": False}) for r in FAILED.results]})
    assert diverges_now(unscored, now) == []


def test_the_gate_sees_what_was_run_again_alone() -> None:
    view = focused(FAILED.model_copy(update={"complete": True}), FAILED, ["REFRESH-003", "SIGNUP-001"])
    assert [(r.requirement, r.scored) for r in view.results] == [("SIGNUP-001", True), ("REFRESH-003", True)]
    assert (view.expected, view.executed) == (2, 2)


# -- the journal -------------------------------------------------------------------------------------------------------


def test_there_is_something_of_every_kind_to_run_again() -> None:
    assert {FAILED.result(i).verdict for i in AGAIN} == {"fail", "flaky", "blocked", "inconclusive", "error"}  # type: ignore[union-attr]


def test_the_same_seen_again_changes_no_result() -> None:
    same = [e for e in moto_events() if e["event"] not in ("target", "footer", "property")]
    record = renew(whole_run(), *seen_again(*same))
    assert of_moto(record).results == FAILED.results
    assert of_moto(record).counts == FAILED.counts
    assert record.complete
    assert record.targets[1] == fold(whole_run()).targets[1]


def test_what_is_fixed_passes_and_all_else_stays() -> None:
    target = of_moto(renew(whole_run(), *seen_again(*agreeing(AGAIN))))
    assert {target.result(i).verdict for i in AGAIN} == {"pass"}  # type: ignore[union-attr]
    others = [r for r in FAILED.results if r.requirement not in AGAIN]
    assert [r for r in target.results if r.requirement not in AGAIN] == others
    assert not target.errors
    assert not target.witnesses
    assert target.complete


def test_what_is_not_seen_again_does_not_pass() -> None:
    target = of_moto(renew(whole_run(), *seen_again()))
    verdicts = {target.result(i).verdict for i in AGAIN}  # type: ignore[union-attr]
    assert verdicts == {"not-reached"}


def test_what_agreed_in_a_property_that_was_not_run_again_stays() -> None:
    old = [run_event(), *moto_events()]
    old += [observation("REFRESH-003", "agrees", n, target="moto", property="test_elsewhere") for n in range(NEED)]
    record = of_moto(renew(old, *seen_again(names=["test_refresh"]), ids=["REFRESH-003"]))
    result = record.result("REFRESH-003")
    assert result is not None
    assert (result.verdict, result.agreed, result.properties) == ("pass", NEED, ["test_elsewhere"])


def test_the_note_says_what_was_run_again_and_when() -> None:
    record = of_moto(renew(whole_run(), *seen_again(), ids=["REFRESH-003", "REFRESH-004", "SRP-001"]))
    (note,) = [note for note in record.notes if note.startswith("run again")]
    assert note == "run again on 2026-09-22 18:00 UTC: REFRESH-003 -004, SRP-001"


def test_the_note_names_what_differs() -> None:
    new = seen_again(version="5.2.6", catalog_digest="another")
    (note,) = [n for n in of_moto(renew(whole_run(), *new, ids=["SRP-001"])).notes if n.startswith("run again")]
    assert "catalog digest another, the others 0123456789abcdef" in note
    assert "version 5.2.6, the others 5.1.22" in note


def test_requirements_of_another_catalog_are_shown_as_they_were_run() -> None:
    entry = {**next(e for e in run_event()["requirements"] if e["id"] == "SRP-001"), "title": "Worded otherwise"}
    new = seen_again(catalog_digest="another", requirements=[entry, {**entry, "id": "SRP-002"}])
    record = renew(whole_run(), *new, ids=["SRP-001"])
    assert record.requirement("SRP-001").title == "Worded otherwise"
    assert record.requirement("SRP-002").title != "Worded otherwise"
    assert record.catalog_digest == "0123456789abcdef"


def test_repeating_it_piles_nothing_up() -> None:
    events: Sequence[Event] = whole_run()
    sizes = []
    for _ in range(3):
        events = renewed(events, [Renewal("moto", frozenset(AGAIN), seen_again(*agreeing(AGAIN)))])
        sizes.append(len(events))
    assert sizes[0] == sizes[1] == sizes[2]
    assert len([n for n in of_moto(fold(events)).notes if n.startswith("run again")]) == 1
    assert of_moto(fold(events)).complete


def test_a_later_run_of_a_part_takes_its_ids_out_of_the_earlier_note() -> None:
    events = renewed(whole_run(), [Renewal("moto", frozenset(["SRP-001", "SRP-002"]), seen_again())])
    record = renew(events, *[{**e, "at": LATER + 86_400} for e in seen_again()], ids=["SRP-002"])
    notes = sorted(note for note in of_moto(record).notes if note.startswith("run again"))
    assert [note.rpartition(": ")[2] for note in notes] == ["SRP-001", "SRP-002"]


def test_a_partial_run_stays_partial() -> None:
    record = renew(partial_run(), *seen_again(*agreeing(AGAIN)))
    assert record.partial


def test_another_version_comes_beside_the_one_that_was_run() -> None:
    old = [{**e, "target": "moto"} if e["event"] == "run" else e for e in whole_run()]
    new = seen_again(*agreeing(AGAIN, "moto-5.2.6"), slug="moto-5.2.6", version="5.2.6")
    record = renew(old, *new, slug="moto-5.2.6")
    assert of_moto(record) == of_moto(fold(old))
    (beside,) = [target for target in record.targets if target.slug == "moto-5.2.6"]
    assert sorted(r.requirement for r in beside.results if r.scored) == AGAIN
    assert {r.verdict for r in beside.results if r.scored} == {"pass"}
    assert (beside.complete, "SELECTION" in beside.flags) == (True, True)


def test_what_is_only_seen_by_the_way_does_not_change_a_result() -> None:
    by_the_way = [observation("SIGNUP-001", "blocked", target="moto", blame="SRP-001"), *agreeing(["SIGNUP-002"])]
    target = of_moto(renew(whole_run(), *seen_again(*by_the_way), ids=["SRP-001"]))
    assert target.result("SIGNUP-001") == FAILED.result("SIGNUP-001")
    assert target.result("SIGNUP-002") == FAILED.result("SIGNUP-002")


def test_what_has_no_more_situations_to_offer_still_passes() -> None:
    """Its property was run again for the sake of another requirement."""
    ended = {**properties("moto")[0], "exhausted": True, "requirements": ["SIGNUP-001", "SIGNUP-003"]}
    old = [
        run_event(expected=["SIGNUP-001", "SIGNUP-003"]),
        observation("SIGNUP-001", "agrees", 1, target="moto"),
        diverges("SIGNUP-003", 1, target="moto"),
        ended,
        footer("moto", properties=1, properties_expected=1),
    ]
    assert of_moto(fold(old)).result("SIGNUP-001").verdict == "pass"  # type: ignore[union-attr]
    new = seen_again(*agreeing(["SIGNUP-003"]), names=["test_signup"])
    target = of_moto(renew(old, *new, ids=["SIGNUP-003"]))
    assert [r.verdict for r in target.results if r.scored] == ["pass", "pass"]
