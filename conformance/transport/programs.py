"""A program of others that is asked questions: one JSON object per line in, one per line out."""

from __future__ import annotations

import atexit
import json
import select
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

ANSWER_SECONDS = 60
END_SECONDS = 5


class ProgramLost(Exception):
    """The program ended or answered nonsense: a defect of this suite or of the machine, never of the target."""


class Program:
    """The program, started once; it ends with this process."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=None if environment is None else dict(environment),
        )
        self._turn = threading.Lock()
        atexit.register(self.process.kill)

    def close(self) -> None:
        """End the program: it has a moment to end what it has started itself, and is killed after that."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not written yet has nobody to go to
                    pipe.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        atexit.unregister(self.process.kill)

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The program's answer. Raises ``ProgramLost``."""
        to, back = self.process.stdin, self.process.stdout
        if to is None or back is None:
            raise ProgramLost(f"{self.name} was started without pipes")
        with self._turn:
            try:
                to.write(json.dumps(question) + "\n")
                to.flush()
                if not select.select([back], [], [], ANSWER_SECONDS)[0]:
                    self.process.kill()
                    raise ProgramLost(f"{self.name} gave no answer in {ANSWER_SECONDS} s")
                answer: dict[str, Any] = json.loads(back.readline())
            except (OSError, ValueError) as error:
                raise ProgramLost(f"{self.name} gave no answer ({type(error).__name__}: {error})") from error
        return answer

    def refusal(self, question: Mapping[str, Any]) -> str:
        """Why the program refuses; empty when it accepts. Raises ``ProgramLost``."""
        answer = self.ask(question)
        if not isinstance(answer.get("refused"), str):
            raise ProgramLost(f"{self.name} answered {sorted(answer)}")
        return str(answer["refused"])
