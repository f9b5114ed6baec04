"""Writing, reading back, comparing and merging: files whole or not at all, the journal never touched."""

from __future__ import annotations

import errno
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from conformance.journal import read_events
from reports.compare import diff, diff_text
from reports.fold import fold
from reports.merge import MergeError, merge_journals
from reports.record import RunRecord
from reports.render import FORMATS, renderer
from reports.store import ReportError, write_text
from reports.write import load_record, render_all
from reports_synthetic import (
    NEED,
    Event,
    clean_run,
    diverges,
    event,
    footer,
    moto_events,
    observation,
    other_events,
    partial_run,
    run_event,
    whole_run,
    witness,
    write_journal,
)

TODAY = date(2026, 3, 1)
FILES = {renderer(name).FILE for name in FORMATS}


def test_every_file_and_script_is_written(tmp_path: Path) -> None:
    journal = write_journal(tmp_path, [run_event(), *moto_events()], torn=True)
    before = journal.read_bytes()
    record, answer = render_all(read_events(tmp_path), tmp_path, [], today=TODAY)
    assert {p.name for p in tmp_path.iterdir()} == {*FILES, "journal.ndjson", "repro"}
    assert journal.read_bytes() == before
    assert answer.exit_code == 4
    scripts = sorted(p.name for p in (tmp_path / "repro").glob("*.py"))
    assert scripts == sorted(f"{w.id}.py" for w in record.targets[0].witnesses.values() if w.confirmed)
    assert stat.S_IMODE((tmp_path / "repro" / scripts[0]).stat().st_mode) == 0o755
    assert record.complete  # a torn last line loses one event, not the run


def test_several_targets_have_folders_of_their_own(tmp_path: Path) -> None:
    record, _ = render_all(whole_run(), tmp_path, [], today=TODAY)
    assert (tmp_path / "repro" / "moto" / "REFRESH-003.py").is_file()
    assert (tmp_path / "repro" / "ministack-auth-true" / "REFRESH-003.py").is_file()
    assert record.targets[1].witnesses["REFRESH-003"].path == "repro/ministack-auth-true/REFRESH-003.py"


def test_scripts_of_an_earlier_report_go_and_those_of_others_stay(tmp_path: Path) -> None:
    render_all([run_event(), *moto_events()], tmp_path, [], today=TODAY)
    (tmp_path / "repro" / "mine.py").write_text("mine")
    render_all(clean_run(), tmp_path, [], today=TODAY)
    assert [p.name for p in (tmp_path / "repro").iterdir()] == ["mine.py"]


def test_without_a_footer_everything_is_readable(tmp_path: Path) -> None:
    record, answer = render_all(partial_run(), tmp_path, [], today=TODAY)
    assert record.partial
    assert "PARTIAL" in (tmp_path / "index.html").read_text()
    assert any("partial" in problem for problem in answer.problems)


def test_the_shipped_expectations_and_those_of_a_file(tmp_path: Path) -> None:
    lines = [run_event(), *other_events()]
    file = tmp_path / "known.toml"
    file.write_text('[[expect]]\nrequirement = "REFRESH-003"\nkinds = ["*"]\n')
    _, answer = render_all(lines, tmp_path, file, today=TODAY, formats=["badge"])
    assert [f.requirement for f in answer.known] == ["REFRESH-003"]
    render_all(lines, tmp_path, None, today=TODAY, formats=["badge"])


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"cannot write .*file.*--out"):
        render_all(clean_run(), tmp_path / "file", [], today=TODAY)


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.html"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ReportError, match=r"No space left on device\. Free some space.*report render"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


def test_lone_surrogates_do_not_stop_a_report(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "x\ud800y")
    assert (tmp_path / "a").read_text() == "x?y"
    lines = [*clean_run(), diverges("SIGNUP-001", 1, target="reference", seen="\ud800")]
    render_all(lines, tmp_path, [], today=TODAY)


def test_a_record_is_read_from_the_journal_or_from_json(tmp_path: Path) -> None:
    lines = whole_run()
    record, _ = render_all(lines, tmp_path, [], today=TODAY)
    from_json = load_record(tmp_path)
    write_journal(tmp_path, lines)
    from_journal = load_record(tmp_path)
    assert from_journal == record
    assert [t.results for t in from_json.targets] == [t.results for t in record.targets]
    assert load_record(tmp_path / "run.json") == from_json


