"""moto's server with a signing key that is read once. Its definition starts this file as a script.

It runs in the Python of the release that is tested, which does not have the suite: from this folder it takes one file.
The folder itself leaves the path, since some of its modules have names that moto's packages may look for.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

KEYS = Path(__file__).with_name("moto_key.py")


def main(arguments: list[str]) -> None:
    """Serve until it is asked to end, with the options of ``moto.server``. Raises ``ImportError`` without moto."""
    import moto.cognitoidp.models
    import moto.server

    _loaded(KEYS).read_keys_once(moto.cognitoidp.models)
    moto.server.main(arguments)


def _loaded(file: Path) -> ModuleType:
    """A module by its file, whatever the path of modules is."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None  # a name that ends in .py always has a loader
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != here]
    main(sys.argv[1:])
