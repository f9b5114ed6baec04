"""Where Hypothesis keeps what it computes once (tables of Unicode): not in the folder a run is started in."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "HYPOTHESIS_STORAGE_DIRECTORY"


def keep_out_of_the_working_directory() -> None:
    """Name a folder of this suite below the user's cache, for this process and those it starts.

    A folder that the user has set is kept. To be called before Hypothesis is imported.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    os.environ.setdefault(VARIABLE, str(Path(cache) / "cognito-conformance" / "hypothesis"))
