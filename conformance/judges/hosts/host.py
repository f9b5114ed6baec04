"""The loop of every judge in Python, run in the judge's own environment: ``python host.py judge.py``.

One JSON object per line in, ``{"refused": "<error>: <text>"}`` with what the judge adds per line out.
"""

from __future__ import annotations

import json
import runpy
import sys
import warnings
from typing import Any


def answered(ask: Any, question: dict[str, Any]) -> dict[str, Any]:
    """The judge's answer; whatever it raises is a refusal."""
    try:
        return {"refused": "", **(ask(question) or {})}
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    judge = runpy.run_path(sys.argv[1])["ask"]
    for line in sys.stdin:
        print(json.dumps(answered(judge, json.loads(line))), file=out, flush=True)
