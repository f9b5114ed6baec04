"""What holds for the fold of any journal: order, merging, severity, scores."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.fold import fold
from reports.merge import merge_events
from reports.record import RunRecord
from reports_synthetic import (
    Event,
    event,
    footer,
    observation,
    run_event,
    witness,
)

IDS = ("SIGNUP-001", "SIGNUP-002", "CONFIRM-001")
KINDS = ("accepted", "other", "http-503")
observations = st.builds(
    lambda i, o, s, k, w: observation(
        i, o, s, worker=w, blame=IDS[0], **({"kind": k, "operation": "SignUp"} if o == "diverges" else {})
    ),
    st.sampled_from(IDS),
    st.sampled_from(["agrees"] * 4 + ["diverges", "inconclusive", "blocked", "unsupported", "excluded"]),
    st.integers(0, 4),
    st.sampled_from(KINDS),
    st.sampled_from(["gw0", "gw1"]),
)
witnesses = st.builds(
    lambda i, k, c, n: witness(i, k, confirmed=c, steps=[{}] * n, transcript=[], script=""),
    st.sampled_from(IDS),
    st.sampled_from(KINDS),
    st.booleans(),
    st.integers(0, 3),
)
errors = st.builds(
    lambda i, p: event("error", "moto", property=p, requirements=[i], message="boom"),
    st.sampled_from(IDS),
    st.sampled_from(["test_signup", "test_odd"]),
)
property_ends = st.builds(
    lambda x, s: event(
        "property", "moto", property="test_signup", requirements=list(IDS), status=s, exhausted=x, seconds=0.1
    ),
    st.booleans(),
    st.sampled_from(["done", "done", "stopped", "error"]),
)
journals = st.lists(st.one_of(observations, observations, witnesses, errors, property_ends), max_size=40)
FOOTERS = [footer("moto", properties=6, worker=w) for w in ("gw0", "gw1")]
CATALOG = run_event(
    [{"id": i, "area": i.partition("-")[0], "title": i, "level": "must", "status": "active"} for i in IDS]
)


def verdicts(record: RunRecord) -> dict[str, str]:
    """Verdicts of the one target."""
    return {r.requirement: r.verdict for t in record.targets for r in t.results}


@settings(max_examples=60, deadline=None)
@given(journals, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(events: list[Event], complete: bool, rng: random.Random) -> None:
    lines = [CATALOG, *events, *(FOOTERS if complete else [])]
    shuffled = list(lines)
    rng.shuffle(shuffled)
    assert fold(lines) == fold(shuffled)


@settings(max_examples=60, deadline=None)
@given(journals, st.integers(0, 40))
def test_merged_shards_are_the_whole(events: list[Event], place: int) -> None:
    whole = fold([CATALOG, *events, *FOOTERS])
    shards = [[CATALOG, *part, *FOOTERS] for part in (events[:place], events[place:])]
    merged = fold(merge_events(shards))
    assert merged.targets[0].results == whole.targets[0].results
    assert merged.targets[0].scores == whole.targets[0].scores
    assert merged.complete == whole.complete
    cut = fold(merge_events([shards[0], [line for line in shards[1] if line["event"] != "footer"]]))
    assert cut.complete == (
        whole.complete and not any(e["event"] in ("observation", "property") for e in events[place:])
    )


@settings(max_examples=60, deadline=None)
@given(journals, journals)
def test_the_more_severe_is_never_lost(events: list[Event], more: list[Event]) -> None:
    before, after = (verdicts(fold([CATALOG, *part, *FOOTERS])) for part in (events, events + more))
    for requirement, verdict in before.items():
        if verdict == "fail":
            assert after[requirement] == "fail"
        if verdict == "flaky":
            assert after[requirement] in ("fail", "flaky")
        if verdict != "pass" and after[requirement] == "pass":
            assert verdict not in ("fail", "flaky")


@settings(max_examples=60, deadline=None)
@given(journals, st.booleans())
def test_a_pass_was_seen_often_enough_and_never_diverged(events: list[Event], complete: bool) -> None:
    target = fold([CATALOG, *events, *(FOOTERS if complete else [])]).targets
    for found in target[0].results if target else []:
        assert found.observed <= found.agreed + found.diverged
        if found.verdict == "pass":
            assert not found.diverged
            assert found.needed is not None
            assert found.agreed >= max(found.needed, 1)
        if found.verdict == "fail":
            assert any(k.confirmed for k in found.kinds)


@settings(max_examples=40, deadline=None)
@given(journals)
def test_scores_add_up(events: list[Event]) -> None:
    target = fold([CATALOG, *events, *FOOTERS]).targets[0]
    total = target.scores.total.all
    assert sum(target.counts.values()) == total.active == target.expected == len(IDS)
    assert sum(s.all.active for s in target.scores.areas.values()) == total.active
    assert total.passed == target.counts["pass"]
    assert total.failed == target.counts["fail"] + target.counts["flaky"]
