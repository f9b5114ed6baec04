r"""Regular expressions of the API model, which are Java's, for Python's ``re``.

Java's ``\w`` and ``\s`` are ASCII, hence ``re.ASCII``. Python lacks ``\p{L}``: a character outside ASCII is replaced by
one that represents its category, and ``\p{L}`` by the ASCII members of the category plus that one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

STAND_INS = {"L": "\u00aa", "M": "\u0300", "N": "\u00b2", "P": "\u00a7", "S": "\u00a2", "Z": "\u00a0", "C": "\u0080"}
MEMBERS = {
    category: re.escape("".join(chr(code) for code in range(128) if unicodedata.category(chr(code))[0] == category))
    + stand_in
    for category, stand_in in STAND_INS.items()
}


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether the whole of a string matches."""
    compiled = re.compile(re.sub(r"\\p\{(\w)\}", lambda found: MEMBERS[found[1]], pattern), re.ASCII)
    if "\\p{" in pattern:
        return lambda value: compiled.fullmatch(_stand_in(value)) is not None
    return lambda value: compiled.fullmatch(value) is not None


def _stand_in(value: str) -> str:
    if value.isascii():
        return value
    return "".join(c if c.isascii() else STAND_INS[unicodedata.category(c)[0]] for c in value)
