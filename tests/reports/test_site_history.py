"""Releases in order, scored on what all runs have in common; what each changed, and what may be said of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.requirements import load_catalog
from reports.compare import Difference, TargetDiff
from reports.site.changes import sorted_changes
from reports.site.chart import chart_of
from reports.site.history import slug_of
from reports.site.publish import publish
from reports.site.run import SiteError
from reports.write import render_all
from reports_synthetic import (
    moto_events,
    other_events,
    partial_run,
    run_event,
)
from site_kit import IDS, TODAY, history_from, release


def test_releases_come_in_the_order_of_their_versions(tmp_path: Path) -> None:
    for at, version in enumerate(("5.10.0", "5.2.0", "5.2.0rc1", "nightly")):
        release(tmp_path, version, at=float(at))
    (line,) = history_from(tmp_path).lines
    assert [r.version for r in line.releases] == ["nightly", "5.2.0rc1", "5.2.0", "5.10.0"]


def test_what_each_release_fixed_and_broke(tmp_path: Path) -> None:
    release(tmp_path, "1.0", {IDS[0]: "accepted", IDS[1]: "accepted", IDS[2]: "accepted"})
    release(tmp_path, "1.1", {IDS[1]: "accepted", IDS[2]: "other", IDS[3]: "accepted"})
    (line,) = history_from(tmp_path).lines
    first, second = line.changes
    assert first is None
    assert second is not None
    found = {change: [d.requirement for d in second.of(change)] for change in ("fixed", "new", "changed")}  # type: ignore[arg-type]
    assert found == {"fixed": [IDS[0]], "new": [IDS[3]], "changed": [IDS[2]]}
    assert [line.standing(i).since for i in IDS[:5]] == ["1.1", "1.0", "1.0", "1.1", "1.0"]
    assert [line.standing(i).before for i in IDS[:5]] == ["1.0", "", "", "1.0", ""]
    assert line.differs(1) == []


@pytest.mark.parametrize(
    ("old", "new", "sort", "change"),
    [
        ("fail", "pass", "fixed", "fixed"),
        ("flaky", "pass", "chance", "fixed"),
        ("pass", "flaky", "chance", "new"),
        ("pass", "fail", "broke", "new"),
        ("unsupported", "pass", "added", "other"),
        ("", "pass", "added", "other"),
        ("blocked", "fail", "shown", "new"),
        ("", "flaky", "shown", "new"),
        ("pass", "blocked", "lost", "other"),
        ("fail", "unsupported", "lost", "other"),
        ("fail", "", "lost", "other"),
        ("fail", "flaky", "chance", "other"),
        ("flaky", "fail", "chance", "other"),
        ("blocked", "unsupported", None, "other"),
    ],
)
def test_what_may_be_said_of_a_change(old: str, new: str, sort: str | None, change: str) -> None:
    difference = Difference(requirement=IDS[0], old=old, new=new)
    found = sorted_changes(TargetDiff(old="1.0", new="1.1", differences=[difference]))
    assert [name for name, some in found.items() if some] == ([sort] if sort else [])
    assert difference.change == change


@pytest.mark.parametrize(("old", "new"), [("fail", "fail"), ("fail", "flaky"), ("flaky", "fail")])
def test_what_diverges_in_another_way_has_other_kinds(old: str, new: str) -> None:
    kinds = ["accepted"]
    difference = Difference(requirement=IDS[0], old=old, new=new, old_kinds=kinds, new_kinds=[*kinds, "code"])
    assert (difference.sort, difference.change) == ("otherwise", "changed")


@pytest.mark.parametrize(("old", "new"), [("fail", "pass"), ("pass", "fail")])
def test_no_release_is_said_to_have_fixed_or_broken_a_race(old: str, new: str) -> None:
    races = [info.id for info in load_catalog().requirements.values() if info.area == "races"]
    others = [info.id for info in load_catalog().requirements.values() if info.area != "races"]
    changed = [Difference(requirement=i, old=old, new=new) for i in [*races, *others]]
    found = sorted_changes(TargetDiff(old="1.0", new="1.1", differences=changed))
    assert [d.requirement for d in found["chance"]] == races
    assert len(found["fixed"]) + len(found["broke"]) == len(others)
    assert len(races) > 10


def test_no_release_is_said_to_have_broken_what_could_not_be_judged(tmp_path: Path) -> None:
    release(tmp_path / "runs", "1.0", nothing=True)
    release(tmp_path / "runs", "1.1", {IDS[1]: "accepted"})
    publish([tmp_path / "runs"], tmp_path / "site")
    page = (tmp_path / "site" / "targets" / "moto.html").read_text(encoding="utf-8")
    assert "Broke <span" not in page
    assert "Diverges, and could not be judged before" in page
    assert "the newest fixed 0, broke 0" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_of_one_release_tested_twice_the_latest_counts(tmp_path: Path) -> None:
    release(tmp_path, "1.0", {IDS[0]: "accepted"}, at=1.0)
    release(tmp_path, "1.0", {}, at=2.0)
    history = history_from(tmp_path)
    (line,) = history.lines
    assert [r.scores.total.all.failed for r in line.releases] == [0]
    assert any("1 left out (moto 1.0)" in note for note in history.notes)


def test_runs_of_different_catalogs_are_scored_on_what_both_have(tmp_path: Path) -> None:
    release(tmp_path, "1.0", {IDS[0]: "accepted"}, ids=IDS[:4], catalog_digest="old", at=1.0)
    release(tmp_path, "1.1", {IDS[0]: "accepted", IDS[5]: "accepted"}, catalog_digest="new", at=2.0)
    history = history_from(tmp_path)
    assert list(history.infos) == IDS[:4]
    (line,) = history.lines
    scores = [r.scores.total.all for r in line.releases]
    assert [(s.passed, s.failed, s.active) for s in scores] == [(3, 1, 4), (3, 1, 4)]
    assert "2 catalogs" in history.notes[0]
    assert "4 requirements" in history.notes[0]
    assert "has 6" in history.notes[0]
    assert line.differs(1) == ["catalog"]
    change = line.changes[1]
    assert change is not None
    assert change.differences == []  # IDS[5] was not asked of the first


def test_a_page_says_that_two_releases_were_tested_otherwise(tmp_path: Path) -> None:
    release(tmp_path / "runs", "1.0", {IDS[0]: "accepted"}, catalog_digest="old")
    release(tmp_path / "runs", "1.1", {IDS[1]: "accepted"}, catalog_digest="new", at=2.0)
    release(tmp_path / "runs", "1.2", {}, catalog_digest="new", at=3.0)
    publish([tmp_path / "runs"], tmp_path / "site")
    (line,) = history_from(tmp_path / "runs").lines
    assert [line.standing(i).otherwise for i in IDS[:3]] == [["catalog"], [], []]
    pages = [(tmp_path / "site" / "requirements" / f"{i}.html").read_text(encoding="utf-8") for i in IDS[:2]]
    assert ["tested with another catalog" in page for page in pages] == [True, False]


def test_a_chart_is_interrupted_where_there_is_no_score(tmp_path: Path) -> None:
    for version in ("1.0", "1.1", "1.3", "1.4"):
        release(tmp_path, version, {IDS[0]: "accepted"})
    release(tmp_path, "1.2", nothing=True)
    (line,) = history_from(tmp_path).lines
    chart = chart_of(line)
    must = chart.series[0]
    assert [release.version for release in line.releases] == ["1.0", "1.1", "1.2", "1.3", "1.4"]
    assert len(must.dots) == 4
    assert [len(points.split()) for points in must.lines] == [2, 2]


def test_a_chart_shows_that_a_version_is_cut(tmp_path: Path) -> None:
    release(tmp_path, "1.0")
    release(tmp_path, "1.1.0.dev20260101")
    (line,) = history_from(tmp_path).lines
    assert [words for _, words in chart_of(line).marks] == ["1.0", "1.1.0.de…"]


def test_one_catalog_has_no_note(tmp_path: Path) -> None:
    release(tmp_path, "1.0")
    release(tmp_path, "1.1")
    assert history_from(tmp_path).notes == []


def test_a_partial_run_is_left_out_and_named(tmp_path: Path) -> None:
    release(tmp_path, "1.0")
    render_all(partial_run(), tmp_path / "cut", [], today=TODAY)
    history = history_from(tmp_path)
    assert [line.name for line in history.lines] == ["moto"]
    assert len(history.lines[0].releases) == 1
    assert any("Left out: the run of moto 5.1.22 in cut" in note for note in history.notes)
    with pytest.raises(SiteError, match="none of these runs came to its end"):
        history_from(tmp_path / "cut")


def test_runs_without_anything_in_common(tmp_path: Path) -> None:
    release(tmp_path, "1.0", ids=IDS[:2])
    release(tmp_path, "1.1", ids=IDS[2:])
    with pytest.raises(SiteError, match="no requirement in common"):
        history_from(tmp_path)


def test_modes_are_lines_of_their_own_and_slugs_are_told_apart(tmp_path: Path) -> None:
    render_all([run_event(), *moto_events(), *other_events()], tmp_path / "two", [], today=TODAY)
    release(tmp_path, "1", product="Mini Stack")
    release(tmp_path, "1", product="mini-stack")
    history = history_from(tmp_path)
    assert [line.name for line in history.lines] == ["Mini Stack", "mini-stack", "ministack (auth=true)", "moto"]
    assert [line.slug for line in history.lines] == ["mini-stack", "mini-stack--2", "ministack-auth-true", "moto"]
    assert slug_of("../..") == "target"
