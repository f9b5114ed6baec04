"""The target of a process: started and seen to answer like Cognito, or the end of its part of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest

from conformance.session.state import ITEMS_KEY, journal_of, tell, worker_of

if TYPE_CHECKING:
    from targets.interface import Running


def start_target(config: pytest.Config) -> Running:
    """The target, started and seen to answer like Cognito; otherwise the run ends here."""
    from targets.interface import TargetUnusable
    from targets.registry import resolve
    from targets.smoke import smoke

    try:
        running = resolve(config.option.target).start(worker=worker_of(config))
    except TargetUnusable as error:
        _unusable(config, str(error))
    try:
        trouble = smoke(running)
    except BaseException:
        running.stop()
        raise
    if trouble:
        running.stop()
        _unusable(config, trouble)
    for hint in running.hints():
        tell(config, "hint", hint)
    return running


def _unusable(config: pytest.Config, text: str) -> NoReturn:
    """End this process's part: recorded in the journal, reported to the command, and plain pytest stops at once."""
    from targets.masking import public

    spec = public(config.option.target)
    text = text if text.startswith(spec) else f"{spec}: {text}"
    journal = journal_of(config)
    journal.write("note", text=f"not tested: {text}")
    journal.write(
        "footer",
        reason="unusable",
        complete=False,
        text=text,
        calls=0,
        seconds=0.0,
        target_seconds=0.0,
        properties=0,
        properties_expected=len(config.stash[ITEMS_KEY]),
    )
    journal.close()
    tell(config, "unusable", text)
    if config.option.tell:
        pytest.skip(text)
    if worker_of(config) != "main":
        pytest.fail(text, pytrace=False)
    pytest.exit(text, returncode=3)
