"""Judges that can be asked on this machine."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.judges.panel import judge
from conformance.transport.installs import NotInstalled


def installed(names: Iterable[str]) -> list[str]:
    """Those of them that are here, or can be installed here, which is done; of the others it is printed why not."""
    found = []
    for name in names:
        try:
            judge(name).version()
            found.append(name)
        except NotInstalled as missing:
            print(missing)
    return found
