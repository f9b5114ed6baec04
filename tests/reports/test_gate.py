"""Expectations and the gate, in both directions; the file that accepts what a run found."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.expectations import (
    Expectation,
    ExpectationError,
    expectations_text,
    file_stem,
    load_expectations,
    parse_expectations,
    shipped_expectations,
    update_expectations,
)
from reports.fold import fold
from reports.gate import GateResult, gate
from reports.record import RunRecord
from reports.store import ReportError
from reports_synthetic import (
    NEED,
    Event,
    clean_run,
    diverges,
    event,
    footer,
    observation,
    other_events,
    partial_run,
    run_event,
    whole_run,
    witness,
)

TODAY = date(2026, 3, 1)
R = "SIGNUP-001"


def small_run(*events: Event, version: str = "5.1.22", mode: str = "", expected: list[str] | None = None) -> RunRecord:
    """A complete run of moto about one requirement (or those named)."""
    identity = event("target", "moto", spec="moto", product="moto", version=version, mode=mode)
    return fold([run_event(expected=expected or [R]), identity, *events, footer("moto")])


def failing(kind: str = "accepted", **arguments: Any) -> RunRecord:
    """A run in which the requirement fails."""
    return small_run(diverges(R, 1, kind), witness(R, kind), **arguments)


def passing(**arguments: Any) -> RunRecord:
    """A run in which the requirement passes."""
    return small_run(*[observation(R, "agrees", n) for n in range(NEED)], **arguments)


def expect(**members: Any) -> Expectation:
    """An expectation on the requirement."""
    return Expectation(**{"requirement": R, "kinds": ["accepted"], "product": "moto", "reason": "known", **members})


def judged(record: RunRecord, *expectations: Expectation) -> GateResult:
    """The gate's answer."""
    return gate(record, expectations, TODAY)


def test_an_expected_divergence_is_known() -> None:
    answer = judged(failing(), expect())
    assert (answer.exit_code, len(answer.known), answer.unexpected) == (0, 1, [])
    assert "1 known divergence" in answer.headline()
    assert answer.status("moto", R) == "known"


def test_one_that_is_not_expected() -> None:
    answer = judged(failing())
    assert (answer.exit_code, [f.requirement for f in answer.unexpected]) == (1, [R])
    assert answer.status("moto", R) == "unexpected"


def test_a_pass_needs_no_expectation_and_makes_one_stale() -> None:
    assert judged(passing()).exit_code == 0
    answer = judged(passing(), expect())
    assert (answer.exit_code, [f.requirement for f in answer.stale]) == (1, [R])
    assert "1 stale" in answer.headline()


def test_stale_only_where_the_run_was_about_it() -> None:
    record = passing(expected=["SIGNUP-002"])
    assert not judged(record, expect()).stale
    assert not judged(small_run(), expect()).stale
    assert [f.verdict for f in judged(small_run(), expect()).unconfirmed] == ["not-reached"]


def test_another_kind_is_not_the_expected_one() -> None:
    answer = judged(failing("another"), expect())
    assert answer.exit_code == 1
    assert "expected to diverge as accepted" in answer.unexpected[0].reason
    both = small_run(diverges(R, 1), diverges(R, 2, "another"), witness(R), witness(R, "another"))
    answer = judged(both, expect())
    assert ([f.kind for f in answer.known], [f.kind for f in answer.unexpected]) == (
        ["SignUp:accepted"],
        ["SignUp:another"],
    )


def test_kinds_may_name_the_operation_or_be_any() -> None:
    assert judged(failing(), expect(kinds=["SignUp:accepted"])).exit_code == 0
    assert judged(failing(), expect(kinds=["ConfirmSignUp:accepted"])).exit_code == 1
    assert judged(failing("whatever"), expect(kinds=["*"])).exit_code == 0


def test_an_expired_one_is_as_if_it_were_not_there_and_named() -> None:
    answer = judged(failing(), expect(expires=date(2026, 2, 28)))
    assert answer.exit_code == 1
    assert "expired on 2026-02-28" in answer.unexpected[0].reason
    assert judged(failing(), expect(expires=TODAY)).exit_code == 0


@pytest.mark.parametrize(
    ("members", "applies"),
    [
        ({"versions": ">=5,<6"}, True),
        ({"versions": "<5"}, False),
        ({"mode": ""}, True),
        ({"mode": "auth=true"}, False),
        ({"product": "ministack"}, False),
        ({"product": "MOTO"}, True),
        ({"product": ""}, True),
    ],
)
def test_it_applies_by_product_version_and_mode(members: dict[str, Any], applies: bool) -> None:
    assert judged(failing(), expect(**members)).exit_code == (0 if applies else 1)
    assert bool(judged(passing(), expect(**members)).stale) == applies


def test_the_default_mode_may_have_a_name() -> None:
    assert judged(failing(mode="default"), expect(mode="")).exit_code == 0
    assert judged(failing(mode="default"), expect(mode="auth=true")).exit_code == 1


def test_modes_are_compared_by_their_parts() -> None:
    record = failing(mode="auth=true&tls=on")
    assert judged(record, expect(mode="tls=on,auth=true")).exit_code == 0
    assert judged(record, expect(mode="auth=true")).exit_code == 1


