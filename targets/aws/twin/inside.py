"""What runs inside the process of a function: it loads the handler and answers one event a line.

Standard library only, and nothing of the suite: what a function finds around it is what was deployed. What the function
prints goes nowhere.
"""

import importlib
import json
import os
import sys
from typing import Any


def load(named: str) -> Any:
    """The handler: ``module.function``."""
    sys.path.insert(0, os.getcwd())
    module, _, name = named.rpartition(".")
    return getattr(importlib.import_module(module), name)


def answer(handler: Any, line: str) -> dict[str, Any]:
    """What the function makes of one event."""
    try:
        returned = handler(json.loads(line), None)
        json.dumps(returned)
    except Exception as error:
        return {"kind": type(error).__name__, "text": str(error)}
    return {"returned": returned}


def main() -> None:
    """Answer until the input ends."""
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        handler = load(sys.argv[1])
    except Exception as error:
        text = f"{type(error).__name__}: {error}"

        def handler(event: Any, context: Any) -> Any:
            raise ImportError(text)

    for line in sys.stdin:
        out.write(json.dumps(answer(handler, line)) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
