"""Recordings for tests: exchanges with secrets in every place, and a run of properties with all that it has seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.command.properties import properties, tests
from conformance.journal import Journal
from conformance.recording import vocabulary
from conformance.recording.assembling import Facts, assembled
from conformance.recording.keeping import KEY_FILE, Keeper, Part
from conformance.recording.tiers import Tiers
from conformance.recording.writing import as_text
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from targets.interface import Running

FACTS = Facts(
    target="reference",
    real=False,
    recorded="2026-11-30",
    region="us-east-1",
    complete=True,
    versions={"suite": "0"},
    arguments={"seed": 1},
    verdicts={},
)


def kept_text(folder: Path, exchanges: Sequence[Exchange]) -> str:
    """The finished file of these answers, each of which decides REFRESH-003."""
    part = opened(folder)
    keeper = Keeper(Journal(folder), _redactor(), part, Tiers(_made()))
    for number, exchange in enumerate(exchanges):
        keeper.observe(
            "REFRESH-003",
            "agrees",
            property_=f"module.test_{number}",
            scenario=1,
            situation=f"{number:012x}",
            about=exchange,
        )
    part.close()
    return as_text(assembled(folder, FACTS, load_catalog()))


def opened(folder: Path) -> Part:
    """A part in this folder, with a key."""
    (folder / KEY_FILE).write_bytes(b"k" * 32)
    return Part(folder, "main")


def _redactor() -> Any:
    from conformance.journal.redact import Redactor

    return Redactor("1")


def _made() -> Any:
    from conformance.transport.made import Made

    return Made()


class Watched(Keeper):
    """A keeper that remembers each answer that it was given."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.seen: list[Exchange] = []

    def observe(self, requirement: str, outcome: Any, *, about: Exchange | None = None, **more: Any) -> None:
        """Remember it."""
        super().observe(requirement, outcome, about=about, **more)
        if about is not None:
            self.seen.append(about)


def watched_run(running: Running, folder: Path, names: Sequence[str]) -> tuple[str, list[Exchange]]:
    """Run the properties of these modules; the finished file, and all answers that decided something."""
    engine = Engine(running, load_catalog(), PROFILES["smoke"], Journal(folder), seed=1)
    engine.confirming = False
    part = opened(folder)
    engine.ledger = keeper = Watched(engine.journal, engine.redactor, part, Tiers(engine.driver.made))
    for name, property_ in properties().items():
        if not property_.machine and name.split(".")[0] in names:
            tests()[name](engine)
    part.close()
    return as_text(assembled(folder, FACTS, load_catalog(), all_kept=True)), keeper.seen


def harmful(exchanges: Sequence[Exchange]) -> set[str]:
    """The texts in these exchanges that are nobody's words: ids, names, addresses, passwords, tokens, secrets."""
    texts = {t for e in exchanges for part in (e.request, e.response, e.headers) for t in strings(part)}
    return {t for t in texts if len(t) >= 8 and not _anybodys(t)}


def _anybodys(text: str) -> bool:
    """Whether the text consists of words of the allow list."""
    if text in vocabulary.values():
        return True
    words = [word for word in re.split(r"[\s\"'`.,;:!?()\[\]{}<>/=#&]+", text) if word]
    known = vocabulary.values() | vocabulary.members() | vocabulary.patterns()
    return all(w in known or w.lower() in vocabulary.words() or (w.isdigit() and len(w) <= 3) for w in words)


def strings(value: Any) -> Iterator[str]:
    """All texts in a JSON-like value, but not the names of members."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value