def test_a_version_that_cannot_be_compared_is_named() -> None:
    answer = judged(failing(version="main-3f2a"), expect(versions=">=5"))
    assert answer.exit_code == 1
    assert "main-3f2a" in answer.notes[0]


def test_flaky_may_pass_and_may_fail() -> None:
    flaky = expect(verdict="flaky")
    assert judged(passing(), flaky).exit_code == 0
    assert judged(failing(), flaky).exit_code == 0
    assert judged(small_run(diverges(R, 1)), flaky).exit_code == 0
    assert judged(small_run(diverges(R, 1))).exit_code == 1


def test_unsupported_and_blocked_need_no_expectation() -> None:
    assert judged(small_run(observation(R, "unsupported"), expected=[R])).problems == ["moto: nothing could be judged"]
    more = [observation("SIGNUP-002", "agrees", n) for n in range(NEED)]
    for outcome in ("unsupported", "blocked", "excluded"):
        assert judged(small_run(observation(R, outcome), *more, expected=[R, "SIGNUP-002"])).exit_code == 0


def test_inconclusive_is_three_unless_expected() -> None:
    more = [observation("SIGNUP-002", "agrees", n) for n in range(NEED)]
    record = small_run(observation(R, "inconclusive", reason="timeout"), *more, expected=[R, "SIGNUP-002"])
    assert judged(record).exit_code == 3
    assert judged(record, expect(verdict="inconclusive", kinds=[])).exit_code == 0


def test_exit_codes_and_which_comes_first() -> None:
    assert judged(fold(clean_run())).exit_code == 0
    assert judged(fold([])).exit_code == 3
    assert judged(fold([e for e in clean_run() if e["event"] != "footer"])).exit_code == 3
    partial = [e for e in partial_run() if e["event"] != "error"]
    assert judged(fold(partial)).exit_code == 1
    assert judged(fold(whole_run())).exit_code == 4
    broken = event("error", "reference", property="test_odd", message="boom")
    assert judged(fold([*clean_run(), broken])).exit_code == 4


def test_a_server_error_beside_a_fail_needs_no_expectation() -> None:
    record = small_run(diverges(R, 1), witness(R), diverges(R, 2, "http-500"), witness(R, "http-500", confirmed=False))
    assert judged(record, expect()).exit_code == 0


