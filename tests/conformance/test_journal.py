"""The journal survives what happens to it."""

from __future__ import annotations

import multiprocessing
import os
import re
from pathlib import Path

import pytest

from command import events, run
from conformance import journal
from conformance.journal import FILE_NAME, Journal, JournalError, read_events


def test_what_was_written_is_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path, target="t", worker="w")
    journal.write("observation", requirement="A-001", seen="Zoë \ud800 \u2028")
    journal.close()
    (event,) = read_events(tmp_path)
    assert (event["target"], event["worker"], event["requirement"]) == ("t", "w", "A-001")


def test_a_torn_last_line_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write("note", text="one")
    journal.write("note", text="two")
    journal.close()
    file = tmp_path / FILE_NAME
    file.write_bytes(file.read_bytes()[:-9])
    assert [event["text"] for event in read_events(tmp_path)] == ["one"]


def _write_many(folder: str, worker: str) -> None:
    journal = Journal(Path(folder), worker=worker)
    for number in range(300):
        journal.write("note", text="x" * (number * 7), number=number)


def test_processes_do_not_mix_their_lines(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(str(tmp_path), f"w{i}")) for i in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert len(list(read_events(tmp_path))) == 900


def test_a_full_disk_says_what_to_do() -> None:
    journal = Journal.__new__(Journal)
    journal.path, journal.target, journal.worker = Path("/dev/full"), "", ""
    journal._fd = os.open("/dev/full", os.O_WRONLY)
    with pytest.raises(JournalError, match=r"No space left on device.*report render"):
        journal.write("note", text="x")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(JournalError, match=r"cannot write .*--out"):
        Journal(file / "folder")


def test_no_journal_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="Name a folder that a run has written"):
        list(read_events(tmp_path))


def test_what_a_run_writes_is_described(tmp_path: Path) -> None:
    """Every event of a run, and every member of it, has its place in the description of the journal."""
    mutant = "reference?mutants=refresh-returns-refresh-token"
    assert run("run", mutant, "--requirement", "REFRESH-003", "--seed", "1", "--out", tmp_path).code == 1
    described = str(journal.__doc__)
    written = events(tmp_path)
    assert {"run", "target", "observation", "witness", "property", "footer"} <= {event["event"] for event in written}
    for event in written:
        assert f"``{event['event']}``" in described
        assert [name for name in event if not re.search(rf"\b{name}\b", described)] == []
