"""The fold: each rule of the verdicts with its negative twin, and what holds for any journal."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checking.exchange import SERVER_ERRORS
from reports.fold import Fold, fold
from reports.merge import MergeError, merge_events
from reports.record import PASSING_KINDS, Result, TargetRecord, percent
from reports_synthetic import (
    NEED,
    Event,
    clean_run,
    diverges,
    event,
    footer,
    observation,
    partial_run,
    run_event,
    whole_run,
    witness,
)

R = "SIGNUP-001"
OTHER = "SIGNUP-002"


def one_target(*events: Event, complete: bool = True, need: int = NEED, **members: Any) -> TargetRecord:
    """The record of the target ``moto`` with these events."""
    ending = [footer("moto", properties=0, properties_expected=0)] if complete else []
    return fold([run_event(need=need, target="moto", **members), *events, *ending]).targets[0]


def result(*events: Event, of: str = R, **arguments: Any) -> Result:
    """The result on one requirement."""
    found = one_target(*events, **arguments).result(of)
    assert found is not None
    return found


def agreed(count: int, requirement: str = R) -> list[Event]:
    """Observations that agree in so many distinct situations."""
    return [observation(requirement, "agrees", n) for n in range(count)]


def ended(status: str = "done", **members: Any) -> Event:
    """The property that observes the requirement."""
    given = {"property": "test_signup", "requirements": [R], "status": status, **members}
    return event("property", "moto", **given)


def test_pass_needs_the_distinct_situations() -> None:
    assert result(*agreed(NEED)).verdict == "pass"
    short = result(*agreed(NEED - 1))
    assert (short.verdict, short.agreed, short.needed) == ("not-reached", NEED - 1, NEED)
    assert f"{NEED - 1} of {NEED}" in short.reason


def in_cell(outcome: str, situation: int, **cell: str) -> Event:
    """One observation with these values of its draws; what is blocked was refused at a step."""
    return {**observation(R, outcome, situation, step="SignUp"), "cell": cell}


def test_a_pass_needs_each_value_of_a_draw() -> None:
    enough = [in_cell("agrees", n, operation="GetUser", flag=str(n % 2)) for n in range(NEED)]
    assert result(*enough).verdict == "pass"
    hindered = result(*enough, in_cell("blocked", 90, operation="DeleteUser", flag="0"))
    assert (hindered.verdict, "operation=DeleteUser" in hindered.reason) == ("blocked", True)
    judged_elsewhere = in_cell("agrees", 91, operation="DeleteUser", flag="1")
    assert result(*enough, in_cell("blocked", 90, operation="DeleteUser", flag="0"), judged_elsewhere).verdict == "pass"


def test_what_is_unsupported_with_one_value_is_left_out_of_a_pass_and_said() -> None:
    enough = [in_cell("agrees", n, operation="GetUser") for n in range(NEED)]
    found = result(*enough, in_cell("unsupported", 90, operation="DeleteUser"))
    assert (found.verdict, found.reason) == ("pass", "not judged with operation=DeleteUser: unsupported")


def test_a_divergence_says_with_which_values_alone_it_comes() -> None:
    def wrong(number: int, **cell: str) -> Event:
        return {**diverges(R, number, "accepted"), "cell": cell}

    alike = [wrong(0, flow="SRP", alias="no"), wrong(1, flow="ADMIN", alias="yes")]
    assert result(*alike).kinds[0].when == []  # whatever the values are
    one = [*alike[:1], wrong(2, flow="SRP", alias="yes"), in_cell("agrees", 3, flow="ADMIN", alias="yes")]
    assert result(*one).kinds[0].when == ["flow=SRP"]
    two = [wrong(4, flow="SRP", alias="yes"), in_cell("agrees", 5, flow="SRP", alias="no")]
    two += [in_cell("agrees", 6, flow="ADMIN", alias="yes"), in_cell("agrees", 7, flow="ADMIN", alias="no")]
    assert result(*two).kinds[0].when == ["alias=yes and flow=SRP"]


def test_repetitions_of_one_situation_do_not_make_a_pass() -> None:
    repeated = result(*(agreed(1) * 10))
    assert (repeated.verdict, repeated.agreed, repeated.outcomes) == ("not-reached", 1, {"agrees": 10})


def test_without_a_digest_all_count_as_one() -> None:
    bare = [{k: v for k, v in e.items() if k != "situation"} for e in agreed(5)]
    assert result(*bare).agreed == 1


def test_a_pass_is_never_the_default() -> None:
    assert result().verdict == "not-reached"
    assert result(*agreed(NEED), need=None).verdict != "pass"
    assert fold(agreed(9)).targets[0].results[0].verdict != "pass"  # no run event: nobody knows what was asked


def test_reports_and_engine_mean_the_same_by_a_server_error() -> None:
    assert set(SERVER_ERRORS) < set(PASSING_KINDS)


def test_fail_needs_a_confirmed_witness_of_the_same_fingerprint() -> None:
    failed = result(*agreed(NEED), diverges(R, 50), diverges(R, 51), witness(R))
    assert (failed.verdict, failed.diverged, failed.observed) == ("fail", 2, NEED + 2)
    assert (failed.witness, failed.kinds[0].confirmed, failed.kinds[0].name) == (R, True, "SignUp:accepted")
    assert result(diverges(R, 50), witness(R, confirmed=False)).verdict == "flaky"
    assert result(diverges(R, 50), witness(R, kind="something-else")).verdict == "flaky"
    assert result(diverges(R, 50), witness(R, operation="ConfirmSignUp")).verdict == "flaky"
    assert result(diverges(R, 50), witness(OTHER)).verdict == "flaky"
    assert result(diverges(R, 50)).verdict == "flaky"


def test_a_witness_without_an_observation_is_nothing() -> None:
    assert result(*agreed(NEED), witness(R)).verdict == "pass"


def test_one_confirmed_witness_of_several_is_enough() -> None:
    found = result(diverges(R, 1), witness(R, confirmed=False), witness(R))
    assert found.verdict == "fail"


@pytest.mark.parametrize("kind", ["server-error", "http-500"])
def test_a_server_error_that_does_not_repeat_is_inconclusive(kind: str) -> None:
    passing = diverges(R, 1, kind=kind)
    assert result(*agreed(NEED), passing, witness(R, kind, confirmed=False)).verdict == "inconclusive"
    assert result(passing, witness(R, kind)).verdict == "fail"
    lasting = [passing, diverges(R, 2), witness(R, kind, confirmed=False), witness(R, confirmed=False)]
    assert result(*lasting).verdict == "flaky"


def test_a_divergence_whose_replay_got_no_answer_is_inconclusive() -> None:
    silent = witness(R, confirmed=False, undecided="SignUp")
    assert result(diverges(R, 1), silent).verdict == "inconclusive"
    assert result(diverges(R, 1), silent, witness(R, confirmed=False, undecided="")).verdict == "flaky"
    assert result(diverges(R, 1), silent, witness(R)).verdict == "fail"


def test_a_divergence_that_could_not_be_replayed_any_more_is_not_held_against_the_target() -> None:
    assert result(diverges(R, 1), complete=False).verdict == "inconclusive"
    assert result(diverges(R, 1), witness(R, confirmed=False), complete=False).verdict == "flaky"
    assert result(diverges(R, 1), witness(R), complete=False).verdict == "fail"


def test_a_divergence_that_a_defect_of_the_suite_kept_from_being_replayed_is_not_flaky() -> None:
    failure = event("error", "moto", property="test_signup", requirements=[OTHER], message="KeyError: 'x'")
    seen = diverges(R, 1, property="test_signup")
    assert result(seen).verdict == "flaky"
    broken = result(seen, failure)
    assert (broken.verdict, "test_signup" in broken.reason) == ("error", True)
    assert result(seen, failure, witness(R, confirmed=False)).verdict == "flaky"
    assert result(seen, failure, witness(R)).verdict == "fail"
    assert result(diverges(R, 1, property="test_other"), failure).verdict == "flaky"


@pytest.mark.parametrize("outcome", ["unsupported", "blocked", "excluded", "inconclusive"])
def test_what_was_in_the_way_is_the_verdict(outcome: str) -> None:
    hindered = observation(R, outcome, step="SignUp", reason="because")
    assert result(hindered).verdict == outcome
    assert result(*agreed(NEED - 1), hindered).verdict == outcome
    assert result(*agreed(NEED), hindered).verdict == "pass"
    assert result(diverges(R, 9), witness(R), hindered).verdict == "fail"
    assert result(hindered).reason == "because"


def test_never_seen_and_seen_too_seldom_differ_in_what_comes_first() -> None:
    both = [observation(R, "unsupported"), observation(R, "blocked", step="SignUp")]
    assert result(*both).verdict == "unsupported"
    assert result(*agreed(1), *both).verdict == "blocked"


def test_blocked_names_the_most_frequent_blame_and_its_verdict() -> None:
    events = [observation(R, "blocked", blame="CONFIRM-001"), *[observation(R, "blocked", blame=OTHER)] * 2]
    blocked = result(*events, diverges(OTHER, 1), witness(OTHER))
    assert (blocked.blocked_by, blocked.blocked_by_verdict) == (OTHER, "fail")


def test_an_incomplete_run_is_inconclusive_where_it_judged_too_little() -> None:
    assert result(complete=False).verdict == "inconclusive"
    assert result(*agreed(NEED - 1), complete=False).verdict == "inconclusive"
    assert result(*agreed(NEED), complete=False).verdict == "pass"


def test_error_only_where_nothing_else_observed_it() -> None:
    failure = event("error", "moto", property="test_odd", requirements=[R], message="KeyError: 'x'")
    assert result(failure).verdict == "error"
    assert result(failure, observation(R, "unsupported")).verdict == "unsupported"
    assert result(failure, observation(R, "unsupported", property="test_odd")).verdict == "error"
    good = one_target(failure, *agreed(NEED))
    assert good.results[0].verdict == "pass"
    assert [e.message for e in good.errors] == ["KeyError: 'x'"]
    assert result(failure, of=OTHER).verdict == "not-reached"


def test_an_error_reaches_the_requirements_that_its_property_lists() -> None:
    failure = event("error", "moto", property="test_signup", message="boom")
    assert result(failure, ended()).verdict == "error"
    unsaid = one_target(ended("error"))
    assert (unsaid.results[0].verdict, len(unsaid.errors)) == ("error", 1)


def test_exhausted_properties_lower_what_a_pass_asks_for() -> None:
    short = agreed(1)
    assert result(*short, ended(exhausted=True)).verdict == "pass"
    assert result(*short, ended(exhausted=True)).needed == 1
    assert result(*short, ended()).verdict == "not-reached"
    assert result(ended(exhausted=True)).verdict == "not-reached"
    assert result(*short, ended(exhausted=True), ended(property="test_b")).verdict == "not-reached"
    assert result(*short, ended(exhausted=True), ended(property="m", area="machines")).verdict == "pass"
    assert result(*short, observation(R, "blocked", step="SignUp"), ended(exhausted=True)).verdict == "blocked"
    assert result(*short, ended(exhausted=True), complete=False).verdict == "inconclusive"


def test_what_the_catalog_leaves_out_is_listed_and_not_scored() -> None:
    target = one_target(diverges("CONFIRM-010", 1), witness("CONFIRM-010"), *agreed(NEED, "SIGNUP-010"))
    found = {r.requirement: (r.verdict, r.scored) for r in target.results}
    assert found["SIGNUP-010"] == ("excluded", False)
    assert found["CONFIRM-010"] == ("not-scored", False)
    assert target.expected == 57
    assert sum(target.counts.values()) == 57


def test_a_selection_is_scored_alone_and_says_so() -> None:
    target = one_target(*agreed(NEED), *agreed(NEED, OTHER), expected=[R])
    assert [(r.requirement, r.scored) for r in target.results] == [(R, True), (OTHER, False)]
    assert target.scores.total.all.coverage == 1.0
    assert "SELECTION" in target.flags
    assert "SELECTION" not in one_target().flags


def test_scores() -> None:
    events = [*agreed(NEED), *agreed(NEED, OTHER), diverges("SIGNUP-003", 1), witness("SIGNUP-003")]
    events += [diverges("SIGNUP-004", 1), observation("SIGNUP-005", "unsupported")]
    target = one_target(*events)
    area, total = target.scores.areas["sign-up"], target.scores.total
    assert (area.all.conformance, area.all.coverage) == (0.5, round(4 / 9, 6))
    assert (area.must.conformance, area.must.active) == (round(2 / 3, 6), 6)  # flaky counts as fail
    assert total.all.coverage == round(4 / 57, 6)
    assert target.scores.areas["srp"].all.conformance is None
    assert fold([]).targets == []


def test_scores_are_cut_not_rounded() -> None:
    assert [percent(v) for v in (0.9999, 1.0, 0.29, None)] == ["99.9 %", "100.0 %", "29.0 %", "–"]


def test_complete_only_with_every_footer() -> None:
    seen = observation(R, "agrees", 1)
    assert fold([run_event(), seen, footer("moto")]).complete
    assert not fold([run_event(), seen]).complete
    assert not fold([run_event(), seen, footer("moto", complete=False, reason="target-lost")]).complete
    assert not fold([run_event(), seen, {**seen, "worker": "gw1"}, footer("moto")]).complete
    assert not fold([run_event(), seen, footer("moto", properties=1, properties_expected=6)]).complete
    two = [footer("moto", properties=3), footer("moto", properties=3, worker="gw1")]
    assert fold([run_event(), seen, *two]).complete
    assert not fold([seen, footer("moto")]).complete  # no run event
    lost = fold([run_event(), seen, footer("moto", complete=False, reason="target-lost")])
    assert lost.targets[0].flags == ["PARTIAL", "TARGET-LOST"]


def test_a_named_target_that_was_never_tested_is_partial() -> None:
    record = fold([run_event(targets=["moto", "gone"]), *agreed(NEED), footer("moto")])
    assert [(t.slug, t.complete) for t in record.targets] == [("moto", True), ("gone", False)]
    assert record.partial


def test_several_kinds_are_kept_apart() -> None:
    events = [diverges(R, n) for n in range(3)] + [diverges(R, 9, kind="other"), witness(R), witness(R, "other")]
    target = one_target(*events)
    found = target.result(R)
    assert found is not None
    assert [(k.kind, k.situations, k.witness) for k in found.kinds] == [("accepted", 3, R), ("other", 1, f"{R}--other")]
    assert set(target.witnesses) == {R, f"{R}--other"}


def test_the_shortest_confirmed_witness_stands() -> None:
    long, short = [{"call": n} for n in range(9)], [{"call": 1}]
    events = [witness(R, steps=long), witness(R, steps=short), witness(R, steps=[], confirmed=False)]
    assert one_target(diverges(R, 1), *events).witnesses[R].steps == 1


def test_unknown_events_members_and_types_are_passed_over() -> None:
    odd: list[Event] = [
        {"event": "later", "target": "moto"},
        {"event": "observation", "target": "moto"},
        observation(R, "unheard-of"),
        event("observation", "moto", requirement=["x"], outcome=3, situation={"a": 1}),
        event("property", "moto", property=None, requirements="no list", seconds="fast", calls=None),
        event("witness", "moto", requirement=R, transcript="text", steps=None),
        event("footer", "moto", complete="yes"),
    ]
    record = fold([run_event(situations_max={R: 1}), *agreed(NEED), *odd])
    assert record.targets[0].results[0].verdict == "pass"


def test_an_observation_that_the_catalog_does_not_know_is_our_error() -> None:
    target = one_target(observation("NOPE-001", "agrees", 1))
    assert any("NOPE-001" in e.message for e in target.errors)


def test_the_whole_synthetic_run() -> None:
    record = fold(whole_run())
    moto, other = record.targets
    assert record.complete
    assert moto.counts == {
        "fail": 6,
        "flaky": 1,
        "error": 1,
        "inconclusive": 2,
        "not-reached": 5,
        "blocked": 2,
        "unsupported": 1,
        "excluded": 1,
        "pass": 38,
    }
    assert other.scores.total.must.conformance == 1.0
    assert moto.timings.suite_share == round(1 - 9.25 / 12.5, 4)
    assert fold(partial_run()).flags == ["PARTIAL"]
    assert fold(clean_run()).targets[0].scores.total.all.conformance == 1.0


def test_progress_while_it_runs() -> None:
    state = Fold()
    for line in [run_event(), *agreed(NEED), diverges(OTHER, 1), observation("SIGNUP-003", "unsupported")]:
        state.add(line)
    first = state.progress("moto")[0]
    assert (first.area, first.passed, first.failed, first.other, first.total) == ("sign-up", 1, 1, 1, 9)


def test_runs_of_different_catalogs_are_not_merged() -> None:
    with pytest.raises(MergeError, match="catalog_digest"):
        list(merge_events([[run_event()], [run_event(catalog_digest="other")]]))
    assert len(list(merge_events([[run_event()], [run_event(seed=8)]]))) == 2


def test_operations_covered_are_those_that_active_requirements_name() -> None:
    entries = [
        {"id": "A-001", "status": "active", "operations": ["GetUser", "GET /logout", "Gone"]},
        {"id": "A-002", "status": "disputed", "operations": ["DeleteUser"]},
        {"id": "A-003", "operations": ["SignUp"]},
    ]
    model = ["DeleteUser", "GetUser", "ListUsers", "SignUp"]
    found = fold([run_event(entries, operations=model)]).operations
    assert found is not None
    assert (found.covered, found.total, found.model) == (2, 4, "1.42.1")
    assert found.uncovered == ["DeleteUser", "ListUsers"]


def test_operations_covered_do_not_depend_on_the_selection() -> None:
    entries = [{"id": "A-001", "operations": ["GetUser"]}, {"id": "A-002", "operations": ["SignUp"]}]
    record = fold([run_event(entries, expected=["A-001"], operations=["GetUser", "SignUp"])])
    assert record.operations is not None
    assert record.operations.covered == 2


def test_operations_of_an_older_journal_are_counted_by_their_form() -> None:
    entries = [{"id": "A-001", "operations": ["GetUser", "GET /logout"]}]
    found = fold([run_event(entries)]).operations
    assert found is not None
    assert (found.covered, found.total, found.uncovered) == (1, 122, [])


def test_no_operations_are_covered_where_their_number_is_unknown() -> None:
    assert fold([run_event([], model_operations=None)]).operations is None


# -- runs that end early -----------------------------------------------------------------------------------------------

RANGING = {"test_signup": [R]}


@pytest.mark.parametrize(
    ("property_event", "verdict"),
    [
        ([], "inconclusive"),  # it never began, and others observed the requirement
        ([ended("stopped")], "inconclusive"),
        ([ended("stopped", untried=["operation=DeleteUser"])], "inconclusive"),
        ([ended("stopped", untried=[])], "pass"),
        ([ended("done")], "pass"),
        ([ended("stopped"), ended("done")], "pass"),  # another worker or shard came to its end
    ],
)
def test_a_run_that_ended_early_passes_nothing_of_which_values_are_untried(
    property_event: list[Event], verdict: str
) -> None:
    found = result(*agreed(NEED), *property_event, complete=False, ranging=RANGING)
    assert found.verdict == verdict
    assert ("test_signup" in found.reason) == (verdict == "inconclusive")


def test_values_untried_matter_to_those_alone_that_a_property_reaches() -> None:
    ranging = {"test_elsewhere": [OTHER]}
    assert result(*agreed(NEED), ended(), complete=False, ranging=ranging).verdict == "pass"
    stopped = [*agreed(NEED), ended("stopped", untried=["flag=1"])]
    assert result(*stopped, complete=False, ranging=RANGING, need=1).verdict == "pass"  # one situation was asked for
    assert result(*stopped, diverges(R, 91), complete=False, ranging=RANGING).verdict != "pass"


@pytest.mark.parametrize(("undone", "verdict"), [("AdminCreateUser was refused", "inconclusive"), ("", "flaky")])
def test_what_could_not_be_replayed_is_not_flaky(undone: str, verdict: str) -> None:
    found = result(*agreed(NEED), diverges(R, 91), {**witness(R, confirmed=False), "undone": undone})
    assert found.verdict == verdict
    assert undone in found.reason


@pytest.mark.parametrize("other", [{"version": "5.2.5"}, {"mode": "http"}, {"product": "ministack"}])
def test_two_releases_under_one_name_are_not_merged(other: dict[str, str]) -> None:
    """``moto`` is whatever is installed: what one release does must not be said of another."""
    first = event("target", "moto", product="moto", version="5.1.0", mode="default")
    assert len(list(merge_events([[run_event(), first], [run_event(), first]]))) == 4
    with pytest.raises(MergeError, match=r"two releases under the name moto \(moto 5\.1\.0 default and "):
        list(merge_events([[run_event(), first], [run_event(), {**first, **other}]]))
