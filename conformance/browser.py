"""A small browser: cookies, forms and redirects, each request an exchange of the scenario.

It follows redirects below the hosted UI alone. A redirect to a callback, or to anywhere else, is where it arrives:
that address is read and never asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from conformance.exchange import Exchange

if TYPE_CHECKING:
    from conformance.arrange import Client, User
    from conformance.hosted import Hosted
    from conformance.scenario import Scenario

LONGEST_WAY = 8  # redirects and forms between authorize and the callback
NAMES = ("username", "email", "login")
PASSWORDS = ("password",)
CHOICES = ("challenge",)  # a form of buttons that asks for the kind of sign-in


@dataclass(frozen=True)
class Arrival:
    """Where a sign-in ended: a redirect away from the hosted UI, or the last of its pages."""

    last: Exchange
    url: str  # the callback with its parameters; empty when the browser stayed
    parameters: Mapping[str, str] = field(default_factory=dict)  # of query and fragment

    @property
    def arrived(self) -> bool:
        """Whether the application was told something."""
        return bool(self.url)

    @property
    def code(self) -> str:
        """The authorization code; empty where there is none."""
        return self.parameters.get("code", "")

    @property
    def error(self) -> str:
        """The error the application was told."""
        return self.parameters.get("error", "")


class Browser:
    """One browser in a scenario: its cookies are its own."""

    def __init__(self, s: Scenario, hosted: Hosted) -> None:
        self.s = s
        self.hosted = hosted
        self._cookies: dict[tuple[str, str, str], str] = {}  # by host, path and name

    # -- single requests -------------------------------------------------------------------------------------------

    def get(self, url: str, *, query: Mapping[str, Any] | None = None) -> Exchange:
        """GET with the cookies of that address; redirects are not followed."""
        return self._send("GET", url, query=query)

    def post(self, url: str, form: Mapping[str, Any]) -> Exchange:
        """POST of a form."""
        return self._send("POST", url, form=form)

    def forget(self) -> None:
        """Lose all cookies."""
        self._cookies.clear()

    def cookies(self, url: str) -> dict[str, str]:
        """What is sent along to an address."""
        parts = urlsplit(url)
        path = parts.path or "/"
        return {n: v for (host, root, n), v in self._cookies.items() if host == parts.netloc and _below(path, root)}

    def _send(self, method: str, url: str, **parts: Any) -> Exchange:
        cookies = self.cookies(url)
        answer = self.s.request(method, url, cookies=cookies or None, **parts)
        lines = answer.headers.get("set-cookie")
        if lines:
            self._keep(urlsplit(url).netloc, self.s.compute("forms.cookies", lines))
        return answer

    def _keep(self, host: str, found: list[dict[str, str]]) -> None:
        for cookie in found:
            key = (host, cookie["path"], cookie["name"])
            if cookie["gone"]:
                self._cookies.pop(key, None)
            else:
                self._cookies[key] = cookie["value"]

    # -- a sign-in -------------------------------------------------------------------------------------------------

    def authorize(self, client: Client, **parameters: str | None) -> Exchange:
        """GET /oauth2/authorize, not followed. Parameters that are None are left out; a code is asked for at the
        client's first callback unless said otherwise."""
        usual = {"client_id": client.id, "response_type": "code", "redirect_uri": callback_of(client)}
        return self.get(self.hosted.url("/oauth2/authorize"), query=usual | parameters)

    def sign_in(self, client: Client, user: User, *, password: str | None = None, **parameters: str | None) -> Arrival:
        """From authorize over the pages to the callback, with this user's name and password."""
        return self.finish(self.authorize(client, **parameters), user, password=password)

    def finish(self, answer: Exchange, user: User, *, password: str | None = None) -> Arrival:
        """Go on from an answer: follow redirects, fill in each form once, and say where that leads."""
        filled: set[str] = set()
        for _ in range(LONGEST_WAY):
            away = self._away(answer)
            if away is not None:
                return away
            if answer.headers.get("location"):
                answer = self.get(self._location(answer))
                continue
            form = self.form(answer) if answer.ok else None
            if form is None or form.kind in filled:
                return Arrival(answer, "")
            filled.add(form.kind)
            answer = self.submit(form, user, password=password)
        return self._away(answer) or Arrival(answer, "")

    def follow(self, answer: Exchange) -> Exchange:
        """Redirects below the hosted UI, to the page they end at or to the redirect that leads away."""
        for _ in range(LONGEST_WAY):
            if not answer.headers.get("location") or self._away(answer) is not None:
                break
            answer = self.get(self._location(answer))
        return answer

    def arrive(self, answer: Exchange) -> Arrival:
        """Where redirects lead from an answer; no form is filled in."""
        last = self.follow(answer)
        return self._away(last) or Arrival(last, "")

    def form(self, page: Exchange) -> Form | None:
        """The form of a page that asks for a name, a password or a choice."""
        if "<form" not in page.body.lower():
            return None
        for number, found in enumerate(self.s.compute("forms.forms", page.body)):
            form = Form(str(page.request["url"]), number, found)
            if form.kind:
                return form
        return None

    def submit(
        self, form: Form, user: User, *, password: str | None = None, changes: Mapping[str, str | None] | None = None
    ) -> Exchange:
        """The form with the user's name and password in it; ``changes`` replaces or (None) leaves out fields."""
        values = form.filled(user.login, str(password or user.password)) | dict(changes or {})
        url = self.s.compute("oauth.address", form.page, form.action) if form.action else form.page
        return self.post(str(url), values)

    def _away(self, answer: Exchange) -> Arrival | None:
        location = answer.headers.get("location", "")
        if not location:
            return None
        url = urljoin(str(answer.request["url"]), location)
        if url.startswith((f"{self.hosted.base}/", f"{self.hosted.base}?")):
            return None
        return Arrival(answer, url, self.s.compute("oauth.parameters", location))

    def _location(self, answer: Exchange) -> str:
        location = answer.headers["location"]
        if urlsplit(location).scheme:
            return location
        return str(self.s.compute("oauth.address", str(answer.request["url"]), location))


class Form:
    """A form of a page, with what the page put into it."""

    def __init__(self, page: str, number: int, found: Mapping[str, Any]) -> None:
        self.page = page
        self.number = number
        self.action = str(found["action"])
        self.fields: list[dict[str, str]] = list(found["fields"])

    @property
    def kind(self) -> str:
        """Which of the things we know how to fill in it asks for; empty for none."""
        names = [part["name"] for part in self.fields if part["kind"] != "hidden"]
        return "+".join(name for name in names if name in (*NAMES, *PASSWORDS, *CHOICES))

    def filled(self, login: str, password: str) -> dict[str, str]:
        """The fields as a person would send them: of several buttons with one name, the one for a password."""
        values: dict[str, str] = {}
        for part in self.fields:
            name, value = part["name"], part["value"]
            if name in CHOICES and "PASSWORD" not in (value, values.get(name)):
                values[name] = value
            elif name in CHOICES:
                values[name] = "PASSWORD"
            elif part["kind"] not in ("submit", "button", "image", "reset"):
                values[name] = login if name in NAMES else password if name in PASSWORDS else value
        return values


def callback_of(client: Client) -> str:
    """The first callback of a client's configuration."""
    urls = client.config.get("CallbackURLs") or [""]
    return str(urls[0])


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(root if root.endswith("/") else f"{root}/")
