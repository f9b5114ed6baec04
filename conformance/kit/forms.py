"""What a browser reads: the forms of a page, and the cookies that came with it."""

import email.utils
import re
from html.parser import HTMLParser
from typing import Any


class FormReader(HTMLParser):
    """Collects the forms of a page with their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or a field of the last one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "fields": []})
        elif tag in ("input", "button") and self.forms and given.get("name"):
            kind = given.get("type", "submit" if tag == "button" else "text").lower()
            field = {"name": given["name"], "kind": kind, "value": given.get("value", "")}
            self.forms[-1]["fields"].append(field)


def forms(page: str) -> list[dict[str, Any]]:
    """The forms of an HTML page: ``action``, and ``fields`` with ``name``, ``kind`` and ``value``."""
    reader = FormReader()
    reader.feed(page)
    return reader.forms


def cookies(lines: str) -> list[dict[str, str]]:
    """The cookies of Set-Cookie lines: ``name``, ``value``, ``path``; ``gone`` is "yes" for one that is deleted."""
    found = []
    for line in lines.split("\n"):
        pair, *attributes = line.split(";")
        name, _, value = pair.strip().partition("=")
        told = {key.strip().lower(): text.strip() for key, _, text in (a.partition("=") for a in attributes)}
        if name:
            gone = "yes" if deleted(told) else ""
            found.append({"name": name, "value": value.strip('"'), "path": told.get("path") or "/", "gone": gone})
    return found


def deleted(told: dict[str, str]) -> bool:
    """Whether the attributes of a cookie say that it has ended."""
    if "max-age" in told:
        return not re.fullmatch(r"0*[1-9]\d*", told["max-age"])
    moment = email.utils.parsedate_tz(told.get("expires", ""))
    return moment is not None and moment[0] < 2000
