"""Progress by area while a run goes on, read from the journal as it grows.

On a terminal a block of lines that is renewed in place; elsewhere plain lines, for areas in which something happened.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from conformance.journal import FILE_NAME, event_of
from targets.masking import public

if TYPE_CHECKING:
    from reports.fold import AreaProgress
    from reports.record import RunRecord

RENEWED = 0.5  # seconds between two looks of a terminal
PLAIN = 10.0  # seconds between plain lines


class Tail:
    """Reads what was added to a file; whole lines only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place = 0

    def lines(self) -> list[bytes]:
        """The lines that were added since the last call; none while there is no file."""
        try:
            with self.path.open("rb") as file:
                file.seek(self._place)
                data = file.read()
        except OSError:
            return []  # not there yet; the run itself reports errors
        end = data.rfind(b"\n") + 1
        self._place += end
        return data[:end].splitlines()


class Progress:
    """Shows, by area, how many requirements passed and failed so far, on standard error."""

    def __init__(self, out: Path, slugs: dict[str, str], stream: TextIO | None = None) -> None:
        from reports.fold import Fold

        self.stream = stream or sys.stderr
        self.tty = self.stream.isatty()
        self._slugs = slugs  # by spec
        self._fold = Fold()
        self._tail = Tail(out / FILE_NAME)
        self._last = self._begun = time.monotonic()
        self._height = 0  # lines of the block on the terminal
        self._shown: dict[str, AreaProgress] = {}
        self._spec = ""

    def __call__(self, spec: str) -> None:
        """Read new events, and show the progress when it is due."""
        if spec != self._spec:
            self.end()
            self._spec, self._shown, self._begun = spec, {}, time.monotonic()
        now = time.monotonic()
        if now - self._last >= (RENEWED if self.tty else PLAIN):
            self._last = now
            self._show()

    def say(self, text: str) -> None:
        """Print a message below the progress; what is shown later comes below the message, not in its place."""
        self._height = 0
        say(text, self.stream)

    def end(self) -> None:
        """Show the final state of a target, and leave it on the screen."""
        if self._spec:
            self._show()
            self._height, self._spec = 0, ""

    def _show(self) -> None:
        self._read()
        areas = self._fold.progress(self._slugs[self._spec])
        if any(map(_done, areas)):
            self._block(areas) if self.tty else self._plain(areas)

    def _read(self) -> None:
        for line in self._tail.lines():
            event = event_of(line)
            if event is not None:
                self._fold.add(event)

    def record(self) -> RunRecord:
        """What the journal came to: what was read for the progress need not be read again."""
        self._read()
        return self._fold.record()

    def _block(self, areas: Sequence[AreaProgress]) -> None:
        from reports.terminal import progress_lines

        size = shutil.get_terminal_size()
        lines = [self._total(areas), *(f"  {line}" for line in progress_lines(areas))]
        if len(lines) >= size.lines:  # no room for all: only unfinished areas
            open_ = [a for a in areas if _done(a) < a.total]
            lines = [lines[0], *(f"  {line}" for line in progress_lines(open_))][: max(1, size.lines - 1)]
        up = f"\x1b[{self._height}A" if self._height else ""
        self.stream.write(up + "".join(f"\r\x1b[K{line[: size.columns - 1]}\n" for line in lines) + "\x1b[J")
        self.stream.flush()
        self._height = len(lines)

    def _plain(self, areas: Sequence[AreaProgress]) -> None:
        from reports.terminal import progress_lines

        changed = [a for a in areas if self._shown.get(a.area) != a]
        if changed:
            self._shown = {a.area: a for a in areas}
            lines = [self._total(areas), *(f"  {line}" for line in progress_lines(changed))]
            self.stream.write("".join(f"{line}\n" for line in lines))
            self.stream.flush()

    def _total(self, areas: Sequence[AreaProgress]) -> str:
        done, total = sum(map(_done, areas)), sum(a.total for a in areas)
        passed, failed = sum(a.passed for a in areas), sum(a.failed for a in areas)
        seconds = time.monotonic() - self._begun
        return f"{public(self._spec)}: {done}/{total} requirements, pass {passed}, fail {failed}, {seconds:.0f} s"


def say(text: str, stream: TextIO) -> None:
    """Print a message; on a terminal Ctrl-C may have left something on the line."""
    begin = "\n" if stream.isatty() else ""
    stream.write(f"{begin}cognito-conformance: {text}\n")
    stream.flush()


def _done(area: AreaProgress) -> int:
    return area.passed + area.failed + area.other
