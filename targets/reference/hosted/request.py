"""A browser's or an application's request to a user pool domain, and the answers it gets."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from targets.reference.core.deviation import varied
from targets.reference.core.wire import Reply, compact

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class WebRequest:
    """One request. ``base`` is the URL below which the domain is served, ``path`` what comes after it."""

    method: str
    base: str
    path: str
    query_string: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters in the URL."""
        return first_of_each(parse_qsl(self.query_string, keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        """The parameters in the body; none when it is no form."""
        wrongly = varied("", "hosted-json-taken", "application/json"), varied("", "hosted-json-called-a-form", FORM)
        if self.body.startswith(b"{") and self.content_type in wrongly:
            return {name: str(value) for name, value in json.loads(self.body).items()}
        if self.content_type != FORM:
            return {}
        return first_of_each(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def parameters(self) -> dict[str, str]:
        """Those of the URL and of the body. Recorded for the token endpoint: either place will do."""
        return self.query | self.form

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def cookies(self) -> dict[str, str]:
        """The cookies that came along."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(self.headers.get("cookie", ""))
        except CookieError:
            return {}
        return {name: morsel.value for name, morsel in jar.items()}

    @property
    def root(self) -> str:
        """The path of ``base``: empty where the domain has a host of its own."""
        return urlsplit(self.base).path

    def cookie(self, name: str, value: str, *, seconds: int | None = None) -> str:
        """A Set-Cookie line for this domain alone."""
        secure = "; Secure" if self.base.startswith("https:") else ""
        age = "" if seconds is None else f"; Max-Age={seconds}"
        return f"{name}={value}; Path={self.root or '/'}{age}{secure}; HttpOnly; SameSite=Lax"


def first_of_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first value of every name."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def extended(url: str, parameters: Mapping[str, str | None], *, fragment: bool = False) -> str:
    """A URL with these parameters added to its query, or as its fragment; those that are None are left out."""
    text = urlencode({name: value for name, value in parameters.items() if value is not None})
    if fragment:
        return f"{url}#{text}"
    return f"{url}{'&' if urlsplit(url).query else '?'}{text}"


def redirect(location: str, *cookies: str) -> Reply:
    """Recorded: 302."""
    return Reply(302, {"Location": location, "Cache-Control": "no-store"}, b"", tuple(cookies))


def page(title: str, content: str, *cookies: str, status: int = 200) -> Reply:
    """A page for people. ``content`` is HTML."""
    text = f"<!DOCTYPE html><html><head><title>{html.escape(title)}</title></head><body>{content}</body></html>"
    headers = {"Content-Type": "text/html;charset=UTF-8", "Cache-Control": "no-store"}
    return Reply(status, headers, text.encode(), tuple(cookies))


def answer(content: Any, status: int = 200, **headers: str) -> Reply:
    """Documented: JSON, for scripts in browsers too."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    shared = {"Content-Type": "application/json;charset=UTF-8", "Access-Control-Allow-Origin": "*"}
    return Reply(status, shared | {"Cache-Control": "no-store"} | named, compact(content))


def nothing(status: int) -> Reply:
    """A status and no more."""
    return Reply(status, {}, b"")
