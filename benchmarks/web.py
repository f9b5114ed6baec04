"""Requests of a browser or an OAuth client, recorded in a run and sent again bare.

A server makes codes, tokens, cookies and hidden fields of its own each time. Where such a value goes into a later
request is found out when the recording is made; sending bare only looks into those places, and computes nothing.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

FORM = "application/x-www-form-urlencoded"
SHORTEST = 8  # shorter values are the same each time, or too common to trace to their origin
FIELD = re.compile(r"<(?:input|button)\b[^>]*>", re.IGNORECASE)
MEMBER = re.compile(r"""\b(name|value)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
Place = tuple[str, str]  # kind (json, cookie, field, location) and name


@dataclass
class WebRequest:
    """One request as it was sent, and what of its answer is needed later."""

    method: str
    url: str
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    status: int | None = None
    answered: dict[Place, str] = field(default_factory=dict)

    def values(self) -> Iterator[str]:
        """All that was put into it."""
        for given in (self.query, self.form or {}, self.cookies):
            yield from (str(value) for value in given.values() if value is not None)
        yield from dict(parse_qsl(urlsplit(self.url).query)).values()
        yield from (word for value in self.headers.values() for word in unwrapped(value))


def answered_by(headers: Mapping[str, str], body: str, url: str) -> dict[Place, str]:
    """Every value of an answer that a later request might carry, by its place."""
    answered: dict[Place, str] = {}
    for line in headers.get("set-cookie", "").split("\n"):
        name, _, value = line.partition(";")[0].strip().partition("=")
        answered["cookie", name] = value.strip('"')
    location = urlsplit(urljoin(url, headers.get("location", "")))
    answered |= {("location", name): value for name, value in parse_qsl(f"{location.query}&{location.fragment}")}
    if "json" in headers.get("content-type", ""):
        answered |= {("json", name): value for name, value in _members(body).items() if isinstance(value, str)}
    elif "<" in body:
        answered |= {("field", name): value for name, value in _fields(body)}
    return {place: value for place, value in answered.items() if len(value) >= SHORTEST}


def _members(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _fields(body: str) -> Iterator[tuple[str, str]]:
    for tag in FIELD.findall(body):
        given = {name.lower(): one or other for name, one, other in MEMBER.findall(tag)}
        if given.get("name"):
            yield given["name"], given.get("value", "")


def keep_what_is_needed(requests: Sequence[Any]) -> None:
    """Forget what no later request carries, and what only came back. Calls of the API are among them, as tuples."""
    from conformance.scenario.steps import leaves

    needed: set[str] = set()
    for sent in reversed(requests):
        if isinstance(sent, WebRequest):
            own = set(sent.values())
            sent.answered = {place: value for place, value in sent.answered.items() if value in needed - own}
            needed |= own
        else:
            needed |= {text for _, text in leaves(sent[1])}


def unwrapped(header: str) -> list[str]:
    """The values inside an Authorization header; of any other header none."""
    kind, _, rest = header.partition(" ")
    if kind == "Bearer":
        return [rest]
    if kind != "Basic":
        return []
    try:
        return base64.b64decode(rest).decode().split(":", 1)
    except ValueError:
        return []


def renamed_header(header: str, names: Mapping[str, str]) -> str:
    """The header with the values of this server."""
    words = [names.get(word, word) for word in unwrapped(header)]
    if header.startswith("Bearer ") and words:
        return f"Bearer {words[0]}"
    if header.startswith("Basic ") and words:
        return "Basic " + base64.b64encode(":".join(words).encode()).decode()
    return header


def prepared(sent: WebRequest, names: Mapping[str, str], recorded_at: str) -> tuple[str, dict[str, str], bytes | None]:
    """Path, headers and body for this server. A published host that is not its endpoint goes into the Host header."""
    parts = urlsplit(sent.url)
    path = "/".join(names.get(word, word) for word in parts.path.split("/")) or "/"
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(sent.query)
    if query:
        path += "?" + _encoded(query, names)
    headers = {name: renamed_header(value, names) for name, value in sent.headers.items()}
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != recorded_at:
        headers["Host"] = parts.netloc
    if sent.cookies:
        headers["Cookie"] = "; ".join(f"{n}={names.get(v, v)}" for n, v in sent.cookies.items())
    body = sent.body.encode() if sent.body is not None else None
    if sent.form is not None:
        body = _encoded(sent.form, names).encode()
        headers.setdefault("Content-Type", FORM)
    return path, headers, body


def _encoded(given: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return urlencode({name: names.get(value, value) for name, value in given.items() if value is not None}, doseq=True)


def learn(sent: WebRequest, headers: Mapping[str, str], body: bytes, names: dict[str, str]) -> None:
    """What this server has in the places of what is needed later."""
    if not sent.answered:
        return
    here = answered_by(headers, body.decode("utf-8", "replace"), sent.url)
    for place, before in sent.answered.items():
        if place in here:
            names.setdefault(before, here[place])
