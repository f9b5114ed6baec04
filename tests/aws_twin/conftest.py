"""One twin for each module: what a module's tests do to it stays among them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from targets.aws.twin import Announcement, started


@pytest.fixture(scope="module")
def twin() -> Iterator[Announcement]:
    with started(options=["--longest-delay", "0"]) as announced:
        yield announced
