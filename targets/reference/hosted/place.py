"""Where a user pool domain is: known by its host; over HTTP, where hosts cannot be made up, by a path."""

from __future__ import annotations

import re

PREFIX_HOST = re.compile(r"(?P<domain>[a-z0-9-]+)\.auth\.[a-z0-9-]+\.amazoncognito\.com")
BELOW = re.compile(r"/hosted/(?P<domain>[a-z0-9.-]+)(?P<path>/.*|$)")


def located(scheme: str, host: str, path: str) -> tuple[str, str, str] | None:
    """The domain a request was made to, the URL it is served below, and the path below that."""
    below = BELOW.fullmatch(path)
    if below:
        return below["domain"], f"{scheme}://{host}/hosted/{below['domain']}", below["path"]
    prefix = PREFIX_HOST.fullmatch(host.lower())
    return (prefix["domain"], f"{scheme}://{host}", path) if prefix else None