# -- the file -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[expect]", "not TOML"),
        ("[[expekt]]\nrequirement='A-001'", "unknown member 'expekt'"),
        ("[[expect]]\nrequirement='A-001'\nkind='x'", "expectation A-001: kind: .*known: requirement, kinds"),
        ("[[expect]]\nrequirement='A-001'", "needs kinds"),
        ("[[expect]]\nrequirement='A-001'\nkinds=['x']\nverdict='broken'", "verdict"),
        ("[[expect]]\nrequirement='A-001'\nkinds=['x']\nversions='new'", "not a version specifier"),
        ("[[expect]]\nrequirement='A-001'\nkinds=['x']\nexpires='soon'", "expires"),
        ("[[expect]]\nkinds=['x']", "number 1: requirement"),
        ("expect = 3", "one table for each"),
    ],
)
def test_a_malformed_file_names_the_place(text: str, message: str) -> None:
    with pytest.raises(ExpectationError, match=message):
        parse_expectations(text, "moto.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExpectationError, match=r"nowhere\.toml"):
        load_expectations(tmp_path / "nowhere.toml")


def test_shipped_files_are_valid() -> None:
    assert shipped_expectations(["a product without a file"]) == []
    for product in ("moto", "ministack", "cognito-local", "localemu"):
        assert all(e.product == product for e in shipped_expectations([product]))
    assert file_stem("Cognito Local/../x") == "cognito-local-x"


def test_update_accepts_all_that_was_found(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    record = fold([run_event(), *other_events()])
    changed = update_expectations(record, path, TODAY)
    assert sorted(changed.added) == ["REFRESH-003", "SIGNUP-008"]
    expectations = load_expectations(path)
    assert gate(record, expectations, TODAY).exit_code == 0
    assert expectations[0].reason == "seen on 2026-03-01 with ministack 1.4.0"
    assert [e.requirement for e in expectations] == ["REFRESH-003", "SIGNUP-008"]
    first = path.read_text()
    update_expectations(record, path, date(2026, 4, 1))
    assert path.read_text() == first


def test_update_keeps_what_people_wrote(tmp_path: Path) -> None:
    path = tmp_path / "moto.toml"
    path.write_text(
        '# Ours.\n\nproduct = "moto"\n\n[[expect]]\nrequirement = "SIGNUP-001"\nkinds = ["old"]\n'
        'reason = "by \\"hand\\""\n'
        'link = "https://example.org/1"\nversions = ">=5"\nexpires = 2030-01-01\n\n'
        '[[expect]]\nrequirement = "ZZZ-001"\nkinds = ["x"]\n'
    )
    changed = update_expectations(failing(), path, TODAY)
    kept, other = load_expectations(path)
    assert (kept.kinds, kept.reason, kept.link) == (("accepted", "old"), 'by "hand"', "https://example.org/1")
    assert (kept.versions, kept.expires) == (">=5", date(2030, 1, 1))
    assert other.requirement == "ZZZ-001"  # not in this run: stays
    assert changed.changed == [R]
    assert path.read_text().startswith("# Ours.\n")


def test_update_names_the_product_as_the_file_does(tmp_path: Path) -> None:
    path = tmp_path / "moto.toml"
    path.write_text('product = "MOTO"\n')
    update_expectations(failing(), path, TODAY)
    assert [e.product for e in load_expectations(path)] == ["MOTO"]
    assert path.read_text().count("product") == 1


def test_update_removes_what_passes_now(tmp_path: Path) -> None:
    path = tmp_path / "moto.toml"
    update_expectations(failing(), path, TODAY)
    assert update_expectations(small_run(), path, TODAY).removed == []  # not reached is not repaired
    assert update_expectations(passing(), path, TODAY).removed == [R]
    assert load_expectations(path) == []


@pytest.mark.parametrize("before", [[], [expect()]])
def test_update_lets_pass_what_diverges_in_some_situations_only(tmp_path: Path, before: list[Expectation]) -> None:
    path = tmp_path / "moto.toml"
    path.write_text(expectations_text(before))
    lines: list[Event] = [run_event(expected=[R]), event("target", "a", product="moto", version="1"), footer("a")]
    lines += [diverges(R, 1, target="a"), witness(R, target="a"), observation(R, "agrees", 2, target="a")]
    update_expectations(fold(lines), path, TODAY)
    assert [(e.requirement, e.verdict) for e in load_expectations(path)] == [(R, "flaky")]
    assert update_expectations(passing(), path, TODAY).removed == []
    assert judged(passing(), *load_expectations(path)).exit_code == 0


@pytest.mark.parametrize(
    ("operations", "agrees", "kinds"),
    [
        (("SignUp", "GetUser", "ListUsers"), True, ("*",)),
        (("SignUp", "GetUser"), True, ("at-GetUser", "at-SignUp")),
        (("SignUp", "GetUser", "ListUsers"), False, ("at-GetUser", "at-ListUsers", "at-SignUp")),
    ],
)
def test_update_takes_any_kind_of_what_shows_at_operations_that_were_drawn(
    operations: tuple[str, ...], agrees: bool, kinds: tuple[str, ...], tmp_path: Path
) -> None:
    """Another seed draws other operations; what diverges in every situation is expected as it is."""
    lines: list[Event] = []
    for number, operation in enumerate(operations):
        lines.append(diverges(R, number, f"at-{operation}", operation=operation))
        lines.append(witness(R, f"at-{operation}", operation=operation))
    lines += [observation(R, "agrees", 9)] if agrees else []
    path = tmp_path / "moto.toml"
    update_expectations(small_run(*lines), path, TODAY)
    (entry,) = load_expectations(path)
    assert entry.kinds == kinds
    assert judged(failing("another"), entry).exit_code == (0 if kinds == ("*",) else 1)


@pytest.mark.parametrize("before", [[], [expect()]])
def test_update_tells_modes_apart(tmp_path: Path, before: list[Expectation]) -> None:
    path = tmp_path / "moto.toml"
    path.write_text(expectations_text(before))
    lines: list[Event] = [run_event(expected=[R])]
    for slug, mode in (("a", ""), ("b", "auth=true")):
        lines += [event("target", slug, product="moto", version="1", mode=mode), footer(slug)]
    lines += [diverges(R, 1, target="a"), witness(R, target="a")]
    lines += [observation(R, "agrees", n, target="b") for n in range(NEED)]
    record = fold(lines)
    update_expectations(record, path, TODAY)
    assert [e.mode for e in load_expectations(path)] == [""]
    assert gate(record, load_expectations(path), TODAY).exit_code == 0


def test_update_does_not_prolong_what_expired(tmp_path: Path) -> None:
    path = tmp_path / "moto.toml"
    path.write_text(expectations_text([expect(expires=date(2026, 1, 1))]))
    update_expectations(failing(), path, TODAY)
    assert judged(failing(), *load_expectations(path)).exit_code == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_update_says_what_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ReportError, match=r"known\.toml"):
        update_expectations(failing(), tmp_path / "known.toml", TODAY)


texts = st.text(max_size=20)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.builds(
            Expectation,
            requirement=st.from_regex(r"[A-Z]{2,5}-\d{3}", fullmatch=True),
            kinds=st.lists(texts.filter(bool), min_size=1, max_size=3).map(tuple),
            verdict=st.sampled_from(["fail", "flaky", "inconclusive"]),
            reason=texts,
            link=texts,
            versions=st.sampled_from(["", ">=1", "==1.2.*,!=1.2.3"]),
            mode=st.none() | texts,
            expires=st.none() | st.dates(),
            product=st.sampled_from(["moto", "other", ""]),
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(entries: list[Expectation]) -> None:
    back = parse_expectations(expectations_text(entries, product="moto", head="# head"))
    assert sorted(map(repr, back)) == sorted(map(repr, entries))
