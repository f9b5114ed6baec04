"""Where the suite keeps what has to outlive a run: its ledgers, by account and region."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path("cognito-conformance") / "aws"


def state_folder(account: str, region: str, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder for one account and region; not made yet."""
    base = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / FOLDER / f"{account}-{region}"
