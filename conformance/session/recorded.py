"""What a process of a run does to keep answers, where the command has asked for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.session.state import worker_of

if TYPE_CHECKING:
    from conformance.recording.keeping import Keeper
    from conformance.run.engine import Engine


def keeper_of(engine: Engine, config: pytest.Config) -> Keeper:
    """A ledger that keeps answers in this process's part. Raises ``JournalError`` where that cannot be written."""
    from conformance.journal import JournalError
    from conformance.recording.keeping import Keeper, Part
    from conformance.recording.tiers import Tiers

    folder = Path(config.option.record_into)
    try:
        part = Part(folder, worker_of(config))
    except OSError as error:
        raise JournalError(f"cannot keep answers in {folder}: {error.strerror}") from error
    return Keeper(engine.journal, engine.redactor, part, Tiers(engine.driver.made))


def ask_questions(engine: Engine, config: pytest.Config) -> None:
    """Put the disputed requirements to the target, once a run; nothing of that is scored."""
    from conformance.recording.keeping import Keeper
    from conformance.recording.questions import ask_all

    if isinstance(engine.ledger, Keeper) and engine.over is None:
        ask_all(engine, engine.ledger.part, engine.selected)
