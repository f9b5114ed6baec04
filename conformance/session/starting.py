"""The target of a process: started and seen to answer like Cognito, or the end of its part of the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import pytest

from conformance.session.state import ITEMS_KEY, journal_of, tell, worker_of

if TYPE_CHECKING:
    from conformance.journal import Journal
    from targets.interface import Running


def start_target(config: pytest.Config) -> Running:
    """The target, started and seen to answer like Cognito; otherwise the run ends here."""
    return _started(config, config.option.target)


def start_second(config: pytest.Config, first: Running) -> Running | None:
    """The target that the first one is compared with, likewise; None where there is none."""
    if not config.option.against:
        return None
    try:
        return _started(config, config.option.against, apart=first.endpoint is None)
    except BaseException:
        first.stop()
        raise


def _started(config: pytest.Config, spec: str, *, apart: bool = False) -> Running:
    """``apart``: it is to share nothing with another one of the same kind in this process."""
    from targets.interface import TargetUnusable
    from targets.registry import resolve
    from targets.smoke import smoke

    try:
        target = resolve(spec)
        running = (target.apart() if apart else target).start(worker=worker_of(config))
    except TargetUnusable as error:
        _unusable(config, spec, str(error))
    try:
        trouble = smoke(running)
    except BaseException:
        running.stop()
        raise
    if trouble:
        running.stop()
        _unusable(config, spec, trouble)
    for hint in running.hints():
        tell(config, "hint", hint)
    return running


@contextmanager
def ended_with_a_footer(config: pytest.Config) -> Iterator[None]:
    """A context in which there is no engine yet: a process that is interrupted here writes its footer all the same."""
    try:
        yield
    except KeyboardInterrupt:
        _footer(journal_of(config), config, "interrupted", "interrupted")
        raise


def _footer(journal: Journal, config: pytest.Config, reason: str, text: str) -> None:
    """The footer of a process that has tested nothing."""
    journal.write(
        "footer",
        reason=reason,
        complete=False,
        text=text,
        calls=0,
        seconds=0.0,
        target_seconds=0.0,
        properties=0,
        properties_expected=len(config.stash[ITEMS_KEY]),
    )
    journal.close()


def _unusable(config: pytest.Config, spec: str, text: str) -> NoReturn:
    """End this process's part: recorded in the journal, reported to the command, and plain pytest stops at once."""
    from targets.masking import public

    spec = public(spec)
    text = text if text.startswith(spec) else f"{spec}: {text}"
    journal = journal_of(config)
    journal.write("note", text=f"not tested: {text}")
    _footer(journal, config, "unusable", text)
    tell(config, "unusable", text)
    if config.option.tell:
        pytest.skip(text)
    if worker_of(config) != "main":
        pytest.fail(text, pytrace=False)
    pytest.exit(text, returncode=3)