def test_what_is_no_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(ReportError, match="not a run record"):
        load_record(tmp_path)
    with pytest.raises(ReportError, match="cannot read"):
        load_record(tmp_path / "gone.json")


# -- comparison ---------------------------------------------------------------------------------------------------


def version(number: str, *events: Event) -> RunRecord:
    """A complete run of one version of moto on the sign-up area."""
    slug = f"moto-{number}"
    identity = event("target", slug, product="moto", version=number, mode="")
    expected = [f"SIGNUP-{n:03d}" for n in range(1, 7)]
    return fold([run_event(expected=expected), identity, *({**e, "target": slug} for e in events), footer(slug)])


def agreed(requirement: str) -> list[Event]:
    """Enough for a pass."""
    return [observation(requirement, "agrees", n) for n in range(NEED)]


def failed(requirement: str, kind: str = "accepted") -> list[Event]:
    """Enough for a fail."""
    return [diverges(requirement, 1, kind), witness(requirement, kind)]


def test_diff_of_two_versions() -> None:
    old = version(
        "5.0.0",
        *failed("SIGNUP-001"),
        *agreed("SIGNUP-002"),
        *failed("SIGNUP-003"),
        *failed("SIGNUP-004"),
        *failed("SIGNUP-005"),
        *agreed("SIGNUP-006"),
    )
    new = version(
        "5.1.0",
        *agreed("SIGNUP-001"),
        *failed("SIGNUP-002"),
        *failed("SIGNUP-003", "other"),
        *failed("SIGNUP-004"),
        observation("SIGNUP-005", "blocked"),
        *agreed("SIGNUP-006"),
    )
    (found,) = diff(old, new)
    assert {d.requirement: d.change for d in found.differences} == {
        "SIGNUP-001": "fixed",
        "SIGNUP-002": "new",
        "SIGNUP-003": "changed",
        "SIGNUP-005": "other",
    }
    text = diff_text([found])
    assert "moto 5.0.0 -> moto 5.1.0" in text
    assert "1 fixed" in text
    assert "SIGNUP-003  No new refresh token comes back: fail (SignUp:accepted) -> fail (SignUp:other)" in text
    assert diff(new, new)[0].differences == []
    assert "no difference" in diff_text(diff(new, new))


def test_diff_names_targets_without_a_partner_and_what_makes_runs_differ() -> None:
    found = diff(fold(whole_run()), fold([run_event(profile="deep"), *moto_events()]))
    assert [(d.old, d.new) for d in found] == [("moto 5.1.22", "moto 5.1.22"), ("ministack 1.4.0 (auth=true)", "")]
    assert found[0].notes == ["profile differs: quick, deep"]


# -- merging ------------------------------------------------------------------------------------------------------


def test_shards_are_merged_and_the_sources_stay(tmp_path: Path) -> None:
    lines = moto_events()
    for name, part in (("a", lines[:80]), ("b", lines[80:])):
        write_journal(
            tmp_path / name, [run_event(), *part, *([] if part[-1]["event"] == "footer" else [footer("moto")])]
        )
    out = merge_journals([tmp_path / "a", tmp_path / "b"], tmp_path / "all")
    whole = fold([run_event(), *lines])
    merged = fold(read_events(out))
    assert merged.complete
    assert merged.targets[0].results == whole.targets[0].results
    with pytest.raises(MergeError, match="twice"):
        merge_journals([tmp_path / "a", tmp_path / "a"], tmp_path / "all")
    with pytest.raises(MergeError, match="itself"):
        merge_journals([tmp_path / "a", tmp_path / "b"], tmp_path / "a")


def test_a_shard_without_its_footer_leaves_the_whole_partial(tmp_path: Path) -> None:
    lines = moto_events()
    write_journal(tmp_path / "a", [run_event(), *lines])
    write_journal(tmp_path / "b", [run_event(), *lines[:-1]])
    assert fold(read_events(merge_journals([tmp_path / "a", tmp_path / "b"], tmp_path / "all"))).partial
