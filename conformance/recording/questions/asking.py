"""Puts the questions to a target, one after the other, and writes what came of each."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

from conformance.checking.exchange import Missing
from conformance.recording.keeping import ASKED, Part, line_of
from conformance.recording.questions.question import QUESTIONS, Asked, Said
from conformance.requirements import Catalog
from conformance.run.stop import RunOver
from conformance.scenario import ExampleOver
from conformance.scenario.context import Context
from conformance.scenario.unjudged import Quiet
from conformance.transport.driver import TargetLost

MODULES = ("configuration", "hosted", "other_clients", "sign_in", "updates", "users")  # beside this one
NO_CLEAR_ANSWER = "no clear answer"


class Host(Context, Protocol):
    """The run that asks. ``conformance.run.engine.Engine`` implements it."""

    over: RunOver | None

    def stop_if_over(self) -> None:
        """Raise ``RunOver`` once the run has ended."""
        ...


def all_questions() -> dict[str, Asked]:
    """The questions by requirement."""
    for name in MODULES:
        import_module(f"{__package__}.{name}")
    return dict(sorted(QUESTIONS.items()))


def ask_all(host: Host, part: Part, selected: frozenset[str] | None) -> None:
    """Ask about the disputed requirements of the areas that the run was about. The end of the run ends this too."""
    areas = _areas(host.catalog, selected)
    for asked in all_questions().values():
        known = host.catalog.requirements.get(asked.requirement)
        if known is None or known.status != "disputed" or known.area not in areas:
            continue
        try:
            host.stop_if_over()
            _ask(host, part, asked)
        except RunOver:
            return
        except TargetLost as lost:
            host.over = RunOver("target-lost", str(lost))
            return


def _areas(catalog: Catalog, selected: frozenset[str] | None) -> set[str]:
    return {r.area for r in catalog.active() if selected is None or r.id in selected}


def _ask(host: Host, part: Part, asked: Asked) -> None:
    s = Quiet(host, _name(asked))
    try:
        said = asked.steps(s)
    except ExampleOver:
        _write(part, asked, f"{s.ended[0] or NO_CLEAR_ANSWER}: {s.ended[1]}", None, answered=False)
        return
    except Missing as missing:
        _write(part, asked, str(missing), None, answered=False)
        return
    if said.about.outcome not in ("ok", "error"):
        _write(part, asked, NO_CLEAR_ANSWER, None, answered=False)
        return
    if said.answered:
        _keep(part, asked, said)
    _write(part, asked, said.words, said.holds, answered=said.answered)


def _write(part: Part, asked: Asked, words: str, holds: bool | None, *, answered: bool) -> None:
    answer = part.cleaner.text(words, "message")
    line: dict[str, Any] = {"requirement": asked.requirement, "asked": asked.asked, "answer": answer, "holds": holds}
    part.write({"question": {**line, "answered": answered}})


def _keep(part: Part, asked: Asked, said: Said) -> None:
    part.write(line_of(part.cleaner, said.about, name=_name(asked), number=part.next_question()))


def _name(asked: Asked) -> str:
    return f"{ASKED}{asked.requirement}"
