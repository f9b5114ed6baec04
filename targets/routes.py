"""Where a URL that a target publishes is really answered, path by path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from targets.placeholders import PLACEHOLDER, fill

PARTS = ("pool_id", "domain")  # the names in a template that are read from the URL


class Routes:
    """Pairs of templates: the URL as it is published, and the one that answers.

    ``{pool_id}`` and ``{domain}`` are what the published URL has in their place, ``{endpoint}`` is the target's.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = (), *, endpoint: str = "") -> None:
        self._pairs = list(pairs)
        self._patterns = [
            (re.compile(pattern_of(published, endpoint)), fill(real, endpoint=endpoint))
            for published, real in self._pairs
        ]

    def real(self, url: str) -> str:
        """The URL that answers, with the query of this one; the URL itself where nothing else is known."""
        parts = urlsplit(url)
        place = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        for published, real in self._patterns:
            found = published.fullmatch(place)
            if found:
                address = fill(real, **found.groupdict())
                return f"{address}?{parts.query}" if parts.query else address
        return url

    @property
    def snippet(self) -> str:
        """Python source of ``def routed(url)`` for scripts, with ``ENDPOINT`` as a global; empty without routes."""
        return SNIPPET.format(pairs=self._pairs) if self._pairs else ""


def pattern_of(template: str, endpoint: str) -> str:
    """The regular expression of the URLs that a template gives at this endpoint."""
    parts = PLACEHOLDER.split(fill(template, endpoint=endpoint))
    literal, names = parts[0::2], parts[1::2]
    groups = [f"(?P<{name}>[^/?#]+)" if name in PARTS else re.escape(f"{{{name}}}") for name in names]
    pieces = (group + re.escape(text) for group, text in zip(groups, literal[1:], strict=True))
    return re.escape(literal[0]) + "".join(pieces)


SNIPPET = """\
def routed(url):
    import re

    place, _, query = url.partition("?")
    for published, real in {pairs!r}:
        pattern = re.escape(published.replace("{{endpoint}}", ENDPOINT))
        for name in ("pool_id", "domain"):
            pattern = pattern.replace(re.escape("{{" + name + "}}"), "(?P<" + name + ">[^/?#]+)")
        found = re.fullmatch(pattern, place)
        if found:
            address = real.replace("{{endpoint}}", ENDPOINT)
            for name, value in found.groupdict().items():
                address = address.replace("{{" + name + "}}", value)
            return address + ("?" + query if query else "")
    return url
"""
