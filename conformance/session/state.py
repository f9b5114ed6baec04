"""The state of a run in a pytest process, and the kind of process.

There are three kinds: the one that executes tests by itself, the one that controls xdist workers, and each worker. Only
the first and the third have an engine; the controller never starts the target.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.command.folder import Held
from conformance.command.options import RunOptions

if TYPE_CHECKING:
    from conformance.journal import Journal

PACKAGE = Path(__file__).parent.parent

OPTIONS_KEY = pytest.StashKey[RunOptions]()
ITEMS_KEY = pytest.StashKey[list[pytest.Item]]()
FOLDER_KEY = pytest.StashKey[Held]()
RELEASE_KEY = pytest.StashKey[ExitStack]()
ALONE_KEY = pytest.StashKey[bool]()  # the command that started this is gone


def worker_of(config: pytest.Config) -> str:
    """The name of this process in the journal."""
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


def workers_of(config: pytest.Config) -> int:
    """How many processes share this run."""
    count = getattr(config, "workerinput", {}).get("workercount") or getattr(config.option, "numprocesses", None)
    return count if isinstance(count, int) else 1


def is_controller(config: pytest.Config) -> bool:
    """Whether other processes execute the tests."""
    return worker_of(config) == "main" and bool(getattr(config.option, "numprocesses", None))


def is_about_us(config: pytest.Config) -> bool:
    """Whether the arguments name the properties, a part of them or a folder around them."""
    for argument in config.args:
        path = Path(str(argument).split("::", 1)[0]).resolve()
        if PACKAGE.is_relative_to(path) or path.is_relative_to(PACKAGE):
            return True
    return False


def tell(config: pytest.Config, kind: str, text: str) -> None:
    """Report to the command what pytest's exit status cannot; each line is one write, as workers share the file."""
    if config.option.tell:
        with open(config.option.tell, "a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, "text": text}) + "\n")


def slugs(specs: Sequence[str]) -> list[str]:
    """The names of these targets in the journal."""
    from targets.interface import Identity

    return [Identity(spec.strip(), "", "").slug for spec in specs]


def journal_of(config: pytest.Config) -> Journal:
    """The journal, open for this process."""
    from conformance.journal import Journal
    from targets.masking import account_in

    spec = config.option.target
    slug, hidden = slugs([spec])[0], account_in(spec)
    return Journal(Path(config.option.out), target=slug, worker=worker_of(config), hidden=hidden)
