"""The parts of a page that a browser acts on: its forms, and the cookies that came with it."""

import email.utils
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

FORM_NAMES = ("username", "email", "login")
FORM_PASSWORDS = ("password",)
FORM_CHOICES = ("challenge",)  # a form of buttons that asks for the kind of sign-in
FORM_BUTTONS = ("submit", "button", "image", "reset")


class FormReader(HTMLParser):
    """Collects the forms of a page with their fields, and whether it loads scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.scripts = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or a field of the last one."""
        given = {name: value or "" for name, value in attrs}
        self.scripts = self.scripts or (tag == "script" and bool(given.get("src")))
        if tag == "form":
            method = given.get("method", "").upper()
            action = given.get("action", "")
            self.forms.append({"action": action, "method": "POST" if method == "POST" else "GET", "fields": []})
        elif tag in ("input", "button") and self.forms and given.get("name"):
            kind = given.get("type", "submit" if tag == "button" else "text").lower()
            field = {"name": given["name"], "kind": kind, "value": given.get("value", "")}
            self.forms[-1]["fields"].append(field)


def forms(page: str) -> list[dict[str, Any]]:
    """The forms of an HTML page: ``action``, ``method``, and ``fields`` with ``name``, ``kind`` and ``value``."""
    reader = FormReader()
    reader.feed(page)
    return reader.forms


def cookies(lines: str) -> list[dict[str, str]]:
    """The cookies of Set-Cookie lines: ``name``, ``value``, ``path``.

    ``gone`` is "yes" for one that the answer deletes.
    """
    found = []
    for line in lines.split("\n"):
        pair, *attributes = line.split(";")
        name, _, value = pair.strip().partition("=")
        cookie = {key.strip().lower(): text.strip() for key, _, text in (a.partition("=") for a in attributes)}
        if name:
            gone = "yes" if deleted(cookie) else ""
            found.append({"name": name, "value": value.strip('"'), "path": cookie.get("path") or "/", "gone": gone})
    return found


def deleted(cookie: dict[str, str]) -> bool:
    """Whether the attributes of a cookie delete it."""
    if "max-age" in cookie:
        return not re.fullmatch(r"0*[1-9]\d*", cookie["max-age"])
    moment = email.utils.parsedate_tz(cookie.get("expires", ""))
    return moment is not None and moment[0] < 2000


class CookieJar:
    """The cookies of one browser."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], str] = {}  # by host, path and name

    def keep(self, url: str, lines: str) -> None:
        """Take in the Set-Cookie lines of an answer from this address."""
        for cookie in cookies(lines):
            key = (urlsplit(url).netloc, cookie["path"], cookie["name"])
            if cookie["gone"]:
                self._kept.pop(key, None)
            else:
                self._kept[key] = cookie["value"]

    def sent(self, url: str) -> dict[str, str]:
        """The cookies to send to an address."""
        asked = urlsplit(url)
        path = asked.path or "/"
        return {
            name: value
            for (host, root, name), value in self._kept.items()
            if host == asked.netloc and (path == root or path.startswith(root if root.endswith("/") else f"{root}/"))
        }


def inner_redirect(url: str, location: str, base: str) -> str:
    """Where a redirect from this address leads if that is below the base.

    Empty if it leads elsewhere or is no redirect.
    """
    target = urljoin(url, location) if location else ""
    return target if target.startswith((f"{base}/", f"{base}?")) else ""


def asked_for(form: dict[str, Any]) -> str:
    """Which of the known kinds of input a form asks for; empty for none."""
    names = [part["name"] for part in form["fields"] if part["kind"] != "hidden"]
    return "+".join(name for name in names if name in (*FORM_NAMES, *FORM_PASSWORDS, *FORM_CHOICES))


def form_to_fill(page: str) -> str:
    """The kind of input that the first form of a known kind on a page asks for; empty where there is none."""
    return next((kind for form in forms(page) if (kind := asked_for(form))), "")


def sent_by_script(page: str) -> bool:
    """Whether the form that we know how to fill in says nothing of where it goes, and the page loads scripts."""
    reader = FormReader()
    reader.feed(page)
    form = next((found for found in reader.forms if asked_for(found)), None)
    return form is not None and not form["action"] and reader.scripts


def filled_form(
    page: Any, kind: str, login: str, password: str, changes: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The first form of a page (an exchange) that asks for ``kind``, as a person would send it.

    The result has ``url``, ``method`` and ``fields``.
    Of several buttons with one name the one for a password is taken. ``changes`` replaces or (None) leaves out fields.
    Raises ``LookupError`` where the page has no such form.
    """
    url = str(page.request["url"])
    form = next((found for found in forms(page.body) if asked_for(found) == kind), None)
    if form is None:
        raise LookupError(f"the page has no form for {kind}")
    values: dict[str, Any] = {}
    for part in form["fields"]:
        name, value = part["name"], part["value"]
        if name in FORM_CHOICES:
            values[name] = "PASSWORD" if "PASSWORD" in (value, values.get(name)) else value
        elif part["kind"] not in FORM_BUTTONS:
            values[name] = login if name in FORM_NAMES else password if name in FORM_PASSWORDS else value
    kept = {name: value for name, value in (values | (changes or {})).items() if value is not None}
    address = urljoin(url, form["action"]) if form["action"] else url
    if form["method"] == "GET":  # the fields take the place of the query
        address = address.partition("?")[0]
    return {"url": address, "method": form["method"], "fields": kept}
