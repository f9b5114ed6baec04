"""What is interrupted has its footer, whatever it was doing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.journal import read_events
from conformance.session import running as session
from conformance.session.ending import interrupt_no_more
from conformance.session.state import ITEMS_KEY
from fakes import FakeRunning


def config_of(out: Path, *, worker: str = "gw1", tell: str = "") -> Any:
    stash = pytest.Stash()
    stash[ITEMS_KEY] = []
    option = SimpleNamespace(target="reference", against="", out=out, tell=tell)
    return SimpleNamespace(stash=stash, option=option, workerinput={"workerid": worker})


@pytest.mark.parametrize("busy", ["start_target", "start_second", "_made"])
def test_a_worker_that_is_still_starting_writes_its_footer(
    tmp_path: Path, busy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    fake = FakeRunning(lambda operation, parameters: (200, {}))
    monkeypatch.setattr(fake, "stop", lambda: stopped.append(True))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    for name, result in (("start_target", fake), ("start_second", None)):
        monkeypatch.setattr(session, name, lambda *_, made=result: made)
    monkeypatch.setattr(session, busy, interrupted)
    request: Any = SimpleNamespace(config=config_of(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        next(session.running_engine(request))
    (footer,) = [event for event in read_events(tmp_path) if event["event"] == "footer"]
    assert (footer["reason"], footer["complete"], footer["worker"]) == ("interrupted", False, "gw1")
    assert stopped == ([True] if busy == "_made" else [])


@pytest.fixture
def handler() -> Iterator[Any]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    ("worker", "tell", "disturbed"), [("gw1", "", False), ("main", "file", False), ("main", "", True)]
)
def test_only_plain_pytest_is_interrupted_while_it_ends(
    tmp_path: Path, handler: Any, worker: str, tell: str, disturbed: bool
) -> None:
    interrupt_no_more(config_of(tmp_path, worker=worker, tell=tell))
    assert signal.getsignal(signal.SIGINT) is (handler if disturbed else signal.SIG_IGN)
